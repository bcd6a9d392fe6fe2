#include "irt/mode_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace haven::irt {
namespace {

constexpr std::size_t nodes = ModeSearch::nodes;
// Below this width two stationary points are not told apart: only a change of sign counts.
constexpr double finest_width = 1e-7;
constexpr int newton_limit = 100;
constexpr double machine_epsilon = std::numeric_limits<double>::epsilon();

/// The slopes of one term at every node.
struct GridSlopes {
  std::array<double, nodes> score;
  std::array<double, nodes + 1> bell;
  std::array<double, nodes + 1> partner;
};

struct FillGridSlopes {
  const ResponseTerm* term;
  const ModeSearch::Grid* grid;
  GridSlopes* out;

  void operator()() const noexcept {
    const auto [a, b, alpha, beta, center] = *term;
    const double* const theta = grid->theta.data();
    double *const score = out->score.data(), *const bell = out->bell.data(), *const partner = out->partner.data();
    for (std::size_t i = 0; i < nodes; ++i) {
      const auto one = slope_in_range(a, b, alpha, beta, theta[i]);
      score[i] = one.score;
      bell[i] = one.bell;
      partner[i] = one.partner;
    }
  }
};

void fill_far(const ResponseTerm& term, const ModeSearch::Grid& grid, GridSlopes& out) {
  for (std::size_t i = 0; i < nodes; ++i) {
    const auto one = slope(term, grid.theta[i]);
    out.score[i] = one.score;
    out.bell[i] = one.bell;
    out.partner[i] = one.partner;
  }
}

/// The largest value of a bell curve between two places, given its values there.
inline double bell_maximum(double left, double right, bool center_inside) noexcept {
  const double larger = left > right ? left : right;
  return center_inside ? 0.25 : larger;
}

inline double smaller(double x, double y) noexcept { return x < y ? x : y; }

/// What a term adds to the bounds of the curvature between left and right, of which its bells are known.
struct TermBounds {
  double least;
  double most;
};

inline TermBounds term_bounds(double a, double b, double center, double left, double right, double bell_left,
                              double bell_right, double partner_left, double partner_right) noexcept {
  const double bell_most = bell_maximum(bell_left, bell_right, (left <= b) & (b <= right));
  const double partner_most = bell_maximum(partner_left, partner_right, (left <= center) & (center <= right));
  return {a * a * (smaller(partner_left, partner_right) - bell_most),
          a * a * (partner_most - smaller(bell_left, bell_right))};
}

struct AddToGrid {
  const ResponseTerm* term;
  const GridSlopes* slopes;
  ModeSearch::Grid* grid;

  void operator()() const noexcept {
    const auto [a, b, alpha, beta, center] = *term;
    const double *const bell = slopes->bell.data(), *const partner = slopes->partner.data();
    const double *const added = slopes->score.data(), *const theta = grid->theta.data();
    double *const score = grid->score.data(), *const least = grid->least.data(), *const most = grid->most.data();
    for (std::size_t i = 0; i < nodes; ++i) {
      const auto bounds =
          term_bounds(a, b, center, theta[i], theta[i + 1], bell[i], bell[i + 1], partner[i], partner[i + 1]);
      score[i] += added[i];
      least[i] += bounds.least;
      most[i] += bounds.most;
    }
  }
};

/// Score and curvature of all terms at one ability; their bells too, eight and then eight partners for each block,
/// where `keep` says so.
template <bool keep>
struct SumSlopes {
  const TermBlock* blocks;
  std::size_t count;
  double theta;
  Lanes* score;
  Lanes* curvature;
  double* bells;

