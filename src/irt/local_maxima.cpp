#include "irt/local_maxima.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace haven::irt {
namespace {

// Below this width two stationary points are not told apart: only a change of sign counts.
constexpr double finest_width = 1e-7;
constexpr int newton_limit = 100;

struct Slope {
  double score = 0.0;
  double curvature = 0.0;
};

Slope total_slope(const ResponseTerms& terms, const Prior& prior, double theta) {
  Slope sum{prior.score(theta), -prior.precision};
  for (const auto& term : terms.logistic) {
    const auto one = slope(term, theta);
    sum.score += one.score;
    sum.curvature += one.curvature(term.a);
  }
  for (const auto& term : terms.totals) {
    const auto totals = totals_at(term, theta);
    sum.score += kernel::slope_excess(totals, term.score);
    sum.curvature -= kernel::slope_moments(totals).variance;
  }
  return sum;
}

/// The one root in [low, high] of a score that falls from positive to not positive: Newton's method, kept inside the
/// bracket.
double falling_root(const ResponseTerms& terms, const Prior& prior, double low, double high) {
  double theta = 0.5 * (low + high);
  for (int i = 0; i < newton_limit; ++i) {
    const auto [score, curvature] = total_slope(terms, prior, theta);
    if (score == 0.0) return theta;
    (score > 0.0 ? low : high) = theta;
    double next = theta - score / curvature;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    const double step = std::abs(next - theta);
    theta = next;
    if (step <= 2.0 * std::numeric_limits<double>::epsilon() * std::max(1.0, std::abs(theta))) return theta;
  }
  return theta;
}

/// The score at one ability, with what is needed to bound the curvature between this and a neighbour: the two bell
/// curves of each logistic term (response_terms.hpp), s(z) and its partner s(z + k), and the variance of each total.
struct Node {
  double theta = 0.0;
  double score = 0.0;
  std::size_t bells = 0;      ///< where its bells start in Search::bells_
  std::size_t variances = 0;  ///< where its variances start in Search::variances_
};

struct Bells {
  double bell;
  double partner;
};

/// Bounds of the second derivative over an interval.
struct CurvatureBounds {
  double least = 0.0;
  double most = 0.0;
};

double bell_maximum(double left, double right, bool center_inside) {
  return center_inside ? 0.25 : std::max(left, right);
}

/// Bisects the range until the curvature's sign, or the absence of a root, is certain on every piece.
class Search {
 public:
  Search(const ResponseTerms& terms, const Prior& prior) : terms_(terms), prior_(prior) {
    for (const auto& term : terms.logistic) largest_score_ += term.a;
    for (const auto& term : terms.totals) largest_score_ += term.range;
  }

  std::vector<double> run(double low, double high) {
    const Node left = node(low), right = node(high);
    if (falls_from(left)) maxima_.push_back(low);
    search(left, right);
    if (right.score > 0.0) maxima_.push_back(high);
    // A score that underflows to 0 all over the range shows no slope: then the higher end is as good as any point.
    if (maxima_.empty() && largest_score_ + prior_.precision > 0.0)
      maxima_.push_back(objective(terms_, prior_, high) > objective(terms_, prior_, low) ? high : low);
    return std::move(maxima_);
  }

 private:
  [[nodiscard]] bool falls_from(const Node& end) const {
    return end.score < 0.0 || (end.score == 0.0 && total_slope(terms_, prior_, end.theta).curvature < 0.0);
  }

  Node node(double theta) {
    Node made{theta, prior_.score(theta), bells_.size(), variances_.size()};
    for (const auto& term : terms_.logistic) {
      const auto one = slope(term, theta);
      made.score += one.score;
      bells_.push_back({one.bell, one.partner});
    }
    for (const auto& term : terms_.totals) {
      const auto totals = totals_at(term, theta);
      made.score += kernel::slope_excess(totals, term.score);
      variances_.push_back(kernel::slope_moments(totals).variance);
    }
    return made;
  }

