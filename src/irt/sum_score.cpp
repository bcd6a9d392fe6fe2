#include "haven/irt/sum_score.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "haven/core/error.hpp"
#include "haven/irt/ability_estimator.hpp"
#include "haven/irt/category_curves.hpp"
#include "haven/irt/information.hpp"
#include "haven/irt/information_index.hpp"

#include "irt/weighted_nodes.hpp"

namespace haven::irt {
namespace {

constexpr double most_patterns = 1'048'576.0;

void check_items(const ItemBank& bank, std::span<const ItemIndex> items) {
  ItemSet seen(bank.size());
  for (const ItemIndex item : items) {
    static_cast<void>(bank.item(item));
    if (seen.contains(item))
      throw Error(ErrorCode::invalid_argument, "sum score: item " + bank.id(item) + " appears more than once");
    seen.insert(item);
  }
}

void check_theta(double theta) {
  if (!std::isfinite(theta))
    throw Error(ErrorCode::invalid_argument, "sum score: theta must be finite, got " + std::to_string(theta));
}

/// sum_score_distribution for items that are known to be good.
std::vector<double> distribution(const ItemBank& bank, std::span<const ItemIndex> items, double theta) {
  std::vector<double> sums = {1.0}, next;
  CategoryCurves curves;
  for (const ItemIndex item : items) {
    evaluate(bank.item(item), theta, curves);
    next.assign(sums.size() + curves.count - 1, 0.0);
    for (std::size_t s = 0; s < sums.size(); ++s)
      for (std::size_t k = 0; k < curves.count; ++k) next[s + k] += sums[s] * curves.p[k];
    sums.swap(next);
  }
  return sums;
}

/// How many sums there are, 0 among them.
std::size_t sum_count(const ItemBank& bank, std::span<const ItemIndex> items) {
  std::size_t count = 1;
  for (const ItemIndex item : items) count += category_count(bank.item(item)) - 1;
  return count;
}

/// The weights of the nodes, the largest 1.
std::vector<double> weights_of(const ItemBank& bank, std::span<const ItemIndex> items, const AbilityOptions& options,
                               WeightedNodes& nodes) {
  auto& logs = nodes.log_weights;
  if (options.prior == PriorDistribution::jeffreys)
    for (std::size_t i = 0; i < logs.size(); ++i) {
      double information = 0.0;
      for (const ItemIndex item : items) information += item_information(bank.item(item), nodes.nodes[i]);
      logs[i] += 0.5 * math::detail::log(information);
    }
  const double largest = *std::max_element(logs.begin(), logs.end());
  std::vector<double> weights;
  for (const double log_weight : logs) weights.push_back(math::detail::exp(log_weight - largest));
  return weights;
}

/// Sums over nodes for one score; the mean is taken away before squares are summed, so that nothing cancels.
SumScoreEstimate estimate_of(const std::vector<double>& nodes, const std::vector<double>& weights,
                             const std::vector<std::vector<double>>& at_node, std::size_t score) {
  double all = 0.0, total = 0.0, first = 0.0, second = 0.0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    all += weights[i];
    total += weights[i] * at_node[i][score];
    first += weights[i] * at_node[i][score] * nodes[i];
  }
  const double mean = first / total;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    second += weights[i] * at_node[i][score] * (nodes[i] - mean) * (nodes[i] - mean);
  return {mean, std::sqrt(second / total), total / all};
}

/// The discrimination of a 1PL or partial credit item.
std::optional<double> plain_discrimination(const Item& item) {
  if (const auto* const model = std::get_if<PartialCreditItem>(&item)) return model->discrimination;
  const auto* const model = std::get_if<LogisticItem>(&item);
  const bool plain = model != nullptr && model->pseudo_guessing == 0.0 && model->upper_asymptote == 1.0;
  return plain ? std::optional(model->discrimination) : std::nullopt;
}

bool sum_is_sufficient(const ItemBank& bank, std::span<const ItemIndex> items, Estimator estimator) {
  if (estimator == Estimator::huber || estimator == Estimator::tukey) return false;
  const auto common = plain_discrimination(bank.item(items.front()));
  return common && std::all_of(items.begin(), items.end(),
                               [&](ItemIndex item) { return plain_discrimination(bank.item(item)) == common; });
}

/// Mean and variance of weighted values, one after the other (Welford 1962, West 1979).
class Spread {
 public:
  void add(double value, double weight) {
    if (weight == 0.0) return;
    total_ += weight;
    const double distance = value - mean_;
    mean_ += distance * weight / total_;
    squares_ += weight * distance * (value - mean_);
  }
  [[nodiscard]] double sd() const { return std::sqrt(squares_ / total_); }

