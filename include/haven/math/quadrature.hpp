#pragma once

#include <vector>

namespace haven::math {

/// Nodes in rising order and their weights: the integral of f is about the sum of weights[i] f(nodes[i]).
struct Quadrature {
  std::vector<double> nodes;
  std::vector<double> weights;

  bool operator==(const Quadrature&) const = default;
};

/// The trapezoidal rule on equally spaced nodes, both ends among them. Throws Error(invalid_argument) unless low < high
/// and 2 <= points <= 10001.
[[nodiscard]] Quadrature trapezoid(double low, double high, int points);

/// Gauss and Legendre's rule on [low, high]: exact for polynomials up to degree 2 points - 1. The nodes are the
/// eigenvalues of the Jacobi matrix (Golub & Welsch 1969), by bisection and Newton's method in additions,
/// multiplications and divisions only: the same bits on every platform, errors of a few units in the last place of
/// high - low. O(points^2): some 200 us for 61. Throws Error(invalid_argument) unless low < high and
/// 2 <= points <= 200.
[[nodiscard]] Quadrature gauss_legendre(double low, double high, int points);

/// Gauss and Hermite's rule for an expectation under the normal distribution: the mean of f is about the sum of
/// weights[i] f(nodes[i]), exact for polynomials up to degree 2 points - 1; the weights sum to 1. Otherwise as
/// gauss_legendre. Throws Error(invalid_argument) unless sd is positive and finite and 2 <= points <= 200.
[[nodiscard]] Quadrature gauss_hermite(double mean, double sd, int points);

/// Throws Error(invalid_argument) unless there are 2 to 10001 nodes, as many weights, the nodes finite and strictly
/// rising, the weights finite and not negative, and one of them positive.
void validate(const Quadrature& quadrature);

}  // namespace haven::math
