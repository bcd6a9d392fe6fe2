#include <algorithm>

#include "simulation/figures.hpp"
#include "simulation/report_parts.hpp"

namespace haven::simulation {
namespace {

/// Common items of two candidates, summed over all pairs: an item given to k of them is common to k (k - 1) / 2 pairs.
double common_items(std::span<const std::size_t> count) {
  double pairs = 0.0;
  for (const std::size_t k : count) pairs += 0.5 * static_cast<double>(k) * (static_cast<double>(k) - 1.0);
  return pairs;
}

}  // namespace

Exposure exposure_of(const StudyResult& result, std::size_t items) {
  Exposure exposure;
  exposure.rate.assign(items, 0.0);
  std::vector<std::size_t> count(items, 0);
  for (const irt::ItemIndex item : result.items) ++count[item];
  exposure.never_used = static_cast<std::size_t>(std::count(count.begin(), count.end(), std::size_t{0}));
  const auto n = static_cast<double>(result.candidates());
  if (result.items.empty()) return exposure;
  double squares = 0.0;
  for (std::size_t item = 0; item < items; ++item) {
    exposure.rate[item] = static_cast<double>(count[item]) / n;
    squares += exposure.rate[item] * exposure.rate[item];
  }
  exposure.maximum = *std::max_element(exposure.rate.begin(), exposure.rate.end());
  exposure.mean = mean_of(exposure.rate);
  const double bank = static_cast<double>(items), length = static_cast<double>(result.items.size()) / n;
  const double variance = squares / bank - exposure.mean * exposure.mean;
  exposure.overlap = bank / length * variance + length / bank;
  if (result.candidates() > 1) exposure.counted_overlap = common_items(count) / (0.5 * n * (n - 1.0)) / length;
  return exposure;
}

}  // namespace haven::simulation
