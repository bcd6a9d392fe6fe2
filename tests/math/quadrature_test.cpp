#include "haven/math/quadrature.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "haven/core/error.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::math;

struct Node {
  double node, weight;
};

// Computed with 40 digits by mpmath 1.3.0: the roots of the Legendre and the Hermite polynomial of degree 20, and the
// classical formulas of their weights (Abramowitz & Stegun 1964, 25.4.29 and 25.4.46), the latter for the standard
// normal distribution. The other ten are their mirror images.
constexpr Node legendre[] = {
    {-0.99312859918509492479, 0.017614007139152118312}, {-0.96397192727791379127, 0.040601429800386941331},
    {-0.91223442825132590587, 0.06267204833410906357},  {-0.83911697182221882339, 0.083276741576704748725},
    {-0.74633190646015079261, 0.10193011981724043504},  {-0.63605368072651502545, 0.11819453196151841731},
    {-0.510867001950827098, 0.1316886384491766269},     {-0.37370608871541956067, 0.14209610931838205133},
    {-0.22778585114164507808, 0.14917298647260374679},  {-0.076526521133497333755, 0.1527533871307258507},
};
constexpr Node hermite[] = {
    {-7.6190485416797582914, 1.2578006724379270154e-13}, {-6.5105901570136544864, 2.4820623623151786456e-10},
    {-5.5787388058932011527, 6.1274902599829475405e-8},  {-4.7345813340460553439, 4.4021210902308528331e-6},
    {-3.9439673506573162603, 0.0001288262799619294494},  {-3.1890148165533894149, 0.0018301031310804927956},
    {-2.4586636111723677513, 0.01399783744710100335},    {-1.7452473208141267149, 0.061506372063976906552},
    {-1.0429453488027510315, 0.16173933398399996172},    {-0.34696415708135592797, 0.26079306344955485915},
};

void check(const Quadrature& got, const Node (&expected)[10], double tolerance) {
  REQUIRE(got.nodes.size() == 20);
  for (std::size_t i = 0; i < 10; ++i) {
    CAPTURE(i);
    CHECK(std::abs(got.nodes[i] - expected[i].node) <= tolerance);
    CHECK(std::abs(got.weights[i] - expected[i].weight) <= 1e-13 * expected[i].weight);
    CHECK(got.nodes[19 - i] == -got.nodes[i]);
    CHECK(got.weights[19 - i] == got.weights[i]);
  }
}

/// The quadrature of ((x - center) / scale)^power.
double moment(const Quadrature& rule, double center, double scale, int power) {
  double sum = 0.0;
  for (std::size_t i = 0; i < rule.nodes.size(); ++i)
    sum += rule.weights[i] * std::pow((rule.nodes[i] - center) / scale, power);
  return sum;
}

}  // namespace

TEST_CASE("gauss_legendre and gauss_hermite: nodes and weights of mpmath for 20 points") {
  check(gauss_legendre(-1.0, 1.0, 20), legendre, 1e-15);
  check(gauss_hermite(0.0, 1.0, 20), hermite, 5e-15);
}

TEST_CASE("gauss_legendre: exact for polynomials up to degree 2 n - 1, on any range") {
  for (const int points : {2, 3, 7, 61, 200}) {
    const auto rule = gauss_legendre(-1.0, 5.0, points);
    for (int power = 0; power < std::min(2 * points, 60); ++power) {
      const double expected = power % 2 == 0 ? 6.0 / (power + 1) : 0.0;
      CHECK(std::abs(moment(rule, 2.0, 3.0, power) - expected) < 1e-13);
    }
  }
}

TEST_CASE("gauss_hermite: the moments of a normal distribution, 1, 0, 1, 0, 3, 0, 15, ...") {
  for (const int points : {2, 5, 21, 200}) {
    const auto rule = gauss_hermite(0.7, 1.3, points);
    double expected = 1.0;
    for (int power = 0; power < std::min(2 * points, 20); power += 2) {
      CHECK(moment(rule, 0.7, 1.3, power) == doctest::Approx(expected).epsilon(1e-12));
      CHECK(std::abs(moment(rule, 0.7, 1.3, power + 1)) < 1e-12 * expected * 30.0);
      expected *= power + 1;
    }
  }
}

TEST_CASE("trapezoid: equal steps, half weights at the ends") {
  const auto rule = trapezoid(-4.0, 4.0, 5);
  CHECK(rule == Quadrature{{-4.0, -2.0, 0.0, 2.0, 4.0}, {1.0, 2.0, 2.0, 2.0, 1.0}});
}

TEST_CASE("quadratures: what cannot be computed is refused") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(static_cast<void>(trapezoid(0.0, 0.0, 5)), haven::Error);
  CHECK_THROWS_AS(static_cast<void>(trapezoid(0.0, 1.0, 10'002)), haven::Error);
  CHECK_THROWS_AS(static_cast<void>(gauss_legendre(nan, 1.0, 5)), haven::Error);
  CHECK_THROWS_AS(static_cast<void>(gauss_legendre(0.0, 1.0, 201)), haven::Error);
  CHECK_THROWS_AS(static_cast<void>(gauss_hermite(0.0, 0.0, 5)), haven::Error);
  CHECK_THROWS_AS(static_cast<void>(gauss_hermite(0.0, 1.0, 1)), haven::Error);
  validate(Quadrature{{0.0, 1.0}, {0.0, 1.0}});
  for (const auto& bad : {Quadrature{{0.0}, {1.0}}, Quadrature{{0.0, 1.0}, {1.0}}, Quadrature{{0.0, 0.0}, {1.0, 1.0}},
                          Quadrature{{0.0, nan}, {1.0, 1.0}}, Quadrature{{0.0, 1.0}, {1.0, -1.0}},
                          Quadrature{{0.0, 1.0}, {1.0, nan}}, Quadrature{{0.0, 1.0}, {0.0, 0.0}}})
    CHECK_THROWS_AS(validate(bad), haven::Error);
}
