#include "irt/curve_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "haven/irt/category_curves.hpp"

namespace haven::irt {
namespace {

constexpr double widest_step = 0.025;
constexpr int root_limit = 100;
constexpr double epsilon = std::numeric_limits<double>::epsilon();

/// What one response adds, from what it is at one ability: R'/R, R'/(1-R), a (M - L) and z.
template <Curve curve>
inline CurveSums contribution(double score, double complement, double bend, double z, double tuning) noexcept {
  const double information = score * complement;
  if constexpr (curve == Curve::warm) return {score, information, information * bend};
  if constexpr (curve == Curve::jeffreys) return {score, information, information * (2.0 * bend - score + complement)};
  const double distance = std::abs(z);
  double weight = distance <= tuning ? 1.0 : tuning / distance;
  if constexpr (curve == Curve::tukey) {
    const double ratio = z / tuning;
    const double inner = 1.0 - ratio * ratio;
    weight = distance <= tuning ? inner * inner : 0.0;
  }
  return {weight * score, weight * information, weight * weight * information};
}

/// For |z| <= term_range, no branch. With e = exp(-|z|), R = u / (1 + e) and 1 - R = v / (1 + e).
template <Curve curve>
inline CurveSums in_range(double a, double b, double alpha, double beta, double theta, double tuning) noexcept {
  const double z = a * (theta - b);
  const double e = math::detail::exp_in_range(-std::abs(z));
  const double near = z > 0.0 ? beta : alpha, far = z > 0.0 ? alpha : beta;
  const double u = near + far * e, v = (1.0 - near) + (1.0 - far) * e;
  const double slope = a * (beta - alpha) * e;
  const double m_less_l = (z > 0.0 ? e - 1.0 : 1.0 - e) / (1.0 + e);
  return contribution<curve>(slope / ((1.0 + e) * u), slope / ((1.0 + e) * v), a * m_less_l, z, tuning);
}

template <Curve curve>
CurveSums anywhere(const ResponseTerm& term, double theta, double tuning) noexcept {
  const double z = term.a * (theta - term.b);
  if (std::abs(z) <= term_range) return in_range<curve>(term.a, term.b, term.alpha, term.beta, theta, tuning);
  const auto point = kernel::evaluate(term.a, term.b, term.alpha, term.beta, theta);
  return contribution<curve>(point.first_by_p(), point.first_by_q(), term.a * (point.m - point.l), z, tuning);
}

/// Adds one term at every node.
template <Curve curve>
struct AddToNodes {
  const ResponseTerm* term;
  double tuning;
  const double* theta;
  double *score, *information, *third;
  std::size_t size;

  void operator()() const noexcept {
    const auto [a, b, alpha, beta, center] = *term;
    const double* const at = theta;
    double *const s = score, *const i = information, *const t = third;
    const double limit = tuning;
    for (std::size_t k = 0; k < size; ++k) {
      const auto one = in_range<curve>(a, b, alpha, beta, at[k], limit);
      s[k] += one.score;
      i[k] += one.information;
      t[k] += one.third;
    }
  }

  void far() const noexcept {
    for (std::size_t k = 0; k < size; ++k) {
      const auto one = anywhere<curve>(*term, theta[k], tuning);
      score[k] += one.score;
      information[k] += one.information;
      third[k] += one.third;
    }
  }
};

/// Adds all terms at one ability, each lane on its own.
template <Curve curve>
struct AddTerms {
  const TermBlock* blocks;
  std::size_t count;
  double theta, tuning;
  Lanes *score, *information, *third;

  void operator()() const noexcept {
    Lanes s{}, i{}, t{};
    for (std::size_t k = 0; k < count; ++k) {
      const TermBlock& block = blocks[k];
      for (std::size_t j = 0; j < lanes; ++j) {
        const auto one = in_range<curve>(block.a[j], block.b[j], block.alpha[j], block.beta[j], theta, tuning);
        s[j] += block.informative[j] * one.score;
        i[j] += block.informative[j] * one.information;
        t[j] += block.informative[j] * one.third;
      }
    }
    *score = s;
    *information = i;
    *third = t;
  }

