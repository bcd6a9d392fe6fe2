#include "haven/simulation/bank_health.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "haven/core/error.hpp"
#include "haven/irt/information.hpp"

#include "cat/content_attribute.hpp"

namespace haven::simulation {
namespace {

constexpr int peak_steps = 200;
[[noreturn]] void refuse_report(const std::string& what) {
  throw Error(ErrorCode::invalid_argument, "bank_health: " + what);
}

std::vector<irt::ItemIndex> scored_items(const cat::ItemPool& pool) {
  std::vector<irt::ItemIndex> items;
  for (irt::ItemIndex item = 0; item < pool.size(); ++item)
    if (!pool.content(item).pretest) items.push_back(item);
  return items;
}

std::size_t longest_scored(const cat::ExamPlan& plan, std::size_t items) {
  const int most = plan.blueprint().maximum_items - plan.blueprint().pretest.count;
  return std::min(items, static_cast<std::size_t>(std::max(most, 1)));
}

InformationAt information_at(const cat::ExamPlan& plan, const std::vector<irt::ItemIndex>& items, double theta) {
  std::vector<double> values;
  for (const irt::ItemIndex item : items) values.push_back(item_information(plan.pool().bank().item(item), theta));
  std::sort(values.begin(), values.end(), std::greater<>());
  InformationAt at{theta, 0.0, 0.0};
  const std::size_t most = longest_scored(plan, items.size());
  double best = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    at.information += values[i];
    if (i < most) best += values[i];
  }
  at.best_standard_error = 1.0 / std::sqrt(best);
  return at;
}

bool informs_somebody(const irt::Item& item, const irt::AbilityOptions& range, double least) {
  for (int i = 0; i <= peak_steps; ++i)
    if (item_information(item, range.theta_min + (range.theta_max - range.theta_min) * i / peak_steps) >= least)
      return true;
  return false;
}

int needed_items(const cat::ExamPlan& plan, const std::string& attribute, const std::string& value,
                 std::size_t longest) {
  for (const auto& rules : cat::resolve_content(plan.pool(), plan.blueprint()))
    for (std::size_t group = 0; group + 1 < rules.groups(); ++group)
      if (rules.name == attribute && rules.values[group] == value) return rules.least(group, static_cast<int>(longest));
  return 0;
}

void add_supply(BankHealth& health, const cat::ExamPlan& plan, const std::vector<irt::ItemIndex>& items,
                const std::string& attribute) {
  const cat::ItemPool& pool = plan.pool();
  const auto values = pool.values(attribute);
  const auto places = pool.value_places(attribute);
  const auto standard = plan.blueprint().passing_standard;
  const std::size_t first = health.supply.size(), longest = longest_scored(plan, items.size());
  for (const auto& value : values) {
    health.supply.push_back({attribute, value, 0, 0, needed_items(plan, attribute, value, longest), {}});
    if (standard) health.supply.back().cut_information = 0.0;
  }
  for (const irt::ItemIndex item : items) {
    if (places[item] == cat::ItemPool::no_value) continue;
    ContentSupply& supply = health.supply[first + places[item]];
    if (pool.set_of(item)) {
      ++supply.set_items;
      continue;
    }
    ++supply.single_items;
    if (standard) *supply.cut_information += item_information(pool.bank().item(item), *standard);
  }
}

}  // namespace

BankHealth bank_health(const cat::ExamPlan& plan, const BankHealthOptions& options) {
  if (!(options.least_information >= 0.0 && std::isfinite(options.least_information)))
    refuse_report("least_information must be finite and not negative");
  const auto items = scored_items(plan.pool());
  BankHealth health;
  if (const auto standard = plan.blueprint().passing_standard) health.cut = information_at(plan, items, *standard);
  for (const double theta : options.theta) {
    if (!std::isfinite(theta)) refuse_report("theta must be finite");
    health.grid.push_back(information_at(plan, items, theta));
  }
  for (const auto& attribute : plan.pool().attributes()) add_supply(health, plan, items, attribute);
  for (const irt::ItemIndex item : items)
    if (!informs_somebody(plan.pool().bank().item(item), plan.blueprint().ability, options.least_information))
      health.uninformative.push_back(item);
  return health;
}

}  // namespace haven::simulation
