#include "haven/srs/parameters.hpp"

#include <limits>
#include <string>
#include <vector>

#include "haven/core/error.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::srs;

namespace {

std::string refusal(Algorithm algorithm, const std::vector<double>& weights) {
  try {
    static_cast<void>(make_parameters(algorithm, weights));
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    return error.what();
  }
  return "";
}

std::vector<double> defaults(Algorithm algorithm) {
  const Parameters parameters = default_parameters(algorithm);
  const auto weights = weights_of(parameters);
  return {weights.begin(), weights.end()};
}

}  // namespace

TEST_CASE("parameters: the defaults are within the ranges and survive clipping") {
  for (const Algorithm algorithm : {Algorithm::fsrs_6, Algorithm::fsrs_7, Algorithm::sm_2}) {
    const Parameters parameters = default_parameters(algorithm);
    CHECK_NOTHROW(check(parameters));
    CHECK(clipped(parameters) == parameters);
    CHECK(parse_algorithm(to_string(algorithm)) == algorithm);
  }
}

TEST_CASE("parameters: a weight out of its range, or no number, is refused by its place") {
  auto weights = defaults(Algorithm::fsrs_6);
  weights[4] = 10.5;
  CHECK(refusal(Algorithm::fsrs_6, weights) == "fsrs-6 parameters: weight 4 must be in 1..10, got 10.5");
  weights = defaults(Algorithm::fsrs_7);
  weights[30] = std::numeric_limits<double>::quiet_NaN();
  CHECK(refusal(Algorithm::fsrs_7, weights) == "fsrs-7 parameters: weight 30 must be in 0.1..1.1, got nan");
  weights = defaults(Algorithm::fsrs_7);
  weights[2] = 2.0;
  CHECK(refusal(Algorithm::fsrs_7, weights) == "fsrs-7 parameters: weight 2 must be at least weight 1, got 2");
  weights.push_back(1.0);
  CHECK(refusal(Algorithm::fsrs_7, weights) == "fsrs-7 parameters: there must be 34 weights, got 35");
  CHECK_THROWS_AS(static_cast<void>(clipped(Fsrs6Parameters{.weights = {std::numeric_limits<double>::quiet_NaN()}})),
                  Error);
}

TEST_CASE("parameters: clipping takes the nearest weights that check() allows") {
  Fsrs6Parameters low;
  low.weights.fill(-1e9);
  Fsrs7Parameters high;
  high.weights.fill(1e9);
  high.weights[3] = 1.0;  // below the clipped weight 2
  CHECK_NOTHROW(check(clipped(low)));
  const auto weights = weights_of(clipped(high));
  CHECK(weights_of(clipped(high))[3] == 100.0);
  CHECK(weights.size() == Fsrs7Parameters::count);
}

TEST_CASE("parameters: with several relearning steps a lapse and its steps cannot raise stability") {
  Fsrs6Parameters steep;
  steep.weights[17] = 2.0;
  steep.weights[18] = 2.0;
  const Parameters parameters = clipped(steep, 3);
  // sqrt(-(ln 1.4835 + ln(2^0.2629 - 1) + 0.3 * 1.6483) / 3), by Python
  CHECK(weights_of(parameters)[17] == doctest::Approx(0.4902730056028505).epsilon(1e-12));
  CHECK(weights_of(parameters)[18] == weights_of(parameters)[17]);
}

TEST_CASE("fingerprint: differs for another model, other rules, another weight") {
  Fsrs6Parameters changed;
  changed.weights[20] = 0.2;
  const auto base = fingerprint(Fsrs6Parameters{});
  CHECK(base == fingerprint(Fsrs6Parameters{}));
  CHECK(base != fingerprint(changed));
  CHECK(base != fingerprint(Fsrs6Parameters{.rules = RuleSet::legacy_6_3_1}));
  CHECK(base != fingerprint(Fsrs7Parameters{}));
  CHECK(fingerprint(Sm2Parameters{}) != fingerprint(Sm2Parameters{.initial_ease = 2.4}));
}
