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

Slope total_slope(std::span<const ResponseTerm> terms, const Prior& prior, double theta) {
  Slope sum{prior.score(theta), -prior.precision};
  for (const auto& term : terms) {
    const auto one = slope(term, theta);
    sum.score += one.score;
    sum.curvature += one.curvature(term.a);
  }
  return sum;
}

/// The one root in [low, high] of a score that falls from positive to not positive: Newton's method, kept inside the
/// bracket.
double falling_root(std::span<const ResponseTerm> terms, const Prior& prior, double low, double high) {
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
/// curves of each term (response_terms.hpp), s(z) and its partner s(z + k).
struct Node {
  double theta = 0.0;
  double score = 0.0;
  std::size_t bells = 0;  ///< where its bells start in Search::bells_
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
  Search(std::span<const ResponseTerm> terms, const Prior& prior) : terms_(terms), prior_(prior) {
    for (const auto& term : terms) largest_score_ += term.a;
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
    Node made{theta, prior_.score(theta), bells_.size()};
    for (const auto& term : terms_) {
      const auto one = slope(term, theta);
      made.score += one.score;
      bells_.push_back({one.bell, one.partner});
    }
    return made;
  }

  [[nodiscard]] CurvatureBounds curvature_bounds(const Node& left, const Node& right) const {
    CurvatureBounds bounds{-prior_.precision, -prior_.precision};
    for (std::size_t i = 0; i < terms_.size(); ++i) {
      const auto& term = terms_[i];
      const Bells at_left = bells_[left.bells + i], at_right = bells_[right.bells + i];
      const auto inside = [&](double center) { return left.theta <= center && center <= right.theta; };
      const double bell_most = bell_maximum(at_left.bell, at_right.bell, inside(term.b));
      const double partner_most = bell_maximum(at_left.partner, at_right.partner, inside(term.partner_center));
      const double square = term.a * term.a;
      bounds.least += square * (std::min(at_left.partner, at_right.partner) - bell_most);
      bounds.most += square * (partner_most - std::min(at_left.bell, at_right.bell));
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
    const std::size_t used = bells_.size();
    const Node between = node(middle);
    search(left, between);
    search(between, right);
    bells_.resize(used);
  }

  std::span<const ResponseTerm> terms_;
  Prior prior_;
  double largest_score_ = 0.0;
  std::vector<Bells> bells_;
  std::vector<double> maxima_;
};

}  // namespace

std::vector<double> local_maxima(std::span<const ResponseTerm> terms, const Prior& prior, double low, double high) {
  return Search(terms, prior).run(low, high);
}

double objective(std::span<const ResponseTerm> terms, const Prior& prior, double theta) {
  double sum = prior.log_density(theta);
  for (const auto& term : terms) sum += log_probability(term, theta);
  return sum;
}

}  // namespace haven::irt
