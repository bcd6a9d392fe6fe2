#pragma once

// The coordinates in which weights are trained, and how far learners differ in them. Private.

#include <span>
#include <vector>

#include "haven/srs/parameters.hpp"

#include "srs/minimise.hpp"

namespace haven::srs::detail {

/// Each weight as its distance from a prior, in standard deviations over learners: (w - prior) / sd, and for the four
/// first stabilities the same of their logarithms. So all coordinates are of one size, the origin is the prior, and
/// half the sum of squares is the negative logarithm of a normal prior (log-normal for the first stabilities).
///
/// Standard deviations: FSRS-6 and FSRS-7 as fsrs-rs trains with them (PARAMS_STDDEV of training.rs and
/// training_v7.rs, BSD-3). Those of the first stabilities are too wide there to hold anything, since another step sets
/// them; ours is 1 on the logarithmic scale: two learners in three lie within a factor of e of the prior.
class WeightSpace {
 public:
  /// `prior`: FSRS-6 or FSRS-7.
  explicit WeightSpace(const Parameters& prior);

  [[nodiscard]] std::size_t size() const noexcept { return centre_.size(); }
  [[nodiscard]] Bounds bounds() const;
  [[nodiscard]] std::vector<double> coordinates(std::span<const double> weights) const;
  [[nodiscard]] std::vector<double> weights(std::span<const double> coordinates) const;
  /// Turns a gradient by weights, found at `weights`, into one by coordinates.
  void pull_back(std::span<const double> weights, std::span<double> gradient) const;

 private:
  std::span<const WeightRange> ranges_;
  std::vector<double> centre_;  // of the first four: logarithms
  std::span<const double> deviations_;
};

}  // namespace haven::srs::detail
