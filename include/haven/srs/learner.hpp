#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "haven/core/clock.hpp"
#include "haven/core/random.hpp"
#include "haven/srs/card.hpp"
#include "haven/srs/day_rule.hpp"
#include "haven/srs/history.hpp"
#include "haven/srs/memory_model.hpp"
#include "haven/srs/scheduler.hpp"

namespace haven::srs {

/// Which buttons a learner presses and how long an answer takes: what a memory model does not say. The defaults are
/// those of the simulator of fsrs-rs 6, from many collections of Anki.
struct AnswerHabits {
  using ByRating = std::array<double, rating_count>;  ///< again, hard, good, easy

  ByRating first = {0.24, 0.094, 0.495, 0.171};            ///< probabilities, to a new card
  std::array<double, 3> recalled = {0.224, 0.631, 0.145};  ///< hard, good, easy to a card that was recalled
  /// Probabilities of the next answer on a step of the same day, after again, hard and good.
  std::array<ByRating, 3> learning = {{{0.3686, 0.0628, 0.5108, 0.0578},  //
                                       {0.0442, 0.4553, 0.4457, 0.0548},
                                       {0.0519, 0.0470, 0.8462, 0.0549}}};
  std::array<ByRating, 3> relearning = {{{0.2157, 0.0643, 0.6595, 0.0605},  //
                                         {0.0500, 0.4638, 0.4475, 0.0387},
                                         {0.1057, 0.1434, 0.7266, 0.0243}}};
  /// Seconds of an answer to a card in learning, review, relearning.
  std::array<ByRating, 3> seconds = {
      {{19.58, 18.79, 13.78, 10.71}, {19.38, 17.59, 12.38, 8.94}, {16.44, 15.25, 12.32, 8.03}}};

  bool operator==(const AnswerHabits&) const = default;
};

/// Throws Error(invalid_argument) unless probabilities are in 0..1 and sum up to 1 within 1e-6, and seconds are
/// finite and positive.
void check(const AnswerHabits& habits);

/// The answers of one card, and the card as it was made.
struct CardHistory {
  Card fresh;
  std::span<const Review> reviews;
};

/// The habits seen in a log: shares of answers and mean seconds, each drawn towards `prior` with the weight of 20
/// answers, so that few answers change little and none nothing. Answers of unknown duration count for the shares only,
/// and longer ones than a minute as one, as in Anki. O(answers). Throws as replay() does.
[[nodiscard]] AnswerHabits estimate_habits(const Scheduler& scheduler, std::span<const CardHistory> log,
                                           const AnswerHabits& prior = {});

/// A learner with a known memory, for simulation. What they know of a card follows `truth`, which may be another model
/// than the scheduler's; the answer is Again unless the card is recalled. On a step of the same day, where FSRS-6 has
/// no prediction, the answer follows the habits alone. Immutable, share freely; about 0.2 us an answer.
class SimulatedLearner {
 public:
  /// What is in the learner's head of one card, with the random numbers of its answers: the n-th answer to a card
  /// meets the same luck whenever it is asked, so that schedules can be compared on common random numbers.
  struct Memory {
    std::optional<MemoryState> state;
    Timestamp last_review;
    std::int64_t last_day = 0;
    Rating last_rating = Rating::again;
    Rng luck{0};
  };
  struct Answer {
    Rating rating = Rating::again;
    double seconds = 0.0;
  };

  /// `days` is how the truth counts time; absent: FractionalDays for FSRS-7, otherwise the calendar of UTC. Throws
  /// Error(invalid_argument) as check().
  explicit SimulatedLearner(MemoryModel truth, AnswerHabits habits = {}, std::optional<DayCounter> days = {});

  [[nodiscard]] const MemoryModel& truth() const noexcept { return truth_; }
  [[nodiscard]] const AnswerHabits& habits() const noexcept { return habits_; }

  /// A card not seen before, or one known already.
  [[nodiscard]] static Memory unseen(std::uint64_t seed) noexcept;
  [[nodiscard]] Memory seen(MemoryState state, Timestamp last_review, std::uint64_t seed) const;

  /// The answer to a card in this state of its schedule, and what it leaves in memory. Not before the last answer.
  Answer answer(Memory& memory, CardState state, Timestamp at) const;
  /// The true probability of recall; 0 for a card not seen.
  [[nodiscard]] double recall(const Memory& memory, Timestamp at) const;

 private:
  [[nodiscard]] Rating draw_rating(Memory& memory, CardState state, double elapsed) const;

  MemoryModel truth_;
  AnswerHabits habits_;
  DayCounter days_;
};

}  // namespace haven::srs
