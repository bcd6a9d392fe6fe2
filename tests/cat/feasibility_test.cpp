#include "haven/cat/feasibility.hpp"

#include <string>
#include <vector>

#include "haven/cat/exam.hpp"
#include "haven/core/error.hpp"
#include "haven/core/random.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::cat;

namespace {

/// Items of the given (area, level) pairs, alike otherwise.
ItemPool pool_of(const std::vector<std::pair<std::string, std::string>>& kinds) {
  std::vector<ItemContent> content;
  for (const auto& [area, level] : kinds) content.push_back({.attributes = {{"area", area}, {"level", level}}});
  return {irt::ItemBank(std::vector<irt::LogisticItem>(kinds.size())), content};
}

using Kinds = std::vector<std::pair<std::string, std::string>>;

Kinds repeat(const Kinds& kinds, int times) {
  Kinds all;
  for (int i = 0; i < times; ++i) all.insert(all.end(), kinds.begin(), kinds.end());
  return all;
}

Blueprint rules_on_content(int length, std::vector<ContentRule> content) {
  return {.minimum_items = length, .maximum_items = length, .content = std::move(content)};
}

/// Is there a choice of `length` items that keeps every bound? By trying every one.
bool exists(const ItemPool& pool, const Blueprint& blueprint, int length) {
  for (unsigned chosen = 0; chosen < (1U << pool.size()); ++chosen) {
    if (__builtin_popcount(chosen) != length) continue;
    bool fits = true;
    for (const auto& rule : blueprint.content) {
      int count = 0;
      for (irt::ItemIndex item = 0; item < pool.size(); ++item)
        if ((chosen >> item & 1U) != 0 && pool.content(item).attributes.at(rule.attribute) == rule.value) ++count;
      fits = fits && count >= rule.minimum * length - 1e-9 && count <= rule.maximum * length + 1e-9;
    }
    if (fits) return true;
  }
  return false;
}

/// The blueprint with only the named bounds but one.
Blueprint with_only(const std::vector<std::string>& named, std::size_t left_out, Blueprint blueprint) {
  for (auto& rule : blueprint.content) {
    const auto is_named = [&](const std::string& side) {
      for (std::size_t i = 0; i < named.size(); ++i)
        if (i != left_out && named[i].find(rule.attribute + "=" + rule.value + ": at " + side) == 0) return true;
      return false;
    };
    if (!is_named("least")) rule.minimum = 0.0;
    if (!is_named("most")) rule.maximum = 1.0;
  }
  return blueprint;
}

}  // namespace

TEST_CASE("find_conflict: minima that add up to more than all") {
  const auto pool = pool_of(repeat({{"a", "x"}, {"b", "x"}, {"c", "x"}}, 10));
  const auto conflict = find_conflict(
      pool, rules_on_content(10, {{"area", "a", 0.5, 1.0}, {"area", "b", 0.6, 1.0}, {"area", "c", 0.0, 0.5}}));
  REQUIRE(conflict);
  CHECK(conflict->scored_items == 10);
  CHECK(conflict->constraints == std::vector<std::string>{"area=a: at least 5 of 10 items (the pool has 10)",
                                                          "area=b: at least 6 of 10 items (the pool has 10)"});
}

TEST_CASE("find_conflict: a supply that is too small is named alone") {
  const auto pool = pool_of(repeat({{"a", "x"}, {"b", "x"}, {"b", "x"}, {"b", "x"}}, 4));
  const auto conflict = find_conflict(pool, rules_on_content(10, {{"area", "a", 0.5, 0.7}, {"area", "b", 0.2, 0.9}}));
  REQUIRE(conflict);
  CHECK(conflict->constraints == std::vector<std::string>{"area=a: at least 5 of 10 items (the pool has 4)"});
  CHECK(describe(*conflict) == "infeasible at 10 items: area=a: at least 5 of 10 items (the pool has 4)");
}

TEST_CASE("find_conflict: two attributes that only conflict together") {
  // Every item of area a is of level x, of which there may be few.
  const auto pool = pool_of(repeat({{"a", "x"}, {"b", "y"}}, 10));
  const auto conflict = find_conflict(pool, rules_on_content(10, {{"area", "a", 0.5, 1.0}, {"level", "x", 0.0, 0.3}}));
  REQUIRE(conflict);
  CHECK(conflict->constraints.size() == 2);
  CHECK_FALSE(find_conflict(pool, rules_on_content(10, {{"area", "a", 0.5, 1.0}, {"level", "x", 0.0, 0.5}})));
}

