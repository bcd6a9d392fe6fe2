#pragma once

// Minimises a smooth function of a few variables within bounds. Private.

#include <functional>
#include <span>
#include <vector>

namespace haven::srs::detail {

/// The value at `x`; its gradient goes to `gradient`.
using Objective = std::function<double(std::span<const double> x, std::span<double> gradient)>;

struct Bounds {
  std::vector<double> low, high;
};

struct MinimiseOptions {
  int most_steps = 100;
  double tolerance = 1e-6;    ///< stop when a step gains less
  double first_length = 0.3;  ///< of the first step, while nothing is known of the curvature
  /// Told after every step; false stops at once.
  std::function<bool(int step, double value)> observe = [](int, double) { return true; };
};

enum class Stopped { converged, most_steps, by_observer };

/// Moves `x`, which lies within the bounds, to a minimum near it: limited-memory BFGS (Nocedal 1980) on the variables
/// that are not held by a bound, with a backtracking search along the path that is projected on the bounds.
/// Deterministic.
Stopped minimise(const Objective& objective, const Bounds& bounds, std::vector<double>& x,
                 const MinimiseOptions& options);

}  // namespace haven::srs::detail
