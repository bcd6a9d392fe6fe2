#pragma once

// The arithmetic of polytomous items, written once. Private.
//
// Graded items: with z_k = a (theta - b_k), L = 1/(1+exp(-z)), M = 1 - L,
//
//   P_k = L(z_k) M(z_{k+1}) (1 - exp(-a (b_{k+1} - b_k)))
//
// where L = 1 below the first and M = 1 above the last threshold: a product, so nothing cancels, and the logarithm is a
// sum of two concave curves and a constant. Divide-by-total items (partial credit, nominal): P_k is proportional to
// exp(z_k) with z_k linear in theta; the derivatives of log P_k are central moments of the slopes.

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "haven/irt/category_curves.hpp"
#include "haven/irt/item.hpp"

#include "math/elementary.hpp"

namespace haven::irt::kernel {

/// log(1 - exp(-a (upper - lower))), the constant part of the log-probability of a score between two thresholds.
inline double log_gap(double a, double lower, double upper) noexcept {
  return math::detail::log(-math::detail::expm1(-a * (upper - lower)));
}

/// What a divide-by-total item is at one ability: P_k = e_k / total, with e = 1 at the most likely score.
struct Totals {
  std::size_t count;
  std::array<double, maximum_categories> slope;
  std::array<double, maximum_categories> z;  ///< the exponent, largest taken away
  std::array<double, maximum_categories> e;
  double total;
};

/// Completes slopes and exponents: shifts z so that the largest is 0, and sums.
inline void complete(Totals& totals) noexcept {
  const double largest = *std::max_element(totals.z.begin(), totals.z.begin() + totals.count);
  totals.total = 0.0;
  for (std::size_t k = 0; k < totals.count; ++k) {
    totals.z[k] -= largest;
    totals.e[k] = math::detail::exp(totals.z[k]);
    totals.total += totals.e[k];
  }
}

inline void evaluate(const PartialCreditItem& item, double theta, Totals& totals) noexcept {
  totals.count = item.step_difficulties.size() + 1;
  totals.slope[0] = totals.z[0] = 0.0;
  for (std::size_t k = 1; k < totals.count; ++k) {
    totals.slope[k] = item.discrimination * static_cast<double>(k);
    totals.z[k] = totals.z[k - 1] + item.discrimination * (theta - item.step_difficulties[k - 1]);
  }
  complete(totals);
}

inline void evaluate(const NominalItem& item, double theta, Totals& totals) noexcept {
  totals.count = item.slopes.size();
  for (std::size_t k = 0; k < totals.count; ++k) {
    totals.slope[k] = item.slopes[k];
    totals.z[k] = item.slopes[k] * theta + item.intercepts[k];
  }
  complete(totals);
}

/// log P_k, exact where it is near 0 too.
inline double log_probability(const Totals& totals, std::size_t score) noexcept {
  double others = -1.0;  // the largest e is exactly 1
  for (std::size_t k = 0; k < totals.count; ++k) others += totals.e[k];
  return totals.z[score] - math::detail::log1p(others);
}

/// Second and third central moments of the slopes under P: -(log P)'' and -(log P)''' of every score.
struct SlopeMoments {
  double variance;
  double third;
};

inline SlopeMoments slope_moments(const Totals& totals) noexcept {
  double mean = 0.0;
  for (std::size_t k = 0; k < totals.count; ++k) mean += totals.e[k] * totals.slope[k];
  mean /= totals.total;
  SlopeMoments moments{0.0, 0.0};
  for (std::size_t k = 0; k < totals.count; ++k) {
    const double distance = totals.slope[k] - mean;
    moments.variance += totals.e[k] * distance * distance;
    moments.third += totals.e[k] * distance * distance * distance;
  }
  return {moments.variance / totals.total, moments.third / totals.total};
}

/// d log P_k / d theta = slope_k - mean slope, as a weighted sum of differences so that nothing cancels in the tails.
inline double slope_excess(const Totals& totals, std::size_t score) noexcept {
  double sum = 0.0;
  for (std::size_t k = 0; k < totals.count; ++k) sum += totals.e[k] * (totals.slope[score] - totals.slope[k]);
  return sum / totals.total;
}

}  // namespace haven::irt::kernel
