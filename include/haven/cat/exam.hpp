#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "haven/cat/blueprint.hpp"
#include "haven/cat/conditions.hpp"
#include "haven/cat/exam_plan.hpp"
#include "haven/cat/item_pool.hpp"
#include "haven/core/clock.hpp"
#include "haven/irt/ability.hpp"
#include "haven/irt/item_bank.hpp"
#include "haven/irt/response.hpp"

namespace haven::cat {

enum class Decision { none, pass, fail };

/// Why an exam ended.
enum class StopReason {
  confidence_interval,  ///< the interval around the ability excludes the passing standard
  standard_error,       ///< the target standard error is reached
  maximum_length,
  time_limit,                    ///< time ran out after the minimum length: decided on all completed items
  minimum_not_met,               ///< time ran out before the minimum length: a fail, when there is a passing standard
  exhausted_bank,                ///< no item is left that may be given
  standard_error_change,         ///< the last item changed the standard error by less than the rule's bound
  minimum_information,           ///< no item left informs enough
  sequential_test,               ///< the sequential probability ratio test has decided
  generalized_likelihood_ratio,  ///< the generalised likelihood ratio test has decided
  posterior,                     ///< the posterior probability of passing is high or low enough
  certainty,                     ///< no further answers up to the maximum length could change the decision
};

/// Which rules the choice of an item could not heed, because no item was left that meets them. Each includes those
/// before it; enemies and items seen too often are never given.
enum class Relaxation {
  none,
  target,    ///< content lies within its bounds, but not where the target asks for it
  exposure,  ///< an item that exposure control had ruled out
  content,   ///< content outside its bounds
};

[[nodiscard]] std::string_view to_string(Decision decision) noexcept;
[[nodiscard]] std::optional<Decision> parse_decision(std::string_view text) noexcept;
[[nodiscard]] std::string_view to_string(StopReason reason) noexcept;
[[nodiscard]] std::optional<StopReason> parse_stop_reason(std::string_view text) noexcept;
[[nodiscard]] std::string_view to_string(Relaxation relaxation) noexcept;
[[nodiscard]] std::optional<Relaxation> parse_relaxation(std::string_view text) noexcept;

/// One item given, its response, and the ability estimate after it; for a pretest item, which is not scored, the same
/// estimate as before.
struct Step {
  irt::ItemIndex item = 0;
  irt::Response response;
  Duration at;  ///< when it was answered, from the start of the exam
  irt::AbilityEstimate ability;
  irt::Estimator estimator = irt::Estimator::mle;  ///< which gave `ability`: the blueprint's, or its provisional one
  Relaxation relaxed = Relaxation::none;           ///< of the choice of this item

  bool operator==(const Step&) const = default;
};

/// What a rule that compares with the passing standard weighed: it ends the exam outside [lower, upper].
struct Evidence {
  double statistic = 0.0;  ///< log likelihood ratio, posterior probability of passing, or the standard itself
  double lower = 0.0;
  double upper = 0.0;

  bool operator==(const Evidence&) const = default;
};

/// How an exam ended, and on what evidence.
struct Outcome {
  Decision decision = Decision::none;
  StopReason reason = StopReason::maximum_length;
  irt::AbilityEstimate ability;
  irt::Estimator estimator = irt::Estimator::mle;
  double interval_lower = 0.0;  ///< theta -/+ confidence_z standard errors, not cut to the range
  double interval_upper = 0.0;
  double confidence_z = 0.0;
  std::optional<double> passing_standard;
  std::optional<Evidence> evidence;  ///< of a sequential test, posterior or certainty; the last has as its bounds the
                                     ///< lowest and highest ability within reach
  int items = 0;                     ///< given, pretest ones included
  int scored_items = 0;
  Duration elapsed;

