#include "srs/poisson_binomial.hpp"

#include <algorithm>
#include <numeric>

namespace haven::srs::detail {

void SuccessCount::add(double probability) {
  exactly_.push_back(0.0);
  for (std::size_t k = exactly_.size() - 1; k > 0; --k)
    exactly_[k] = exactly_[k] * (1.0 - probability) + exactly_[k - 1] * probability;
  exactly_[0] *= 1.0 - probability;
}

double SuccessCount::probability_of_at_most(std::size_t count) const noexcept {
  const auto places = static_cast<std::ptrdiff_t>(std::min(count + 1, exactly_.size()));
  return std::accumulate(exactly_.begin(), exactly_.begin() + places, 0.0);
}

double probability_of_at_most(std::size_t count, std::span<const double> probabilities) {
  SuccessCount successes;
  for (const double probability : probabilities) successes.add(probability);
  return successes.probability_of_at_most(count);
}

}  // namespace haven::srs::detail
