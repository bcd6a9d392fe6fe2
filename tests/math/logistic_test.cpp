#include "haven/math/logistic.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "haven/core/random.hpp"
#include "haven/math/normal.hpp"

#include <doctest/doctest.h>

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

/// Distance from the long double reference in units of the result's last place.
double ulps(double got, long double expected) {
  const double rounded = std::abs(static_cast<double>(expected));
  const double unit = std::nextafter(rounded, inf) - rounded;
  return static_cast<double>(std::abs(static_cast<long double>(got) - expected) / static_cast<long double>(unit));
}

}  // namespace

TEST_CASE("exp: within 1.5 ulp of the extended result from underflow to overflow") {
  haven::Rng rng(1);
  double worst = 0.0;
  for (int i = 0; i < 300'000; ++i) {
    const double x = i % 2 == 0 ? -745.0 + 1454.7 * rng.uniform() : 8.0 * rng.uniform() - 4.0;
    worst = std::max(worst, ulps(haven::math::exp(x), std::exp(static_cast<long double>(x))));
  }
  CHECK(worst < 1.5);
  CHECK(haven::math::exp(0.0) == 1.0);
  CHECK(haven::math::exp(710.0) == inf);
  CHECK(haven::math::exp(-746.0) == 0.0);
  CHECK(haven::math::exp(-inf) == 0.0);
  CHECK(std::isnan(haven::math::exp(std::nan(""))));
}

TEST_CASE("log: within 1.5 ulp of the extended result, subnormal numbers included") {
  haven::Rng rng(2);
  double worst = 0.0;
  for (int i = 0; i < 300'000; ++i) {
    const double x = i % 2 == 0 ? std::exp(-744.0 + 1453.0 * rng.uniform()) : 0.5 + rng.uniform();
    worst = std::max(worst, ulps(haven::math::log(x), std::log(static_cast<long double>(x))));
  }
  CHECK(worst < 1.5);
  CHECK(haven::math::log(1.0) == 0.0);
  CHECK(haven::math::log(0.0) == -inf);
  CHECK(haven::math::log(inf) == inf);
  CHECK(std::isnan(haven::math::log(-1.0)));
}

TEST_CASE("log1p: precise for small arguments and near -1") {
  haven::Rng rng(3);
  double worst = 0.0;
  for (int i = 0; i < 300'000; ++i) {
    const double magnitude = std::exp(-40.0 * rng.uniform());
    const double x = i % 2 == 0 ? magnitude : -magnitude * (1.0 - 1e-9);
    worst = std::max(worst, ulps(haven::math::log1p(x), std::log1p(static_cast<long double>(x))));
  }
  CHECK(worst < 2.5);
  CHECK(haven::math::log1p(1e-20) == 1e-20);
  CHECK(haven::math::log1p(-1.0) == -inf);
}

TEST_CASE("logistic and softplus: within 3 ulp of the extended result") {
  haven::Rng rng(6);
  double worst_logistic = 0.0, worst_softplus = 0.0;
  for (int i = 0; i < 300'000; ++i) {
    const double x = i % 2 == 0 ? 1400.0 * rng.uniform() - 700.0 : 40.0 * rng.uniform() - 20.0;
    const long double e = std::exp(-std::abs(static_cast<long double>(x)));
    worst_logistic = std::max(worst_logistic, ulps(haven::math::logistic(x), (x > 0.0 ? 1.0L : e) / (1.0L + e)));
    const long double softplus = (x > 0.0 ? static_cast<long double>(x) : 0.0L) + std::log1p(e);
    worst_softplus = std::max(worst_softplus, ulps(haven::math::softplus(x), softplus));
  }
  CHECK(worst_logistic < 3.0);
  CHECK(worst_softplus < 3.0);
}

TEST_CASE("logistic and softplus: no overflow at the ends of the range") {
  CHECK(haven::math::logistic(0.0) == 0.5);
  CHECK(haven::math::logistic(-700.0) == doctest::Approx(std::exp(-700.0)).epsilon(1e-12));
  CHECK(haven::math::logistic(inf) == 1.0);
  CHECK(haven::math::logistic(-inf) == 0.0);
  CHECK(haven::math::softplus(1e300) == 1e300);
  CHECK(haven::math::softplus(-800.0) == 0.0);
  CHECK(haven::math::softplus(0.0) == doctest::Approx(0.6931471805599453).epsilon(1e-15));
}

TEST_CASE("exp and log: the same bits on every platform") {
  // A hash of 20,000 results, whose accuracy the cases above check: any compiler or processor that differs in one bit
  // changes it.
  haven::Rng rng(4);
  std::uint64_t hash = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double x = 100.0 * rng.uniform() - 50.0;
    hash = haven::mix(hash ^ std::bit_cast<std::uint64_t>(haven::math::exp(x)));
    hash = haven::mix(hash ^ std::bit_cast<std::uint64_t>(haven::math::log(std::abs(x))));
  }
  CHECK(hash == 8359224550918614688ULL);
}

TEST_CASE("draw_normal: mean 0 and variance 1 within four standard errors") {
  haven::Rng rng(5);
  constexpr int n = 200'000;
  double sum = 0.0, squares = 0.0;
  for (int i = 0; i < n; ++i) {
    const double x = haven::math::draw_normal(rng);
    sum += x;
    squares += x * x;
  }
  CHECK(std::abs(sum / n) < 4.0 / std::sqrt(n));
  CHECK(std::abs(squares / n - 1.0) < 4.0 * std::sqrt(2.0 / n));
}
