#include "haven/irt/ability.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "haven/core/error.hpp"

#include "irt/random_items.hpp"

#include <doctest/doctest.h>

using namespace haven::irt;

namespace {

const std::vector<Estimator> classic_estimators = {Estimator::mle, Estimator::map, Estimator::eap, Estimator::wle};

std::vector<ItemResponse> constant(const ItemBank& bank, Response response) {
  std::vector<ItemResponse> responses;
  for (ItemIndex item = 0; item < bank.size(); ++item) responses.push_back({item, response});
  return responses;
}

}  // namespace

TEST_CASE("estimate_mle: constant patterns end at the bound and say so") {
  haven::Rng rng(32);
  const ItemBank bank(random_items(20, false, rng));
  const auto best = estimate_mle(bank, constant(bank, Response::correct));
  CHECK(best.theta == 4.0);
  CHECK(best.at_bound);
  CHECK(best.constant_pattern);
  CHECK_FALSE(best.multimodal);
  const auto worst = estimate_mle(bank, constant(bank, Response::incorrect), {.theta_min = -6.0});
  CHECK(worst.theta == -6.0);
  CHECK(worst.at_bound);
}

TEST_CASE("estimate_mle: infinite without a constant pattern is at the bound, not converged to nonsense") {
  // Two hard items right by guessing, an easy one wrong: the likelihood of the 3PL grows to the left.
  const ItemBank bank(std::vector<LogisticItem>{{2.0, 2.5, 0.3}, {2.0, 2.8, 0.3}, {2.0, -2.5, 0.3}});
  const std::vector<ItemResponse> responses = {
      {0, Response::correct}, {1, Response::correct}, {2, Response::incorrect}};
  const auto got = estimate_mle(bank, responses);
  CHECK(got.at_bound);
  CHECK_FALSE(got.constant_pattern);
}

TEST_CASE("estimators: finite over a range of +-300 for every pattern") {
  haven::Rng rng(33);
  const AbilityOptions wide{.theta_min = -300.0, .theta_max = 300.0, .prior_sd = 2.0, .quadrature_points = 601};
  for (int i = 0; i < 40; ++i) {
    const ItemBank bank(random_items(10, i % 2 == 0, rng));
    for (const Estimator estimator : classic_estimators) {
      const auto got = estimate(estimator, bank, random_responses(bank, rng), wide);
      CAPTURE(to_string(estimator));
      CHECK(std::isfinite(got.theta));
      CHECK_FALSE(std::isnan(got.standard_error));
    }
  }
}

TEST_CASE("estimate_mle and estimate_map: a maximum exactly at the lower end of the range is found") {
  // Two Rasch items at 0, one right: the maximum is 0, where the score is exactly 0.
  const ItemBank rasch(std::vector<LogisticItem>(2));
  const std::vector<ItemResponse> one_right = {{0, Response::correct}, {1, Response::incorrect}};
  for (const Estimator estimator : {Estimator::mle, Estimator::map, Estimator::wle}) {
    CAPTURE(to_string(estimator));
    const auto got = estimate(estimator, rasch, one_right, {.theta_min = 0.0, .theta_max = 4.0});
    CHECK(got.theta == doctest::Approx(0.0));
    CHECK(got.converged);
  }
  CHECK(estimate_map(rasch, {}, {.theta_min = 0.0, .theta_max = 4.0}).theta == 0.0);
}

TEST_CASE("estimate_mle and estimate_wle: constant patterns of steep items over +-400, where the score underflows") {
  const ItemBank steep(std::vector<LogisticItem>{{4.0, 0.0}, {4.0, 0.0, 0.2}});
  const AbilityOptions wide{.theta_min = -400.0, .theta_max = 400.0};
  for (const Estimator estimator : {Estimator::mle, Estimator::wle}) {
    for (const Response response : {Response::correct, Response::incorrect}) {
      for (ItemIndex item = 0; item < 2; ++item) {
        const auto got = estimate(estimator, steep, std::vector<ItemResponse>{{item, response}}, wide);
        CHECK(got.converged);
        CHECK(std::isfinite(got.theta));
      }
    }
  }
}

TEST_CASE("estimate_eap: a grid too coarse for the posterior is not converged") {
  haven::Rng rng(35);
  const ItemBank bank(random_items(100, false, rng));
  const auto responses = random_responses(bank, rng);
  CHECK(estimate_eap(bank, responses).converged);
  CHECK_FALSE(estimate_eap(bank, responses, {.theta_min = -300.0, .theta_max = 300.0}).converged);
}