  bool operator==(const Outcome&) const = default;
};

/// All that an exam is, besides its pool: store it, send it, resume from it.
struct ExamState {
  Blueprint blueprint;
  std::uint64_t bank_fingerprint = 0;  ///< of the pool
  std::uint64_t seed = 0;
  std::vector<irt::ItemIndex> seen{};                     ///< in earlier exams of the candidate
  std::vector<double> segment_bounds{};                   ///< abilities that cut the scale for `ineligible`
  std::vector<std::vector<irt::ItemIndex>> ineligible{};  ///< by segment: what the draw of exposure control ruled out
  std::vector<Step> steps{};
  std::optional<Duration> expired_at{};  ///< set when time ran out with an item unanswered

  bool operator==(const ExamState&) const = default;
};

/// One adaptive exam of one examinee, as a value: the same pool, blueprint, seed, conditions and responses give the
/// same exam bit for bit on every platform. It has no clock; times are given to it. One thread at a time; copies are
/// independent and cheap.
///
/// A rule that stops early uses only the blueprint's estimator and never an estimate at a bound; while that one is at a
/// bound the provisional estimator chooses items, and decides only when the exam must end. No rule but time and an
/// empty pool ends an exam inside a set or before all sets and pretest items are placed. Items are given at most once.
class Exam {
 public:
  /// Starts an exam. Throws Error(invalid_argument) for conditions that name items which the pool does not have, and
  /// for an eligibility table of another size or with probabilities outside [0, 1].
  Exam(ExamPlan plan, std::uint64_t seed, const Conditions& conditions = {});
  /// The same with a plan of its own. Throws as ExamPlan.
  Exam(ItemPool pool, Blueprint blueprint, std::uint64_t seed, const Conditions& conditions = {});

  /// Goes on from a stored state, bit for bit as if never interrupted; estimates are taken from the state, not made
  /// again. Throws Error(conflict, "bank_changed") for another pool, Error(corrupt_data) for a state that breaks the
  /// rules of every exam: repeated, unknown, hostile or too often seen item, a set out of order, sets or pretest items
  /// too many, time going backwards, a response missing or out of range, steps after the end. Whether the selection
  /// rule would choose the same items is not asked, so that another version may go on with an exam; explain_item()
  /// does.
  [[nodiscard]] static Exam resume(ItemPool pool, ExamState state);
  /// The same with a plan that is there already. Throws Error(invalid_argument) unless it is of the state's blueprint.
  [[nodiscard]] static Exam resume(ExamPlan plan, ExamState state);

  Exam(const Exam& other);
  Exam(Exam&& other) noexcept;
  Exam& operator=(const Exam& other);
  Exam& operator=(Exam&& other) noexcept;
  ~Exam();

  /// The item to present, the same until it is answered; nullopt once the exam has ended.
  [[nodiscard]] std::optional<irt::ItemIndex> next_item() const noexcept;

  /// Scores the current item's response at time `at` from the start (by default the time of the last answer), then
  /// decides: next item, or the end. False when the time limit had passed before `at`: then the response does not count
  /// and the exam ends. Throws Error(conflict) when the exam has ended, Error(invalid_argument) for a missing or
  /// out-of-range response and for a time before the last one.
  bool answer(irt::Response response, std::optional<Duration> at = std::nullopt);

  /// Ends the exam if its time limit has passed at `at`; true if it has ended. Throws as answer() for a time going
  /// backwards.
  bool expire(Duration at);

  /// The ability estimate so far; before the first response the start ability with infinite standard error.
  [[nodiscard]] const irt::AbilityEstimate& ability() const noexcept;
  [[nodiscard]] const std::vector<Step>& steps() const noexcept;
  /// Set once the exam has ended.
  [[nodiscard]] const std::optional<Outcome>& outcome() const noexcept;
  [[nodiscard]] const ExamState& state() const noexcept;
  [[nodiscard]] const ExamPlan& plan() const noexcept;
  [[nodiscard]] const ItemPool& pool() const noexcept { return plan().pool(); }
  [[nodiscard]] const irt::ItemBank& bank() const noexcept { return pool().bank(); }

 private:
  class Engine;
  explicit Exam(std::unique_ptr<Engine> engine);

  std::unique_ptr<Engine> engine_;
};

}  // namespace haven::cat
