#pragma once

// What a day's meeting with a card is expected to cost and to leave in memory, steps of the same day included. Private.

#include <algorithm>
#include <cstddef>

#include "haven/srs/learner.hpp"
#include "haven/srs/scheduler.hpp"

#include "srs/memory_grid.hpp"

namespace haven::srs::detail {

/// The chances of one meeting: the states that it leaves, as a mixture, and the mean seconds.
struct Chances {
  Mixture after;
  double seconds = 0.0;
};

/// Foresees meetings with cards: every answer with its probability and, where it leads to steps of the same day, those
/// as the habits have them. Immutable.
class Encounters {
 public:
  Encounters(const Scheduler& scheduler, const AnswerHabits& habits, const MemoryGrid& grid)
      : scheduler_(scheduler), habits_(habits), grid_(grid) {}

  [[nodiscard]] Chances with_new() const;
  [[nodiscard]] Chances with_known(const MemoryState& state, double elapsed_days) const;

  /// Calls `leave(state, probability)` for every state that a meeting may leave. Returns the mean seconds.
  template <class Leave>
  double meet_new(const Leave& leave) const;
  template <class Leave>
  double meet_known(const MemoryState& state, double elapsed_days, const Leave& leave) const;

 private:
  /// A card on a step, with the probability of having come there.
  struct OnStep {
    MemoryState memory;
    std::size_t step = 0;
    Rating last = Rating::again;
    double probability = 1.0;
  };
  template <class Leave>
  double finish_steps(const OnStep& card, CardState state, const Leave& leave) const;
  [[nodiscard]] AnswerHabits::ByRating step_shares(const OnStep& card, CardState state) const noexcept;

  const Scheduler& scheduler_;
  const AnswerHabits& habits_;
  const MemoryGrid& grid_;
};

/// The step after an answer, as Scheduler has it.
inline std::size_t step_after(std::size_t step, Rating rating, std::size_t steps) noexcept {
  if (rating == Rating::again) return 0;
  if (rating == Rating::hard) return step;
  return rating == Rating::good ? step + 1 : steps;
}

template <class Leave>
double Encounters::finish_steps(const OnStep& card, CardState state, const Leave& leave) const {
  const SchedulerOptions& options = scheduler_.options();
  const auto& steps = state == CardState::learning ? options.learning_steps : options.relearning_steps;
  if (card.step >= steps.size()) {
    leave(card.memory, card.probability);
    return 0.0;
  }
  const double days = steps[card.step].in_seconds() / 86'400.0;
  const auto shares = step_shares(card, state);
  double seconds = 0.0;
  for (std::size_t g = 0; g < shares.size(); ++g) {
    if (shares[g] == 0.0) continue;
    const auto rating = static_cast<Rating>(g + 1);
    const OnStep next{scheduler_.model().next(card.memory, days, rating), step_after(card.step, rating, steps.size()),
                      rating, card.probability * shares[g]};
    seconds += next.probability * habits_.seconds[static_cast<std::size_t>(state) - 1][g];
    seconds += finish_steps(next, state, leave);
  }
  return seconds;
}

template <class Leave>
double Encounters::meet_new(const Leave& leave) const {
  const std::size_t steps = scheduler_.options().learning_steps.size();
  double seconds = 0.0;
  for (std::size_t g = 0; g < habits_.first.size(); ++g) {
    const auto rating = static_cast<Rating>(g + 1);
    const OnStep card{scheduler_.model().first(rating), step_after(0, rating, steps), rating, habits_.first[g]};
    seconds += habits_.first[g] * habits_.seconds[0][g] + finish_steps(card, CardState::learning, leave);
  }
  return seconds;
}

template <class Leave>
double Encounters::meet_known(const MemoryState& state, double elapsed_days, const Leave& leave) const {
  const MemoryModel& model = scheduler_.model();
  const auto& seconds = habits_.seconds[1];
  const double recall = model.retrievability(state, elapsed_days);
  const OnStep lapsed{model.next(state, elapsed_days, Rating::again), 0, Rating::again, 1.0 - recall};
  double mean = lapsed.probability * seconds[0] + finish_steps(lapsed, CardState::relearning, leave);
  for (std::size_t g = 1; g < seconds.size(); ++g) {
    const double share = recall * habits_.recalled[g - 1];
    leave(model.next(state, elapsed_days, static_cast<Rating>(g + 1)), share);
    mean += share * seconds[g];
  }
  return mean;
}

}  // namespace haven::srs::detail
