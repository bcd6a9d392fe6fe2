#include "haven/cat/exam_plan.hpp"

#include <string>
#include <utility>

#include "haven/cat/feasibility.hpp"
#include "haven/core/error.hpp"

#include "cat/plan_data.hpp"

namespace haven::cat {
namespace {

[[noreturn]] void refuse(const std::string& what) { throw Error(ErrorCode::invalid_argument, "blueprint: " + what); }

irt::ItemSet reserved_items(const ItemPool& pool) {
  irt::ItemSet reserved(pool.size());
  for (const irt::ItemIndex item : pool.pretest()) reserved.insert(item);
  for (const auto& set : pool.sets())
    for (const irt::ItemIndex item : set) reserved.insert(item);
  return reserved;
}

std::vector<irt::ItemIndex> resolve_start(const ExamPlan::Data& data) {
  std::vector<irt::ItemIndex> items;
  for (const auto& id : data.blueprint.start.items) {
    const auto item = data.pool.bank().find(id);
    if (!item) refuse("start: item " + id + " is not in the bank");
    if (data.reserved.contains(*item)) refuse("start: item " + id + " is a pretest item or part of a set");
    items.push_back(*item);
  }
  return items;
}

/// What the projection reckons with: the grid of the trapezoidal rule, and a normal or a uniform prior.
void check_projection(const Blueprint& blueprint) {
  using irt::Estimator;
  const auto& ability = blueprint.ability;
  const Estimator used = blueprint.estimator;
  if (used != Estimator::mle && used != Estimator::map && used != Estimator::eap)
    refuse("stop_when_certain works with the estimators mle, map and eap, not with " + std::string(to_string(used)));
  if (ability.prior == irt::PriorDistribution::jeffreys) refuse("stop_when_certain does not work with Jeffreys' prior");
  if (ability.quadrature != irt::QuadratureRule::trapezoid || ability.quadrature_points > 501)
    refuse("stop_when_certain needs the trapezoid quadrature with at most 501 points");
}

/// An estimator or a selection rule for dichotomous items only.
void check_models(const ItemPool& pool, const Blueprint& blueprint) {
  const auto polytomous = pool.bank().polytomous();
  if (polytomous.empty()) return;
  const auto refuse_rule = [&](const std::string& rule) {
    refuse(rule + " needs dichotomous items, but item " + pool.bank().id(polytomous.front()) + " is polytomous");
  };
  const auto is_robust = [](irt::Estimator one) {
    return one == irt::Estimator::huber || one == irt::Estimator::tukey;
  };
  if (is_robust(blueprint.estimator)) refuse_rule("estimator " + std::string(to_string(blueprint.estimator)));
  const SelectionRule rule = blueprint.selection;
  if (rule == SelectionRule::bopt || rule == SelectionRule::thopt || rule == SelectionRule::a_stratified)
    refuse_rule("selection " + std::string(to_string(rule)));
  if (rule == SelectionRule::mei && is_robust(blueprint.criterion.estimator))
    refuse_rule("criterion.estimator " + std::string(to_string(blueprint.criterion.estimator)));
}

/// Settings of the selection rule that were left as they are by default follow the blueprint's own rules.
CriterionOptions complete(const Blueprint& blueprint) {
  const CriterionOptions defaults;
  CriterionOptions options = blueprint.criterion;
  if (options.cut == defaults.cut && blueprint.passing_standard) options.cut = *blueprint.passing_standard;
  if (options.maximum_items == defaults.maximum_items) options.maximum_items = blueprint.maximum_items;
  if (options.target_standard_error == defaults.target_standard_error && blueprint.target_standard_error)
    options.target_standard_error = *blueprint.target_standard_error;
  return options;
}

}  // namespace

ExamPlan::ExamPlan(ItemPool pool, Blueprint blueprint) {
  validate(blueprint);
  auto data = std::make_shared<Data>(std::move(pool), std::move(blueprint));
  check_models(data->pool, data->blueprint);
  data->criterion = complete(data->blueprint);
  data->criterion_table =
      std::make_unique<const CriterionTable>(data->pool.bank(), data->blueprint.selection, data->criterion);
  data->reserved = reserved_items(data->pool);
  data->attributes = resolve_content(data->pool, data->blueprint);
  data->start_items = resolve_start(*data);
  data->longest_set = longest_set(data->pool);
  const auto [shortest, longest] = scored_lengths(data->pool, data->blueprint);
  data->scored_minimum = shortest;
  data->scored_maximum = longest;
  if (data->blueprint.selection == SelectionRule::a_stratified)
    data->strata = a_strata(data->pool.bank(), data->criterion);
  if (data->blueprint.stop_when_certain) {
    check_projection(data->blueprint);
    data->projection = std::make_unique<const ProjectionTable>(data->pool.bank(), data->blueprint);
  }
  if (const auto conflict = find_conflict(data->pool, data->blueprint))
    throw Error(ErrorCode::invalid_argument, "blueprint: " + describe(*conflict), "infeasible");
  data_ = std::move(data);
}

const ItemPool& ExamPlan::pool() const noexcept { return data_->pool; }
const Blueprint& ExamPlan::blueprint() const noexcept { return data_->blueprint; }

}  // namespace haven::cat