  [[nodiscard]] CurvatureBounds curvature_bounds(const Node& left, const Node& right) const {
    CurvatureBounds bounds{-prior_.precision, -prior_.precision};
    for (std::size_t i = 0; i < terms_.logistic.size(); ++i) {
      const auto& term = terms_.logistic[i];
      const Bells at_left = bells_[left.bells + i], at_right = bells_[right.bells + i];
      const auto inside = [&](double center) { return left.theta <= center && center <= right.theta; };
      const double bell_most = bell_maximum(at_left.bell, at_right.bell, inside(term.b));
      const double partner_most = bell_maximum(at_left.partner, at_right.partner, inside(term.partner_center));
      const double square = term.a * term.a;
      bounds.least += square * (std::min(at_left.partner, at_right.partner) - bell_most);
      bounds.most += square * (partner_most - std::min(at_left.bell, at_right.bell));
    }
    const double width = right.theta - left.theta;
    for (std::size_t i = 0; i < terms_.totals.size(); ++i) {
      const double range = terms_.totals[i].range;
      const double middle = std::sqrt(variances_[left.variances + i]) * std::sqrt(variances_[right.variances + i]);
      const double factor = math::detail::exp(0.5 * range * width) * (1.0 + 1e-9);  // more than its rounding
      bounds.least -= std::min(middle * factor, 0.25 * range * range);              // Popoviciu (1935)
      bounds.most -= middle / factor;
    }
    return bounds;
  }

  /// True when the score cannot be 0 inside: both ends have one sign, and curves that bend no more than the bounds
  /// allow cannot reach 0 in between.
  [[nodiscard]] static bool excludes_root(const Node& left, const Node& right, CurvatureBounds bounds) {
    const double width = right.theta - left.theta;
    const double slack = bounds.most - bounds.least;
    const double sign = left.score > 0.0 ? 1.0 : -1.0;
    if (!(sign * left.score > 0.0 && sign * right.score > 0.0)) return false;
    if (!(slack > 0.0)) return true;  // a straight line between two values of one sign
    // For a positive score: it lies above both left + least t and right - most (width - t), which meet at t.
    const double falling = sign > 0.0 ? bounds.least : -bounds.most;
    const double rising = sign > 0.0 ? bounds.most : -bounds.least;
    if (falling >= 0.0 || rising <= 0.0) return true;
    const double t = (sign * left.score - sign * right.score + rising * width) / slack;
    return sign * left.score + falling * std::clamp(t, 0.0, width) > 0.0;
  }

  /// True on a plateau, where the score cannot rise above the rounding errors of its sum: no root there means anything.
  [[nodiscard]] bool is_flat(const Node& left, const Node& right, CurvatureBounds bounds) const {
    const double noise = 4.0 * std::numeric_limits<double>::epsilon() * largest_score_;
    const double bend = std::max(std::abs(bounds.least), std::abs(bounds.most)) * (right.theta - left.theta);
    return std::max(std::abs(left.score), std::abs(right.score)) + bend <= noise;
  }

  void search(const Node& left, const Node& right) {
    const auto bounds = curvature_bounds(left, right);
    if (excludes_root(left, right, bounds) || is_flat(left, right, bounds)) return;
    const double middle = 0.5 * (left.theta + right.theta);
    const bool small = right.theta - left.theta < finest_width;
    if (small || bounds.most < 0.0 || bounds.least > 0.0) {
      if (left.score > 0.0 && right.score <= 0.0)
        maxima_.push_back(falling_root(terms_, prior_, left.theta, right.theta));
      return;
    }
    const Node between = node(middle);
    search(left, between);
    search(between, right);
    bells_.resize(between.bells);
    variances_.resize(between.variances);
  }

  const ResponseTerms& terms_;
  Prior prior_;
  double largest_score_ = 0.0;
  std::vector<Bells> bells_;
  std::vector<double> variances_;
  std::vector<double> maxima_;
};

}  // namespace

std::vector<double> local_maxima(const ResponseTerms& terms, const Prior& prior, double low, double high) {
  return Search(terms, prior).run(low, high);
}

double objective(const ResponseTerms& terms, const Prior& prior, double theta) {
  double sum = prior.log_density(theta) + terms.constant;
  for (const auto& term : terms.logistic) sum += log_probability(term, theta);
  for (const auto& term : terms.totals) sum += kernel::log_probability(totals_at(term, theta), term.score);
  return sum;
}

}  // namespace haven::irt
