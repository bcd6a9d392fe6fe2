#pragma once

// What makes trained weights of FSRS-7 schedule badly, as a cost. Private.

#include "srs/fsrs7_gradient.hpp"

namespace haven::srs::detail {

/// A card answered with Good ten times, always when due, costs
/// - 0.5 times the square of the greatest growth of its interval, from one day on, at a retention of 0.90, and
/// - 0.0015 times what 1 / (mean of its intervals below a day, in days) exceeds 144, that is ten minutes, at 0.99.
/// As srs-benchmark and fsrs-rs (training_v7.rs, BSD-3) have it. Returns the cost times `scale`, and adds its gradient.
double schedule_penalty(const Fsrs7Gradient& model, double scale, Fsrs7Gradient::Gradient& gradient);

}  // namespace haven::srs::detail