TEST_CASE("estimators: no responses give the prior, or no estimate") {
  const ItemBank bank(std::vector<LogisticItem>(3));
  const AbilityOptions options{.prior_mean = 0.5, .prior_sd = 0.8, .quadrature_points = 2001};
  const auto map = estimate_map(bank, {}, options);
  CHECK(map.theta == doctest::Approx(0.5).epsilon(1e-12));
  CHECK(map.standard_error == doctest::Approx(0.8).epsilon(1e-12));
  const auto eap = estimate_eap(bank, {}, options);
  CHECK(eap.theta == doctest::Approx(0.5).epsilon(1e-4));
  CHECK(eap.standard_error == doctest::Approx(0.8).epsilon(1e-3));
  for (const Estimator estimator : {Estimator::mle, Estimator::wle}) {
    const auto none = estimate(estimator, bank, {}, options);
    CHECK(std::isnan(none.theta));
    CHECK(std::isinf(none.standard_error));
    CHECK_FALSE(none.converged);
  }
}

TEST_CASE("estimate_mle: the 1PL estimate depends on the number correct alone, and solves its equation") {
  std::vector<LogisticItem> items;
  for (int i = 0; i < 10; ++i) items.push_back({1.0, -2.0 + 0.4 * i});
  const ItemBank bank(items);
  std::vector<ItemResponse> easy, hard;
  for (ItemIndex item = 0; item < 10; ++item) {
    easy.push_back({item, item < 4 ? Response::correct : Response::incorrect});
    hard.push_back({item, item >= 6 ? Response::correct : Response::incorrect});
  }
  const double theta = estimate_mle(bank, easy).theta;
  CHECK(theta == doctest::Approx(estimate_mle(bank, hard).theta).epsilon(1e-12));
  double expected_correct = 0.0;
  for (const auto& item : items) expected_correct += 1.0 / (1.0 + std::exp(item.difficulty - theta));
  CHECK(expected_correct == doctest::Approx(4.0).epsilon(1e-12));
}

TEST_CASE("estimators: bad options and bad responses are refused") {
  const ItemBank bank(std::vector<LogisticItem>(3));
  const std::vector<ItemResponse> responses = {{0, Response::correct}};
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const AbilityOptions& bad :
       {AbilityOptions{.theta_min = 1.0, .theta_max = 1.0}, AbilityOptions{.theta_min = nan},
        AbilityOptions{.theta_max = nan}, AbilityOptions{.prior_mean = nan}, AbilityOptions{.prior_sd = 0.0},
        AbilityOptions{.prior_sd = nan}, AbilityOptions{.prior_sd = 1e-200}, AbilityOptions{.prior_mean = 1e200},
        AbilityOptions{.theta_max = 1e300}, AbilityOptions{.quadrature_points = 1},
        AbilityOptions{.quadrature_points = 10'002}})
    for (const Estimator estimator : classic_estimators)
      CHECK_THROWS_AS(static_cast<void>(estimate(estimator, bank, responses, bad)), haven::Error);
  for (const Estimator estimator : classic_estimators)
    CHECK_THROWS_AS(static_cast<void>(estimate(estimator, bank, std::vector<ItemResponse>{{7, Response::correct}})),
                    haven::Error);
}

TEST_CASE("estimators: recovery within the standard error on long tests") {
  haven::Rng rng(34);
  const ItemBank bank(random_items(200, false, rng));
  for (const Estimator estimator : classic_estimators) {
    CAPTURE(to_string(estimator));
    double squares = 0.0;
    constexpr int examinees = 300;
    for (int i = 0; i < examinees; ++i) {
      const double theta = -2.0 + 4.0 * i / (examinees - 1);
      std::vector<ItemResponse> responses;
      for (ItemIndex item = 0; item < bank.size(); ++item) {
        const auto& [a, b, c, d] = std::get<LogisticItem>(bank.item(item));
        const double p = c + (d - c) / (1.0 + std::exp(-a * (theta - b)));
        responses.push_back({item, rng.uniform() < p ? Response::correct : Response::incorrect});
      }
      const auto got = estimate(estimator, bank, responses);
      const double z = (got.theta - theta) / got.standard_error;
      squares += z * z;
    }
    // The mean square of a standardised error is 1; its standard error over 300 examinees is 0.08.
    CHECK(squares / examinees == doctest::Approx(1.0).epsilon(0.35));
  }
}
