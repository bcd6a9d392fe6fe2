#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/srs/card.hpp"
#include "haven/srs/learner.hpp"
#include "haven/srs/scheduler.hpp"
#include "haven/srs/workload.hpp"

namespace haven::srs {

/// A day of study ahead of an exam, as planned.
struct ExamDay {
  std::int64_t day = 0;           ///< local day
  double minutes = 0.0;           ///< to study
  double planned = 0.0;           ///< minutes that the plan expects to use; today, when to stop if it chooses the days
  double worth_per_minute = 0.0;  ///< cards more known at the exam for a minute more on this day
};

/// The exam and the time until then.
struct ExamOptions {
  Timestamp exam;                       ///< after now, at most 400 days ahead
  double minutes_per_day = 30.0;        ///< on a normal day; half of it on a reduced one, none on a minimum day or off
  std::optional<double> minutes_today;  ///< what is left of today; absent: as any day
  /// What is left of all days together; the minutes per day are then the most of a day, and the plan chooses the days.
  std::optional<double> minutes_in_all;
  DayPreferences preferences;
  AnswerHabits habits;                   ///< how long answers take
  double target = 0.0;                   ///< share of the cards to be known, 0 to 1; 0: as many as possible
  std::span<const ExamDay> last_plan{};  ///< of yesterday, say: the search for this plan starts there
};

/// What to do with a card today.
enum class ExamAdvice {
  finish,  ///< it is on a step of today: answer it again
  study,   ///< meet it today
  later,   ///< a later day, `next_day`, is better
  leave,   ///< not again before the exam: the time is worth more elsewhere, or it is known well
};

/// "finish", "study", "later", "leave".
[[nodiscard]] std::string_view to_string(ExamAdvice advice) noexcept;

/// Why: probabilities at the exam, in the plan's expectation.
struct ExamCard {
  ExamAdvice advice = ExamAdvice::leave;
  double recall_now = 0.0;
  double recall_if_left = 0.0;  ///< at the exam, when it is not met again
  double worth_if_met = 0.0;    ///< recall at the exam, less the price of later meetings, if it is met today
  double worth_if_not = 0.0;    ///< the same when it is not: the best of later meetings and none
  double seconds = 0.0;         ///< that today's meeting is expected to take, steps included; 0: not to be met today
  std::optional<std::int64_t> next_day;  ///< the best later day, if there is one that is worth its time

  /// Cards more known at the exam for a minute of today.
  [[nodiscard]] double gain_per_minute() const noexcept {
    return seconds > 0.0 ? 60.0 * (worth_if_met - worth_if_not) / seconds : 0.0;
  }
};

/// What keeping to the plan is expected to come to.
struct ExamOutlook {
  double known = 0.0;          ///< cards known at the exam
  double known_if_left = 0.0;  ///< if nothing more is studied
  double known_at_most = 0.0;  ///< with any number of minutes a day
  double new_learned = 0.0;    ///< new cards that there is time for
  bool reaches_target = true;
  /// Minutes per day that would reach the target, when it is not reached, `minutes_in_all` raised alike; absent when
  /// none would, and when there are none now.
  std::optional<double> minutes_needed;
};

struct ExamPlan {
  std::vector<std::size_t> today;  ///< places of the cards that are worth meeting today, the worthiest first
  std::size_t fitting = 0;         ///< how many of them the minutes are expected to be enough for
  std::vector<ExamCard> cards;     ///< for each card given
  std::vector<ExamDay> days;       ///< today and every day before that of the exam
  ExamOutlook outlook;
};

/// What to study today, so that on the exam as many cards as possible are known.
///
/// The plan maximises the expected number of cards recalled at the exam (the sum of their probabilities) under the
/// minutes of every day. A price of a minute on each day takes the place of the limits (Lagrange multipliers); at
/// these prices every card has a best policy of its own, when to meet it next and whether at all, found by dynamic
/// programming over stability, difficulty and days. The prices are moved until the expected use of the days is what
/// they have. Today the cards are met in the order of their gain per minute. Make a new plan every day, or after every
/// session: what was recalled and forgotten then counts. The due dates of the cards play no part.
///
/// Supposes that the scheduler's model is right and that a card is met at most once a day, its steps included. New
/// cards are all alike. The exam's own day has no study, except when it is today. Pure; 0.2 s for 1,000 cards and 30
/// days, 0.4 s for 60 days, less than half of it with `last_plan`; up to ten times as long under FSRS-7. Throws
/// Error(invalid_argument) for an option out of its range, an exam that is past, a card with a review after `now`,
/// memory of another model than the scheduler's, and SM-2, which does not forget by any curve.
[[nodiscard]] ExamPlan plan_for_exam(const Scheduler& scheduler, std::span<const Card> cards, Timestamp now,
                                     const ExamOptions& options);

}  // namespace haven::srs
