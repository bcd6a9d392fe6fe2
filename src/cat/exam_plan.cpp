#include "haven/cat/exam_plan.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "haven/cat/feasibility.hpp"
#include "haven/core/error.hpp"

#include "cat/plan_data.hpp"

namespace haven::cat {
namespace {

// Proportions times lengths are taken as whole numbers when they miss one by less than this.
constexpr double whole = 1e-9;

[[noreturn]] void refuse(const std::string& what) { throw Error(ErrorCode::invalid_argument, "blueprint: " + what); }

std::uint16_t place_of(const ItemPool& pool, const ContentRule& rule) {
  const auto values = pool.values(rule.attribute);
  const auto found = std::lower_bound(values.begin(), values.end(), rule.value);
  if (found == values.end() || *found != rule.value)
    refuse("content: no item has " + rule.attribute + "=" + rule.value);
  return static_cast<std::uint16_t>(found - values.begin());
}

void add_group(ContentAttribute& attribute, const std::string& value, double minimum, double maximum, double target) {
  attribute.values.push_back(value);
  attribute.minimum.push_back(minimum);
  attribute.maximum.push_back(maximum);
  attribute.target.push_back(target);
}

/// The groups of one attribute: its rules in order, then all other items.
ContentAttribute resolve(const ItemPool& pool, const Blueprint& blueprint, const std::string& name) {
  ContentAttribute attribute{name, pool.value_places(name), {}, {}, {}, {}, {}, false};
  std::vector<const ContentRule*> rules;
  for (const auto& rule : blueprint.content)
    if (rule.attribute == name) rules.push_back(&rule);
  attribute.group_of_place.assign(pool.values(name).size(), static_cast<std::uint16_t>(rules.size()));
  double targets = 0.0;
  for (const ContentRule* rule : rules) {
    attribute.group_of_place[place_of(pool, *rule)] = static_cast<std::uint16_t>(attribute.values.size());
    const double target = rule->target.value_or(0.5 * (rule->minimum + rule->maximum));
    add_group(attribute, rule->value, std::max(0.0, rule->minimum - blueprint.content_tolerance),
              std::min(1.0, rule->maximum + blueprint.content_tolerance), target);
    attribute.has_targets = attribute.has_targets || rule->target.has_value();
    targets += target;
  }
  add_group(attribute, "", 0.0, 1.0, std::max(0.0, 1.0 - targets));
  attribute.has_targets = attribute.has_targets || blueprint.content_balance == ContentBalance::largest_deficit;
  return attribute;
}

std::vector<ContentAttribute> resolve_content(const ItemPool& pool, const Blueprint& blueprint) {
  std::vector<ContentAttribute> attributes;
  for (const auto& rule : blueprint.content) {
    const bool known = std::any_of(attributes.begin(), attributes.end(),
                                   [&](const ContentAttribute& one) { return one.name == rule.attribute; });
    if (!known) attributes.push_back(resolve(pool, blueprint, rule.attribute));
  }
  return attributes;
}

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

int longest_set(const ItemPool& pool) {
  std::size_t longest = 0;
  for (const auto& set : pool.sets()) longest = std::max(longest, set.size());
  return static_cast<int>(longest);
}

void check_projection(const Blueprint& blueprint) {
  using irt::Estimator;
  const Estimator used = blueprint.estimator;
  if (used != Estimator::mle && used != Estimator::map && used != Estimator::eap)
    refuse("stop_when_certain works with the estimators mle, map and eap, not with " + std::string(to_string(used)));
}

void check_estimator(const ItemPool& pool, irt::Estimator estimator) {
  const bool robust = estimator == irt::Estimator::huber || estimator == irt::Estimator::tukey;
  const auto polytomous = pool.bank().polytomous();
  if (robust && !polytomous.empty())
    refuse("the estimator " + std::string(to_string(estimator)) + " needs dichotomous items, but item " +
           pool.bank().id(polytomous.front()) + " is polytomous");
}

}  // namespace

int ContentAttribute::least(std::size_t group, int length) const noexcept {
  return static_cast<int>(std::ceil(minimum[group] * length - whole));
}

int ContentAttribute::most(std::size_t group, int length) const noexcept {
  return static_cast<int>(std::floor(maximum[group] * length + whole));
}

ExamPlan::ExamPlan(ItemPool pool, Blueprint blueprint) {
  validate(blueprint);
  auto data = std::make_shared<Data>(std::move(pool), std::move(blueprint));
  check_estimator(data->pool, data->blueprint.estimator);
  data->criterion_table =
      std::make_unique<const CriterionTable>(data->pool.bank(), data->blueprint.selection, data->blueprint.criterion);
  data->reserved = reserved_items(data->pool);
  data->attributes = resolve_content(data->pool, data->blueprint);
  data->start_items = resolve_start(*data);
  data->longest_set = longest_set(data->pool);
  data->scored_minimum = std::max(1, data->blueprint.minimum_items - data->blueprint.pretest.count);
  data->scored_maximum = std::max(1, data->blueprint.maximum_items - data->blueprint.pretest.count);
  if (data->blueprint.selection == SelectionRule::a_stratified)
    data->strata = a_strata(data->pool.bank(), data->blueprint.criterion);
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
