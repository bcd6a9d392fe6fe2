#include "haven/srs/step_advice.hpp"

#include <cmath>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::srs;

namespace {

constexpr double decay = 0.1542;

/// Recall after `seconds` when nine in ten recall after `stability`.
double recall_after(double seconds, double stability) {
  const double factor = std::pow(0.9, -1.0 / decay) - 1.0;
  return std::pow(1.0 + factor * seconds / stability, -decay);
}

class Simulation {
 public:
  explicit Simulation(std::uint64_t seed) : rng_(seed) {}

  /// A card with these answers before, `apart` seconds each, and then one more after about `wait` seconds.
  void add(const std::vector<Rating>& before, double apart, double wait, double stability) {
    double at = 0.0;
    for (const Rating rating : before) {
      add_row(at, rating);
      at += apart;
    }
    const double waited = wait * std::exp(2.0 * rng_.uniform() - 1.0);
    add_row(at - apart + waited, rng_.uniform() < recall_after(waited, stability) ? Rating::good : Rating::again);
    ++card_;
  }

  std::vector<LoggedReview> log;

 private:
  void add_row(double seconds, Rating rating) {
    log.push_back({.card = card_, .at = {static_cast<std::int64_t>(seconds * 1e6)}, .rating = rating});
  }

  Rng rng_;
  std::uint64_t card_ = 0;
};

}  // namespace

TEST_CASE("step advice: finds the stabilities of a simulated learner, and the waits that leave 0.9 and 0.8") {
  Simulation learner(1);
  for (int i = 0; i < 4'000; ++i) {
    learner.add({Rating::again}, 60.0, 90.0, 30.0);
    learner.add({Rating::good}, 60.0, 900.0, 2'000.0);
    learner.add({Rating::again, Rating::good}, 60.0, 700.0, 1'000.0);
    learner.add({Rating::good, Rating::again}, 5 * 86'400.0, 600.0, 200.0);
  }
  const auto advice = advise_steps(learner.log);
  // Again after Good is five days on, so the wait after Good of those cards does not count.
  CHECK(advice.after_again.count == 8'000);
  CHECK(advice.after_good.count == 4'000);
  CHECK(advice.after_again_good.count == 4'000);
  CHECK(advice.after_lapse.count == 4'000);
  REQUIRE(advice.after_good.stability);
  CHECK(advice.after_good.stability->in_seconds() == doctest::Approx(2'000).epsilon(0.15));
  CHECK(advice.after_again_good.stability->in_seconds() == doctest::Approx(1'000).epsilon(0.15));
  CHECK(advice.after_lapse.stability->in_seconds() == doctest::Approx(200).epsilon(0.2));
  REQUIRE(advice.learning_steps);
  REQUIRE(advice.learning_steps->size() == 2);
  CHECK((*advice.learning_steps)[1] == *advice.after_again_good.stability);
  REQUIRE(advice.relearning_steps);
  const double at_90 = advice.relearning_steps->at(0).in_seconds();
  const double at_80 = advise_steps(learner.log, {.desired_retention = 0.8}).relearning_steps->at(0).in_seconds();
  CHECK(recall_after(at_80, at_90) == doctest::Approx(0.8).epsilon(0.002));
}

TEST_CASE("step advice: says nothing below its sample") {
  Simulation learner(2);
  for (int i = 0; i < 99; ++i) learner.add({Rating::again}, 60.0, 90.0, 60.0);
  CHECK(advise_steps(learner.log).after_again.count == 99);
  CHECK_FALSE(advise_steps(learner.log).learning_steps);
  CHECK_FALSE(advise_steps(learner.log).relearning_steps);
  learner.add({Rating::again}, 60.0, 90.0, 60.0);
  CHECK(advise_steps(learner.log).learning_steps);
  CHECK(advise_steps({}).after_again.count == 0);
  CHECK(std::isnan(advise_steps({}).after_again.recall));
}

TEST_CASE("step advice: where nothing is forgotten within the day, no step is needed") {
  Simulation learner(3);
  for (int i = 0; i < 400; ++i) learner.add({Rating::again}, 60.0, 600.0, 1e9);
  const auto advice = advise_steps(learner.log);
  CHECK(advice.after_again.recall == doctest::Approx(1.0).epsilon(0.01));
  REQUIRE(advice.learning_steps);
  CHECK(advice.learning_steps->empty());
}

TEST_CASE("step advice: where everything is forgotten, the step is a second") {
  Simulation learner(4);
  for (int i = 0; i < 400; ++i) learner.add({Rating::again}, 60.0, 600.0, 1e-9);
  CHECK(advise_steps(learner.log).learning_steps == std::vector<Duration>{Duration::seconds(1)});
}

TEST_CASE("step advice: options are checked") {
  CHECK_THROWS_AS(static_cast<void>(advise_steps({}, {.desired_retention = 1.0})), Error);
  CHECK_THROWS_AS(static_cast<void>(advise_steps({}, {.decay = 0.05})), Error);
  CHECK_THROWS_AS(static_cast<void>(advise_steps({}, {.fewest = 0})), Error);
}
