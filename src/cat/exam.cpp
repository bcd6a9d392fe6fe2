#include "haven/cat/exam.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "haven/core/error.hpp"
#include "haven/irt/ability_estimator.hpp"
#include "haven/irt/information.hpp"

#include "cat/exam_state.hpp"
#include "cat/next_item.hpp"
#include "cat/progress.hpp"
#include "cat/stopping.hpp"

namespace haven::cat {
namespace {

Error bank_changed() { return {ErrorCode::conflict, "exam state: it belongs to another item bank", "bank_changed"}; }

}  // namespace

/// The exam behind its interface: the state, and what follows from it.
class Exam::Engine {
 public:
  Engine(ExamPlan plan, ExamState state) : plan_(std::move(plan)), state_(std::move(state)), progress_(data(), state_) {
    start_.theta = blueprint().start_theta;
    const auto longest = std::min(static_cast<std::size_t>(blueprint().maximum_items), plan_.pool().size());
    state_.steps.reserve(longest);
    scored_.reserve(longest);
  }

  /// Takes over the steps of a stored state, as far as an exam can have made them.
  void replay(std::vector<Step> steps, std::optional<Duration> expired_at);
  void proceed();
  bool answer(irt::Response response, std::optional<Duration> at);
  bool expire(Duration at);

  [[nodiscard]] const irt::AbilityEstimate& ability() const noexcept {
    return state_.steps.empty() ? start_ : state_.steps.back().ability;
  }
  [[nodiscard]] const ExamPlan& plan() const noexcept { return plan_; }
  [[nodiscard]] const ExamState& state() const noexcept { return state_; }
  [[nodiscard]] const std::optional<Choice>& next() const noexcept { return next_; }
  [[nodiscard]] const std::optional<Outcome>& outcome() const noexcept { return outcome_; }

 private:
  [[nodiscard]] const ExamPlan::Data& data() const noexcept { return plan_.data(); }
  [[nodiscard]] const Blueprint& blueprint() const noexcept { return plan_.blueprint(); }
  [[nodiscard]] const irt::ItemBank& bank() const noexcept { return plan_.pool().bank(); }
  [[nodiscard]] Situation now() noexcept {
    return {progress_, scored_, ability().theta, ability().standard_error, state_.seed, workspace_};
  }
  [[nodiscard]] Duration last_answer_at() const noexcept {
    return state_.steps.empty() ? Duration{} : state_.steps.back().at;
  }

  void record(Step step);
  void measure(Step& step);
  [[nodiscard]] irt::AbilityEstimate estimate(std::optional<irt::AbilityEstimator>& estimator, irt::Estimator kind,
                                              const Step& step);
  [[nodiscard]] std::optional<Stop> stop_before_next();
  [[nodiscard]] bool informs_enough(const Choice& choice);
  [[nodiscard]] bool past_minimum() const noexcept { return progress_.given() >= blueprint().minimum_items; }
  void finish(const Stop& stop);

