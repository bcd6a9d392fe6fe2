#include "haven/cat/explain.hpp"

#include <algorithm>
#include <limits>

#include "haven/core/error.hpp"
#include "haven/irt/information.hpp"

#include "cat/next_item.hpp"
#include "cat/stopping.hpp"

namespace haven::cat {
namespace {

/// The exam as it stood before one of its items, built again from the log.
struct Past {
  Past(const Exam& exam, std::size_t steps) : progress(exam.plan().data(), exam.state()) {
    theta = exam.plan().blueprint().start_theta;
    for (const Step& step : std::span(exam.steps()).first(steps)) {
      progress.give(step.item);
      if (!exam.pool().content(step.item).pretest) responses.push_back({step.item, step.response});
      theta = step.ability.theta;
      standard_error = step.ability.standard_error;
    }
  }
  [[nodiscard]] Situation situation(const Exam& exam) {
    return {progress, responses, theta, standard_error, exam.state().seed, workspace};
  }

  Progress progress;
  std::vector<irt::ItemResponse> responses;
  double theta;
  double standard_error = std::numeric_limits<double>::infinity();
  Workspace workspace;
};

/// What kept an item out of a choice that could not heed `relaxed`, with the window open as it was for that choice.
Barrier barrier_of(const ExamPlan::Data& plan, const Situation& now, Relaxation relaxed, irt::ItemIndex item) {
  const Progress& progress = now.progress;
  if (progress.excluded().contains(item)) return Barrier::given;
  if (plan.reserved.contains(item)) return Barrier::reserved;
  if (progress.seen().contains(item) && !progress.may_repeat()) return Barrier::seen;
  if (!is_available(now, item, relaxed)) return Barrier::exposure;
  return now.workspace.window.admits(item) ? Barrier::none : Barrier::content;
}

/// Opens the window as far as the choice had to.
void open_window(const ExamPlan::Data& plan, const Situation& now, Relaxation relaxed) {
  ContentWindow& window = now.workspace.window;
  window.start(plan, now.progress);
  if (relaxed == Relaxation::none && window.targets() > 0)
    window.open_targets(window.targets());
  else if (relaxed == Relaxation::content)
    window.open_deficits();
  else
    window.open_bounds();
}

bool draws_at_random(SelectionRule rule) {
  return rule == SelectionRule::progressive || rule == SelectionRule::proportional || rule == SelectionRule::random;
}

/// The values as the choice saw them: where they hang on random draws, only those of the items that it was among.
std::vector<double> values_of(const ExamPlan::Data& plan, const Situation& now, Relaxation relaxed) {
  if (!draws_at_random(plan.blueprint.selection)) return criterion_values(plan, now);
  irt::ItemSet barred(plan.pool.size());
  for (irt::ItemIndex item = 0; item < plan.pool.size(); ++item)
    if (barrier_of(plan, now, relaxed, item) != Barrier::none) barred.insert(item);
  return criterion_values(plan, now, &barred);
}

void add_rivals(ItemExplanation& explanation, const ExamPlan::Data& plan, const Situation& now, std::size_t count) {
  open_window(plan, now, explanation.relaxed);
  const auto values = values_of(plan, now, explanation.relaxed);
  explanation.criterion = values[explanation.item];
  irt::RankedItems best;
  best.start(std::max<std::size_t>(count, 1), 0);
  const double sign = is_minimised(plan.blueprint.selection) ? -1.0 : 1.0;
  for (irt::ItemIndex item = 0; item < plan.pool.size(); ++item)
    if (item != explanation.item && !now.progress.excluded().contains(item)) best.add(item, sign * values[item]);
  for (const auto& [value, item] : best.entries())
    if (explanation.rivals.size() < count)
      explanation.rivals.push_back({item, values[item], barrier_of(plan, now, explanation.relaxed, item)});
}

/// Of a set: its mean value.
void add_set_value(ItemExplanation& explanation, const ExamPlan::Data& plan, const Situation& now) {
  const double value = set_values(plan, now)[*plan.pool.set_of(explanation.item)];
  explanation.criterion = is_minimised(plan.blueprint.selection) ? -value : value;
}

std::vector<ContentState> content_states(const ExamPlan::Data& plan, const Progress& progress) {
  std::vector<ContentState> states;
  const int length = progress.scored() + 1;
  const int horizon = std::max(length, plan.scored_minimum);
  for (std::size_t i = 0; i < plan.attributes.size(); ++i) {
    const auto& attribute = plan.attributes[i];
    for (std::size_t group = 0; group < attribute.groups(); ++group) {
      const int count = progress.count(i, group);
      const double target = attribute.target[group];
      states.push_back({attribute.name, attribute.values[group], count, attribute.least(group, horizon),
                        attribute.most(group, horizon), target, target * length - count});
    }
  }
  return states;
}

/// minimum_information as a rule: the most that an item left would tell.
RuleState information_rule(const Exam& exam, Past& past) {
  RuleState state{StopReason::minimum_information};
  state.lower = *exam.plan().blueprint().minimum_information;
  const auto best = most_informative_left(exam.plan().data(), past.situation(exam));
  if (!best) return state;
  state.statistic = item_information(exam.bank().item(*best), past.theta);
  state.holds = state.statistic < state.lower;
  return state;
}

}  // namespace

ItemExplanation explain_item(const Exam& exam, int position, int rivals) {
  const auto& steps = exam.steps();
  const std::size_t last = steps.size() + (exam.next_item() ? 1 : 0);
  if (position < 1 || static_cast<std::size_t>(position) > last)
    throw Error(ErrorCode::invalid_argument,
                "explain: position must be in 1.." + std::to_string(last) + ", got " + std::to_string(position));
  const auto before = static_cast<std::size_t>(position - 1);
  const ExamPlan::Data& plan = exam.plan().data();
  Past past(exam, before);
  const Situation now = past.situation(exam);
  const auto choice = choose_next(plan, now);
  const irt::ItemIndex given = before < steps.size() ? steps[before].item : *exam.next_item();
  if (!choice || choice->item != given)
    throw Error(ErrorCode::corrupt_data, "exam state: the rules do not lead to item " + exam.bank().id(given) +
                                             " at position " + std::to_string(position));
  ItemExplanation explanation{position, given, choice->source, plan.blueprint.selection, past.theta};
  explanation.relaxed = choice->relaxed;
  explanation.content = content_states(plan, past.progress);
  if (choice->source == ChoiceSource::set) add_set_value(explanation, plan, now);
  if (choice->source == ChoiceSource::criterion)
    add_rivals(explanation, plan, now, std::min(static_cast<std::size_t>(std::max(rivals, 0)), plan.pool.size()));
  return explanation;
}

StopExplanation explain_stop(const Exam& exam) {
  const ExamPlan::Data& plan = exam.plan().data();
  const Blueprint& blueprint = plan.blueprint;
  Past past(exam, exam.steps().size());
  const Situation now = past.situation(exam);
  StopExplanation explanation;
  if (exam.outcome()) explanation.ended_by = exam.outcome()->reason;
  explanation.past_minimum = past.progress.given() >= blueprint.minimum_items;
  explanation.placements_pending = placement_pending(plan, now);
  if (!exam.steps().empty()) {
    explanation.trusted = is_trusted(blueprint, exam.steps().back());
    explanation.rules = early_rules(plan, exam.steps(), past.responses);
  }
  if (blueprint.minimum_information) explanation.rules.push_back(information_rule(exam, past));
  const double length = past.progress.given();
  explanation.rules.push_back({.rule = StopReason::maximum_length,
                               .statistic = length,
                               .upper = blueprint.maximum_items - 0.5,
                               .holds = length >= blueprint.maximum_items});
  if (blueprint.time_limit) {
    const Duration at = exam.state().expired_at.value_or(exam.steps().empty() ? Duration{} : exam.steps().back().at);
    explanation.rules.push_back({.rule = StopReason::time_limit,
                                 .statistic = at.in_seconds(),
                                 .upper = blueprint.time_limit->in_seconds(),
                                 .holds = time_is_over(blueprint, at)});
  }
  return explanation;
}

}  // namespace haven::cat
