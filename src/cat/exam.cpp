#include "haven/cat/exam.hpp"

#include <string>
#include <utility>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"
#include "haven/irt/information_index.hpp"

namespace haven::cat {
namespace {

/// The next item for a given number of answers: most information at theta, ties by the exam's seed.
std::optional<irt::ItemIndex> select(const irt::ItemBank& bank, const ExamState& state, double theta) {
  irt::ItemSet given(bank.size());
  for (const auto& step : state.steps) given.insert(step.item);
  const std::uint64_t tie_seed = mix(state.seed ^ mix(state.steps.size()));
  return bank.information_index().best(bank, theta, given, tie_seed);
}

/// True when the interval around an estimate of the blueprint's own estimator lies on one side of the standard.
bool is_confident(const Blueprint& blueprint, const Step& last) {
  if (!blueprint.passing_standard || !blueprint.stop_when_confident) return false;
  const double half_width = blueprint.confidence_z * last.ability.standard_error;
  const double distance = last.ability.theta - *blueprint.passing_standard;
  return distance > half_width || -distance > half_width;
}

bool is_precise(const Blueprint& blueprint, const Step& last) {
  return blueprint.target_standard_error && last.ability.standard_error <= *blueprint.target_standard_error;
}

bool time_is_over(const Blueprint& blueprint, Duration at) {
  return blueprint.time_limit && at > *blueprint.time_limit;
}

/// The rule that ends the exam after the last step, if one does. Early rules trust only the blueprint's own estimator.
std::optional<StopReason> stop_reason(const irt::ItemBank& bank, const ExamState& state) {
  if (state.expired_at) {
    const bool enough = std::cmp_greater_equal(state.steps.size(), state.blueprint.minimum_items);
    return enough ? StopReason::time_limit : StopReason::minimum_not_met;
  }
  if (state.steps.empty()) return std::nullopt;
  const Blueprint& blueprint = state.blueprint;
  const Step& last = state.steps.back();
  const auto count = static_cast<std::int64_t>(state.steps.size());
  const bool trusted = last.estimator == blueprint.estimator && !last.ability.at_bound && last.ability.converged;
  if (count >= blueprint.minimum_items && trusted) {
    if (is_confident(blueprint, last)) return StopReason::confidence_interval;
    if (is_precise(blueprint, last)) return StopReason::standard_error;
  }
  if (count >= blueprint.maximum_items) return StopReason::maximum_length;
  if (state.steps.size() == bank.size()) return StopReason::exhausted_bank;
  return std::nullopt;
}

Decision decide_by_standard(const Blueprint& blueprint, StopReason reason, double theta) {
  if (!blueprint.passing_standard) return Decision::none;
  if (reason == StopReason::minimum_not_met) return Decision::fail;
  if (theta == *blueprint.passing_standard) return blueprint.pass_at_standard ? Decision::pass : Decision::fail;
  return theta > *blueprint.passing_standard ? Decision::pass : Decision::fail;
}

ExamState new_state(const irt::ItemBank& bank, const Blueprint& blueprint, std::uint64_t seed) {
  validate(blueprint);
  return {blueprint, bank.fingerprint(), seed, {}, {}};
}

[[noreturn]] void corrupt(std::size_t step, const std::string& what) {
  throw Error(ErrorCode::corrupt_data, "exam state: step " + std::to_string(step + 1) + ": " + what);
}

void check_step(const irt::ItemBank& bank, const ExamState& state, std::size_t index, irt::ItemSet& given) {
  const Step& step = state.steps[index];
  const Blueprint& blueprint = state.blueprint;
  if (step.item >= bank.size()) corrupt(index, "item index " + std::to_string(step.item) + " is not in the bank");
  if (given.contains(step.item)) corrupt(index, "item " + bank.id(step.item) + " was given before");
  given.insert(step.item);
  if (step.response.score != 0 && step.response.score != 1)
    corrupt(index, "score must be 0 or 1, got " + std::to_string(step.response.score));
  const Duration earliest = index == 0 ? Duration{} : state.steps[index - 1].at;
  if (step.at < earliest) corrupt(index, "time goes backwards");
  if (time_is_over(blueprint, step.at)) corrupt(index, "answered after the time limit");
  if (step.estimator != blueprint.estimator && step.estimator != blueprint.provisional)
    corrupt(index, "estimator is neither the blueprint's nor its provisional one");
  if (!(step.ability.theta >= blueprint.ability.theta_min && step.ability.theta <= blueprint.ability.theta_max))
    corrupt(index, "theta is outside the ability range");
  if (!(step.ability.standard_error >= 0.0)) corrupt(index, "standard_error is not a positive number");
}

/// Refuses what no exam with these rules can have reached, so that a resumed exam is as sound as a new one.
void check_state(const irt::ItemBank& bank, const ExamState& state) {
  irt::ItemSet given(bank.size());
  ExamState sofar{state.blueprint, state.bank_fingerprint, state.seed, {}, {}};
  for (std::size_t i = 0; i < state.steps.size(); ++i) {
    if (stop_reason(bank, sofar)) corrupt(i, "the exam had ended before");
    check_step(bank, state, i, given);
    sofar.steps.push_back(state.steps[i]);
  }
  if (!state.expired_at) return;
  if (stop_reason(bank, sofar)) throw Error(ErrorCode::corrupt_data, "exam state: expired after its end");
  if (!time_is_over(state.blueprint, *state.expired_at))
    throw Error(ErrorCode::corrupt_data, "exam state: expired_at is within the time limit");
}

}  // namespace

Exam::Exam(irt::ItemBank bank, ExamState state) : bank_(std::move(bank)), state_(std::move(state)) {
  start_.theta = state_.blueprint.start_theta;
  proceed();
}

Exam::Exam(irt::ItemBank bank, Blueprint blueprint, std::uint64_t seed)
    : Exam(bank, new_state(bank, blueprint, seed)) {}

Exam Exam::resume(irt::ItemBank bank, ExamState state) {
  validate(state.blueprint);
  if (state.bank_fingerprint != bank.fingerprint())
    throw Error(ErrorCode::conflict, "exam state: it belongs to another item bank", "bank_changed");
  check_state(bank, state);
  return Exam(std::move(bank), std::move(state));
}

const irt::AbilityEstimate& Exam::ability() const noexcept {
  return state_.steps.empty() ? start_ : state_.steps.back().ability;
}

bool Exam::answer(irt::Response response, std::optional<Duration> given_at) {
  const Duration at = given_at.value_or(last_answer_at());
  if (outcome_) throw Error(ErrorCode::conflict, "exam: it has ended", "exam_ended");
  if (response.score != 0 && response.score != 1)
    throw Error(ErrorCode::invalid_argument, "exam: score must be 0 or 1, got " + std::to_string(response.score));
  if (expire(at)) return false;
  state_.steps.push_back(measure({*next_, response, at, {}, state_.blueprint.estimator}));
  proceed();
  return true;
}

Duration Exam::last_answer_at() const noexcept { return state_.steps.empty() ? Duration{} : state_.steps.back().at; }

bool Exam::expire(Duration at) {
  if (outcome_) return true;
  const Duration last = last_answer_at();
  if (at < last)
    throw Error(ErrorCode::invalid_argument, "exam: time must not go backwards: last answer at " +
                                                 std::to_string(last.in_seconds()) + " s, got " +
                                                 std::to_string(at.in_seconds()) + " s");
  if (!time_is_over(state_.blueprint, at)) return false;
  state_.expired_at = at;
  proceed();
  return true;
}

Step Exam::measure(Step step) const {
  const Blueprint& blueprint = state_.blueprint;
  std::vector<irt::ItemResponse> responses;
  responses.reserve(state_.steps.size() + 1);
  for (const auto& earlier : state_.steps) responses.push_back({earlier.item, earlier.response});
  responses.push_back({step.item, step.response});
  step.ability = estimate(blueprint.estimator, bank_, responses, blueprint.ability);
  if (step.ability.at_bound || !step.ability.converged) {
    step.estimator = blueprint.provisional;
    step.ability = estimate(blueprint.provisional, bank_, responses, blueprint.ability);
  }
  return step;
}

void Exam::proceed() {
  next_.reset();
  if (const auto reason = stop_reason(bank_, state_))
    finish(*reason);
  else
    next_ = select(bank_, state_, ability().theta);
}

void Exam::finish(StopReason reason) {
  const Blueprint& blueprint = state_.blueprint;
  Outcome outcome;
  outcome.decision = decide_by_standard(blueprint, reason, ability().theta);
  outcome.reason = reason;
  outcome.ability = ability();
  outcome.estimator = state_.steps.empty() ? blueprint.estimator : state_.steps.back().estimator;
  outcome.interval_lower = ability().theta - blueprint.confidence_z * ability().standard_error;
  outcome.interval_upper = ability().theta + blueprint.confidence_z * ability().standard_error;
  outcome.confidence_z = blueprint.confidence_z;
  outcome.passing_standard = blueprint.passing_standard;
  outcome.items = static_cast<int>(state_.steps.size());
  if (state_.expired_at)
    outcome.elapsed = *state_.expired_at;
  else
    outcome.elapsed = state_.steps.back().at;
  outcome_ = outcome;
}

}  // namespace haven::cat
