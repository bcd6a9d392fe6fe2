// The parts of training: minimisation, the space of weights, first stabilities, outliers.

#include <cmath>
#include <vector>

#include "haven/core/random.hpp"

#include "srs/minimise.hpp"
#include "srs/rating_weights.hpp"
#include "srs/weighed_histories.hpp"
#include "srs/weight_space.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::srs;
using namespace haven::srs::detail;

TEST_CASE("minimise: finds the minimum of Rosenbrock's function, and the one that a bound leaves") {
  const Objective rosenbrock = [](std::span<const double> x, std::span<double> gradient) {
    const double a = 1.0 - x[0], b = x[1] - x[0] * x[0];
    gradient[0] = -2.0 * a - 400.0 * x[0] * b;
    gradient[1] = 200.0 * b;
    return a * a + 100.0 * b * b;
  };
  std::vector<double> x = {-1.2, 1.0};
  CHECK(minimise(rosenbrock, {{-5, -5}, {5, 5}}, x, {.most_steps = 200, .tolerance = 1e-16}) == Stopped::converged);
  CHECK(x[0] == doctest::Approx(1.0).epsilon(1e-6));
  CHECK(x[1] == doctest::Approx(1.0).epsilon(1e-6));
  // With x <= 0.5 the least value is at x = 0.5, y = 0.25.
  x = {-1.2, 1.0};
  CHECK(minimise(rosenbrock, {{-5, -5}, {0.5, 5}}, x, {.most_steps = 200, .tolerance = 1e-16}) == Stopped::converged);
  CHECK(x[0] == 0.5);
  CHECK(x[1] == doctest::Approx(0.25).epsilon(1e-6));
}

TEST_CASE("minimise: ends when the observer says so, or after the most steps") {
  const Objective bowl = [](std::span<const double> x, std::span<double> gradient) {
    gradient[0] = 4.0 * x[0] * x[0] * x[0];
    return x[0] * x[0] * x[0] * x[0];
  };
  std::vector<double> x = {3.0};
  CHECK(minimise(bowl, {{-9}, {9}}, x, {.most_steps = 2, .tolerance = 0.0}) == Stopped::most_steps);
  x = {3.0};
  const auto stop = [](int step, double) { return step < 2; };
  CHECK(minimise(bowl, {{-9}, {9}}, x, {.observe = stop}) == Stopped::by_observer);
  CHECK(x[0] < 3.0);
}

TEST_CASE("weight space: the prior is the origin, the way back ends where it began, gradients follow the chain rule") {
  for (const Algorithm algorithm : {Algorithm::fsrs_6, Algorithm::fsrs_7}) {
    const Parameters prior = default_parameters(algorithm);
    const WeightSpace space(prior);
    for (const double x : space.coordinates(weights_of(prior))) CHECK(x == 0.0);
    std::vector<double> x(space.size());
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 0.1 * static_cast<double>(i % 7) - 0.3;
    const auto weights = space.weights(x);
    const auto back = space.coordinates(weights);
    std::vector<double> slope(x.size(), 1.0);  // of the sum of all weights
    space.pull_back(weights, slope);
    for (std::size_t i = 0; i < x.size(); ++i) {
      CHECK(back[i] == doctest::Approx(x[i]).epsilon(1e-12));
      auto moved = x;
      moved[i] += 1e-6;
      CHECK(slope[i] == doctest::Approx((space.weights(moved)[i] - weights[i]) / 1e-6).epsilon(1e-5));
    }
    const auto bounds = space.bounds();
    CHECK(space.weights(bounds.low)[0] == doctest::Approx(weight_ranges(algorithm)[0].low).epsilon(1e-12));
    CHECK(space.weights(bounds.high).back() == doctest::Approx(weight_ranges(algorithm).back().high).epsilon(1e-12));
  }
}

