#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/srs/card.hpp"
#include "haven/srs/day_rule.hpp"
#include "haven/srs/memory_model.hpp"
#include "haven/srs/workload.hpp"

namespace haven::srs {

/// How cards are scheduled. Validated once, by Scheduler.
struct SchedulerOptions {
  Parameters parameters = Fsrs6Parameters{};
  double desired_retention = 0.9;  ///< probability of recall when a card comes due, in (0, 1)
  std::vector<Duration> learning_steps = {Duration::minutes(1), Duration::minutes(10)};  ///< at most 100, each > 0
  std::vector<Duration> relearning_steps = {Duration::minutes(10)};
  int maximum_interval = 36'500;  ///< days, 1 to 36,500
  bool fuzz = true;               ///< spread intervals of 2.5 days and more, by the card's key
  /// Keep Hard < Good < Easy where they lead to review, by a day at least, as fsrs-rs and ts-fsrs do; py-fsrs does not.
  bool ordered_answers = false;
  std::optional<DayRule> day_rule = std::nullopt;  ///< absent: FractionalDays under FSRS-7, else FullDays
};

/// What may differ from answer to answer.
struct Occasion {
  std::optional<double> desired_retention = std::nullopt;  ///< of this card, instead of the scheduler's
  const Workload* workload = nullptr;              ///< balance the load of the days ahead, where intervals are fuzzed
  std::optional<std::int64_t> day = std::nullopt;  ///< local day of the answer as it was noted; absent: by the day rule
  std::optional<int> balanced = std::nullopt;      ///< instead of balancing, move by these days, as a Review has noted
};

/// Why a card is due when it is. The parts sum up: the time from the answer to `due` is `step` if there is one;
/// otherwise days() days by the day rule or, when that is 0, `interval` to the second.
struct Explanation {
  double elapsed_days = 0.0;             ///< since the last answer, by the day rule
  std::optional<double> retrievability;  ///< when the answer was given; absent for a new card
  std::optional<MemoryState> before;     ///< absent for a new card
  MemoryState after;
  double desired_retention = 0.9;
  std::optional<Duration> step;  ///< the (re)learning step that set the due time
  double interval = 0.0;         ///< of the model, days, not rounded
  int rounded = 0;               ///< interval as whole days, at least 1; 0 when it is kept to the second
  int capped = 0;                ///< days that the maximum interval took away: 0 or less
  int fuzzed = 0;                ///< days that the seeded draw added
  int ordered = 0;               ///< days that keeping Hard < Good < Easy added, or took from Hard
  int balanced = 0;              ///< days that balancing the load moved it from there
  int earliest = 0, latest = 0;  ///< the range, in days, of the draw; balancing stays in it, order may leave it

  /// Whole days from the answer to the due day.
  [[nodiscard]] int days() const noexcept { return rounded + capped + fuzzed + ordered + balanced; }
};

struct Outcome {
  Card card;
  Explanation why;
};

/// Schedules cards by one memory model. Immutable, share freely; every function is pure, about 0.2 us.
///
/// Under FullDays and FractionalDays a card in review falls due a whole number of 24 hours after its answer; under
/// CalendarDays at the start of the local day. Intervals below half a day are kept to the second under FractionalDays
/// (at least one minute), otherwise an interval is at least one day. Steps are counted to the microsecond under every
/// rule.
///
/// Error(invalid_argument) refuses an answer when `at` lies before the card's last review (reason "clock_backwards"),
/// the card's memory is that of another model or other weights (reason "other_model": states never mix; replay() the
/// card's reviews instead), the card is not consistent (memory without a last review, a negative step), or a noted day
/// is more than three days from the scheduler's.
class Scheduler {
 public:
  /// Throws Error(invalid_argument) for an option out of its range.
  explicit Scheduler(SchedulerOptions options = {});

  [[nodiscard]] const SchedulerOptions& options() const noexcept { return options_; }
  [[nodiscard]] const MemoryModel& model() const noexcept { return model_; }
  [[nodiscard]] const DayCounter& days() const noexcept { return days_; }

  /// The card after an answer.
  [[nodiscard]] Card review(const Card& card, Rating rating, Timestamp at, const Occasion& occasion = {}) const;
  /// The same, with the reasons.
  [[nodiscard]] Outcome outcome(const Card& card, Rating rating, Timestamp at, const Occasion& occasion = {}) const;
  /// What each of the four answers would come to; the answer then given comes to just that.
  [[nodiscard]] std::array<Outcome, rating_count> preview(const Card& card, Timestamp at,
                                                          const Occasion& occasion = {}) const;
  /// The probability of recall at a moment; 0 for a new card.
  [[nodiscard]] double retrievability(const Card& card, Timestamp at) const;

 private:
  void check(const Card& card, Rating rating, Timestamp at, const Occasion& occasion) const;

  SchedulerOptions options_;
  MemoryModel model_;
  DayCounter days_;
};

/// The whole days that an interval may be spread over, both ends included.
struct FuzzRange {
  int earliest = 0;
  int latest = 0;
};

/// Anki's range: 15 % of the days from 2.5 to 7, 10 % from there to 20, 5 % beyond; the one day itself below 2.5.
/// Not before the day after `elapsed_days` when the interval is longer than that. As ts-fsrs computes it, which takes
/// the width of an interval beyond the maximum and the centre at the maximum; Scheduler cuts off the interval before.
/// Throws Error(invalid_argument) unless the interval is 0 to 1e9, the elapsed days 0 to 1e9 and the maximum at
/// least 1.
[[nodiscard]] FuzzRange fuzz_range(double interval_days, double elapsed_days, int maximum_interval);

}  // namespace haven::srs
