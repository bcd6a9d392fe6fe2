#pragma once

// The arithmetic of logistic items, written once. With L = 1/(1+exp(-z)), M = 1 - L, z = a (theta - b):
//
//   P = c M + d L           Q = (1-c) M + (1-d) L
//
// Both are sums of positive terms, so P and Q keep their relative precision in both tails, and the ratios L/P and M/Q
// stay finite where numerator and denominator underflow together.

#include <cmath>

#include "haven/irt/item.hpp"

#include "math/elementary.hpp"

namespace haven::irt::kernel {

/// One logistic item at one ability.
struct LogisticPoint {
  double a, c, d;
  double l, m;            ///< L and 1 - L
  double p, q;            ///< P and 1 - P
  double l_by_p, m_by_q;  ///< L/P and M/Q

  [[nodiscard]] double first() const noexcept { return a * (d - c) * l * m; }                ///< P'
  [[nodiscard]] double second() const noexcept { return a * first() * (m - l); }             ///< P''
  [[nodiscard]] double first_by_p() const noexcept { return a * (d - c) * m * l_by_p; }      ///< P'/P
  [[nodiscard]] double first_by_q() const noexcept { return a * (d - c) * l * m_by_q; }      ///< P'/Q
  [[nodiscard]] double information() const noexcept { return first_by_p() * first_by_q(); }  ///< P'^2 / (P Q)
  /// dI/dtheta, from I (2 P''/P' - P'/P + P'/Q).
  [[nodiscard]] double information_slope() const noexcept {
    return information() * (2.0 * a * (m - l) - first_by_p() + first_by_q());
  }
  /// J = P' P'' / (P Q), Warm's (1989) correction: a I (M - L).
  [[nodiscard]] double warm() const noexcept { return a * information() * (m - l); }
  /// -d2 log P / dtheta2 and -d2 log Q / dtheta2.
  [[nodiscard]] double observed_correct() const noexcept { return first_by_p() * (first_by_p() - a * (m - l)); }
  [[nodiscard]] double observed_incorrect() const noexcept { return first_by_q() * (first_by_q() + a * (m - l)); }
};

inline LogisticPoint evaluate(double a, double b, double c, double d, double theta) noexcept {
  const auto [l, m] = math::detail::logistic(a * (theta - b));
  const double p = c * m + d * l;
  const double q = (1.0 - c) * m + (1.0 - d) * l;
  return {a, c, d, l, m, p, q, c == 0.0 ? 1.0 / d : l / p, d == 1.0 ? 1.0 / (1.0 - c) : m / q};
}

inline LogisticPoint evaluate(const LogisticItem& item, double theta) noexcept {
  return evaluate(item.discrimination, item.difficulty, item.pseudo_guessing, item.upper_asymptote, theta);
}

/// Within this |z| the information is computed with one division; beyond, e^2 would come near underflow.
inline constexpr double information_range = 300.0;

/// P'^2 / (P Q) for |z| <= information_range, no branch. With e = exp(-|z|), L and M are 1/(1+e) and e/(1+e), so that
///
///   I = (a (d-c) e)^2 / ((1+e)^2 u v),   u = (1+e) P,  v = (1+e) Q.
///
/// All sums are of positive terms: the relative error is that of e, twice, and a dozen roundings.
inline double information_in_range(double a, double c, double d, double z) noexcept {
  const double e = math::detail::exp_in_range(-std::abs(z));
  const double near = z > 0.0 ? d : c, far = z > 0.0 ? c : d;
  const double slope = a * (d - c) * e;
  const double u = near + far * e, v = (1.0 - near) + (1.0 - far) * e;
  return slope * slope / ((1.0 + e) * (1.0 + e) * (u * v));
}

/// The expected information: the same bits wherever it is asked for.
inline double information(double a, double b, double c, double d, double theta) noexcept {
  const double z = a * (theta - b);
  return std::abs(z) <= information_range ? information_in_range(a, c, d, z)
                                          : evaluate(a, b, c, d, theta).information();
}

inline double information(const LogisticItem& item, double theta) noexcept {
  return information(item.discrimination, item.difficulty, item.pseudo_guessing, item.upper_asymptote, theta);
}

/// log of alpha M + beta L at z, where other = 1 - (alpha M + beta L): the log-probability of a response. Exact in both
/// tails.
inline double log_probability(double alpha, double beta, double z, double probability, double other) noexcept {
  if (alpha == 0.0) return math::detail::log(beta) - math::detail::softplus(-z);
  if (beta == 0.0) return math::detail::log(alpha) - math::detail::softplus(z);
  return probability < 0.5 ? math::detail::log(probability) : math::detail::log1p(-other);
}

/// log P for a correct response, log Q for an incorrect one.
inline double log_likelihood(const LogisticItem& item, bool correct, double theta) noexcept {
  const auto point = evaluate(item, theta);
  const double z = item.discrimination * (theta - item.difficulty);
  return correct ? log_probability(point.c, point.d, z, point.p, point.q)
                 : log_probability(1.0 - point.c, 1.0 - point.d, z, point.q, point.p);
}

}  // namespace haven::irt::kernel
