#pragma once

// What a day's meeting with a card is expected to cost and to leave in memory, steps of the same day included. Private.

#include <array>
#include <cstddef>
#include <vector>

#include "haven/srs/learner.hpp"
#include "haven/srs/scheduler.hpp"

#include "srs/memory_grid.hpp"
#include "srs/steps.hpp"

namespace haven::srs::detail {

/// The chances of one meeting: the states that it leaves, as a mixture, and the mean seconds.
struct Chances {
  Mixture after;
  double seconds = 0.0;
};

/// Foresees meetings with cards: every answer with its probability and, where it leads to steps of the same day, those
/// as the habits have them. A step of half a day or more ends the meeting. Immutable.
class Encounters {
 public:
  Encounters(const Scheduler& scheduler, const AnswerHabits& habits, const MemoryGrid& grid);

  [[nodiscard]] Chances with_new() const;
  [[nodiscard]] Chances with_known(const MemoryState& state, double elapsed_days) const;

  /// Calls `leave(state, probability)` for every state that a meeting may leave. Returns the mean seconds.
  template <class Leave>
  double meet_new(const Leave& leave) const;
  template <class Leave>
  double meet_known(const MemoryState& state, double elapsed_days, const Leave& leave) const;

 private:
  /// A card after an answer of this meeting, with the probability of having come there.
  struct Answered {
    MemoryState memory;
    Transition to;
    Rating last = Rating::again;
    double probability = 1.0;
  };
  [[nodiscard]] Answered answered(const Answered& before, Rating rating, double share) const;
  [[nodiscard]] static bool goes_on(const Transition& to) noexcept;
  template <class Leave>
  double finish_steps(const Answered& card, const Leave& leave) const;
  [[nodiscard]] Answered finished_with_good(Answered card) const;

  [[nodiscard]] const AnswerHabits::ByRating& shares_after(CardState state, Rating last) const noexcept;
  [[nodiscard]] double seconds_of(CardState state, Rating rating) const noexcept {
    return habits_.seconds[static_cast<std::size_t>(state) - 1][static_cast<std::size_t>(rating) - 1];
  }
  void foresee_steps(CardState state, std::size_t steps);
  [[nodiscard]] double seconds_left(const Transition& to, Rating last) const noexcept;

  const Scheduler& scheduler_;
  const AnswerHabits& habits_;
  const MemoryGrid& grid_;
  using AfterEach = std::array<double, 3>;                // by the last answer: again, hard, good
  std::array<std::vector<AfterEach>, 2> seconds_to_end_;  // of the steps; learning and relearning, by step
};

template <class Leave>
double Encounters::finish_steps(const Answered& card, const Leave& leave) const {
  constexpr double least_course = 0.02;  // of a course of steps that is followed up; rarer ones go on with Good
  if (!goes_on(card.to)) {
    leave(card.memory, card.probability);
    return 0.0;
  }
  if (card.probability < least_course) {
    leave(finished_with_good(card).memory, card.probability);
    return card.probability * seconds_left(card.to, card.last);
  }
  const auto& shares = shares_after(card.to.state, card.last);
  double seconds = 0.0;
  for (std::size_t g = 0; g < shares.size(); ++g) {
    if (shares[g] == 0.0) continue;
    const auto rating = static_cast<Rating>(g + 1);
    const Answered next = answered(card, rating, shares[g]);
    seconds += next.probability * seconds_of(card.to.state, rating) + finish_steps(next, leave);
  }
  return seconds;
}

template <class Leave>
double Encounters::meet_new(const Leave& leave) const {
  double seconds = 0.0;
  for (std::size_t g = 0; g < habits_.first.size(); ++g) {
    const auto rating = static_cast<Rating>(g + 1);
    const Transition to = transition(scheduler_.options(), CardState::learning, 0, rating);
    seconds += habits_.first[g] * seconds_of(CardState::learning, rating);
    seconds += finish_steps({scheduler_.model().first(rating), to, rating, habits_.first[g]}, leave);
  }
  return seconds;
}

template <class Leave>
double Encounters::meet_known(const MemoryState& state, double elapsed_days, const Leave& leave) const {
  const MemoryModel& model = scheduler_.model();
  const double recall = model.retrievability(state, elapsed_days);
  double seconds = 0.0;
  for (std::size_t g = 0; g < rating_count; ++g) {
    const auto rating = static_cast<Rating>(g + 1);
    const double share = rating == Rating::again ? 1.0 - recall : recall * habits_.recalled[g - 1];
    const Transition to = transition(scheduler_.options(), CardState::review, {}, rating);
    seconds += share * seconds_of(CardState::review, rating);
    seconds += finish_steps({model.next(state, elapsed_days, rating), to, rating, share}, leave);
  }
  return seconds;
}

}  // namespace haven::srs::detail
