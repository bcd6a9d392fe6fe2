#include "haven/math/normal.hpp"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

namespace {

struct Point {
  double argument;
  double value;
};

// Computed with 40 digits by mpmath 1.3.0: ncdf(x), and for the quantile sqrt(2) erfinv(2 p - 1), or the root of
// log(ncdf(x)) - log(p) for p below 1e-15, each of the double nearest to the argument shown.
constexpr Point distribution[] = {
    {-37, 5.7255712225245768227e-300},
    {-20, 2.7536241186062336951e-89},
    {-10, 7.619853024160526066e-24},
    {-6, 9.865876450376981407e-10},
    {-4.5, 3.3976731247300604017e-6},
    {-3.0000001, 0.0013498975884453205359},
    {-2.9999999, 0.0013498984748150014729},
    {-2, 0.0227501319481792072},
    {-1.959963984540054, 0.025000000000000010876},
    {-1, 0.15865525393145705141},
    {-0.5, 0.30853753872598689636},
    {-1e-10, 0.49999999996010577196},
    {0.25, 0.59870632568292372424},
    {0.67448975019608171, 0.749999999999999988},
    {1.6448536269514722, 0.94999999999999994607},
    {2.5, 0.99379033467422386483},
    {3, 0.99865010196836990547},
    {5, 0.99999971334842812081},
    {8, 0.9999999999999993779},
};
constexpr Point quantiles[] = {
    {1e-300, -37.047096299361199237}, {1e-100, -21.273453560965324294},    {1e-20, -9.2623400897984075796},
    {1e-8, -5.6120012441747887279},   {0.001, -3.0902323061678135354},     {0.025, -1.9599639845400542118},
    {0.1, -1.2815515655446004353},    {0.3, -0.52440051270804081597},      {0.5, 0.0},
    {0.7, 0.52440051270804065631},    {0.9, 1.2815515655446005935},        {0.975, 1.9599639845400538556},
    {0.999, 3.0902323061678132778},   {0.99999999, 5.6120012433055049826},
};

constexpr double inf = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("normal_cdf: within 1e-15 of mpmath, and within 1e-12 of the value in the lower tail") {
  for (const Point& point : distribution) {
    const double x = point.argument, expected = point.value;
    CAPTURE(x);
    CHECK(std::abs(haven::math::normal_cdf(x) - expected) <= 1e-15);
    CHECK(std::abs(haven::math::normal_cdf(x) - expected) <= 1e-12 * expected);
  }
  CHECK(haven::math::normal_cdf(0.0) == 0.5);
  CHECK(haven::math::normal_cdf(-inf) == 0.0);
  CHECK(haven::math::normal_cdf(inf) == 1.0);
  CHECK(std::isnan(haven::math::normal_cdf(std::nan(""))));
}

TEST_CASE("normal_cdf: never falls, also where one formula takes over from the other") {
  for (const double from : {-3.0 - 1e-9, 3.0 - 1e-9, -1e-9}) {
    double before = 0.0;
    for (int i = 0; i <= 2'000; ++i) {
      const double value = haven::math::normal_cdf(from + i * 1e-12);
      REQUIRE(value >= before - 2e-16);
      before = value;
    }
  }
}

TEST_CASE("normal_quantile: within 1e-12 of mpmath, and the inverse of normal_cdf") {
  for (const Point& point : quantiles) {
    const double p = point.argument, expected = point.value;
    CAPTURE(p);
    CHECK(std::abs(haven::math::normal_quantile(p) - expected) <= 1e-12);
  }
  for (int i = 1; i < 1'000; ++i) {
    const double p = i / 1'000.0;
    CHECK(std::abs(haven::math::normal_cdf(haven::math::normal_quantile(p)) - p) <= 1e-15);
  }
  CHECK(haven::math::normal_quantile(0.0) == -inf);
  CHECK(haven::math::normal_quantile(1.0) == inf);
  for (const double bad : {-1e-9, 1.0 + 1e-9, std::nan("")}) CHECK(std::isnan(haven::math::normal_quantile(bad)));
}
