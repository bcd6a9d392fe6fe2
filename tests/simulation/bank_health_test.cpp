#include "haven/simulation/bank_health.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "haven/core/error.hpp"
#include "haven/irt/information.hpp"

#include <doctest/doctest.h>

namespace haven::simulation {
namespace {

using doctest::Approx;
using irt::ItemIndex;

/// Sixty Rasch items of the areas "good" and, five of them, "scarce"; further one that informs nobody (60), one that
/// everybody gets (61), one so hard that nobody gets it (62), and a family "kin" of six, each an enemy of all others
/// (63 to 68).
cat::ItemPool planted_pool() {
  std::vector<irt::BankEntry> entries;
  std::vector<cat::ItemContent> content;
  const auto add = [&](const irt::LogisticItem& item, const char* area, std::vector<std::string> enemies = {}) {
    entries.push_back({"q" + std::to_string(entries.size()), item});
    content.push_back({{{"area", area}}, "", std::move(enemies), false});
  };
  for (int i = 0; i < 60; ++i) add({1.0, -1.5 + 0.05 * i, 0.0, 1.0}, i % 12 == 0 ? "scarce" : "good");
  add({0.1, 0.0, 0.0, 1.0}, "good");
  add({3.0, 0.0, 0.0, 1.0}, "good");
  add({1.0, 6.0, 0.0, 1.0}, "good");
  for (int i = 0; i < 6; ++i) {
    std::vector<std::string> enemies;
    for (int other = 0; other < 6; ++other)
      if (other != i) enemies.push_back("q" + std::to_string(63 + other));
    add({1.0, 0.1 * i, 0.0, 1.0}, "kin", std::move(enemies));
  }
  return {irt::ItemBank(std::move(entries)), std::move(content)};
}

cat::Blueprint planted_blueprint() {
  cat::Blueprint blueprint;
  blueprint.minimum_items = 30;
  blueprint.maximum_items = 30;
  blueprint.passing_standard = 0.25;
  blueprint.content = {
      {"area", "scarce", 0.1, 1.0, 0.5}, {"area", "kin", 0.1, 1.0, {}}, {"area", "good", 0.1, 1.0, {}}};
  return blueprint;
}

TEST_CASE("bank_health: information, supply and items that inform nobody") {
  const cat::ExamPlan plan(planted_pool(), planted_blueprint());
  const auto health = bank_health(plan, {.theta = {-1.0, 0.25}});
  std::vector<double> values;
  double information = 0.0, best = 0.0;
  for (ItemIndex item = 0; item < plan.pool().size(); ++item) {
    values.push_back(item_information(plan.pool().bank().item(item), 0.25));
    information += values.back();
  }
  std::sort(values.rbegin(), values.rend());
  for (std::size_t i = 0; i < 30; ++i) best += values[i];
  REQUIRE(health.cut);
  CHECK(health.cut->information == Approx(information).epsilon(1e-12));
  CHECK(health.cut->best_standard_error == Approx(1.0 / std::sqrt(best)).epsilon(1e-12));
  CHECK(health.grid[1] == *health.cut);
  CHECK(health.grid[0].theta == -1.0);
  CHECK(health.uninformative == std::vector<ItemIndex>{60});
  REQUIRE(health.supply.size() == 3);
  CHECK(health.supply[0].value == "good");
  CHECK(health.supply[0].single_items == 58);
  CHECK(health.supply[2].value == "scarce");
  CHECK(health.supply[2].single_items == 5);
  CHECK(health.supply[2].needed == 3);
  double scarce = 0.0;
  for (ItemIndex item = 0; item < 60; item += 12) scarce += item_information(plan.pool().bank().item(item), 0.25);
  CHECK(*health.supply[2].cut_information == Approx(scarce));
}

TEST_CASE("bank_use: every planted defect is found") {
  const cat::ExamPlan plan(planted_pool(), planted_blueprint());
  const auto theta = draw_abilities(200, 0.0, 0.7, 3);
  const auto use = bank_use(simulate(plan, theta, {.seed = 4}), plan, {.maximum_rate = 0.99, .minimum_rate = 0.01});
  const auto holds = [](const auto& items, ItemIndex item) {
    return std::find(items.begin(), items.end(), item) != items.end();
  };
  CHECK(holds(use.over_exposed, 61));
  CHECK_FALSE(holds(use.over_exposed, 62));
  CHECK(holds(use.under_exposed, 62));
  CHECK(holds(use.under_exposed, 60));
  CHECK_FALSE(holds(use.under_exposed, 61));
  // Half the items should be scarce ones, of which there are five; three should be kin, of which one can be given.
  REQUIRE(use.shortages.size() == 2);
  for (const auto& shortage : use.shortages) {
    CHECK(shortage.exams == 200);
    CHECK(shortage.lowest_theta < shortage.highest_theta);
  }
  const auto scarce = std::find_if(use.shortages.begin(), use.shortages.end(),
                                   [](const Shortage& one) { return one.value == "scarce"; });
  REQUIRE(scarce != use.shortages.end());
  CHECK(scarce->first_position > 5);
  CHECK(use.exhausted_exams == 0);
}

TEST_CASE("bank_use: a sound pool shows none, and one that runs dry is named") {
  auto blueprint = planted_blueprint();
  blueprint.content = {{"area", "good", 0.1, 1.0, {}}};
  const cat::ExamPlan plan(planted_pool(), blueprint);
  const std::vector<double> theta = {0.0, 0.5};
  CHECK(bank_use(simulate(plan, theta), plan).shortages.empty());
  blueprint.maximum_items = 1000;
  blueprint.stop_when_confident = false;
  const cat::ExamPlan endless(planted_pool(), blueprint);
  const auto use = bank_use(simulate(endless, theta), endless);
  CHECK(use.exhausted_exams == 2);
  REQUIRE(use.shortages.size() == 1);
  CHECK(use.shortages[0].first_position <= 65);  // 63 items and one of the family
}

TEST_CASE("bank health: bad input is refused") {
  const cat::ExamPlan plan(planted_pool(), planted_blueprint());
  CHECK_THROWS_AS((void)bank_health(plan, {.theta = {std::numeric_limits<double>::infinity()}}), Error);
  CHECK_THROWS_AS((void)bank_health(plan, {.least_information = -1.0}), Error);
  CHECK_THROWS_AS((void)bank_use({}, plan, {.maximum_rate = 1.5}), Error);
  StudyResult other;
  other.items = {99};
  CHECK_THROWS_AS((void)bank_use(other, plan), Error);
}

}  // namespace
}  // namespace haven::simulation
