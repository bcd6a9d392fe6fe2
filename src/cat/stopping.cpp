#include "cat/stopping.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "haven/irt/likelihood.hpp"
#include "haven/math/logistic.hpp"

namespace haven::cat {
namespace {

using Responses = std::span<const irt::ItemResponse>;

constexpr std::size_t legacy_window = 60;

/// A rule that ends the exam when its statistic leaves the bounds.
RuleState bounded(StopReason rule, double statistic, double lower, double upper) {
  return {rule, statistic, lower, upper, statistic < lower || statistic > upper};
}

/// Wald's (1947) bounds of the log likelihood ratio.
RuleState wald(StopReason rule, const SequentialTest& test, double ratio) {
  return bounded(rule, ratio, math::log(test.beta / (1.0 - test.alpha)), math::log((1.0 - test.beta) / test.alpha));
}

RuleState by_interval(const Blueprint& blueprint, const irt::AbilityEstimate& ability) {
  const double half_width = blueprint.confidence_z * ability.standard_error;
  const double standard = *blueprint.passing_standard;
  RuleState state{StopReason::confidence_interval, ability.theta, standard - half_width, standard + half_width, false};
  const double distance = ability.theta - standard;
  state.holds = distance > half_width || -distance > half_width;
  return state;
}

RuleState by_sprt(const ExamPlan::Data& plan, Responses scored) {
  const Blueprint& blueprint = plan.blueprint;
  const auto log_likelihood = [&](double theta) { return irt::log_likelihood(plan.pool.bank(), scored, theta); };
  const double above = *blueprint.passing_standard + blueprint.sprt->half_width;
  const double below = *blueprint.passing_standard - blueprint.sprt->half_width;
  return wald(StopReason::sequential_test, *blueprint.sprt, log_likelihood(above) - log_likelihood(below));
}

/// The largest log-likelihood on a part of the ability range.
double largest(const ExamPlan::Data& plan, Responses scored, double low, double high) {
  auto range = plan.blueprint.ability;
  range.theta_min = low;
  range.theta_max = high;
  if (!(high > low)) return irt::log_likelihood(plan.pool.bank(), scored, low);
  const double theta = estimate_mle(plan.pool.bank(), scored, range).theta;
  return irt::log_likelihood(plan.pool.bank(), scored, theta);
}

RuleState by_glr(const ExamPlan::Data& plan, Responses scored) {
  const Blueprint& blueprint = plan.blueprint;
  const auto& range = blueprint.ability;
  const double above = std::min(*blueprint.passing_standard + blueprint.glr->half_width, range.theta_max);
  const double below = std::max(*blueprint.passing_standard - blueprint.glr->half_width, range.theta_min);
  const double ratio = largest(plan, scored, above, range.theta_max) - largest(plan, scored, range.theta_min, below);
  return wald(StopReason::generalized_likelihood_ratio, *blueprint.glr, ratio);
}

/// Trapezoidal integral over [low, high] of exp(log-posterior - shift).
template <class LogPosterior>
double integrate(LogPosterior log_posterior, double low, double high, double shift) {
  constexpr int steps = 120;
  const double width = (high - low) / steps;
  double sum = 0.0;
  for (int i = 0; i <= steps; ++i)
    sum += (i == 0 || i == steps ? 0.5 : 1.0) * math::exp(log_posterior(low + width * i) - shift);
  return sum * width;
}

/// P(theta >= standard) under the blueprint's normal prior, on its ability range.
double posterior_above(const ExamPlan::Data& plan, Responses scored) {
  const Blueprint& blueprint = plan.blueprint;
  const auto& ability = blueprint.ability;
  const double precision = 1.0 / (ability.prior_sd * ability.prior_sd);
  const auto log_posterior = [&](double theta) {
    const double distance = theta - ability.prior_mean;
    return irt::log_likelihood(plan.pool.bank(), scored, theta) - 0.5 * precision * distance * distance;
  };
  const double shift = log_posterior(estimate_map(plan.pool.bank(), scored, ability).theta);
  const double standard = *blueprint.passing_standard;
  const double below = integrate(log_posterior, ability.theta_min, standard, shift);
  const double above = integrate(log_posterior, standard, ability.theta_max, shift);
  return above / (above + below);
}

RuleState by_posterior(const ExamPlan::Data& plan, Responses scored) {
  const double confidence = *plan.blueprint.posterior_confidence;
  RuleState state{StopReason::posterior, posterior_above(plan, scored), 1.0 - confidence, confidence, false};
  state.holds = state.statistic <= state.lower || state.statistic >= state.upper;
  return state;
}

/// Has the decision been made, whatever is answered up to the maximum length? The bounds are the abilities in reach.
RuleState by_certainty(const ExamPlan::Data& plan, std::size_t given, Responses scored) {
  const Blueprint& blueprint = plan.blueprint;
  const auto& bank = plan.pool.bank();
  const int further = blueprint.maximum_items - static_cast<int>(given);
  auto [lowest, highest] = plan.projection->reach(bank, scored, blueprint, blueprint.estimator, further);
  if (blueprint.estimator != irt::Estimator::eap) {  // at a bound the provisional estimator would decide
    const auto other = plan.projection->reach(bank, scored, blueprint, blueprint.provisional, further);
    lowest = std::min(lowest, other.lowest);
    highest = std::max(highest, other.highest);
  }
  return bounded(StopReason::certainty, *blueprint.passing_standard, lowest, highest);
}

RuleState by_precision(const Blueprint& blueprint, const irt::AbilityEstimate& ability) {
  RuleState state{StopReason::standard_error, ability.standard_error, *blueprint.target_standard_error};
  state.holds = state.statistic <= state.lower;
  return state;
}

/// A pretest item changes nothing, and does not count.
RuleState by_change(const Blueprint& blueprint, std::span<const Step> steps) {
  RuleState state{StopReason::standard_error_change};
  state.lower = *blueprint.standard_error_change;
  if (steps.size() < 2 || !is_trusted(blueprint, steps[steps.size() - 2])) return state;
  state.statistic = std::abs(steps.back().ability.standard_error - steps[steps.size() - 2].ability.standard_error);
  state.holds = state.statistic > 0.0 && state.statistic < state.lower;
  return state;
}

/// A rule in use, and how it is asked.
struct EarlyRule {
  StopReason reason;
  bool in_use;
};

std::array<EarlyRule, 7> rules_of(const Blueprint& blueprint) {
  const bool decides = blueprint.passing_standard.has_value();
  return {{{StopReason::confidence_interval, decides && blueprint.stop_when_confident},
           {StopReason::sequential_test, blueprint.sprt.has_value()},
           {StopReason::generalized_likelihood_ratio, blueprint.glr.has_value()},
           {StopReason::posterior, blueprint.posterior_confidence.has_value()},
           {StopReason::certainty, blueprint.stop_when_certain},
           {StopReason::standard_error, blueprint.target_standard_error.has_value()},
           {StopReason::standard_error_change, blueprint.standard_error_change.has_value()}}};
}

RuleState ask(StopReason rule, const ExamPlan::Data& plan, std::span<const Step> steps, Responses scored) {
  switch (rule) {
    case StopReason::confidence_interval:
      return by_interval(plan.blueprint, steps.back().ability);
    case StopReason::sequential_test:
      return by_sprt(plan, scored);
    case StopReason::generalized_likelihood_ratio:
      return by_glr(plan, scored);
    case StopReason::posterior:
      return by_posterior(plan, scored);
    case StopReason::certainty:
      return by_certainty(plan, steps.size(), scored);
    case StopReason::standard_error:
      return by_precision(plan.blueprint, steps.back().ability);
    default:
      return by_change(plan.blueprint, steps);
  }
}

/// Rules whose evidence is more than the ability and its standard error, which the outcome has anyway.
std::optional<Evidence> evidence_of(const RuleState& state) {
  switch (state.rule) {
    case StopReason::sequential_test:
    case StopReason::generalized_likelihood_ratio:
    case StopReason::posterior:
    case StopReason::certainty:
      return Evidence{state.statistic, state.lower, state.upper};
    default:
      return std::nullopt;
  }
}

/// NCLEX before October 2020: each of the last sixty estimates above the standard.
bool last_sixty_above(std::span<const Step> steps, double standard) {
  if (steps.size() < legacy_window) return false;
  const auto window = steps.last(legacy_window);
  return std::all_of(window.begin(), window.end(), [&](const Step& step) { return step.ability.theta > standard; });
}

}  // namespace

bool time_is_over(const Blueprint& blueprint, Duration at) noexcept {
  return blueprint.time_limit && at > *blueprint.time_limit;
}

bool is_trusted(const Blueprint& blueprint, const Step& last) noexcept {
  return last.estimator == blueprint.estimator && !last.ability.at_bound && last.ability.converged;
}

std::optional<Stop> early_stop(const ExamPlan::Data& plan, std::span<const Step> steps, Responses scored) {
  if (scored.empty() || !is_trusted(plan.blueprint, steps.back())) return std::nullopt;
  for (const auto& [reason, in_use] : rules_of(plan.blueprint)) {
    if (!in_use) continue;
    const RuleState state = ask(reason, plan, steps, scored);
    if (state.holds) return Stop{reason, evidence_of(state)};
  }
  return std::nullopt;
}

std::vector<RuleState> early_rules(const ExamPlan::Data& plan, std::span<const Step> steps, Responses scored) {
  const bool askable = !scored.empty() && is_trusted(plan.blueprint, steps.back());
  std::vector<RuleState> states;
  for (const auto& [reason, in_use] : rules_of(plan.blueprint))
    if (in_use) states.push_back(askable ? ask(reason, plan, steps, scored) : RuleState{reason});
  return states;
}

Decision decide(const Blueprint& blueprint, const Stop& stop, std::span<const Step> steps, double theta) {
  if (!blueprint.passing_standard) return Decision::none;
  const auto pass_if = [](bool passed) { return passed ? Decision::pass : Decision::fail; };
  const double standard = *blueprint.passing_standard;
  switch (stop.reason) {
    case StopReason::minimum_not_met:
      return Decision::fail;
    case StopReason::exhausted_bank:  // too short an exam passes nobody
      if (std::cmp_less(steps.size(), blueprint.minimum_items)) return Decision::fail;
      break;
    case StopReason::sequential_test:
    case StopReason::generalized_likelihood_ratio:
    case StopReason::posterior:
      return pass_if(stop.evidence->statistic > 0.5 * (stop.evidence->lower + stop.evidence->upper));
    case StopReason::time_limit:
      if (blueprint.timeout_rule == TimeoutRule::last_sixty_above) return pass_if(last_sixty_above(steps, standard));
      break;
    default:
      break;
  }
  return pass_if(theta == standard ? blueprint.pass_at_standard : theta > standard);
}

}  // namespace haven::cat
