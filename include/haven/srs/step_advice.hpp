#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/srs/review_log.hpp"

namespace haven::srs {

struct StepAdviceOptions {
  double desired_retention = 0.9;  ///< in (0, 1)
  double decay = 0.1542;           ///< of the forgetting curve, weight 20 of FSRS-6; 0.1 to 0.8
  std::size_t fewest = 100;        ///< answers that a step is judged by, at least 1
};

/// What the log says of one kind of wait, within a day and shorter than half of one.
struct StepStatistics {
  std::size_t count = 0;                             ///< second answers
  double recall = 0.0;                               ///< share recalled; NaN without answers
  Duration median_wait = {};                         ///< 0 without answers
  std::optional<Duration> stability = std::nullopt;  ///< after which nine in ten are recalled; absent without advice
};

/// Learning and relearning steps that a log suggests.
struct StepAdvice {
  StepStatistics after_again;       ///< new cards that were first answered with Again
  StepStatistics after_good;        ///< new cards that were first answered with Good
  StepStatistics after_again_good;  ///< new cards that were answered with Again, then Good
  StepStatistics after_lapse;       ///< cards that came back after days and were forgotten
  /// Absent where there are too few answers to say; empty where no step within half a day is needed.
  std::optional<std::vector<Duration>> learning_steps = std::nullopt;
  std::optional<std::vector<Duration>> relearning_steps = std::nullopt;
};

/// Steps at which recall has fallen to the desired retention.
///
/// For each kind of wait, the answers to the next review of the card, when it came within half a day, are fitted by
/// the curve of FSRS, R = (1 + F t/S)^-decay, with the stability S of greatest likelihood. One answer is added, at the
/// median wait and recalled for the share that is recalled, so that S stays finite when nothing was forgotten. The
/// first learning step is the wait of the desired retention after Again, the relearning step that after a lapse; the
/// second learning step is the shorter of those after Good and after Again and Good, and is left out unless it is
/// longer than the first. A step of half a day or more is no step: the first interval takes its place. Steps are given
/// to the second, at least one. The idea is that of fsrs4anki-helper's step statistics and ts-fsrs's
/// computeOptimalSteps, to which it comes close on a real log; the derivation is ours.
///
/// Rows that are no answers are left out. O(n log n). Throws Error(invalid_argument) as check(log) does, and for
/// an option out of its range.
[[nodiscard]] StepAdvice advise_steps(std::span<const LoggedReview> log, const StepAdviceOptions& options = {});

}  // namespace haven::srs
