#include <algorithm>
#include <cmath>

#include "haven/core/parallel.hpp"
#include "haven/math/normal.hpp"
#include "haven/simulation/decision_quality.hpp"

#include "simulation/figures.hpp"
#include "simulation/report_parts.hpp"

namespace haven::simulation {
namespace {

using cat::Decision;
using cat::StopReason;

bool passes(double theta, const cat::Blueprint& blueprint) {
  return theta == *blueprint.passing_standard ? blueprint.pass_at_standard : theta > *blueprint.passing_standard;
}

Confusion confusion_of(const StudyResult& result, const cat::Blueprint& blueprint, std::span<const double> truth) {
  Confusion confusion;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const bool above = passes(truth[i], blueprint), passed = result.decision[i] == Decision::pass;
    ++(passed ? (above ? confusion.true_pass : confusion.false_pass)
              : (above ? confusion.false_fail : confusion.true_fail));
  }
  const std::size_t below = confusion.false_pass + confusion.true_fail;
  const std::size_t above = confusion.true_pass + confusion.false_fail;
  confusion.accuracy = share_figure(confusion.true_pass + confusion.true_fail, below + above);
  confusion.false_pass_rate = share_figure(confusion.false_pass, below);
  confusion.false_fail_rate = share_figure(confusion.false_fail, above);
  return confusion;
}

/// The error rates that the blueprint's rules state.
std::vector<RuleErrors> nominal_rates(const cat::Blueprint& blueprint) {
  std::vector<RuleErrors> rules;
  const auto add = [&](StopReason reason, double half_width, double false_pass, double false_fail) {
    rules.push_back({reason, half_width, 0, {}, {}, false_pass, false_fail});
  };
  if (blueprint.stop_when_confident) {
    const double tail = math::normal_cdf(-blueprint.confidence_z);
    add(StopReason::confidence_interval, 0.0, tail, tail);
  }
  const auto add_test = [&](StopReason reason, const std::optional<cat::SequentialTest>& test) {
    if (test) add(reason, test->half_width, test->alpha, test->beta);
  };
  add_test(StopReason::sequential_test, blueprint.sprt);
  add_test(StopReason::generalized_likelihood_ratio, blueprint.glr);
  if (const auto confidence = blueprint.posterior_confidence)
    add(StopReason::posterior, 0.0, 1.0 - *confidence, 1.0 - *confidence);
  return rules;
}

void count_errors(RuleErrors& rule, const StudyResult& result, const cat::Blueprint& blueprint,
                  std::span<const double> truth) {
  std::size_t below = 0, above = 0, passed = 0, failed = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const bool ended = result.stop_reason[i] == rule.reason;
    if (ended) ++rule.exams;
    if (std::abs(truth[i] - *blueprint.passing_standard) < rule.half_width) continue;
    const bool is_above = passes(truth[i], blueprint);
    ++(is_above ? above : below);
    if (ended && !is_above && result.decision[i] == Decision::pass) ++passed;
    if (ended && is_above && result.decision[i] == Decision::fail) ++failed;
  }
  rule.false_pass = share_figure(passed, below);
  rule.false_fail = share_figure(failed, above);
}

std::optional<ExpectedQuality> rudner_of(const StudyResult& result, double standard) {
  std::vector<double> theta, standard_error;
  for (const auto& ability : result.ability) {
    if (!std::isfinite(ability.standard_error) || !(ability.standard_error > 0.0)) continue;
    theta.push_back(ability.theta);
    standard_error.push_back(ability.standard_error);
  }
  if (theta.empty()) return std::nullopt;
  const DecisionQuality quality = rudner_quality(theta, standard_error, std::span(&standard, 1));
  return ExpectedQuality{quality.accuracy, quality.consistency};
}

ExpectedQuality lee_of_exam(const StudyResult& result, const cat::ItemPool& pool, double standard,
                            std::size_t candidate) {
  std::vector<irt::ItemIndex> items;
  for (const irt::ItemIndex item : result.items_of(candidate))
    if (!pool.content(item).pretest) items.push_back(item);
  const double cut = expected_summed_score(pool.bank(), items, standard), theta = result.ability[candidate].theta;
  const DecisionQuality quality = lee_quality(pool.bank(), items, std::span(&theta, 1), std::span(&cut, 1));
  return {quality.accuracy, quality.consistency};
}

bool has_nominal(const StudyResult& result, const irt::ItemBank& bank) {
  return std::any_of(result.items.begin(), result.items.end(),
                     [&](irt::ItemIndex item) { return std::holds_alternative<irt::NominalItem>(bank.item(item)); });
}

std::optional<ExpectedQuality> lee_of(const StudyResult& result, const cat::ItemPool& pool, double standard,
                                      int threads) {
  std::vector<std::size_t> scored;  // an exam without a scored item says nothing
  for (std::size_t i = 0; i < result.candidates(); ++i)
    if (result.scored_items[i] > 0) scored.push_back(i);
  if (scored.empty() || has_nominal(result, pool.bank())) return std::nullopt;
  std::vector<ExpectedQuality> exams(scored.size());
  parallel_for(exams.size(), threads,
               [&](std::size_t i) { exams[i] = lee_of_exam(result, pool, standard, scored[i]); });
  ExpectedQuality sum;
  for (const auto& exam : exams) sum.accuracy += exam.accuracy, sum.consistency += exam.consistency;
  const auto n = static_cast<double>(exams.size());
  return ExpectedQuality{sum.accuracy / n, sum.consistency / n};
}

}  // namespace

Decisions decisions_of(const StudyResult& result, const cat::ExamPlan& plan, std::span<const double> truth,
                       int threads) {
  const cat::Blueprint& blueprint = plan.blueprint();
  Decisions decisions;
  decisions.passing_standard = *blueprint.passing_standard;
  const auto passed = std::count(result.decision.begin(), result.decision.end(), Decision::pass);
  decisions.pass_rate = share_figure(static_cast<std::size_t>(passed), result.candidates());
  decisions.rudner = rudner_of(result, decisions.passing_standard);
  decisions.lee = lee_of(result, plan.pool(), decisions.passing_standard, threads);
  if (truth.empty()) return decisions;
  decisions.confusion = confusion_of(result, blueprint, truth);
  decisions.rules = nominal_rates(blueprint);
  for (RuleErrors& rule : decisions.rules) count_errors(rule, result, blueprint, truth);
  return decisions;
}

}  // namespace haven::simulation