  void operator()() const noexcept {
    Lanes score_sum{}, curvature_sum{};
    for (std::size_t k = 0; k < count; ++k) {
      const TermBlock& block = blocks[k];
      for (std::size_t i = 0; i < lanes; ++i) {
        const auto one = slope_in_range(block.a[i], block.b[i], block.alpha[i], block.beta[i], theta);
        score_sum[i] += one.score;
        curvature_sum[i] += one.curvature(block.a[i]);
        if constexpr (keep) {
          bells[2 * lanes * k + i] = one.bell;
          bells[2 * lanes * k + lanes + i] = one.partner;
        }
      }
    }
    *score = score_sum;
    *curvature = curvature_sum;
  }
};

/// The same where some term is far out.
void sum_far(std::span<const TermBlock> blocks, double theta, Lanes& score, Lanes& curvature, double* bells) {
  for (std::size_t k = 0; k < blocks.size(); ++k)
    for (std::size_t i = 0; i < lanes; ++i) {
      const auto one = slope(blocks[k].term(i), theta);
      score[i] += one.score;
      curvature[i] += one.curvature(blocks[k].a[i]);
      if (bells == nullptr) continue;
      bells[2 * lanes * k + i] = one.bell;
      bells[2 * lanes * k + lanes + i] = one.partner;
    }
}

struct SumBounds {
  const TermBlock* blocks;
  std::size_t count;
  double left, right;
  const double* left_bells;
  const double* right_bells;
  Lanes* least;
  Lanes* most;

  void operator()() const noexcept {
    Lanes least_sum{}, most_sum{};
    for (std::size_t k = 0; k < count; ++k) {
      const TermBlock& block = blocks[k];
      const double *const x = left_bells + 2 * lanes * k, *const y = right_bells + 2 * lanes * k;
      for (std::size_t i = 0; i < lanes; ++i) {
        const auto bounds = term_bounds(block.a[i], block.b[i], block.partner_center[i], left, right, x[i], y[i],
                                        x[lanes + i], y[lanes + i]);
        least_sum[i] += bounds.least;
        most_sum[i] += bounds.most;
      }
    }
    *least = least_sum;
    *most = most_sum;
  }
};

/// Bounds of minus the variance of the slopes between two places; `factor` is exp(range width / 2).
TermBounds variance_bounds(double range, double factor, double left, double right) {
  const double middle = std::sqrt(left) * std::sqrt(right);
  return {-std::min(middle * factor, 0.25 * range * range), -middle / factor};  // Popoviciu (1935)
}

double variance_factor(double range, double width) {
  return math::detail::exp(0.5 * range * width) * (1.0 + 1e-9);  // more than its rounding
}

}  // namespace

struct ModeSearch::Slope {
  double score;
  double curvature;
};

/// Bounds of the second derivative over an interval.
struct ModeSearch::Bounds {
  double least;
  double most;
};

/// The score at one ability, and where its bells and variances lie on the stack.
struct ModeSearch::Node {
  double theta;
  double score;
  std::size_t bells = 0;
};

ModeSearch::ModeSearch(double low, double high, const Prior& prior) : prior_(prior) {
  for (std::size_t i = 0; i < nodes; ++i)
    grid_.theta[i] = low + (high - low) * (static_cast<double>(i) / static_cast<double>(nodes - 1));
  grid_.theta[nodes - 1] = grid_.theta[nodes] = high;
  clear();
}

void ModeSearch::clear() noexcept {
  for (std::size_t i = 0; i < nodes; ++i) grid_.score[i] = prior_.score(grid_.theta[i]);
  grid_.least.fill(-prior_.precision);
  grid_.most.fill(-prior_.precision);
}

void ModeSearch::add(const ResponseParts& parts, const PatternTerms& terms) {
  GridSlopes slopes;
  for (const auto& term : parts.terms()) {
    if (terms.is_far(term))
      fill_far(term, grid_, slopes);
    else
      math::detail::run_vectorised(FillGridSlopes{&term, &grid_, &slopes}, vectors_);
    slopes.bell[nodes] = slopes.bell[nodes - 1];
    slopes.partner[nodes] = slopes.partner[nodes - 1];
    math::detail::run_vectorised(AddToGrid{&term, &slopes, &grid_}, vectors_);
  }
  if (parts.has_total) add(parts.total);
}