  void far() const noexcept {
    for (std::size_t k = 0; k < count; ++k)
      for (std::size_t j = 0; j < lanes; ++j) {
        if (blocks[k].informative[j] == 0.0) continue;
        const auto one = anywhere<curve>(blocks[k].term(j), theta, tuning);
        (*score)[j] += one.score;
        (*information)[j] += one.information;
        (*third)[j] += one.third;
      }
  }
};

/// Calls `visit` with the curve as a constant.
template <class Visit>
void with_constant(Curve curve, Visit visit) {
  switch (curve) {
    case Curve::warm:
      return visit(std::integral_constant<Curve, Curve::warm>{});
    case Curve::jeffreys:
      return visit(std::integral_constant<Curve, Curve::jeffreys>{});
    case Curve::huber:
      return visit(std::integral_constant<Curve, Curve::huber>{});
    case Curve::tukey:
      return visit(std::integral_constant<Curve, Curve::tukey>{});
  }
}

/// Any item, from its category curves: S, I, and J or I'.
CurveSums of_categories(const Item& item, std::size_t score, double theta, Curve curve) {
  CategoryCurves curves;
  evaluate(item, theta, curves);
  CurveSums sums{curves.log_first[score], 0.0, 0.0};
  for (std::size_t k = 0; k < curves.count; ++k) {
    const double first = curves.log_first[k], second = curves.log_second[k];
    sums.information += curves.p[k] * first * first;
    sums.third += curves.p[k] * first * ((curve == Curve::warm ? second : 2.0 * second) + first * first);
  }
  return sums;
}

void add(CurveSums& sums, const CurveSums& one) {
  sums.score += one.score;
  sums.information += one.information;
  sums.third += one.third;
}

}  // namespace

CurveSearch::CurveSearch(Curve curve, double tuning, double low, double high) : curve_(curve), tuning_(tuning) {
  const auto steps = 2 * static_cast<std::size_t>(std::ceil((high - low) / (2.0 * widest_step)));
  count_ = steps + 1;
  theta_.resize((count_ + lanes - 1) / lanes * lanes, high);
  for (std::size_t i = 0; i < steps; ++i)
    theta_[i] = low + (high - low) * (static_cast<double>(i) / static_cast<double>(steps));
  for (auto* const column : {&score_, &information_, &third_}) column->resize(theta_.size());
  values_.resize(count_);
}

void CurveSearch::clear() noexcept {
  for (auto* const column : {&score_, &information_, &third_}) std::fill(column->begin(), column->end(), 0.0);
  others_.clear();
}

void CurveSearch::add(const Item& item, std::size_t score, const ResponseParts& parts, const PatternTerms& terms) {
  if (!std::holds_alternative<LogisticItem>(item)) {
    others_.push_back({&item, score});
    for (std::size_t i = 0; i < theta_.size(); ++i) {
      const auto one = of_categories(item, score, theta_[i], curve_);
      score_[i] += one.score;
      information_[i] += one.information;
      third_[i] += one.third;
    }
    return;
  }
  const auto& term = parts.logistic.front();
  with_constant(curve_, [&](auto curve) {
    const AddToNodes<curve()> loop{&term,         tuning_,      theta_.data(), score_.data(), information_.data(),
                                   third_.data(), theta_.size()};
    if (terms.is_far(term))
      loop.far();
    else
      math::detail::run_vectorised(loop, vectors_);
  });
}

CurveSums CurveSearch::sums_at(const PatternTerms& terms, double theta) const {
  Lanes score{}, information{}, third{};
  const auto blocks = terms.blocks();
  with_constant(curve_, [&](auto curve) {
    const AddTerms<curve()> loop{blocks.data(), blocks.size(), theta, tuning_, &score, &information, &third};
    if (terms.any_far())
      loop.far();
    else
      math::detail::run_vectorised(loop, vectors_);
  });
  CurveSums sums{sum_of(score), sum_of(information), sum_of(third)};
  for (const auto& [item, category] : others_) irt::add(sums, of_categories(*item, category, theta, curve_));
  return sums;
}

/// Far outside every item the information underflows; the correction is then left out.
double CurveSearch::value(const CurveSums& sums) const noexcept {
  const bool corrected = curve_ == Curve::warm || curve_ == Curve::jeffreys;
  return corrected && sums.information > 0.0 ? sums.score + sums.third / (2.0 * sums.information) : sums.score;
}

/// The middle of the stretch on which the function is 0, between a positive value at `low` and a negative one at
/// `high`.
double CurveSearch::middle_of_zeros(const PatternTerms& terms, double low, double high) const {
  const auto boundary = [&](auto is_before) {
    double left = low, right = high;
    for (int i = 0; i < root_limit; ++i) {
      const double middle = 0.5 * (left + right);
      if (middle <= left || middle >= right) break;
      (is_before(value(sums_at(terms, middle))) ? left : right) = middle;
    }
    return 0.5 * (left + right);
  };
  return 0.5 *
         (boundary([](double value) { return value > 0.0; }) + boundary([](double value) { return value >= 0.0; }));
}

/// Where the function falls through 0 between two nodes of values that are positive and negative: the secant, kept in
/// its bracket; the value of an end that stays is halved, so that both ends move (the Illinois method, Dowell & Jarratt
/// 1971).
double CurveSearch::root(const PatternTerms& terms, std::size_t first, std::size_t last) const {
  double left = theta_[first], right = theta_[last], at_left = values_[first], at_right = values_[last];
  double before = left;
  int side = 0;
  for (int i = 0; i < root_limit; ++i) {
    double theta = left + (right - left) * (at_left / (at_left - at_right));
    if (!(theta > left && theta < right)) theta = 0.5 * (left + right);
    const double here = value(sums_at(terms, theta));
    if (here == 0.0) return middle_of_zeros(terms, theta_[first], theta_[last]);
    if (std::abs(theta - before) <= epsilon * std::max(1.0, std::abs(theta))) return theta;
    before = theta;
    const int now = here > 0.0 ? 1 : -1;
    (now > 0 ? left : right) = theta;
    (now > 0 ? at_left : at_right) = here;
    if (now == side) (now > 0 ? at_right : at_left) *= 0.5;
    side = now;
  }
  return before;
}

/// The integral from node i - 1 to node i: of the cubic through four neighbours, or by the trapezium at an end.
double CurveSearch::piece(std::size_t i) const noexcept {
  const double step = theta_[1] - theta_[0];
  const double inner = values_[i - 1] + values_[i];
  if (i < 2 || i + 1 >= count_) return 0.5 * step * inner;
  return step / 24.0 * (13.0 * inner - values_[i - 2] - values_[i + 1]);
}

CurveRoot CurveSearch::find(const PatternTerms& terms) {
  for (std::size_t i = 0; i < count_; ++i) values_[i] = value({score_[i], information_[i], third_[i]});
  int found = 0;
  // A function that underflows to 0 all over the range shows no slope: any point is as good.
  CurveRoot best{theta_[count_ - 1], false};
  double highest = -math::detail::infinity;
  const auto offer = [&](double theta, double height) {
    ++found;
    if (height > highest) highest = height, best.theta = theta;
  };
  double height = 0.0, height_at_last = 0.0;  // the integral up to here, and to the last node of a value that is not 0
  std::size_t last = count_;
  for (std::size_t i = 0; i < count_; ++i) {
    if (i > 0) height += piece(i);
    if (values_[i] == 0.0) continue;
    const bool rose = last < count_ && values_[last] > 0.0;
    if (last == count_ && values_[i] < 0.0) offer(theta_[0], 0.0);
    if (rose && values_[i] < 0.0) {
      const double theta = root(terms, last, i);
      const double rise = std::min(theta - theta_[last], theta_[1] - theta_[0]);
      offer(theta, height_at_last + 0.5 * values_[last] * rise);
    }
    last = i;
    height_at_last = height;
  }
  if (last < count_ && values_[last] > 0.0) offer(theta_[count_ - 1], height);
  best.several = found > 1;
  return best;
}

}  // namespace haven::irt
