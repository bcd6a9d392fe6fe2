#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/srs/day_rule.hpp"
#include "haven/srs/rating.hpp"

namespace haven::srs {

/// What a row of a log stands for. Only answers tell how memory works; the rest is what Anki's optimizer leaves out.
enum class RowKind {
  answer,  ///< the card was shown and rated, and its schedule followed
  cram,    ///< rated outside its schedule, which stayed as it was
  manual,  ///< the due day was set by hand
  reset,   ///< the card was made new again: its answers so far are forgotten
};

/// "answer", "cram", "manual", "reset".
[[nodiscard]] std::string_view to_string(RowKind kind) noexcept;
[[nodiscard]] std::optional<RowKind> parse_row_kind(std::string_view text) noexcept;

/// One row of the log of one learner. The rating counts only for answers.
struct LoggedReview {
  std::uint64_t card = 0;
  Timestamp at;
  Rating rating = Rating::good;
  RowKind kind = RowKind::answer;
  Duration duration = {};                          ///< spent on the card; 0 if unknown
  std::optional<std::int64_t> day = std::nullopt;  ///< local day, as it was noted at the answer
  /// Answers of the card before this one are missing from the log, as where a collection of Anki has lost some, so that
  /// nobody knows what it found in memory.
  bool truncated = false;

  bool operator==(const LoggedReview&) const = default;
};

/// Throws Error(invalid_argument) that names the first bad row, counted from 0: a rating out of 1..4, a negative
/// duration, an unknown kind, a time or day beyond 70,000 years, or a row before an earlier one of its card. Rows of
/// different cards may be mixed in any way. O(rows), about 50 ns each.
void check(std::span<const LoggedReview> log);

/// Which reviews a model is asked to predict.
enum class Targets {
  next_day,  ///< the first review of a card on a later day, and every later one: what FSRS-6 can say something about
  same_day,  ///< reviews on the day of the one before
  all,
};

struct TrainingSetOptions {
  DayRule day_rule = FullDays{};        ///< days between answers; where both rows note their day, these count
  Targets targets = Targets::next_day;  ///< FSRS-7 under FractionalDays predicts all
  std::optional<Timestamp> ignore_before = std::nullopt;  ///< leave out cards that were answered before this moment
  std::size_t longest_history = 256;  ///< answers of a card after which the rest is cut off; at least 2
};

/// The histories of a log as a model is trained on them. Made by make_training_set(); a plain value.
struct TrainingSet {
  struct Step {
    double elapsed_days = 0.0;  ///< since the answer before; 0 for the first
    Rating rating = Rating::good;
    bool next_day = false;    ///< on a later day than the answer before
    std::int32_t place = -1;  ///< of its prediction in the order of time; -1: no prediction is asked
  };
  std::vector<Step> steps;                ///< card after card, in each by time
  std::vector<std::size_t> starts = {0};  ///< where each card begins in `steps`, and where the last one ends
  std::vector<std::uint64_t> cards;       ///< by key, ascending
  std::size_t predictions = 0;

  // What of the log is not among the steps.
  std::size_t crammed = 0, manual = 0;
  std::size_t before_reset = 0;    ///< answers, and resets themselves
  std::size_t before_cut_off = 0;  ///< rows of cards that were answered before the cut-off
  std::size_t truncated = 0;       ///< answers from one on before which some are missing
  std::size_t beyond_longest = 0;  ///< answers after the longest history

  [[nodiscard]] std::span<const Step> history(std::size_t card) const noexcept {
    return std::span(steps).subspan(starts[card], starts[card + 1] - starts[card]);
  }
};

/// The training set of a log. Rows that are no answers are left out, as are answers before a card's last reset, and
/// those from a truncated row on: training wants histories that begin with a new card, as Anki's does. A card whose
/// first answer is truncated is left out as a whole.
/// Predictions are ordered by time, then by row. A log without rows gives an empty set.
/// Throws Error(invalid_argument) as check(log) and DayCounter do, and for a longest history below 2. O(n log n).
[[nodiscard]] TrainingSet make_training_set(std::span<const LoggedReview> log, const TrainingSetOptions& options = {});

}  // namespace haven::srs
