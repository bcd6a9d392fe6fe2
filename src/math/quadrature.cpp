#include "haven/math/quadrature.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <string>

#include "haven/core/error.hpp"

namespace haven::math {
namespace {

constexpr int most_nodes = 10'001;
constexpr int most_gauss_nodes = 200;
constexpr int bisections = 25;  // far finer than any two nodes lie apart
constexpr int newton_steps = 4;

[[noreturn]] void refuse(const std::string& what, double found) {
  std::ostringstream message;
  message << "quadrature: " << what << ", got " << found;
  throw Error(ErrorCode::invalid_argument, message.str());
}

void check_points(int points, int most) {
  if (points < 2 || points > most) refuse("points must be in 2.." + std::to_string(most), points);
}

void check_range(double low, double high) {
  if (!std::isfinite(low)) refuse("the lower end must be finite", low);
  if (!(std::isfinite(high) && high > low)) refuse("the upper end must be finite and above the lower", high);
}

/// The orthonormal polynomials p_0 .. p_n of an even weight function of mass 1:
/// b_{k+1} p_{k+1} = x p_k - b_k p_{k-1}, b_k = off_diagonal[k], p_0 = 1.
using OffDiagonal = std::vector<double>;

/// How many eigenvalues of the symmetric tridiagonal matrix with zero diagonal lie below x: the negative ratios of its
/// Sturm sequence.
int count_below(const OffDiagonal& b, double x) {
  int count = 0;
  double ratio = 1.0;
  for (std::size_t k = 0; k + 1 < b.size(); ++k) {
    ratio = -x - (k == 0 ? 0.0 : b[k] * b[k] / ratio);
    if (ratio == 0.0) ratio = std::numeric_limits<double>::min();
    count += ratio < 0.0 ? 1 : 0;
  }
  return count;
}

/// p_n and its derivative at x, with the sum of the squares of p_0 .. p_{n-1}.
struct Values {
  double polynomial, derivative, squares;
};

Values evaluate(const OffDiagonal& b, double x) {
  double p = 1.0, slope = 0.0, before = 0.0, slope_before = 0.0, squares = 0.0;
  for (std::size_t k = 0; k + 1 < b.size(); ++k) {
    squares += p * p;
    const double next = (x * p - b[k] * before) / b[k + 1];
    const double slope_next = (p + x * slope - b[k] * slope_before) / b[k + 1];
    before = p, slope_before = slope;
    p = next, slope = slope_next;
  }
  return {p, slope, squares};
}

/// The eigenvalue that has `rank` others below it, all of them in (-bound, bound).
double eigenvalue(const OffDiagonal& b, int rank, double bound) {
  double low = -bound, high = bound;
  for (int i = 0; i < bisections; ++i) {
    const double middle = 0.5 * (low + high);
    (count_below(b, middle) <= rank ? low : high) = middle;
  }
  double x = 0.5 * (low + high);
  for (int i = 0; i < newton_steps; ++i) {
    const auto at = evaluate(b, x);
    x -= at.polynomial / at.derivative;
  }
  return x;
}

/// Nodes and weights for a weight function of mass 1, symmetric around 0.
Quadrature gauss(const OffDiagonal& b, int points, double bound) {
  const auto size = static_cast<std::size_t>(points);
  Quadrature made{std::vector<double>(size), std::vector<double>(size)};
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t mirrored = size - 1 - i;
    if (i > mirrored) {
      made.nodes[i] = -made.nodes[mirrored];
      made.weights[i] = made.weights[mirrored];
      continue;
    }
    made.nodes[i] = i == mirrored ? 0.0 : eigenvalue(b, static_cast<int>(i), bound);
    made.weights[i] = 1.0 / evaluate(b, made.nodes[i]).squares;
  }
  return made;
}

}  // namespace

Quadrature trapezoid(double low, double high, int points) {
  check_range(low, high);
  check_points(points, most_nodes);
  const auto size = static_cast<std::size_t>(points);
  const double step = (high - low) / static_cast<double>(size - 1);
  Quadrature made{std::vector<double>(size), std::vector<double>(size)};
  for (std::size_t i = 0; i < size; ++i) {
    const bool last = i + 1 == size;
    made.nodes[i] = last ? high : low + step * static_cast<double>(i);
    made.weights[i] = i == 0 || last ? 0.5 * step : step;
  }
  return made;
}

Quadrature gauss_legendre(double low, double high, int points) {
  check_range(low, high);
  check_points(points, most_gauss_nodes);
  OffDiagonal b = {0.0};
  for (int k = 1; k <= points; ++k) b.push_back(k / std::sqrt(4.0 * k * k - 1.0));
  auto made = gauss(b, points, 1.0);
  for (double& node : made.nodes) node = 0.5 * (low + high) + 0.5 * (high - low) * node;
  for (double& weight : made.weights) weight *= high - low;
  return made;
}

Quadrature gauss_hermite(double mean, double sd, int points) {
  if (!std::isfinite(mean)) refuse("the mean must be finite", mean);
  if (!(std::isfinite(sd) && sd > 0.0)) refuse("sd must be positive and finite", sd);
  check_points(points, most_gauss_nodes);
  OffDiagonal b;
  for (int k = 0; k <= points; ++k) b.push_back(std::sqrt(static_cast<double>(k)));
  auto made = gauss(b, points, 2.0 * b.back());
  for (double& node : made.nodes) node = mean + sd * node;
  return made;
}

void validate(const Quadrature& quadrature) {
  const auto& [nodes, weights] = quadrature;
  if (nodes.size() < 2 || nodes.size() > most_nodes)
    refuse("there must be 2..10001 nodes", static_cast<double>(nodes.size()));
  if (weights.size() != nodes.size())
    refuse("there must be as many weights as nodes, " + std::to_string(nodes.size()),
           static_cast<double>(weights.size()));
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!std::isfinite(nodes[i])) refuse("nodes must be finite", nodes[i]);
    if (i > 0 && !(nodes[i] > nodes[i - 1])) refuse("nodes must rise", nodes[i]);
    if (!(std::isfinite(weights[i]) && weights[i] >= 0.0))
      refuse("weights must be finite and not negative", weights[i]);
  }
  if (std::none_of(weights.begin(), weights.end(), [](double weight) { return weight > 0.0; }))
    refuse("one weight must be positive", 0.0);
}

}  // namespace haven::math
