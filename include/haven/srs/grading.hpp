#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "haven/core/clock.hpp"
#include "haven/srs/memory_model.hpp"
#include "haven/srs/rating.hpp"
#include "haven/srs/review_log.hpp"

namespace haven::srs {

/// What is known of an answer to a question that nobody rated.
struct AnswerEvidence {
  double score = 0.0;  ///< share of the points, 0 to 1: 1 correct, 0 wrong, between them partial credit
  std::optional<double> confidence = std::nullopt;  ///< the learner's own, 0 to 1
  std::optional<Duration> latency = std::nullopt;   ///< from question to answer
};

/// How answers become ratings.
struct GradingRules {
  /// Again and Good alone, for learners with two buttons: whoever passes has recalled, and nothing more is said.
  bool two_buttons = false;
  double pass_from = 0.5;     ///< a score below is Again; between it and 1 at most Hard
  double guess_below = 0.2;   ///< a right answer with less confidence was a guess: Again
  double unsure_below = 0.5;  ///< with less confidence at most Hard
  double sure_from = 0.8;     ///< Easy asks for so much confidence, where any is known
  /// What the learner usually takes for a question of this kind, see typical_latency(); absent: time is not judged.
  std::optional<Duration> typical_latency = std::nullopt;
  double slow_from = 2.0;                 ///< times the typical latency: at most Hard
  double fast_to = 0.5;                   ///< times the typical latency: Easy
  Duration away = Duration::minutes(10);  ///< who took longer was elsewhere: the time says nothing
};

/// Why an answer got its rating.
enum class GradingReason { wrong, guessed, partial, unsure, slow, plain, fast };

/// "wrong", "guessed", "partial", "unsure", "slow", "plain", "fast".
[[nodiscard]] std::string_view to_string(GradingReason reason) noexcept;

struct GradedAnswer {
  Rating rating = Rating::good;
  GradingReason reason = GradingReason::plain;

  bool operator==(const GradedAnswer&) const = default;
};

/// Throws Error(invalid_argument) for a share out of 0..1, thresholds out of order (guess_below <= unsure_below <=
/// sure_from, fast_to < slow_from), or a time that is not positive.
void validate(const GradingRules& rules);

/// The rating of an answer: Again when it was wrong or guessed; Hard when it was right in part, unsure or slow; Easy
/// when it was right, fast, and not doubted; else Good. What is not known does not count, so that plain right and
/// wrong come to Good and Again. Pure. Throws Error(invalid_argument) for rules that validate() refuses, a share out
/// of 0..1, or a negative latency.
[[nodiscard]] GradedAnswer grade(const AnswerEvidence& evidence, const GradingRules& rules = {});

/// The median time of a log's answers that were recalled, those without a time or over `away` left out; nothing when
/// there are fewer than `fewest`.
[[nodiscard]] std::optional<Duration> typical_latency(std::span<const LoggedReview> log, std::size_t fewest = 20,
                                                      Duration away = Duration::minutes(10));

/// Whether Hard is pressed on cards that were forgotten. FSRS takes Hard for recall, and learns long intervals from it.
enum class HardVerdict {
  too_few,  ///< fewer than 20 answers of Hard, or of Good, with a prediction for the next review
  fine,
  misused,  ///< after Hard far less is recalled than recall would leave: tell the learner, and read Hard as Again
};

/// "too_few", "fine", "misused".
[[nodiscard]] std::string_view to_string(HardVerdict verdict) noexcept;

struct HardUse {
  HardVerdict verdict = HardVerdict::too_few;
  std::size_t after_hard = 0;  ///< predicted reviews that follow an answer of Hard
  std::size_t recalled = 0;    ///< of them
  double expected = 0.0;       ///< recalled, by the corrected model
  double p_value = 1.0;        ///< of so few or fewer: exact tail of the Poisson binomial distribution
};

/// Tests what is recalled after Hard. So that a model that is off for this learner accuses nobody, its predictions
/// are first shifted (on the logit scale) until they hold for the reviews after Good. Hard is misused when the p-value
/// is below `level`. Give a model with weights of many learners, such as the defaults: weights trained on the log have
/// learnt the misuse too. O(n^2) in the reviews after Hard, of which the latest 4,000 count; 10 ms for 4,000. Throws
/// Error(invalid_argument) unless 0 < level < 1.
[[nodiscard]] HardUse hard_use(const MemoryModel& model, const TrainingSet& set, double level = 0.01);

}  // namespace haven::srs
