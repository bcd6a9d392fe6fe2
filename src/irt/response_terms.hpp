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
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "haven/irt/ability.hpp"

#include "irt/category_kernel.hpp"
#include "irt/logistic_kernel.hpp"

namespace haven::irt {

/// One term with a logistic curve.
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

/// Within this |z| a term is computed without branches; beyond, squares of exp(-|z|) come near underflow.
inline constexpr double term_range = 300.0;

/// True when the term may be computed without branches on all of [low, high].
[[nodiscard]] inline bool is_in_range(const ResponseTerm& term, double low, double high) noexcept {
  const auto usual = [](double asymptote) { return asymptote == 0.0 || asymptote > 1e-100; };
  return term.a * std::max(std::abs(low - term.b), std::abs(high - term.b)) <= term_range && usual(term.alpha) &&
         usual(term.beta);
}

/// slope() for |z| <= term_range, no branch. With e = exp(-|z|), R = u / (1 + e): one division for the three.
[[nodiscard]] inline TermSlope slope_in_range(double a, double b, double alpha, double beta, double theta) noexcept {
  const double z = a * (theta - b);
  const double e = math::detail::exp_in_range(-std::abs(z));
  const double near = z > 0.0 ? beta : alpha, far = z > 0.0 ? alpha : beta;
  const double u = near + far * e;
  const double inverse = 1.0 / ((1.0 + e) * u);
  const double by_one = u * inverse, by_u = (1.0 + e) * inverse;  // 1 / (1 + e) and 1 / u
  return {a * (beta - alpha) * (e * inverse), e * by_one * by_one, alpha * by_u * (beta * by_u) * e};
}

/// slope() where L or M nears underflow: each quotient is written so that what vanishes is never divided by.
[[nodiscard]] inline TermSlope extreme_slope(const ResponseTerm& term, double z) noexcept {
  const auto [l, m] = math::detail::logistic(z);
  if (term.alpha == 0.0) return {term.a * m, 0.0, 0.0};
  if (term.beta == 0.0) return {-term.a * l, 0.0, 0.0};
  return {term.a * (term.beta - term.alpha) * l * m / (term.alpha * m + term.beta * l), 0.0, 0.0};
}

[[nodiscard]] inline TermSlope slope(const ResponseTerm& term, double theta) noexcept {
  const double z = term.a * (theta - term.b);
  return std::abs(z) > term_range ? extreme_slope(term, z)
                                  : slope_in_range(term.a, term.b, term.alpha, term.beta, theta);
}

/// log R at theta.
[[nodiscard]] inline double log_probability(const ResponseTerm& term, double theta) noexcept {
  const double z = term.a * (theta - term.b);
  const auto [l, m] = math::detail::logistic(z);
  return kernel::log_probability(term.alpha, term.beta, z, term.alpha * m + term.beta * l,
                                 (1.0 - term.alpha) * m + (1.0 - term.beta) * l);
}

/// The response to a divide-by-total item; the item belongs to the bank.
struct TotalTerm {
  const Item* item;
  std::size_t score;
  double range;  ///< largest slope minus smallest
};

/// Visits the model of a divide-by-total item; other models have no such terms.
[[nodiscard]] inline kernel::Totals totals_at(const TotalTerm& term, double theta) {
  kernel::Totals totals;
  if (const auto* const model = std::get_if<PartialCreditItem>(term.item))
    kernel::evaluate(*model, theta, totals);
  else
    kernel::evaluate(std::get<NominalItem>(*term.item), theta, totals);
  return totals;
}

/// One response to an item of any model: at most two logistic terms, or one total. Constants are left out.
struct ResponseParts {
  std::array<ResponseTerm, 2> logistic;
  std::size_t logistic_count = 0;
  TotalTerm total{};
  bool has_total = false;

  [[nodiscard]] std::span<const ResponseTerm> terms() const noexcept { return {logistic.data(), logistic_count}; }
};

/// Takes a response apart.
struct TakeApart {
  const Item& item;
  std::size_t score;

  ResponseParts operator()(const LogisticItem& model) const {
    ResponseParts parts;
    parts.logistic[parts.logistic_count++] = make_term(model, score == 1);
    return parts;
  }
  ResponseParts operator()(const GradedItem& model) const {
    ResponseParts parts;
    const auto& b = model.thresholds;
    const double a = model.discrimination;
    if (score > 0) parts.logistic[parts.logistic_count++] = make_term({a, b[score - 1]}, true);
    if (score < b.size()) parts.logistic[parts.logistic_count++] = make_term({a, b[score]}, false);
    return parts;
  }
  ResponseParts operator()(const PartialCreditItem& model) const {
    return total(model.discrimination * static_cast<double>(model.step_difficulties.size()));
  }
  ResponseParts operator()(const NominalItem& model) const {
    const auto [low, high] = std::minmax_element(model.slopes.begin(), model.slopes.end());
    return total(*high - *low);
  }

