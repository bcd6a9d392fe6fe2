#include "haven/math/normal.hpp"

#include <cmath>
#include <limits>

#include "math/elementary.hpp"

namespace haven::math {
namespace {

constexpr double inverse_root_two_pi = 0.3989422804014327;
constexpr double tail_start = 3.0;
constexpr int tail_terms = 40;  // leaves less than 1e-16 of the continued fraction from tail_start on

double density(double x) { return inverse_root_two_pi * detail::exp(-0.5 * x * x); }

/// Phi(-x) for x >= tail_start: density over x + 1 / (x + 2 / (x + 3 / ...)).
double tail(double x) {
  double below = x;
  for (int i = tail_terms; i > 0; --i) below = x + i / below;
  return density(x) / below;
}

/// Phi(x) - 1/2 for 0 <= x < tail_start: density times x + x^3 / 3 + x^5 / (3 5) + ..., all terms positive.
double center(double x) {
  double sum = x, term = x;
  for (int i = 3; term > 1e-17 * sum; i += 2) {
    term *= x * x / i;
    sum += term;
  }
  return density(x) * sum;
}

/// normal_quantile for 0 < p <= 1/2.
double lower_quantile(double p) {
  const double t = std::sqrt(-2.0 * detail::log(p));
  double x = (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (int i = 0; i < 3; ++i) {  // the error falls from 4.5e-4 with its third power
    const double excess = (normal_cdf(x) - p) / density(x);
    x -= excess / (1.0 + 0.5 * x * excess);
  }
  return x;
}

}  // namespace

double normal_cdf(double x) noexcept {
  if (x != x) return x;
  if (x <= -tail_start) return tail(-x);
  if (x >= tail_start) return 1.0 - tail(x);
  return x < 0.0 ? 0.5 - center(-x) : 0.5 + center(x);
}

double normal_quantile(double p) noexcept {
  if (!(p >= 0.0 && p <= 1.0)) return std::numeric_limits<double>::quiet_NaN();
  if (p == 0.0) return -detail::infinity;
  if (p == 1.0) return detail::infinity;
  return p <= 0.5 ? lower_quantile(p) : -lower_quantile(1.0 - p);  // the difference is exact
}

double draw_normal(Rng& rng) noexcept {
  for (;;) {
    const double u = 2.0 * rng.uniform() - 1.0;
    const double v = 2.0 * rng.uniform() - 1.0;
    const double s = u * u + v * v;
    if (s > 0.0 && s < 1.0) return u * std::sqrt(-2.0 * detail::log(s) / s);
  }
}

}  // namespace haven::math
