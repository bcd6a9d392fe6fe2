#include <cmath>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/srs/memory_model.hpp"
#include "haven/srs/scheduler.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::srs;

namespace {

struct Step {
  Rating rating;
  double ease, interval;
  int repetitions;
};

}  // namespace

TEST_CASE("SM-2: ease, interval and repetitions as Wozniak's rules give them by hand") {
  // EF' = EF + 0.1 - (5-q)(0.08 + 0.02(5-q)): q 3 (Hard) -0.14, q 4 (Good) 0, q 5 (Easy) +0.1.
  const std::vector<std::vector<Step>> cases = {
      {{Rating::good, 2.5, 1, 1}, {Rating::good, 2.5, 6, 2}, {Rating::good, 2.5, 15, 3}, {Rating::good, 2.5, 38, 4}},
      {{Rating::easy, 2.6, 1, 1},
       {Rating::easy, 2.7, 6, 2},
       {Rating::hard, 2.56, 16, 3},
       {Rating::again, 2.56, 1, 0},
       {Rating::good, 2.56, 1, 1},
       {Rating::good, 2.56, 6, 2},
       {Rating::good, 2.56, 16, 3}},
      {{Rating::again, 2.5, 1, 0},
       {Rating::hard, 2.36, 1, 1},
       {Rating::hard, 2.22, 6, 2},
       {Rating::hard, 2.08, 13, 3},
       {Rating::hard, 1.94, 26, 4},
       {Rating::hard, 1.8, 47, 5},
       {Rating::hard, 1.66, 79, 6},
       {Rating::hard, 1.52, 121, 7},
       {Rating::hard, 1.38, 167, 8},
       {Rating::hard, 1.3, 218, 9},
       {Rating::hard, 1.3, 284, 10}},
  };
  const MemoryModel model{Sm2Parameters{}};
  for (const auto& steps : cases) {
    MemoryState state;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      state = i == 0 ? model.first(steps[i].rating) : model.next(state, 1.0, steps[i].rating);
      CAPTURE(i);
      const auto& sm2 = std::get<Sm2State>(state);
      CHECK(sm2.ease == doctest::Approx(steps[i].ease).epsilon(1e-12));
      CHECK(sm2.interval == steps[i].interval);
      CHECK(sm2.repetitions == steps[i].repetitions);
    }
  }
}

TEST_CASE("SM-2: repeating a card on the same day until it is known is no repetition") {
  const MemoryModel model{Sm2Parameters{}};
  const MemoryState known = model.first(Rating::good);
  CHECK(model.next(known, 0.0, Rating::good) == known);
  CHECK(std::get<Sm2State>(model.next(known, 0.0, Rating::again)).repetitions == 0);
}

TEST_CASE("SM-2: schedules with its own intervals, whatever the desired retention") {
  const Scheduler scheduler({.parameters = Sm2Parameters{},
                             .desired_retention = 0.7,
                             .learning_steps = {},
                             .relearning_steps = {},
                             .fuzz = false});
  Card card = new_card(1, Timestamp{});
  for (const int days : {1, 6, 15}) {
    const Timestamp at = card.due;
    card = scheduler.review(card, Rating::good, at);
    CHECK(card.due == at + Duration::days(days));
  }
  CHECK(scheduler.retrievability(card, card.due) == doctest::Approx(0.9));
}

TEST_CASE(
    "import_sm2: into FSRS-7 with medium difficulty, a fast trace of 0.8, and the recall supposed after the interval") {
  const MemoryModel model{Fsrs7Parameters{}};
  for (const double interval : {0.5, 3.0, 40.0, 900.0}) {
    for (const double retention : {0.75, 0.9, 0.97}) {
      const auto state = std::get<Fsrs7State>(import_sm2(model, 2.3, interval, retention));
      CAPTURE(interval);
      CHECK(state.difficulty == 5.0);
      CHECK(state.stability_fast == doctest::Approx(0.8 * state.stability).epsilon(1e-12));
      CHECK(model.retrievability(state, interval) == doctest::Approx(retention).epsilon(1e-9));
    }
  }
  CHECK(import_sm2(model, 1.3, 40.0, 0.9) == import_sm2(model, 5.0, 40.0, 0.9));  // the ease says nothing there
}

TEST_CASE("import_sm2: into SM-2 as it is") {
  const MemoryModel model{Sm2Parameters{}};
  CHECK(import_sm2(model, 2.3, 40.0, 0.9) == MemoryState(Sm2State{2.3, 40.0, 2}));
  CHECK(std::get<Sm2State>(model.next(import_sm2(model, 2.5, 40.0, 0.9), 40.0, Rating::good)).interval == 100.0);
  CHECK(import_sm2(model, 2.5, 0.0, 0.9) == MemoryState(Sm2State{2.5, 0.0, 0}));
  CHECK(std::get<Sm2State>(model.next(import_sm2(model, 2.5, 0.0, 0.9), 1.0, Rating::good)).interval == 1.0);
}

TEST_CASE("import_sm2: refuses an ease, interval or retention out of range") {
  for (const MemoryModel& model : {MemoryModel{}, MemoryModel{Fsrs7Parameters{}}, MemoryModel{Sm2Parameters{}}}) {
    CHECK_THROWS_AS(static_cast<void>(import_sm2(model, 1.2, 10.0, 0.9)), Error);
    CHECK_THROWS_AS(static_cast<void>(import_sm2(model, 2.5, -1.0, 0.9)), Error);
    CHECK_THROWS_AS(static_cast<void>(import_sm2(model, 2.5, 10.0, 1.0)), Error);
    CHECK_THROWS_AS(static_cast<void>(import_sm2(model, 2.5, std::nan(""), 0.9)), Error);
  }
}