  ExamPlan plan_;
  ExamState state_;
  Progress progress_;
  std::vector<irt::ItemResponse> scored_;
  // Made when first asked; each catches up with the scored responses when it is asked again.
  std::optional<irt::AbilityEstimator> estimator_, provisional_;
  irt::AbilityEstimate start_;
  Workspace workspace_;
  std::optional<Choice> next_;
  std::optional<Outcome> outcome_;
};

/// Notes a step in the state and in everything that follows from it.
void Exam::Engine::record(Step step) {
  progress_.give(step.item);
  if (!data().pool.content(step.item).pretest) scored_.push_back({step.item, step.response});
  state_.steps.push_back(std::move(step));
}

/// The estimate from the scored responses and that of the step.
irt::AbilityEstimate Exam::Engine::estimate(std::optional<irt::AbilityEstimator>& estimator, irt::Estimator kind,
                                            const Step& step) {
  if (!estimator) {
    estimator.emplace(bank(), kind, blueprint().ability);
    estimator->reserve(scored_.capacity());
  }
  for (std::size_t i = estimator->responses().size(); i < scored_.size(); ++i)
    estimator->add(scored_[i].item, scored_[i].response);
  estimator->add(step.item, step.response);
  return estimator->estimate();
}

/// Estimates the ability after a step; a pretest item leaves it as it was.
void Exam::Engine::measure(Step& step) {
  step.ability = ability();
  step.estimator = state_.steps.empty() ? blueprint().estimator : state_.steps.back().estimator;
  if (data().pool.content(step.item).pretest) return;
  step.estimator = blueprint().estimator;
  step.ability = estimate(estimator_, blueprint().estimator, step);
  if (step.ability.at_bound || !step.ability.converged) {
    step.estimator = blueprint().provisional;
    step.ability = estimate(provisional_, blueprint().provisional, step);
  }
}

/// The rule that ends the exam where it stands, if one does.
std::optional<Stop> Exam::Engine::stop_before_next() {
  if (state_.expired_at) return Stop{past_minimum() ? StopReason::time_limit : StopReason::minimum_not_met, {}};
  if (state_.steps.empty() || progress_.next_in_set()) return std::nullopt;
  if (past_minimum() && !placement_pending(data(), now()))
    if (const auto stop = early_stop(data(), state_.steps, scored_)) return stop;
  if (progress_.given() >= blueprint().maximum_items) return Stop{StopReason::maximum_length, {}};
  return std::nullopt;
}

/// Would some item left tell enough, or may the exam not end yet for that reason?
bool Exam::Engine::informs_enough(const Choice& choice) {
  const auto& steps = state_.steps;
  if (!blueprint().minimum_information || choice.source != ChoiceSource::criterion) return true;
  if (steps.empty() || !past_minimum() || !is_trusted(blueprint(), steps.back())) return true;
  const auto best = most_informative_left(data(), now());
  return best && item_information(bank().item(*best), ability().theta) >= *blueprint().minimum_information;
}

void Exam::Engine::proceed() {
  next_.reset();
  if (const auto stop = stop_before_next()) return finish(*stop);
  const auto choice = choose_next(data(), now());
  if (!choice) return finish({StopReason::exhausted_bank, {}});
  if (!informs_enough(*choice)) return finish({StopReason::minimum_information, {}});
  next_ = choice;
}

bool Exam::Engine::answer(irt::Response response, std::optional<Duration> given_at) {
  const Duration at = given_at.value_or(last_answer_at());
  if (outcome_ || !next_) throw Error(ErrorCode::conflict, "exam: it has ended", "exam_ended");
  const auto highest = category_count(bank().item(next_->item)) - 1;
  if (response.is_missing() || std::cmp_greater(response.score, highest))
    throw Error(ErrorCode::invalid_argument, "exam: score must be " +
                                                 (highest == 1 ? "0 or 1" : "0.." + std::to_string(highest)) +
                                                 ", got " + std::to_string(response.score));
  if (expire(at)) return false;
  Step step{next_->item, response, at, {}, blueprint().estimator, next_->relaxed};
  measure(step);
  record(std::move(step));
  proceed();
  return true;
}

bool Exam::Engine::expire(Duration at) {
  if (outcome_) return true;
  const Duration last = last_answer_at();
  if (at < last)
    throw Error(ErrorCode::invalid_argument, "exam: time must not go backwards: last answer at " +
                                                 std::to_string(last.in_seconds()) + " s, got " +
                                                 std::to_string(at.in_seconds()) + " s");
  if (!time_is_over(blueprint(), at)) return false;
  state_.expired_at = at;
  proceed();
  return true;
}

void Exam::Engine::finish(const Stop& stop) {
  const auto& steps = state_.steps;
  const double half_width = blueprint().confidence_z * ability().standard_error;
  Outcome outcome;
  outcome.decision = decide(blueprint(), stop, steps, ability().theta);
  outcome.reason = stop.reason;
  outcome.ability = ability();
  outcome.estimator = steps.empty() ? blueprint().estimator : steps.back().estimator;
  outcome.interval_lower = ability().theta - half_width;
  outcome.interval_upper = ability().theta + half_width;
  outcome.confidence_z = blueprint().confidence_z;
  outcome.passing_standard = blueprint().passing_standard;
  outcome.evidence = stop.evidence;
  outcome.items = progress_.given();
  outcome.scored_items = progress_.scored();
  outcome.elapsed = state_.expired_at.value_or(last_answer_at());
  outcome_ = outcome;
}

void Exam::Engine::replay(std::vector<Step> steps, std::optional<Duration> expired_at) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    check_step(data(), progress_, state_.steps, steps[i]);
    if (stop_before_next()) corrupt_step(i, "the exam had ended before");
    record(std::move(steps[i]));
  }
  if (expired_at) {
    if (stop_before_next()) throw Error(ErrorCode::corrupt_data, "exam state: expired after its end");
    if (!time_is_over(blueprint(), *expired_at))
      throw Error(ErrorCode::corrupt_data, "exam state: expired_at is within the time limit");
    if (*expired_at < last_answer_at()) throw Error(ErrorCode::corrupt_data, "exam state: expired before an answer");
  }
  state_.expired_at = expired_at;
}