void ModeSearch::add(const TotalTerm& term) {
  const double factor = variance_factor(term.range, grid_.theta[1] - grid_.theta[0]);
  double before = 0.0;
  for (std::size_t i = 0; i < nodes; ++i) {
    const auto totals = totals_at(term, grid_.theta[i]);
    const double variance = kernel::slope_moments(totals).variance;
    grid_.score[i] += kernel::slope_excess(totals, term.score);
    if (i > 0) {
      const auto bounds = variance_bounds(term.range, factor, before, variance);
      grid_.least[i - 1] += bounds.least;
      grid_.most[i - 1] += bounds.most;
    }
    before = variance;
  }
}

ModeSearch::Slope ModeSearch::slope_at(const PatternTerms& terms, double theta, double* bells) const {
  Lanes score{}, curvature{};
  const auto blocks = terms.blocks();
  if (terms.any_far())
    sum_far(blocks, theta, score, curvature, bells);
  else if (bells == nullptr)
    math::detail::run_vectorised(SumSlopes<false>{blocks.data(), blocks.size(), theta, &score, &curvature, nullptr},
                                 vectors_);
  else
    math::detail::run_vectorised(SumSlopes<true>{blocks.data(), blocks.size(), theta, &score, &curvature, bells},
                                 vectors_);
  Slope sum{prior_.score(theta) + sum_of(score), sum_of(curvature) - prior_.precision};
  for (std::size_t i = 0; i < terms.totals().size(); ++i) {
    const auto& term = terms.totals()[i];
    const auto totals = totals_at(term, theta);
    const double variance = kernel::slope_moments(totals).variance;
    sum.score += kernel::slope_excess(totals, term.score);
    sum.curvature -= variance;
    if (bells != nullptr) bells[2 * lanes * blocks.size() + i] = variance;
  }
  return sum;
}

ModeSearch::Node ModeSearch::node(const PatternTerms& terms, double theta) {
  const std::size_t start = bells_.size();
  bells_.resize(start + 2 * lanes * terms.blocks().size() + terms.totals().size());
  return {theta, slope_at(terms, theta, bells_.data() + start).score, start};
}

ModeSearch::Bounds ModeSearch::bounds_between(const PatternTerms& terms, const Node& left, const Node& right) const {
  Lanes least{}, most{};
  const auto blocks = terms.blocks();
  const double *const left_bells = bells_.data() + left.bells, *const right_bells = bells_.data() + right.bells;
  math::detail::run_vectorised(
      SumBounds{blocks.data(), blocks.size(), left.theta, right.theta, left_bells, right_bells, &least, &most},
      vectors_);
  Bounds bounds{sum_of(least) - prior_.precision, sum_of(most) - prior_.precision};
  const std::size_t start = 2 * lanes * blocks.size();
  for (std::size_t i = 0; i < terms.totals().size(); ++i) {
    const double range = terms.totals()[i].range;
    const auto one = variance_bounds(range, variance_factor(range, right.theta - left.theta), left_bells[start + i],
                                     right_bells[start + i]);
    bounds.least += one.least;
    bounds.most += one.most;
  }
  return bounds;
}

/// The one root between two nodes of a score that falls from positive to not positive: Newton's method from where a
/// straight line would fall through 0, kept inside the bracket.
double ModeSearch::falling_root(const PatternTerms& terms, const Node& left, const Node& right) const {
  if (right.score == 0.0) return right.theta;
  double low = left.theta, high = right.theta;
  double theta = low + (high - low) * (left.score / (left.score - right.score));
  double before = high - low;
  for (int i = 0; i < newton_limit; ++i) {
    const auto [score, curvature] = slope_at(terms, theta, nullptr);
    if (score == 0.0) return theta;
    (score > 0.0 ? low : high) = theta;
    double next = theta - score / curvature;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    const double step = std::abs(next - theta);
    theta = next;
    // Steps that shrink quadratically: the next one would be about step (step / before)^2.
    const double shrink = step / before;
    if (step * std::min(1.0, shrink * shrink) <= 0.5 * machine_epsilon * std::max(1.0, std::abs(theta))) return theta;
    before = step;
  }
  return theta;
}

