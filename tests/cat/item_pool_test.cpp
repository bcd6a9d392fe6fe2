#include "haven/cat/item_pool.hpp"

#include <string>
#include <vector>

#include "haven/core/error.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::cat;

namespace {

const irt::ItemBank bank(std::vector<irt::LogisticItem>(5));

std::string refusal(std::vector<ItemContent> content) {
  try {
    const ItemPool pool(bank, std::move(content));
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("ItemPool: a bank without content is a pool of items that stand alone") {
  const ItemPool pool = bank;
  CHECK(pool.size() == 5);
  CHECK(pool.fingerprint() == bank.fingerprint());
  CHECK(ItemPool(bank, std::vector<ItemContent>(5)).fingerprint() == bank.fingerprint());
  CHECK(pool.attributes().empty());
  CHECK(pool.sets().empty());
  CHECK_FALSE(pool.set_of(0));
}

TEST_CASE("ItemPool: attributes, sets in bank order, enemies on both sides") {
  std::vector<ItemContent> content(5);
  content[0] = {{{"area", "b"}}, "", {"3"}, false};
  content[1] = {{{"area", "a"}, {"level", "x"}}, "case", {}, false};
  content[2] = {{}, "", {}, true};
  content[4] = {{{"area", "b"}}, "case", {"3", "0"}, false};
  const ItemPool pool(bank, content);
  CHECK(std::vector<std::string>(pool.attributes().begin(), pool.attributes().end()) ==
        std::vector<std::string>{"area", "level"});
  CHECK(pool.values("area").size() == 2);
  CHECK(pool.value_places("area")[0] == 1);
  CHECK(pool.value_places("area")[1] == 0);
  CHECK(pool.value_places("area")[2] == ItemPool::no_value);
  REQUIRE(pool.sets().size() == 1);
  CHECK(pool.sets()[0] == std::vector<irt::ItemIndex>{1, 4});
  CHECK(pool.set_of(4) == 0);
  const auto enemies = pool.enemies(3);
  CHECK(std::vector<irt::ItemIndex>(enemies.begin(), enemies.end()) == std::vector<irt::ItemIndex>{0, 4});
  CHECK(pool.enemies(0).size() == 2);
  CHECK(pool.pretest().size() == 1);
  CHECK(pool.fingerprint() != bank.fingerprint());
  content[3].attributes["area"] = "a";
  CHECK(ItemPool(bank, content).fingerprint() != pool.fingerprint());
  CHECK_THROWS_AS(static_cast<void>(pool.values("topic")), Error);
}

TEST_CASE("ItemPool: content that makes no sense is refused by the item's name") {
  const std::vector<ItemContent> none(5);
  const auto with = [&](ItemContent content) {
    auto all = none;
    all[2] = std::move(content);
    return refusal(all);
  };
  CHECK(refusal({}) == "item pool: content must have one entry for each of the 5 items, got 0");
  CHECK(with({.enemies = {"9"}}) == "item 2: enemy 9 is not in the bank");
  CHECK(with({.enemies = {"2"}}) == "item 2: must not be its own enemy");
  CHECK(with({.set = "case"}) == "item 2: its set must have at least two items");
  CHECK(with({.attributes = {{"area", ""}}}) == "item 2: an attribute needs a name and a value");
  CHECK(with({.set = "case", .pretest = true}) == "item 2: a pretest item must stand alone, but is in set case");
  auto pair = none;
  pair[1].set = pair[2].set = "case";
  pair[1].enemies = {"2"};
  CHECK(refusal(pair) == "item 1: enemy 2 is in the same set");
}
