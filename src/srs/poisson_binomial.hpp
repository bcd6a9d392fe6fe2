#pragma once

// The number of successes of independent trials with probabilities of their own. Private.

#include <cstddef>
#include <span>
#include <vector>

namespace haven::srs::detail {

/// The distribution of the number, trial by trial.
class SuccessCount {
 public:
  void add(double probability);  ///< O(trials)
  [[nodiscard]] double probability_of_at_most(std::size_t count) const noexcept;

 private:
  std::vector<double> exactly_ = {1.0};  ///< so many successes so far
};

/// The probability of at most `count` successes: exact, by convolution, O(trials^2).
[[nodiscard]] double probability_of_at_most(std::size_t count, std::span<const double> probabilities);

}  // namespace haven::srs::detail
