#include "cat/projection.hpp"

#include <algorithm>
#include <functional>
#include <limits>

#include "haven/irt/category_curves.hpp"
#include "haven/irt/likelihood.hpp"
#include "haven/math/logistic.hpp"

namespace haven::cat {
namespace {

std::vector<double> nodes_of(const irt::AbilityOptions& range) {
  const int count = range.quadrature_points;
  std::vector<double> nodes;
  for (int i = 0; i < count; ++i)
    nodes.push_back(range.theta_min + (range.theta_max - range.theta_min) * i / (count - 1));
  return nodes;
}

struct Rise {
  double largest;
  double smallest;
};

/// The extreme changes of log P over the scores of one item between two abilities.
Rise rise_of(const irt::Item& item, double from, double to) {
  Rise rise{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  for (std::size_t score = 0; score < category_count(item); ++score) {
    const double change = irt::log_probability(item, score, to) - irt::log_probability(item, score, from);
    rise.largest = std::max(rise.largest, change);
    rise.smallest = std::min(rise.smallest, change);
  }
  return rise;
}

/// Appends the sums of the first 0, 1, ..., n values.
void append_sums(std::vector<double>& table, const std::vector<double>& values, std::size_t n) {
  double sum = 0.0;
  table.push_back(sum);
  for (std::size_t i = 0; i < n; ++i) table.push_back(sum += values[i]);
}

/// Where the estimate lies for a log-density on the nodes. A mode is moved one node outwards (`outwards` is -1 or 1),
/// since the true one may lie between two nodes.
double locate(const std::vector<double>& nodes, const std::vector<double>& log_density, irt::Estimator estimator,
              int outwards) {
  const auto largest = std::max_element(log_density.begin(), log_density.end());
  if (estimator != irt::Estimator::eap) {
    const auto mode = static_cast<int>(largest - log_density.begin()) + outwards;
    return nodes[static_cast<std::size_t>(std::clamp(mode, 0, static_cast<int>(nodes.size()) - 1))];
  }
  double total = 0.0, first = 0.0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const double weight = (i == 0 || i + 1 == nodes.size() ? 0.5 : 1.0) * math::exp(log_density[i] - *largest);
    total += weight;
    first += weight * nodes[i];
  }
  return first / total;
}

}  // namespace

ProjectionTable::ProjectionTable(const irt::ItemBank& bank, const Blueprint& blueprint)
    : nodes_(nodes_of(blueprint.ability)),
      longest_(std::min(bank.size(), static_cast<std::size_t>(blueprint.maximum_items))) {
  std::vector<double> largest(bank.size()), smallest(bank.size());
  const auto longest = static_cast<std::ptrdiff_t>(longest_);
  for (std::size_t i = 0; i + 1 < nodes_.size(); ++i) {
    for (irt::ItemIndex item = 0; item < bank.size(); ++item) {
      const auto rise = rise_of(bank.item(item), nodes_[i], nodes_[i + 1]);
      largest[item] = rise.largest;
      smallest[item] = rise.smallest;
    }
    std::partial_sort(largest.begin(), largest.begin() + longest, largest.end(), std::greater<>());
    std::partial_sort(smallest.begin(), smallest.begin() + longest, smallest.end());
    append_sums(rising_, largest, longest_);
    append_sums(falling_, smallest, longest_);
  }
}

std::vector<double> ProjectionTable::tilt(int further, bool upwards) const {
  const auto n = std::min(static_cast<std::size_t>(further), longest_);
  const auto& rises = upwards ? rising_ : falling_;
  std::vector<double> sum(nodes_.size(), 0.0);
  for (std::size_t i = 1; i < nodes_.size(); ++i) sum[i] = sum[i - 1] + rises[(i - 1) * (longest_ + 1) + n];
  return sum;
}

ProjectionTable::Reach ProjectionTable::reach(const irt::ItemBank& bank, std::span<const irt::ItemResponse> responses,
                                              const Blueprint& blueprint, irt::Estimator estimator, int further) const {
  const auto& ability = blueprint.ability;
  const bool has_prior = estimator != irt::Estimator::mle && ability.prior == irt::PriorDistribution::normal;
  const double precision = has_prior ? 1.0 / (ability.prior_sd * ability.prior_sd) : 0.0;
  const auto up = tilt(further, true), down = tilt(further, false);
  std::vector<double> highest(nodes_.size()), lowest(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const double distance = nodes_[i] - ability.prior_mean;
    const double now = irt::log_likelihood(bank, responses, nodes_[i]) - 0.5 * precision * distance * distance;
    highest[i] = now + up[i];
    lowest[i] = now + down[i];
  }
  return {locate(nodes_, lowest, estimator, -1), locate(nodes_, highest, estimator, 1)};
}

}  // namespace haven::cat
