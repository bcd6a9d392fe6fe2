#include "cat/next_item.hpp"

#include <algorithm>
#include <limits>

#include "haven/core/random.hpp"
#include "haven/irt/information.hpp"

namespace haven::cat {
namespace {

// One stream of random numbers for each kind of draw, so that none follows from another.
constexpr std::uint64_t random_stream = 0xD12A;
constexpr std::uint64_t pretest_stream = 0x7E57;

std::uint64_t step_seed(const Situation& now, std::uint64_t stream) {
  return mix(now.seed ^ mix(static_cast<std::uint64_t>(now.progress.given())) ^ stream);
}

/// What selection by criterion looks at in an exam.
SelectionContext context_of(const ExamPlan::Data& plan, const Situation& now, const irt::ItemSet& excluded) {
  const Blueprint& blueprint = plan.blueprint;
  return {.bank = plan.pool.bank(),
          .rule = blueprint.selection,
          .options = plan.criterion,
          .theta = now.theta,
          .responses = now.responses,
          .excluded = excluded,
          .given = now.progress.scored(),
          .standard_error = now.standard_error,
          .strata = plan.strata,
          .seed = step_seed(now, 0),
          .randomesque = blueprint.exposure.randomesque,
          .table = plan.criterion_table.get(),
          .workspace = &now.workspace.criterion};
}

/// The best item of those that `admits` lets through.
template <class Admits>
std::optional<irt::ItemIndex> select_among(const ExamPlan::Data& plan, const Situation& now, Admits admits) {
  irt::ItemSet& excluded = now.workspace.excluded;
  excluded.reset(plan.pool.size());
  for (irt::ItemIndex item = 0; item < plan.pool.size(); ++item)
    if (!admits(item)) excluded.insert(item);
  return select(context_of(plan, now, excluded));
}

/// The same by maximum information at one ability, drawn among so many of the best: the index looks at a small part of
/// the pool.
template <class Admits>
std::optional<irt::ItemIndex> most_informative(const ExamPlan::Data& plan, const Situation& now, double theta,
                                               int among, Admits admits) {
  const auto weight = [&](irt::ItemIndex item) { return admits(item) ? 1.0 : 0.0; };
  const auto wanted = static_cast<std::size_t>(among);
  irt::RankedItems& best = now.workspace.ranked;
  best.start(wanted, step_seed(now, 0));
  plan.pool.bank().information_index().find(plan.pool.bank(), theta, weight, best);
  const auto& entries = best.entries();
  if (entries.empty()) return std::nullopt;
  if (wanted == 1) return entries.front().item;
  Rng rng(step_seed(now, random_stream));
  return entries[rng.below(entries.size())].item;
}

template <class Admits>
std::optional<irt::ItemIndex> pick(const ExamPlan::Data& plan, const Situation& now, Admits admits) {
  switch (plan.blueprint.selection) {
    case SelectionRule::maximum_information:
      return most_informative(plan, now, now.theta, plan.blueprint.exposure.randomesque, admits);
    case SelectionRule::cut_information:
      return most_informative(plan, now, plan.criterion.cut, plan.blueprint.exposure.randomesque, admits);
    default:
      return select_among(plan, now, admits);
  }
}

template <class Admits>
std::optional<irt::ItemIndex> pick_random(const ExamPlan::Data& plan, const Situation& now, Admits admits) {
  auto& candidates = now.workspace.candidates;
  candidates.clear();
  for (irt::ItemIndex item = 0; item < plan.pool.size(); ++item)
    if (admits(item)) candidates.push_back(item);
  if (candidates.empty()) return std::nullopt;
  Rng rng(step_seed(now, random_stream));
  return candidates[rng.below(candidates.size())];
}

/// Goes down the relaxations until `pick_one(admits)` finds an item.
template <class Pick>
std::optional<Choice> choose_single(const ExamPlan::Data& plan, const Situation& now, ChoiceSource source,
                                    Pick pick_one) {
  ContentWindow& window = now.workspace.window;
  window.start(plan, now.progress);
  const auto attempt = [&](Relaxation relaxed) {
    return pick_one([&](irt::ItemIndex item) { return is_available(now, item, relaxed) && window.admits(item); });
  };
  // All targets, then those of fewer and fewer attributes, then the next best value of the first attribute.
  const std::size_t targets = window.targets();
  for (std::size_t heeded = targets; heeded > 0; --heeded) {
    window.open_targets(heeded);
    if (const auto item = attempt(Relaxation::none))
      return Choice{*item, heeded == targets ? Relaxation::none : Relaxation::target, source};
  }
  const bool by_deficit = plan.blueprint.content_balance == ContentBalance::largest_deficit;
  while (by_deficit && targets > 0 && window.shut_target()) {
    window.open_targets(1);
    if (const auto item = attempt(Relaxation::none)) return Choice{*item, Relaxation::target, source};
  }
  window.open_bounds();
  for (const Relaxation relaxed : {Relaxation::none, Relaxation::exposure})
    if (const auto item = attempt(relaxed))
      return Choice{*item, relaxed == Relaxation::none && targets > 0 ? Relaxation::target : relaxed, source};
  // Outside the bounds, as near to them as possible: the values of the first attribute that are furthest below first.
  if (plan.attributes.empty()) return std::nullopt;
  for (const Relaxation heeded : {Relaxation::none, Relaxation::content}) {  // first by leave of exposure control
    window.start(plan, now.progress);
    do {
      window.open_deficits();
      if (const auto item = attempt(heeded)) return Choice{*item, Relaxation::content, source};
    } while (window.shut_target());
  }
  return std::nullopt;
}

/// The set must fit into the exam; none of its items may be given already, be an enemy of one that was, or repeat what
/// the candidate may not see again.
bool set_is_available(const ExamPlan::Data& plan, const Situation& now, const std::vector<irt::ItemIndex>& set) {
  if (now.progress.given() + static_cast<int>(set.size()) > plan.blueprint.maximum_items) return false;
  int repeats = 0;
  for (const irt::ItemIndex item : set) {
    if (now.progress.excluded().contains(item)) return false;
    repeats += now.progress.seen().contains(item) ? 1 : 0;
  }
  return repeats == 0 || now.progress.may_repeat(repeats);
}

bool set_is_eligible(const Situation& now, const std::vector<irt::ItemIndex>& set) {
  const irt::ItemSet* ineligible = now.progress.ineligible(now.theta);
  return ineligible == nullptr ||
         std::none_of(set.begin(), set.end(), [&](irt::ItemIndex item) { return ineligible->contains(item); });
}

std::optional<Choice> choose_set(const ExamPlan::Data& plan, const Situation& now) {
  ContentWindow& window = now.workspace.window;
  window.start(plan, now.progress);
  const auto sets = plan.pool.sets();
  std::vector<double> values;
  struct Attempt {
    bool heeds_exposure, heeds_content;
    Relaxation relaxed;
  };
  for (const auto& [heeds_exposure, heeds_content, relaxed] :
       {Attempt{true, true, Relaxation::none}, Attempt{false, true, Relaxation::exposure},
        Attempt{true, false, Relaxation::content}, Attempt{false, false, Relaxation::content}}) {
    irt::RankedItems best;
    best.start(1, step_seed(now, 0));
    for (irt::ItemIndex set = 0; set < sets.size(); ++set) {
      if (!set_is_available(plan, now, sets[set])) continue;
      if (heeds_exposure && !set_is_eligible(now, sets[set])) continue;
      if (heeds_content && !window.admits_set(sets[set])) continue;
      if (values.empty()) values = set_values(plan, now);
      best.add(set, values[set]);
    }
    if (!best.entries().empty()) return Choice{sets[best.entries().front().item].front(), relaxed, ChoiceSource::set};
  }
  return std::nullopt;
}

bool pretest_is_available(const Situation& now, irt::ItemIndex item, bool heed_exposure) {
  const Progress& progress = now.progress;
  if (progress.excluded().contains(item)) return false;
  if (progress.seen().contains(item) && !progress.may_repeat()) return false;
  const irt::ItemSet* ineligible = heed_exposure ? progress.ineligible(now.theta) : nullptr;
  return ineligible == nullptr || !ineligible->contains(item);
}

std::optional<Choice> choose_pretest(const ExamPlan::Data& plan, const Situation& now) {
  for (const bool heed_exposure : {true, false}) {
    auto& candidates = now.workspace.candidates;
    candidates.clear();
    for (const irt::ItemIndex item : plan.pool.pretest())
      if (pretest_is_available(now, item, heed_exposure)) candidates.push_back(item);
    if (candidates.empty()) continue;
    Rng rng(step_seed(now, pretest_stream));
    return Choice{candidates[rng.below(candidates.size())], heed_exposure ? Relaxation::none : Relaxation::exposure,
                  ChoiceSource::pretest};
  }
  return std::nullopt;
}

/// A fixed item of the start rule, whatever its content and exposure; which of them it does not heed is recorded.
std::optional<Choice> fixed_start(const ExamPlan::Data& plan, const Situation& now, irt::ItemIndex item) {
  if (!is_available(now, item, Relaxation::content)) return std::nullopt;
  ContentWindow& window = now.workspace.window;
  window.start(plan, now.progress);
  window.open_bounds();
  Relaxation relaxed = Relaxation::content;
  if (window.admits(item))
    relaxed = is_available(now, item, Relaxation::none) ? Relaxation::none : Relaxation::exposure;
  return Choice{item, relaxed, ChoiceSource::start};
}

std::optional<Choice> choose_start(const ExamPlan::Data& plan, const Situation& now) {
  const auto given = static_cast<std::size_t>(now.progress.singles());
  const auto fixed = plan.start_items.size();
  // A start item that may not be given (an enemy of an earlier one, seen too often) leaves its place to the rules
  // below.
  if (given < fixed)
    if (const auto choice = fixed_start(plan, now, plan.start_items[given])) return choice;
  if (given < fixed + static_cast<std::size_t>(plan.blueprint.start.random_items))
    return choose_single(plan, now, ChoiceSource::random_start,
                         [&](auto admits) { return pick_random(plan, now, admits); });
  return std::nullopt;
}

}  // namespace

std::vector<double> criterion_values(const ExamPlan::Data& plan, const Situation& now, const irt::ItemSet* excluded) {
  std::vector<double> values(plan.pool.size());
  const irt::ItemSet none(plan.pool.size());
  criterion(context_of(plan, now, excluded != nullptr ? *excluded : none), values);
  return values;
}

std::vector<double> set_values(const ExamPlan::Data& plan, const Situation& now) {
  const auto of_items = criterion_values(plan, now);
  std::vector<double> values;
  for (const auto& set : plan.pool.sets()) {
    double sum = 0.0;
    for (const irt::ItemIndex item : set) sum += of_items[item];
    values.push_back((is_minimised(plan.blueprint.selection) ? -sum : sum) / static_cast<double>(set.size()));
  }
  return values;
}

std::optional<irt::ItemIndex> most_informative_left(const ExamPlan::Data& plan, const Situation& now) {
  const auto choice = choose_single(plan, now, ChoiceSource::criterion,
                                    [&](auto admits) { return most_informative(plan, now, now.theta, 1, admits); });
  if (!choice) return std::nullopt;
  return choice->item;
}

bool is_available(const Situation& now, irt::ItemIndex item, Relaxation relaxed) {
  const Progress& progress = now.progress;
  if (progress.blocked().contains(item)) return false;
  if (progress.seen().contains(item) && !progress.may_repeat()) return false;
  if (relaxed >= Relaxation::exposure) return true;
  const irt::ItemSet* ineligible = progress.ineligible(now.theta);
  return ineligible == nullptr || !ineligible->contains(item);
}

std::optional<Choice> choose_next(const ExamPlan::Data& plan, const Situation& now) {
  const Progress& progress = now.progress;
  if (const auto item = progress.next_in_set()) return Choice{*item, Relaxation::none, ChoiceSource::set_member};
  if (progress.set_is_due())
    if (const auto choice = choose_set(plan, now)) return choice;
  if (progress.pretest_is_due())
    if (const auto choice = choose_pretest(plan, now)) return choice;
  if (const auto choice = choose_start(plan, now)) return choice;
  return choose_single(plan, now, ChoiceSource::criterion, [&](auto admits) { return pick(plan, now, admits); });
}

bool placement_pending(const ExamPlan::Data& plan, const Situation& now) {
  const Progress& progress = now.progress;
  if (progress.next_in_set()) return true;
  return (progress.sets_left() > 0 && choose_set(plan, now)) ||
         (progress.pretest_left() > 0 && choose_pretest(plan, now));
}

}  // namespace haven::cat