TEST_CASE("find_conflict: of sets only as many items count as are given") {
  std::vector<ItemContent> content(60);
  for (std::size_t i = 0; i < 60; ++i) {
    content[i].attributes["area"] = i < 36 ? "x" : "y";
    if (i < 36) content[i].set = "set-" + std::to_string(i / 6);
  }
  const ItemPool pool(irt::ItemBank(std::vector<irt::LogisticItem>(60)), content);
  Blueprint blueprint{.minimum_items = 20, .maximum_items = 24, .content = {{"area", "x", 0.5, 1.0}}};
  blueprint.sets = {1, 1, 10};
  const auto conflict = find_conflict(pool, blueprint);
  REQUIRE(conflict);
  CHECK(conflict->constraints == std::vector<std::string>{"area=x: at least 10 of 20 items (the pool has 6)"});
  blueprint.sets = {2, 1, 8};
  CHECK_FALSE(find_conflict(pool, blueprint));
}

TEST_CASE("find_conflict: a length between the shortest and the longest can be the only one that conflicts") {
  // At 4 items two of a will do, at 5 three are needed, and there are two.
  const auto pool = pool_of({{"a", "x"}, {"a", "x"}, {"b", "x"}, {"b", "x"}, {"b", "x"}, {"b", "x"}});
  Blueprint blueprint{.minimum_items = 4, .maximum_items = 6, .content = {{"area", "a", 0.5, 1.0}}};
  CHECK(find_conflict(pool, blueprint)->scored_items == 5);
}

TEST_CASE("find_conflict: agrees with trying every choice, and what it names needs all its parts") {
  Rng rng(5);
  int infeasible = 0;
  for (int round = 0; round < 300; ++round) {
    Kinds kinds;
    for (int i = 0; i < 9; ++i) kinds.push_back({rng.below(2) != 0 ? "a" : "b", rng.below(3) != 0 ? "x" : "y"});
    kinds.insert(kinds.end(), {{"a", "x"}, {"b", "y"}});
    const auto pool = pool_of(kinds);
    std::vector<ContentRule> content;
    for (const auto& [attribute, value] : Kinds{{"area", "a"}, {"area", "b"}, {"level", "x"}, {"level", "y"}}) {
      const double minimum = 0.25 * static_cast<double>(rng.below(4));
      content.push_back({attribute, value, minimum, minimum + 0.25 * static_cast<double>(1 + rng.below(2))});
      if (content.back().maximum > 1.0) content.back().maximum = 1.0;
    }
    const auto blueprint = rules_on_content(4, content);
    const auto conflict = find_conflict(pool, blueprint);
    REQUIRE(conflict.has_value() != exists(pool, blueprint, 4));
    if (!conflict) continue;
    ++infeasible;
    for (std::size_t left_out = 0; left_out < conflict->constraints.size(); ++left_out)
      REQUIRE(exists(pool, with_only(conflict->constraints, left_out, blueprint), 4));
  }
  CHECK(infeasible > 50);
  CHECK(infeasible < 250);
}

TEST_CASE("an infeasible blueprint is refused before the first item") {
  const auto pool = pool_of(repeat({{"a", "x"}, {"b", "x"}}, 3));
  try {
    const Exam exam(pool, rules_on_content(5, {{"area", "a", 0.8, 1.0}}), 1);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    CHECK(error.reason() == "infeasible");
    CHECK(std::string(error.what()).find("area=a: at least 4 of 5 items (the pool has 3)") != std::string::npos);
  }
  Blueprint crowded{.minimum_items = 4, .maximum_items = 6};
  crowded.pretest = {5, 1, 4};
  CHECK_THROWS_AS(ExamPlan(pool, crowded), Error);
  CHECK_THROWS_WITH_AS(ExamPlan(pool, rules_on_content(5, {{"topic", "a"}})),
                       "item pool: no item has the attribute topic", Error);
  CHECK_THROWS_WITH_AS(ExamPlan(pool, rules_on_content(5, {{"area", "z"}})), "blueprint: content: no item has area=z",
                       Error);
}
