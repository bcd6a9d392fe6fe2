#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "haven/cat/blueprint.hpp"
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
  time_limit,       ///< time ran out after the minimum length: decided on all completed items
  minimum_not_met,  ///< time ran out before the minimum length: a fail, when there is a passing standard
  exhausted_bank,   ///< no item is left
};

[[nodiscard]] std::string_view to_string(Decision decision) noexcept;
[[nodiscard]] std::optional<Decision> parse_decision(std::string_view text) noexcept;
[[nodiscard]] std::string_view to_string(StopReason reason) noexcept;
[[nodiscard]] std::optional<StopReason> parse_stop_reason(std::string_view text) noexcept;

/// One item given, its response, and the ability estimate after it.
struct Step {
  irt::ItemIndex item = 0;
  irt::Response response;
  Duration at;  ///< when it was answered, from the start of the exam
  irt::AbilityEstimate ability;
  irt::Estimator estimator = irt::Estimator::mle;  ///< which gave `ability`: the blueprint's, or its provisional one

  bool operator==(const Step&) const = default;
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
  int items = 0;
  Duration elapsed;

  bool operator==(const Outcome&) const = default;
};

/// All that an exam is, besides its bank: store it, send it, resume from it.
struct ExamState {
  Blueprint blueprint;
  std::uint64_t bank_fingerprint = 0;
  std::uint64_t seed = 0;
  std::vector<Step> steps;
  std::optional<Duration> expired_at;  ///< set when time ran out with an item unanswered

  bool operator==(const ExamState&) const = default;
};

/// One adaptive exam of one examinee, as a value: the same bank, blueprint, seed and responses give the same exam bit
/// for bit on every platform. It has no clock; times are given to it. One thread at a time; copies are independent and
/// cheap.
///
/// A rule that stops early (confidence interval, standard error) uses only the blueprint's estimator and never an
/// estimate at a bound; while that one is at a bound the provisional estimator chooses items, and decides only when the
/// exam must end. Bank items are given at most once.
class Exam {
 public:
  /// Starts an exam. Throws Error(invalid_argument) for a bad blueprint.
  Exam(irt::ItemBank bank, Blueprint blueprint, std::uint64_t seed);

  /// Goes on from a stored state, bit for bit as if never interrupted; estimates are taken from the state, not made
  /// again. Throws Error(conflict, "bank_changed") for another bank, Error(corrupt_data) for a state that no exam can
  /// reach: repeated or unknown item, time going backwards, response missing, steps after the end.
  [[nodiscard]] static Exam resume(irt::ItemBank bank, ExamState state);

  /// The item to present, the same until it is answered; nullopt once the exam has ended.
  [[nodiscard]] std::optional<irt::ItemIndex> next_item() const noexcept { return next_; }

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
  [[nodiscard]] const std::vector<Step>& steps() const noexcept { return state_.steps; }
  /// Set once the exam has ended.
  [[nodiscard]] const std::optional<Outcome>& outcome() const noexcept { return outcome_; }
  [[nodiscard]] const ExamState& state() const noexcept { return state_; }
  [[nodiscard]] const irt::ItemBank& bank() const noexcept { return bank_; }

 private:
  Exam(irt::ItemBank bank, ExamState state);
  [[nodiscard]] Duration last_answer_at() const noexcept;
  [[nodiscard]] Step measure(Step step) const;
  void proceed();
  void finish(StopReason reason);

  irt::ItemBank bank_;
  ExamState state_;
  irt::AbilityEstimate start_;
  std::optional<irt::ItemIndex> next_;
  std::optional<Outcome> outcome_;
};

}  // namespace haven::cat