namespace {

/// True when the score cannot be 0 inside: both ends have one sign, and curves that bend no more than the bounds allow
/// cannot reach 0 in between.
bool excludes_root(double width, double left, double right, double least, double most) {
  const double slack = most - least;
  const double sign = left > 0.0 ? 1.0 : -1.0;
  if (!(sign * left > 0.0 && sign * right > 0.0)) return false;
  if (!(slack > 0.0)) return true;  // a straight line between two values of one sign
  // For a positive score: it lies above both left + least t and right - most (width - t), which meet at t.
  const double falling = sign > 0.0 ? least : -most;
  const double rising = sign > 0.0 ? most : -least;
  if (falling >= 0.0 || rising <= 0.0) return true;
  const double t = (sign * left - sign * right + rising * width) / slack;
  return sign * left + falling * std::clamp(t, 0.0, width) > 0.0;
}

/// True on a plateau, where the score cannot rise above the rounding errors of its sum: no root there means anything.
bool is_flat(double width, double left, double right, double least, double most, double steepness) {
  const double bend = std::max(std::abs(least), std::abs(most)) * width;
  return std::max(std::abs(left), std::abs(right)) + bend <= 4.0 * machine_epsilon * steepness;
}

}  // namespace

/// True when the interval needs no closer look; a maximum inside is then found.
bool ModeSearch::settle(const PatternTerms& terms, const Node& left, const Node& right, const Bounds& bounds) {
  const double width = right.theta - left.theta;
  const auto [least, most] = bounds;
  if (excludes_root(width, left.score, right.score, least, most)) return true;
  if (is_flat(width, left.score, right.score, least, most, terms.steepness())) return true;
  if (!(width < finest_width || most < 0.0 || least > 0.0)) return false;
  if (left.score > 0.0 && right.score <= 0.0) maxima_.push_back(falling_root(terms, left, right));
  return true;
}

void ModeSearch::refine(const PatternTerms& terms, const Node& left, const Node& right) {
  const Node between = node(terms, 0.5 * (left.theta + right.theta));
  for (const auto& [one, other] : {std::pair(left, between), std::pair(between, right)})
    if (!settle(terms, one, other, bounds_between(terms, one, other))) refine(terms, one, other);
  bells_.resize(between.bells);
}

const std::vector<double>& ModeSearch::find(const PatternTerms& terms) {
  maxima_.clear();
  const double low = grid_.theta.front(), high = grid_.theta.back();
  const auto& score = grid_.score;
  if (score[0] < 0.0 || (score[0] == 0.0 && slope_at(terms, low, nullptr).curvature < 0.0)) maxima_.push_back(low);
  for (std::size_t i = 0; i + 1 < nodes; ++i) {
    const Node left{grid_.theta[i], score[i]}, right{grid_.theta[i + 1], score[i + 1]};
    if (settle(terms, left, right, {grid_.least[i], grid_.most[i]})) continue;
    bells_.clear();
    Node near = node(terms, left.theta), far = node(terms, right.theta);
    near.score = left.score, far.score = right.score;  // so that neighbours agree about the sign between them
    refine(terms, near, far);
  }
  if (score[nodes - 1] > 0.0) maxima_.push_back(high);
  // A score that underflows to 0 all over the range shows no slope: then the higher end is as good as any point.
  if (maxima_.empty() && terms.steepness() + prior_.precision > 0.0)
    maxima_.push_back(objective(terms, high) > objective(terms, low) ? high : low);
  return maxima_;
}

double ModeSearch::objective(const PatternTerms& terms, double theta) const {
  double sum = prior_.log_density(theta);
  for (const auto& block : terms.blocks())
    for (std::size_t i = 0; i < lanes; ++i)
      if (block.a[i] > 0.0) sum += log_probability(block.term(i), theta);
  for (const auto& term : terms.totals()) sum += kernel::log_probability(totals_at(term, theta), term.score);
  return sum;
}

}  // namespace haven::irt
