#pragma once

// The log-likelihood of responses as a sum of terms that interval analysis can bound.
//
// A response with probability R = alpha M + beta L (alpha = c, beta = d when correct; alpha = 1 - c, beta = 1 - d when
// not) satisfies
//
//   log R   = softplus(z + k) - softplus(z) + constant,   k = log(beta / alpha)
//   S       = a (L(z + k) - L(z))                          first derivative
//   S'      = a^2 (s(z + k) - s(z)),  s = L (1 - L)        second derivative
//
// so each derivative is a difference of two bell-shaped curves, whose extremes over an interval are known exactly.
// Where alpha or beta is 0 (every 1PL and 2PL response, and incorrect 3PL ones) the partner curve vanishes and the term
// is concave.
//
// The response to a graded item is two such terms, correct at the threshold below and incorrect at the one above
// (category_kernel.hpp). That to a divide-by-total item is linear minus a log-sum of exponentials: S' is minus the
// variance V of the slopes, and since |dV/dtheta| <= r V, r the range of the slopes, V over an interval lies within
// factors exp(-+ r width / 2) of the geometric mean of its values at the ends.

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "haven/irt/ability.hpp"

#include "irt/category_kernel.hpp"
#include "irt/logistic_kernel.hpp"

namespace haven::irt {

/// One response of the pattern, prepared for repeated evaluation.
struct ResponseTerm {
  double a, b;
  double alpha, beta;
  double partner_center;  ///< theta at which z + k = 0; infinite when there is no partner curve
};

/// First derivative of one term, and the two bells of its second derivative.
struct TermSlope {
  double score;
  double bell;     ///< s(z)
  double partner;  ///< s(z + k)

  [[nodiscard]] double curvature(double a) const noexcept { return a * a * (partner - bell); }
};

[[nodiscard]] inline ResponseTerm make_term(const LogisticItem& item, bool correct) noexcept {
  const double alpha = correct ? item.pseudo_guessing : 1.0 - item.pseudo_guessing;
  const double beta = correct ? item.upper_asymptote : 1.0 - item.upper_asymptote;
  const bool concave = alpha == 0.0 || beta == 0.0;
  const double k = concave ? math::detail::infinity : math::detail::log(beta / alpha);
  return {item.discrimination, item.difficulty, alpha, beta, item.difficulty - k / item.discrimination};
}

/// The response to a divide-by-total item; the item belongs to the bank.
struct TotalTerm {
  const Item* item;
  std::size_t score;
  double range;  ///< largest slope minus smallest
};

/// All terms of a response pattern. `constant` is the part of the log-likelihood that does not depend on theta.
struct ResponseTerms {
  std::vector<ResponseTerm> logistic;
  std::vector<TotalTerm> totals;
  double constant = 0.0;
};

/// Adds the terms of one response.
struct AppendTerms {
  ResponseTerms& terms;
  const Item& item;
  std::size_t score;

  void operator()(const LogisticItem& model) const { terms.logistic.push_back(make_term(model, score == 1)); }
  void operator()(const GradedItem& model) const {
    const auto& b = model.thresholds;
    const double a = model.discrimination;
    if (score > 0) terms.logistic.push_back(make_term({a, b[score - 1]}, true));
    if (score < b.size()) terms.logistic.push_back(make_term({a, b[score]}, false));
    if (score > 0 && score < b.size()) terms.constant += kernel::log_gap(a, b[score - 1], b[score]);
  }
  void operator()(const PartialCreditItem& model) const {
    const double range = model.discrimination * static_cast<double>(model.step_difficulties.size());
    terms.totals.push_back({&item, score, range});
  }
  void operator()(const NominalItem& model) const {
    const auto [low, high] = std::minmax_element(model.slopes.begin(), model.slopes.end());
    terms.totals.push_back({&item, score, *high - *low});
  }
};

[[nodiscard]] inline ResponseTerms make_terms(const ItemBank& bank, std::span<const ItemResponse> responses) {
  ResponseTerms terms;
  terms.logistic.reserve(responses.size());
  for (const auto& [index, response] : responses) {
    if (response.is_missing()) continue;
    const Item& item = bank.item(index);
    std::visit(AppendTerms{terms, item, static_cast<std::size_t>(response.score)}, item);
  }
  return terms;
}

/// Visits the model of a divide-by-total item; other models have no such terms.
[[nodiscard]] inline kernel::Totals totals_at(const TotalTerm& term, double theta) {
  kernel::Totals totals;
  if (const auto* const model = std::get_if<PartialCreditItem>(term.item))
    kernel::evaluate(*model, theta, totals);
  else
    kernel::evaluate(std::get<NominalItem>(*term.item), theta, totals);
  return totals;
}

/// slope() where L or M underflows: each quotient is written so that what vanishes is never divided by.
[[nodiscard]] inline TermSlope extreme_slope(const ResponseTerm& term, double z) noexcept {
  const auto [l, m] = math::detail::logistic(z);
  if (term.alpha == 0.0) return {term.a * m, 0.0, 0.0};
  if (term.beta == 0.0) return {-term.a * l, 0.0, 0.0};
  return {term.a * (term.beta - term.alpha) * l * m / (term.alpha * m + term.beta * l), 0.0, 0.0};
}

[[nodiscard]] inline TermSlope slope(const ResponseTerm& term, double theta) noexcept {
  const double z = term.a * (theta - term.b);
  if (std::abs(z) > math::detail::logistic_range) return extreme_slope(term, z);
  const auto [l, m] = math::detail::logistic_in_range(z);
  const double bell = l * m;
  const double inverse = 1.0 / (term.alpha * m + term.beta * l);
  return {term.a * (term.beta - term.alpha) * (bell * inverse), bell,
          term.alpha * term.beta * (bell * inverse) * inverse};
}

/// log R at theta.
[[nodiscard]] inline double log_probability(const ResponseTerm& term, double theta) noexcept {
  const double z = term.a * (theta - term.b);
  const auto [l, m] = math::detail::logistic(z);
  return kernel::log_probability(term.alpha, term.beta, z, term.alpha * m + term.beta * l,
                                 (1.0 - term.alpha) * m + (1.0 - term.beta) * l);
}

/// A normal prior on ability as a term of the objective; precision 0 means none.
struct Prior {
  double mean = 0.0;
  double precision = 0.0;  ///< 1 / sd^2

  [[nodiscard]] double score(double theta) const noexcept { return precision * (mean - theta); }
  [[nodiscard]] double log_density(double theta) const noexcept {
    return -0.5 * precision * (theta - mean) * (theta - mean);
  }
};

/// True when every response has the highest score of its item, or every one the lowest.
[[nodiscard]] inline bool is_constant(const ItemBank& bank, std::span<const ItemResponse> responses) {
  bool highest = !responses.empty(), lowest = highest;
  for (const auto& [item, response] : responses) {
    lowest = lowest && response.score == 0;
    highest = highest && static_cast<std::size_t>(response.score) + 1 == category_count(bank.item(item));
  }
  return highest || lowest;
}

}  // namespace haven::irt
