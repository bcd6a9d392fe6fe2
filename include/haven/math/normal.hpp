#pragma once

#include "haven/core/random.hpp"

namespace haven::math {

/// The standard normal distribution function, with the same bits on every platform. Absolute error below 1e-15,
/// relative error below 1e-12 also far below 0; 1 at infinity, 0 at -infinity, NaN for NaN. Pure and thread-safe; some
/// 100 ns. Marsaglia (2004) near 0, Laplace's continued fraction in the tails.
[[nodiscard]] double normal_cdf(double x) noexcept;

/// The x at which normal_cdf is p, with the same bits on every platform: Newton's method with Halley's correction from
/// Abramowitz & Stegun (1964) 26.2.23. Absolute error below 1e-12 for p up to 1/2, and above for the p given.
/// -infinity at 0, infinity at 1, NaN outside of [0, 1]. Pure and thread-safe.
[[nodiscard]] double normal_quantile(double p) noexcept;

/// A draw from the standard normal distribution, the same on every platform: Marsaglia's polar method.
[[nodiscard]] double draw_normal(Rng& rng) noexcept;

}  // namespace haven::math
