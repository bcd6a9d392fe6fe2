#include "haven/srs/learner.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace haven::srs {
namespace {

std::size_t row_of(Rating rating) noexcept { return static_cast<std::size_t>(rating) - 1; }
std::size_t row_of(CardState state) noexcept { return static_cast<std::size_t>(state) - 1; }

/// The place that `draw` in [0, 1) falls on.
std::size_t drawn(std::span<const double> shares, double draw) noexcept {
  std::size_t place = 0;
  for (; place + 1 < shares.size() && draw >= shares[place]; ++place) draw -= shares[place];
  return place;
}

DayCounter days_of(const MemoryModel& truth) {
  if (truth.algorithm() == Algorithm::fsrs_7) return DayCounter(FractionalDays{});
  return DayCounter(CalendarDays{});
}

}  // namespace

SimulatedLearner::SimulatedLearner(MemoryModel truth, AnswerHabits habits, std::optional<DayCounter> days)
    : truth_(std::move(truth)), habits_(habits), days_(days ? std::move(*days) : days_of(truth_)) {
  check(habits_);
}

SimulatedLearner::Memory SimulatedLearner::unseen(std::uint64_t seed) noexcept {
  Memory memory;
  memory.luck = Rng(seed);
  return memory;
}

SimulatedLearner::Memory SimulatedLearner::seen(MemoryState state, Timestamp last_review, std::uint64_t seed) const {
  static_cast<void>(truth_.retrievability(state, 0.0));  // refuses the state of another model
  Memory memory = unseen(seed);
  memory.state = state;
  memory.last_review = last_review;
  memory.last_day = days_.day(last_review);
  return memory;
}

double SimulatedLearner::recall(const Memory& memory, Timestamp at) const {
  if (!memory.state) return 0.0;
  return truth_.retrievability(*memory.state, days_.elapsed(memory.last_review, at, memory.last_day));
}

SimulatedLearner::Answer SimulatedLearner::answer(Memory& memory, CardState state, Timestamp at) const {
  const std::int64_t day = days_.day(at);
  const double elapsed = memory.state ? days_.elapsed(memory.last_review, at, memory.last_day, day) : 0.0;
  const Rating rating = draw_rating(memory, state, elapsed);
  memory.state = memory.state ? truth_.next(*memory.state, elapsed, rating) : truth_.first(rating);
  memory.last_review = at;
  memory.last_day = day;
  memory.last_rating = rating;
  return {rating, habits_.seconds[row_of(state)][row_of(rating)]};
}

Rating SimulatedLearner::draw_rating(Memory& memory, CardState state, double elapsed) const {
  const double recall_draw = memory.luck.uniform(), button_draw = memory.luck.uniform();
  if (!memory.state) return static_cast<Rating>(1 + drawn(habits_.first, button_draw));
  if (state != CardState::review && elapsed < 1.0) {
    const auto& steps = state == CardState::learning ? habits_.learning : habits_.relearning;
    const std::size_t after = std::min(row_of(memory.last_rating), steps.size() - 1);
    return static_cast<Rating>(1 + drawn(steps[after], button_draw));
  }
  if (recall_draw >= truth_.retrievability(*memory.state, elapsed)) return Rating::again;
  return static_cast<Rating>(2 + drawn(habits_.recalled, button_draw));
}

}  // namespace haven::srs