Exam::Exam(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) { engine_->proceed(); }

Exam::Exam(ExamPlan plan, std::uint64_t seed, const Conditions& conditions) {
  ExamState state = new_state(plan, seed, conditions);
  engine_ = std::make_unique<Engine>(std::move(plan), std::move(state));
  engine_->proceed();
}

Exam::Exam(ItemPool pool, Blueprint blueprint, std::uint64_t seed, const Conditions& conditions)
    : Exam(ExamPlan(std::move(pool), std::move(blueprint)), seed, conditions) {}

Exam Exam::resume(ItemPool pool, ExamState state) {
  if (state.bank_fingerprint != pool.fingerprint()) throw bank_changed();
  check_conditions(pool, state);
  ExamPlan plan(std::move(pool), state.blueprint);
  return resume(std::move(plan), std::move(state));
}

Exam Exam::resume(ExamPlan plan, ExamState state) {
  if (state.bank_fingerprint != plan.pool().fingerprint()) throw bank_changed();
  if (state.blueprint != plan.blueprint())
    throw Error(ErrorCode::invalid_argument, "exam state: the plan is of another blueprint");
  check_conditions(plan.pool(), state);
  auto steps = std::exchange(state.steps, {});
  const auto expired_at = std::exchange(state.expired_at, std::nullopt);
  auto engine = std::make_unique<Engine>(std::move(plan), std::move(state));
  engine->replay(std::move(steps), expired_at);
  return Exam(std::move(engine));
}

Exam::Exam(const Exam& other) : engine_(std::make_unique<Engine>(*other.engine_)) {}
Exam::Exam(Exam&& other) noexcept = default;
Exam& Exam::operator=(const Exam& other) {
  *this = Exam(other);
  return *this;
}
Exam& Exam::operator=(Exam&& other) noexcept = default;
Exam::~Exam() = default;

std::optional<irt::ItemIndex> Exam::next_item() const noexcept {
  if (!engine_->next()) return std::nullopt;
  return engine_->next()->item;
}

bool Exam::answer(irt::Response response, std::optional<Duration> at) { return engine_->answer(response, at); }
bool Exam::expire(Duration at) { return engine_->expire(at); }
const irt::AbilityEstimate& Exam::ability() const noexcept { return engine_->ability(); }
const std::vector<Step>& Exam::steps() const noexcept { return engine_->state().steps; }
const std::optional<Outcome>& Exam::outcome() const noexcept { return engine_->outcome(); }
const ExamState& Exam::state() const noexcept { return engine_->state(); }
const ExamPlan& Exam::plan() const noexcept { return engine_->plan(); }

}  // namespace haven::cat
