#pragma once

// Inline bodies of haven/math/logistic.hpp for our own kernels. Private: in a public header another translation unit,
// built with other floating-point flags, could replace them at link time.

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#ifdef __FAST_MATH__
#error "Haven's arithmetic relies on IEEE 754: build it without -ffast-math"
#endif

namespace haven::math::detail {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double log2_e = 1.4426950408889634;
// ln 2 in two parts; the first has 21 trailing zero bits, so that k * ln2_high is exact for |k| < 2^21.
inline constexpr double ln2_high = 0x1.62e42feep-1;
inline constexpr double ln2_low = 0x1.a39ef35793c76p-33;
// Adding and taking away 1.5 * 2^52 rounds to the nearest integer, which then stands in the low bits.
inline constexpr double round_shift = 0x1.8p52;

/// 2^k for -1022 <= k <= 1023.
inline double power_of_two(std::int64_t k) noexcept {
  return std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52U);
}

/// e^r - 1 for |r| <= ln(2)/2: Taylor's polynomial of degree 13, remainder below 5e-18.
inline double expm1_reduced(double r) noexcept {
  const double r2 = r * r;
  const double r4 = r2 * r2;
  const double low = (1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120));
  const double middle = (1.0 / 720 + r * (1.0 / 5040)) + r2 * (1.0 / 40320 + r * (1.0 / 362880));
  const double high = (1.0 / 3628800 + r * (1.0 / 39916800)) + r2 * (1.0 / 479001600 + r * (1.0 / 6227020800));
  return r + r2 * (low + r4 * (middle + r4 * high));
}

inline double exp_reduced(double r) noexcept { return 1.0 + expm1_reduced(r); }

/// x = k ln 2 + r, with k a whole number and |r| <= ln(2)/2.
struct Reduced {
  double k_shifted;  ///< k + round_shift: k stands in the low bits
  double r;
};

inline Reduced reduce(double x) noexcept {
  const double shifted = x * log2_e + round_shift;
  const double k = shifted - round_shift;
  return {shifted, (x - k * ln2_high) - k * ln2_low};
}

/// e^x for -708 <= x <= 709: no branch, so that loops over it vectorise.
inline double exp_in_range(double x) noexcept {
  const Reduced reduced = reduce(x);
  const std::uint64_t exponent = std::bit_cast<std::uint64_t>(reduced.k_shifted) << 52U;
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(exp_reduced(reduced.r)) + exponent);
}

inline double exp(double x) noexcept {
  if (x >= -708.0 && x <= 709.0) return exp_in_range(x);
  if (x != x) return x;
  if (x > 709.782712893384) return infinity;
  if (x < -745.1332191019412) return 0.0;
  // Near the ends 2^k is no normal number: scale in two steps, of which only the last rounds.
  const Reduced reduced = reduce(x);
  const auto k = static_cast<std::int64_t>(reduced.k_shifted - round_shift);
  return exp_reduced(reduced.r) * power_of_two(k / 2) * power_of_two(k - k / 2);
}

inline double expm1(double x) noexcept { return std::abs(x) <= 0.34 ? expm1_reduced(x) : exp(x) - 1.0; }

/// 2 atanh(s) = log((1 + s) / (1 - s)) for |s| <= 0.1716: odd series to s^21, remainder below 1e-18.
inline double twice_atanh(double s) noexcept {
  const double w = s * s;
  const double w2 = w * w;
  const double w4 = w2 * w2;
  const double low = (2.0 / 3 + w * (2.0 / 5)) + w2 * (2.0 / 7 + w * (2.0 / 9));
  const double high = (2.0 / 11 + w * (2.0 / 13)) + w2 * (2.0 / 15 + w * (2.0 / 17));
  const double top = 2.0 / 19 + w * (2.0 / 21);
  return 2.0 * s + s * w * (low + w4 * (high + w4 * top));
}

/// k ln 2 + log x for normal positive x: no branch, so that loops over it vectorise.
inline double log_scaled(double x, double k) noexcept {
  // The mantissa is taken from [sqrt(1/2), sqrt(2)), so that log is near 0 for x near 1.
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(x) + (0x3FF0000000000000ULL - 0x3FE6A09E667F3BCDULL);
  // The biased exponent as a double: put into the low bits of 2^52, which is then taken away.
  const double biased = std::bit_cast<double>((bits >> 52U) | 0x4330000000000000ULL);
  const double n = (biased - (0x1p52 + 1023.0)) + k;
  const double f = std::bit_cast<double>((bits & 0x000FFFFFFFFFFFFFULL) + 0x3FE6A09E667F3BCDULL) - 1.0;
  const double s = f / (2.0 + f);
  // log(1 + f) = f - (f^2/2 - s (f^2/2 + R)), R = 2 atanh(s)/s - 2: the leading term f is exact.
  const double half_square = 0.5 * f * f;
  const double rest = s * half_square + (twice_atanh(s) - 2.0 * s);
  return n * ln2_high - ((half_square - (rest + n * ln2_low)) - f);
}

inline double log(double x) noexcept {
  if (!(x > 0.0)) return x == 0.0 ? -infinity : std::numeric_limits<double>::quiet_NaN();
  if (x == infinity) return x;
  return x < std::numeric_limits<double>::min() ? log_scaled(x * 0x1p54, -54.0) : log_scaled(x, 0.0);
}

/// log(1 + x) for -0.999 <= x <= 1e300: no branch.
inline double log1p_in_range(double x) noexcept {
  const double w = 1.0 + x;
  return log_scaled(w, 0.0) + (x - (w - 1.0)) / w;  // the second term repairs the rounding of 1 + x
}

inline double log1p(double x) noexcept {
  if (x > -0.999 && x < 1e300) return log1p_in_range(x);
  const double w = 1.0 + x;
  if (!(w > 0.0) || w == infinity) return log(w);
  return log(w) + (x - (w - 1.0)) / w;
}

/// log(1 + e^x) for |x| <= 708: no branch.
inline double softplus_in_range(double x) noexcept {
  return (x > 0.0 ? x : 0.0) + log1p_in_range(exp_in_range(-std::abs(x)));
}

inline double softplus(double x) noexcept {
  if (x != x) return x;
  return (x > 0.0 ? x : 0.0) + log1p(exp(x > 0.0 ? -x : x));
}

/// The logistic function L and its complement, each with full relative precision.
struct Logistic {
  double l;
  double m;  ///< 1 - l
};

/// Beyond this |z|, L or 1 - L comes near underflow, and quotients of the two need care.
inline constexpr double logistic_range = 600.0;

/// For |z| <= logistic_range: no branch.
inline Logistic logistic_in_range(double z) noexcept {
  const double e = exp_in_range(-std::abs(z));
  const double near_one = 1.0 / (1.0 + e);
  const double near_zero = e * near_one;
  return z > 0.0 ? Logistic{near_one, near_zero} : Logistic{near_zero, near_one};
}

inline Logistic logistic(double z) noexcept {
  if (std::abs(z) <= logistic_range) return logistic_in_range(z);
  const double near_zero = exp(-std::abs(z));
  return z > 0.0 ? Logistic{1.0, near_zero} : Logistic{near_zero, 1.0};
}

}  // namespace haven::math::detail