 private:
  [[nodiscard]] ResponseParts total(double range) const {
    ResponseParts parts;
    parts.total = {&item, score, range};
    parts.has_total = true;
    return parts;
  }
};

[[nodiscard]] inline ResponseParts take_apart(const Item& item, std::size_t score) {
  return std::visit(TakeApart{item, score}, item);
}

/// How many terms loops take at once.
inline constexpr std::size_t lanes = 8;
using Lanes = std::array<double, lanes>;

[[nodiscard]] inline Lanes all_lanes(double value) noexcept {
  Lanes made;
  made.fill(value);
  return made;
}

/// The sum in one order, whatever vectors summed the lanes.
[[nodiscard]] inline double sum_of(const Lanes& x) noexcept {
  return ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]));
}

/// Logistic terms side by side, so that loops over them vectorise. A lane not in use is a term that adds 0.
struct TermBlock {
  Lanes a = all_lanes(0.0);
  Lanes b = all_lanes(0.0);
  Lanes alpha = all_lanes(0.5);
  Lanes beta = all_lanes(0.5);
  Lanes partner_center = all_lanes(math::detail::infinity);
  Lanes informative = all_lanes(0.0);  ///< 1 where the term is the whole response to an item

  [[nodiscard]] ResponseTerm term(std::size_t lane) const noexcept {
    return {a[lane], b[lane], alpha[lane], beta[lane], partner_center[lane]};
  }
};

/// All terms of a response pattern, in the order of the responses.
class PatternTerms {
 public:
  /// Terms will be computed on [low, high].
  PatternTerms(double low, double high) : low_(low), high_(high) {}

  /// Makes room for so many responses, of which `polytomous` are to polytomous items.
  void reserve(std::size_t responses, std::size_t polytomous) {
    blocks_.reserve((responses + polytomous + lanes + 1) / lanes);  // a graded response has two terms; fences two more
    totals_.reserve(polytomous);
    graded_.reserve(polytomous);
  }
  void clear() noexcept {
    blocks_.clear();
    totals_.clear();
    graded_.clear();
    count_ = 0;
    steepness_ = 0.0;
    far_ = false;
  }

  void add(const Item& item, const ResponseParts& parts) {
    for (const auto& term : parts.terms()) add(term, std::holds_alternative<LogisticItem>(item));
    if (std::holds_alternative<GradedItem>(item)) graded_.push_back(&item);
    if (!parts.has_total) return;
    totals_.push_back(parts.total);
    steepness_ += parts.total.range;
  }

  void add(const ResponseTerm& term, bool informative) {
    const std::size_t lane = count_++ % lanes;
    if (lane == 0) blocks_.emplace_back();
    auto& block = blocks_.back();
    block.a[lane] = term.a;
    block.b[lane] = term.b;
    block.alpha[lane] = term.alpha;
    block.beta[lane] = term.beta;
    block.partner_center[lane] = term.partner_center;
    block.informative[lane] = informative ? 1.0 : 0.0;
    steepness_ += term.a;
    far_ = far_ || is_far(term);
  }

  [[nodiscard]] std::span<const TermBlock> blocks() const noexcept { return blocks_; }
  [[nodiscard]] std::span<const TotalTerm> totals() const noexcept { return totals_; }
  [[nodiscard]] std::span<const Item* const> graded() const noexcept { return graded_; }
  /// No score is larger than this.
  [[nodiscard]] double steepness() const noexcept { return steepness_; }
  /// True when a term must be computed with branches.
  [[nodiscard]] bool is_far(const ResponseTerm& term) const noexcept { return !is_in_range(term, low_, high_); }
  [[nodiscard]] bool any_far() const noexcept { return far_; }

 private:
  double low_, high_;
  std::vector<TermBlock> blocks_;
  std::vector<TotalTerm> totals_;
  std::vector<const Item*> graded_;
  std::size_t count_ = 0;
  double steepness_ = 0.0;
  bool far_ = false;
};

/// A normal prior on ability as a term of the objective; precision 0 means none.
struct Prior {
  double mean = 0.0;
  double precision = 0.0;  ///< 1 / sd^2

  [[nodiscard]] double score(double theta) const noexcept { return precision * (mean - theta); }
  [[nodiscard]] double log_density(double theta) const noexcept {
    return -0.5 * precision * (theta - mean) * (theta - mean);
  }
};

}  // namespace haven::irt