TEST_CASE("first stabilities: those of unused ratings stay, unless one in use has passed them") {
  using Weights = std::vector<double>;
  const Weights present = {0.2, 1.0, 2.0, 8.0};
  const auto arranged = [&](Weights weights, const RatingCounts& cards) {
    arrange_first_stabilities(weights, present, cards);
    return weights;
  };
  CHECK(arranged({0.1, 0.9, 4.0, 7.0}, {50, 0, 70, 0}) == Weights{0.1, 1.0, 4.0, 8.0});
  CHECK(arranged({0.1, 0.9, 0.7, 7.0}, {50, 0, 70, 0}) == Weights{0.1, 0.7, 0.7, 8.0});
  CHECK(arranged({0.1, 0.9, 9.0, 7.0}, {50, 0, 70, 0}) == Weights{0.1, 1.0, 9.0, 9.0});
  CHECK(arranged({0.3, 0.9, 2.1, 0.5}, {0, 0, 0, 9}) == Weights{0.2, 0.5, 0.5, 0.5});
  CHECK(arranged({0.3, 0.9, 2.1, 7.0}, {0, 0, 0, 0}) == present);
}

TEST_CASE("unused ratings: the weights of Hard and of Easy stay where no answer was one") {
  const Fsrs6Parameters present_6;
  std::vector<double> weights(Fsrs6Parameters::count, 0.5);
  keep_unused_ratings(weights, present_6.weights, Algorithm::fsrs_6, {3, 0, 5, 1});
  CHECK(weights[15] == present_6.weights[15]);
  CHECK(weights[16] == 0.5);
  const Fsrs7Parameters present_7;
  weights.assign(Fsrs7Parameters::count, 0.5);
  keep_unused_ratings(weights, present_7.weights, Algorithm::fsrs_7, {3, 1, 5, 0});
  for (const std::size_t hard : {13U, 21U}) CHECK(weights[hard] == 0.5);
  for (const std::size_t easy : {14U, 22U}) CHECK(weights[easy] == present_7.weights[easy]);
}

TEST_CASE("first stabilities: where a lower rating is more stable, both get the mean by their cards") {
  const std::vector<double> prior = {0.2, 1.0, 2.0, 8.0};
  std::vector<double> weights = {0.2, 4.0, 1.0, 8.0};
  arrange_first_stabilities(weights, prior, {10, 10, 30, 10});
  const double mean = std::exp((10 * std::log(4.0) + 30 * std::log(1.0)) / 40);
  CHECK(weights[0] == 0.2);
  CHECK(weights[1] == doctest::Approx(mean).epsilon(1e-6));
  CHECK(weights[2] == doctest::Approx(mean).epsilon(1e-6));
  CHECK(weights[3] == 8.0);
}

namespace {

/// Cards that begin with Good and come back once: 300 after one day, 25 after 2, 15 after 3, 4 after 40, 30 after 200.
std::vector<LoggedReview> log_with_rare_intervals() {
  std::vector<LoggedReview> log;
  constexpr std::int64_t day_us = 86'400'000'000;
  std::uint64_t card = 0;
  const std::vector<std::pair<int, int>> groups = {{1, 300}, {2, 25}, {3, 15}, {40, 4}, {200, 30}};
  for (const auto& [days, cards] : groups) {
    for (int i = 0; i < cards; ++i, ++card) {
      log.push_back({.card = card, .at = {0}});
      log.push_back({.card = card, .at = {days * day_us}});
    }
  }
  return log;
}

}  // namespace

TEST_CASE("outliers: the rarest intervals go up to a twentieth or 20 cards, then small groups and long intervals") {
  const auto set = make_training_set(log_with_rare_intervals());
  const std::vector<double> weights(set.predictions, 1.0);
  CHECK(weigh(set, weights, false).predictions == 374);
  const auto histories = weigh(set, weights, true);
  CHECK(histories.outliers == 4 + 15 + 30);  // 19 within 20; 200 days are too long
  CHECK(histories.predictions == 300 + 25);
  CHECK(histories.first[2] == 325);
}

TEST_CASE("outliers: where the rule would empty a small log, nothing goes") {
  auto log = log_with_rare_intervals();
  log.resize(20);
  const auto set = make_training_set(log);
  CHECK(weigh(set, std::vector<double>(set.predictions, 1.0), true).outliers == 0);
}

TEST_CASE("weighed histories: end with the last prediction that counts") {
  const auto set = make_training_set(log_with_rare_intervals());
  const std::vector<double> first(10, 0.5);  // of 374: the earliest in time
  const auto histories = weigh(set, first, false);
  CHECK(histories.size() == 10);
  CHECK(histories.predictions == 10);
  CHECK(histories.weight == 5.0);
  CHECK(histories.recalled);
  CHECK_FALSE(histories.forgotten);
}
