#include "haven/srs/learner.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "haven/core/error.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::srs;

namespace {

constexpr Timestamp morning = Timestamp{} + Duration::days(20'000) + Duration::hours(8);

Review review_at(Timestamp at, Rating rating, std::int64_t seconds = 0) {
  Review review;
  review.at = at;
  review.rating = rating;
  review.duration = Duration::seconds(seconds);
  return review;
}

std::string refusal(const AnswerHabits& habits) {
  try {
    check(habits);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    return error.what();
  }
  return "";
}

/// The reviews of a card that a learner meets once a day, its steps included.
std::vector<Review> studied(const SimulatedLearner& learner, const Scheduler& scheduler, std::uint64_t seed) {
  auto memory = SimulatedLearner::unseen(seed);
  Card card = new_card(seed, morning);
  std::vector<Review> reviews;
  for (int i = 0; i < 8; ++i) {
    const auto answer = learner.answer(memory, card.state, card.due);
    reviews.push_back(review_at(card.due, answer.rating, std::lround(answer.seconds)));
    card = scheduler.review(card, answer.rating, card.due);
  }
  return reviews;
}

}  // namespace

TEST_CASE("answer habits: the defaults hold, others are refused by name") {
  CHECK(refusal({}) == "");
  AnswerHabits habits;
  habits.recalled = {0.5, 0.4, 0.2};
  CHECK(refusal(habits) == "answer habits: probabilities of recalled must sum up to 1, got 1.100000");
  habits = {};
  habits.first[0] = std::nan("");
  CHECK(refusal(habits) == "answer habits: probabilities of first must be in 0..1, got nan");
  habits = {};
  habits.seconds[2][1] = 0.0;
  CHECK(refusal(habits) == "answer habits: seconds must be finite and positive, got 0.000000");
}

TEST_CASE("simulated learner: recall happens as often as the truth says, and buttons as the habits say") {
  const SimulatedLearner learner{MemoryModel{}};
  const Timestamp later = morning + Duration::days(10);
  int again = 0, good = 0;
  constexpr int count = 20'000;
  for (int i = 0; i < count; ++i) {
    auto memory = learner.seen(Fsrs6State{10.0, 5.0}, morning, static_cast<std::uint64_t>(i));
    CHECK(learner.recall(memory, later) == doctest::Approx(0.9).epsilon(1e-12));  // that is what stability means
    const auto answer = learner.answer(memory, CardState::review, later);
    again += answer.rating == Rating::again;
    good += answer.rating == Rating::good;
  }
  CHECK(std::abs(again - 0.1 * count) < 4.0 * std::sqrt(0.09 * count));
  CHECK(std::abs(good - 0.9 * 0.631 * count) < 4.0 * std::sqrt(0.57 * 0.43 * count));
}

TEST_CASE("simulated learner: an answer leaves what the true model says, and takes the seconds of the habits") {
  const SimulatedLearner learner{MemoryModel{}};
  auto memory = learner.seen(Fsrs6State{10.0, 5.0}, morning, 3);
  const auto answer = learner.answer(memory, CardState::review, morning + Duration::days(4));
  CHECK(*memory.state == MemoryModel{}.next(Fsrs6State{10.0, 5.0}, 4.0, answer.rating));
  CHECK(answer.seconds == AnswerHabits{}.seconds[1][static_cast<std::size_t>(answer.rating) - 1]);
  CHECK(memory.last_rating == answer.rating);
  CHECK(learner.recall(SimulatedLearner::unseen(1), morning) == 0.0);
}

TEST_CASE("simulated learner: a state of another model than the truth is refused") {
  const SimulatedLearner learner{MemoryModel{Fsrs7Parameters{}}};
  CHECK_THROWS_AS(static_cast<void>(learner.seen(Fsrs6State{10.0, 5.0}, morning, 3)), Error);
}

TEST_CASE("estimate_habits: without answers the prior, and counts by hand for a few") {
  const Scheduler scheduler;
  CHECK(estimate_habits(scheduler, {}) == AnswerHabits{});
  const Timestamp next = morning + Duration::minutes(10);
  const std::vector<Review> reviews = {review_at(morning, Rating::good, 40), review_at(next, Rating::good),
                                       review_at(next + Duration::days(2), Rating::hard, 500)};
  const std::vector<CardHistory> log = {{new_card(1, morning), reviews}};
  const AnswerHabits prior, habits = estimate_habits(scheduler, log);
  CHECK(habits.first[2] == doctest::Approx((1 + 20 * prior.first[2]) / 21));
  CHECK(habits.recalled[0] == doctest::Approx((1 + 20 * prior.recalled[0]) / 21));
  CHECK(habits.learning[2][2] == doctest::Approx((1 + 20 * prior.learning[2][2]) / 21));
  CHECK(habits.learning[0] == prior.learning[0]);
  CHECK(habits.seconds[0][2] == doctest::Approx((40 + 20 * prior.seconds[0][2]) / 21));  // one of two is timed
  CHECK(habits.seconds[1][1] == doctest::Approx((60 + 20 * prior.seconds[1][1]) / 21));  // a minute at most
}

TEST_CASE("estimate_habits: a simulated learner's habits are found again") {
  AnswerHabits truth;
  truth.first = {0.5, 0.0, 0.5, 0.0};  // two buttons
  truth.recalled = {0.0, 1.0, 0.0};
  for (auto& after : truth.learning) after = {0.2, 0.0, 0.8, 0.0};
  for (auto& after : truth.relearning) after = {0.1, 0.0, 0.9, 0.0};
  for (auto& row : truth.seconds) row = {25.0, 20.0, 6.0, 5.0};
  const SimulatedLearner learner(MemoryModel{}, truth, DayCounter{});
  const Scheduler scheduler;
  std::vector<std::vector<Review>> reviews;
  std::vector<CardHistory> log;
  for (std::uint64_t i = 0; i < 2000; ++i) reviews.push_back(studied(learner, scheduler, i));
  for (std::uint64_t i = 0; i < 2000; ++i) log.push_back({new_card(i, morning), reviews[i]});
  const AnswerHabits found = estimate_habits(scheduler, log);
  CHECK_NOTHROW(check(found));
  CHECK(found.first[0] == doctest::Approx(0.5).epsilon(0.08));
  CHECK(found.recalled[1] > 0.99);
  CHECK(found.learning[0][0] == doctest::Approx(0.2).epsilon(0.15));
  CHECK(found.relearning[0][0] == doctest::Approx(0.1).epsilon(0.3));
  CHECK(found.seconds[1][2] == doctest::Approx(6.0).epsilon(0.02));
}
