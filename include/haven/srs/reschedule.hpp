#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/srs/card.hpp"
#include "haven/srs/history.hpp"
#include "haven/srs/scheduler.hpp"
#include "haven/srs/workload.hpp"

namespace haven::srs {

/// A schedule with the answers that it came from.
struct ScheduledCard {
  Card card;                                               ///< as it stands
  Card fresh;                                              ///< as it was made
  std::span<const Review> reviews;                         ///< in order
  std::optional<double> desired_retention = std::nullopt;  ///< of this card, instead of the scheduler's
};

/// How many cards a day may have, and which days.
struct SpreadOptions {
  std::optional<int> cards_per_day;       ///< at most; half of it on reduced days, none on minimum days and days off
  std::optional<double> minutes_per_day;  ///< the same in minutes, at `seconds_per_card`; the lower limit counts
  double seconds_per_card = 8.0;
  DayPreferences preferences;
  std::span<const int> other_cards{};  ///< due by day, from today, besides those of the plan; they count to the limit
  int longest_delay = 365;  ///< days that a card may wait behind its own day; it then comes above the limit, 0 to 3650
};

/// A card that a plan changes. To undo the plan, store `before` again where `after` still stands.
struct Move {
  std::size_t card = 0;  ///< place among the cards given
  Card before;
  Card after;
};

/// The cards of a day, before and after; overdue ones count as of today.
struct DayChange {
  std::int64_t day = 0;
  int before = 0;
  int after = 0;
};

/// What would change. Nothing has changed yet: a plan is a dry run, and storing its moves carries it out.
struct ReschedulePlan {
  std::vector<Move> moves;
  std::vector<DayChange> days;  ///< every day that has cards before or after, ascending
  int earlier = 0;              ///< cards due on an earlier day than before
  int later = 0;                ///< on a later day
  int above_limit = 0;          ///< cards that no day within the longest delay had room for; 0: the limit holds always
  double recall_lost = 0.0;  ///< sum over the cards of the probability of recall lost by waiting behind their own day
};

/// Gives cards the memory and due dates that `scheduler` would have given them: after new weights, another model or
/// another retention. Each card's answers are replayed; its own day is where that puts it, or today if that is past.
/// Where a day has more cards than it may have, those wait that lose the least probability of recall until tomorrow.
/// Cards on a step are replayed but stay on their day, as part of what it may have; new ones are left alone. No card is
/// moved to the past.
///
/// Pure. O(reviews + cards x days waited); 5,000 cards of 20 reviews and a limit of 100: about 0.1 s. Throws
/// Error(invalid_argument) for an option out of its range, and as replay().
[[nodiscard]] ReschedulePlan plan_reschedule(const Scheduler& scheduler, std::span<const ScheduledCard> cards,
                                             Timestamp now, const SpreadOptions& options = {});

/// Spreads cards under the limits without touching their memory: a backlog, too full a day, or, with days off, a
/// break. Overdue cards are wanted today.
[[nodiscard]] ReschedulePlan plan_spread(const Scheduler& scheduler, std::span<const Card> cards, Timestamp now,
                                         const SpreadOptions& options);

/// Makes so many cards due now that would be due on a later day: those least likely to be recalled. For a day with time
/// to spare.
[[nodiscard]] ReschedulePlan plan_advance(const Scheduler& scheduler, std::span<const Card> cards, Timestamp now,
                                          int count);

}  // namespace haven::srs
