#include "services/exam_gain.hpp"

#include "haven/srs/learner.hpp"

#include <doctest/doctest.h>

using namespace haven;
using srs::Rating;

namespace {

ExamCandidates candidates(const srs::MemoryModel& model) {
  ExamCandidates cards;
  for (const Rating first : {Rating::again, Rating::hard, Rating::good, Rating::easy}) {
    for (const double elapsed : {0.5, 9.0, 200.0}) {
      cards.memory.push_back(model.next(model.first(first), 3.0, Rating::good));
      cards.elapsed_days.push_back(elapsed);
      cards.days_left.push_back(12.0);
      cards.days_if_left.push_back(elapsed + 12.0);
    }
  }
  return cards;
}

}  // namespace

TEST_CASE("exam gain: recall that an answer adds, over the minutes that it is expected to take, under each model") {
  const srs::AnswerHabits habits;
  const double recalled = habits.seconds[1][2] / 60.0;
  const double forgotten = (habits.seconds[1][0] + habits.seconds[2][2]) / 60.0;
  for (const srs::Algorithm algorithm : {srs::Algorithm::fsrs_6, srs::Algorithm::fsrs_7, srs::Algorithm::sm_2}) {
    const srs::MemoryModel model(srs::default_parameters(algorithm));
    const ExamCandidates cards = candidates(model);
    const std::vector<double> gain = exam_gain(model, cards);
    REQUIRE(gain.size() == cards.memory.size());
    for (std::size_t i = 0; i < gain.size(); ++i) {
      CAPTURE(i);
      const srs::MemoryState& state = cards.memory[i];
      const double now = model.retrievability(state, cards.elapsed_days[i]);
      const double good = model.retrievability(model.next(state, cards.elapsed_days[i], Rating::good), 12.0);
      const double again = model.retrievability(model.next(state, cards.elapsed_days[i], Rating::again), 12.0);
      const double left = model.retrievability(state, cards.days_if_left[i]);
      const double expected = (now * good + (1.0 - now) * again - left) / (now * recalled + (1.0 - now) * forgotten);
      CHECK(gain[i] == doctest::Approx(expected).epsilon(1e-12));
    }
  }
}

TEST_CASE("exam gain: of no cards there is none") { CHECK(exam_gain(srs::MemoryModel(), {}).empty()); }