 private:
  double total_ = 0.0, mean_ = 0.0, squares_ = 0.0;
};

/// One estimate for each sum, from the pattern whose first items have it.
Spread spread_over_sums(const ItemBank& bank, std::span<const ItemIndex> items, AbilityEstimator& ability,
                        double theta) {
  const auto probabilities = distribution(bank, items, theta);
  Spread spread;
  for (std::size_t sum = 0; sum < probabilities.size(); ++sum) {
    ability.reset();
    std::size_t rest = sum;
    for (const ItemIndex item : items) {
      const std::size_t score = std::min(rest, category_count(bank.item(item)) - 1);
      ability.add(item, {static_cast<std::int8_t>(score)});
      rest -= score;
    }
    spread.add(ability.estimate().theta, probabilities[sum]);
  }
  return spread;
}

/// Counts `scores` up as a number with one digit for each item; false after the last.
bool advance(std::vector<std::size_t>& scores, const std::vector<CategoryCurves>& curves) {
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (++scores[i] < curves[i].count) return true;
    scores[i] = 0;
  }
  return false;
}

Spread spread_over_patterns(const ItemBank& bank, std::span<const ItemIndex> items, AbilityEstimator& ability,
                            double theta) {
  std::vector<CategoryCurves> curves(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) evaluate(bank.item(items[i]), theta, curves[i]);
  std::vector<std::size_t> scores(items.size(), 0);
  Spread spread;
  do {
    ability.reset();
    double probability = 1.0;
    for (std::size_t i = 0; i < items.size(); ++i) {
      probability *= curves[i].p[scores[i]];
      ability.add(items[i], {static_cast<std::int8_t>(scores[i])});
    }
    spread.add(ability.estimate().theta, probability);
  } while (advance(scores, curves));
  return spread;
}

double pattern_count(const ItemBank& bank, std::span<const ItemIndex> items) {
  double count = 1.0;
  for (const ItemIndex item : items) count *= static_cast<double>(category_count(bank.item(item)));
  return count;
}

}  // namespace

std::vector<double> sum_score_distribution(const ItemBank& bank, std::span<const ItemIndex> items, double theta) {
  check_items(bank, items);
  check_theta(theta);
  return distribution(bank, items, theta);
}

std::vector<SumScoreEstimate> sum_score_eap(const ItemBank& bank, std::span<const ItemIndex> items,
                                            const AbilityOptions& options) {
  validate(options);
  check_items(bank, items);
  auto nodes = weighted_nodes(options);
  const auto weights = weights_of(bank, items, options, nodes);
  std::vector<std::vector<double>> at_node;
  for (const double theta : nodes.nodes) at_node.push_back(distribution(bank, items, theta));
  std::vector<SumScoreEstimate> table;
  for (std::size_t score = 0; score < sum_count(bank, items); ++score)
    table.push_back(estimate_of(nodes.nodes, weights, at_node, score));
  return table;
}

double exact_standard_error(const ItemBank& bank, std::span<const ItemIndex> items, Estimator estimator, double theta,
                            const AbilityOptions& options) {
  check_items(bank, items);
  check_theta(theta);
  if (items.empty()) throw Error(ErrorCode::invalid_argument, "exact standard error: needs an item, got none");
  AbilityEstimator ability(bank, estimator, options);
  ability.reserve(items.size());
  if (sum_is_sufficient(bank, items, estimator)) return spread_over_sums(bank, items, ability, theta).sd();
  if (pattern_count(bank, items) > most_patterns)
    throw Error(ErrorCode::invalid_argument,
                "exact standard error: at most 2^20 response patterns can be counted, got " +
                    std::to_string(items.size()) + " items with more");
  return spread_over_patterns(bank, items, ability, theta).sd();
}

}  // namespace haven::irt
