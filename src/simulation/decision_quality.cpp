#include "haven/simulation/decision_quality.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "haven/core/error.hpp"
#include "haven/irt/category_curves.hpp"
#include "haven/irt/sum_score.hpp"
#include "haven/math/logistic.hpp"
#include "haven/math/normal.hpp"

namespace haven::simulation {
namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorCode::invalid_argument, "decision quality: " + what);
}

void check_cuts(std::span<const double> cuts) {
  if (cuts.empty()) refuse("there must be a cut");
  for (std::size_t i = 0; i < cuts.size(); ++i)
    if (!std::isfinite(cuts[i]) || (i > 0 && !(cuts[i] > cuts[i - 1]))) refuse("cuts must be finite and rising");
}

void check_finite(std::span<const double> theta) {
  if (!std::all_of(theta.begin(), theta.end(), [](double value) { return std::isfinite(value); }))
    refuse("theta must be finite");
}

double sum_of(std::span<const double> weights) {
  double sum = 0.0;
  for (const double weight : weights) {
    if (!(weight >= 0.0)) refuse("weights must not be negative");
    sum += weight;
  }
  if (!(sum > 0.0 && std::isfinite(sum))) refuse("weights must have a positive, finite sum");
  return sum;
}

/// The level of a value: how many cuts are not above it.
std::size_t level_of(double value, std::span<const double> cuts) {
  return static_cast<std::size_t>(std::upper_bound(cuts.begin(), cuts.end(), value) - cuts.begin());
}

/// P(low <= estimate < high), from whichever tail keeps the precision.
double normal_between(double low, double high) {
  return low > 0.0 ? math::normal_cdf(-low) - math::normal_cdf(-high) : math::normal_cdf(high) - math::normal_cdf(low);
}

void add_normal_levels(std::vector<double>& table, double theta, double standard_error, std::span<const double> cuts) {
  double low = -std::numeric_limits<double>::infinity();
  for (const double cut : cuts) {
    const double high = (cut - theta) / standard_error;
    table.push_back(normal_between(low, high));
    low = high;
  }
  table.push_back(normal_between(low, std::numeric_limits<double>::infinity()));
}

void add_score_levels(std::vector<double>& table, const std::vector<double>& scores, std::span<const double> cuts) {
  const std::size_t first = table.size();
  table.resize(first + cuts.size() + 1, 0.0);
  for (std::size_t score = 0; score < scores.size(); ++score)
    table[first + level_of(static_cast<double>(score), cuts)] += scores[score];
}

const irt::Item& scored_item(const irt::ItemBank& bank, irt::ItemIndex index) {
  const irt::Item& item = bank.item(index);
  if (std::holds_alternative<irt::NominalItem>(item))
    refuse("item " + bank.id(index) + " is nominal: its scores cannot be summed");
  return item;
}

}  // namespace

DecisionQuality decision_quality(std::size_t levels, std::span<const double> level_probability,
                                 std::span<const std::size_t> true_level, std::span<const double> weights) {
  const std::size_t points = true_level.size();
  if (points == 0 || levels == 0) refuse("there must be a point and a level");
  if (level_probability.size() != points * levels) refuse("level_probability must have one row for each point");
  if (!weights.empty() && weights.size() != points) refuse("there must be one weight for each point");
  const double total = weights.empty() ? static_cast<double>(points) : sum_of(weights);
  DecisionQuality quality;
  quality.levels = levels;
  quality.level_probability.assign(level_probability.begin(), level_probability.end());
  quality.confusion.assign(levels * levels, 0.0);
  for (std::size_t point = 0; point < points; ++point) {
    if (true_level[point] >= levels) refuse("a true level does not exist");
    const double weight = (weights.empty() ? 1.0 : weights[point]) / total;
    const auto row = level_probability.subspan(point * levels, levels);
    double consistency = 0.0;
    for (std::size_t level = 0; level < levels; ++level) {
      consistency += row[level] * row[level];
      quality.confusion[true_level[point] * levels + level] += weight * row[level];
    }
    quality.conditional_accuracy.push_back(row[true_level[point]]);
    quality.conditional_consistency.push_back(consistency);
    quality.accuracy += weight * row[true_level[point]];
    quality.consistency += weight * consistency;
  }
  return quality;
}

DecisionQuality rudner_quality(std::span<const double> theta, std::span<const double> standard_error,
                               std::span<const double> cuts, std::span<const double> weights) {
  check_cuts(cuts);
  check_finite(theta);
  if (standard_error.size() != theta.size()) refuse("there must be one standard error for each theta");
  std::vector<double> table;
  std::vector<std::size_t> true_level;
  for (std::size_t point = 0; point < theta.size(); ++point) {
    if (!(standard_error[point] > 0.0)) refuse("a standard error must be positive");
    add_normal_levels(table, theta[point], standard_error[point], cuts);
    true_level.push_back(level_of(theta[point], cuts));
  }
  return decision_quality(cuts.size() + 1, table, true_level, weights);
}

DecisionQuality lee_quality(const irt::ItemBank& bank, std::span<const irt::ItemIndex> items,
                            std::span<const double> theta, std::span<const double> cuts,
                            std::span<const double> weights) {
  check_cuts(cuts);
  check_finite(theta);
  std::vector<double> table;
  std::vector<std::size_t> true_level;
  for (const double ability : theta) {
    const double expected = expected_summed_score(bank, items, ability);
    add_score_levels(table, sum_score_distribution(bank, items, ability), cuts);
    true_level.push_back(level_of(expected, cuts));
  }
  return decision_quality(cuts.size() + 1, table, true_level, weights);
}

double expected_summed_score(const irt::ItemBank& bank, std::span<const irt::ItemIndex> items, double theta) {
  double sum = 0.0;
  for (const irt::ItemIndex index : items) sum += expected_score(scored_item(bank, index), theta);
  return sum;
}

NormalNodes normal_nodes(double mean, double sd, double low, double high, int count) {
  if (!std::isfinite(mean) || !(sd > 0.0) || !std::isfinite(sd)) refuse("mean must be finite and sd positive");
  if (!std::isfinite(low) || !std::isfinite(high) || !(low < high)) refuse("the range must be finite and not empty");
  if (count < 2 || count > 100'000) refuse("count must be in 2..100000, got " + std::to_string(count));
  NormalNodes nodes;
  double total = 0.0;
  for (int i = 0; i < count; ++i) {
    const double theta = low + (high - low) * i / (count - 1);
    const double z = (theta - mean) / sd;
    nodes.theta.push_back(theta);
    nodes.weight.push_back(math::exp(-0.5 * z * z));
    total += nodes.weight.back();
  }
  if (!(total > 0.0)) refuse("the range lies too far from the mean");
  for (double& weight : nodes.weight) weight /= total;
  return nodes;
}

}  // namespace haven::simulation
