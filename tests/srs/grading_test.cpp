#include "haven/srs/grading.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"

#include "srs/poisson_binomial.hpp"
#include "srs/simulated_log.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::srs;

namespace {

const GradingRules timed{.typical_latency = Duration::seconds(20)};

std::string refusal(const AnswerEvidence& evidence, const GradingRules& rules) {
  try {
    static_cast<void>(grade(evidence, rules));
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("grade: right and wrong alone come to Good and Again") {
  CHECK(grade({.score = 1.0}) == GradedAnswer{Rating::good, GradingReason::plain});
  CHECK(grade({.score = 0.0}) == GradedAnswer{Rating::again, GradingReason::wrong});
}

TEST_CASE("grade: partial credit passes from half on, as Hard") {
  CHECK(grade({.score = 0.49}) == GradedAnswer{Rating::again, GradingReason::wrong});
  CHECK(grade({.score = 0.5}) == GradedAnswer{Rating::hard, GradingReason::partial});
  CHECK(grade({.score = 0.99}) == GradedAnswer{Rating::hard, GradingReason::partial});
  CHECK(grade({.score = 0.7}, {.pass_from = 0.8}).rating == Rating::again);
}

TEST_CASE("grade: doubt makes a right answer Hard, a guess Again") {
  CHECK(grade({.score = 1.0, .confidence = 0.1}) == GradedAnswer{Rating::again, GradingReason::guessed});
  CHECK(grade({.score = 1.0, .confidence = 0.4}) == GradedAnswer{Rating::hard, GradingReason::unsure});
  CHECK(grade({.score = 1.0, .confidence = 0.6}).rating == Rating::good);
  CHECK(grade({.score = 0.0, .confidence = 1.0}).rating == Rating::again);
}

TEST_CASE("grade: slow is Hard, fast and sure is Easy, and who was away is not judged") {
  const auto after = [](int seconds, std::optional<double> confidence) {
    return grade({.score = 1.0, .confidence = confidence, .latency = Duration::seconds(seconds)}, timed);
  };
  CHECK(after(40, {}) == GradedAnswer{Rating::hard, GradingReason::slow});
  CHECK(after(39, {}).rating == Rating::good);
  CHECK(after(10, {}) == GradedAnswer{Rating::easy, GradingReason::fast});
  CHECK(after(10, 0.8).rating == Rating::easy);
  CHECK(after(10, 0.7).rating == Rating::good);
  CHECK(after(601, {}).rating == Rating::good);
  CHECK(grade({.score = 1.0, .latency = Duration::seconds(1)}).rating == Rating::good);  // typical time unknown
}

TEST_CASE("grade: two buttons know only Again and Good, and still why") {
  GradingRules rules = timed;
  rules.two_buttons = true;
  CHECK(grade({.score = 0.6}, rules) == GradedAnswer{Rating::good, GradingReason::partial});
  CHECK(grade({.score = 1.0, .latency = Duration::seconds(1)}, rules).rating == Rating::good);
  CHECK(grade({.score = 1.0, .confidence = 0.0}, rules).rating == Rating::again);
}

TEST_CASE("grade: what is out of range is refused") {
  CHECK(refusal({.score = 1.1}, {}) == "grading: score must be in 0..1, got 1.100000");
  CHECK(refusal({.score = std::numeric_limits<double>::quiet_NaN()}, {}) != "");
  CHECK(refusal({.score = 1.0, .confidence = -0.1}, {}) == "grading: confidence must be in 0..1, got -0.100000");
  CHECK(refusal({.score = 1.0, .latency = Duration{-5}}, {}) == "grading: latency must not be negative, got -5 us");
  CHECK(refusal({}, {.guess_below = 0.6}) ==
        "grading: guess_below and unsure_below must be in order, got 0.600000 and 0.500000");
  CHECK(refusal({}, {.slow_from = 0.5}) != "");
  CHECK(refusal({}, {.typical_latency = Duration{}}) == "grading: typical_latency must be positive, got 0 us");
}

TEST_CASE("typical_latency: the median of recalled answers, if there are enough") {
  std::vector<LoggedReview> log;
  for (int i = 1; i <= 21; ++i) log.push_back({.card = 1, .at = {i}, .duration = Duration::seconds(i)});
  CHECK(typical_latency(log) == Duration::seconds(11));
  log[20].duration = Duration::hours(3);  // away
  log[19].rating = Rating::again;
  log[18].duration = {};
  CHECK_FALSE(typical_latency(log));
  CHECK(typical_latency(log, 18) == Duration::seconds(10));
  CHECK_FALSE(typical_latency({}, 0));
}

TEST_CASE("poisson binomial: as all outcomes summed one by one") {
  Rng rng(1);
  std::vector<double> p(11);
  for (double& each : p) each = rng.uniform();
  for (std::size_t count = 0; count <= p.size(); ++count) {
    double sum = 0.0;
    for (unsigned outcome = 0; outcome < (1U << p.size()); ++outcome) {
      double probability = 1.0;
      std::size_t successes = 0;
      for (std::size_t i = 0; i < p.size(); ++i) {
        const bool success = ((outcome >> i) & 1U) != 0;
        probability *= success ? p[i] : 1.0 - p[i];
        successes += success ? 1 : 0;
      }
      if (successes <= count) sum += probability;
    }
    CHECK(detail::probability_of_at_most(count, p) == doctest::Approx(sum).epsilon(1e-12));
  }
}

namespace {

/// One card of a learner who presses Hard on this share of what was forgotten: memory lapses, the schedule goes on.
void live_with_hard(std::uint64_t card, double share, Rng& rng, std::vector<LoggedReview>& log) {
  const MemoryModel model;
  MemoryState memory = model.first(Rating::good), believed = memory;
  double day = 0.0;
  log.push_back({.card = card, .at = {}, .rating = Rating::good});
  for (int i = 0; i < 10; ++i) {
    const double wait = std::max(1.0, std::round(model.interval(believed, 0.9) * (0.7 + 0.6 * rng.uniform())));
    const bool recalled = rng.uniform() < model.retrievability(memory, wait);
    const Rating answer = recalled ? (rng.uniform() < 0.1 ? Rating::hard : Rating::good) : Rating::again;
    const Rating pressed = !recalled && rng.uniform() < share ? Rating::hard : answer;
    memory = model.next(memory, wait, answer);
    believed = model.next(believed, wait, pressed);
    day += wait;
    log.push_back({.card = card, .at = {static_cast<std::int64_t>(day * 86'400e6)}, .rating = pressed});
  }
}

HardVerdict verdict_on(double share, std::uint64_t cards, Rng& rng) {
  std::vector<LoggedReview> log;
  for (std::uint64_t card = 0; card < cards; ++card) live_with_hard(card, share, rng, log);
  return hard_use(MemoryModel(), make_training_set(log)).verdict;
}

}  // namespace

TEST_CASE("hard_use: accuses who presses Hard on forgotten cards") {
  Rng rng(2);
  for (int learner = 0; learner < 10; ++learner) CHECK(verdict_on(0.7, 300, rng) == HardVerdict::misused);
}

TEST_CASE("hard_use: accuses hardly anyone else") {
  Rng rng(3);
  int accused = 0;
  for (int learner = 0; learner < 100; ++learner) accused += verdict_on(0.0, 60, rng) == HardVerdict::misused ? 1 : 0;
  CHECK(accused <= 4);  // 1 in 100 at most; more than 4 would happen once in 300 times
}

TEST_CASE("hard_use: a learner who forgets more than the model thinks is not accused for that") {
  Fsrs6Parameters forgetful;
  forgetful.weights[20] = 0.5;
  forgetful.weights[8] = 1.2;
  for (auto i : {0U, 1U, 2U, 3U}) forgetful.weights[i] *= 0.4;
  int accused = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const auto set = make_training_set(simulate_log(MemoryModel(forgetful), {.cards = 80}, seed));
    accused += hard_use(MemoryModel(), set).verdict == HardVerdict::misused ? 1 : 0;
  }
  CHECK(accused <= 2);
}

TEST_CASE("hard_use: without answers of Hard there is nothing to judge") {
  const auto set = make_training_set(simulate_log(MemoryModel(), {.two_buttons = true}, 3));
  CHECK(hard_use(MemoryModel(), set).verdict == HardVerdict::too_few);
  CHECK(hard_use(MemoryModel(), {}).after_hard == 0);
  CHECK_THROWS_AS(static_cast<void>(hard_use(MemoryModel(), set, 1.0)), Error);
}
