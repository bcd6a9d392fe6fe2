#pragma once

// What training sums up: the loss of one prediction, and the reviews as the gradients walk over them. Private.

#include <algorithm>

#include "math/elementary.hpp"

namespace haven::srs::detail {

/// Probabilities further out than this are taken for this: no single review may cost more than 11.5, and a model that
/// is certain (FSRS-6 of the same day) costs something finite when it errs. FSRS-7 keeps to the same bounds by itself.
inline constexpr double least_probability = 1e-5;

inline double log_likelihood(double probability, bool recalled) noexcept {
  const double bounded = std::clamp(probability, least_probability, 1.0 - least_probability);
  return math::detail::log(recalled ? bounded : 1.0 - bounded);
}

/// d -log_likelihood / d probability; 0 where the probability is held at a bound.
inline double loss_slope(double probability, bool recalled) noexcept {
  if (!(probability >= least_probability && probability <= 1.0 - least_probability)) return 0.0;
  return recalled ? -1.0 / probability : 1.0 / (1.0 - probability);
}

/// One review of a history, with the weight of its prediction; 0 where none counts.
struct WeighedStep {
  double elapsed_days = 0.0;
  double weight = 0.0;
  int rating = 3;
};

}  // namespace haven::srs::detail
