#include "haven/irt/information_index.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "haven/irt/information.hpp"

#include "irt/random_items.hpp"

#include <doctest/doctest.h>

using namespace haven::irt;

namespace {

/// One question to the index.
struct State {
  double theta;
  ItemSet excluded;
  std::uint64_t seed;
};

State random_state(const ItemBank& bank, haven::Rng& rng, std::size_t most_excluded) {
  State state{-7.0 + 14.0 * rng.uniform(), ItemSet(bank.size()), rng.next()};
  for (auto n = rng.below(most_excluded + 1); n > 0; --n)
    state.excluded.insert(static_cast<ItemIndex>(rng.below(bank.size())));
  return state;
}

/// Every item admitted, by falling weighted information, equal ones by the seed: the definition, item by item.
std::vector<ItemIndex> by_definition(const ItemBank& bank, double theta, ItemWeight weight, std::uint64_t seed) {
  std::vector<double> values(bank.size());
  std::vector<ItemIndex> items;
  for (ItemIndex item = 0; item < bank.size(); ++item) {
    values[item] = weight(item) * item_information(bank.item(item), theta);
    if (weight(item) > 0.0) items.push_back(item);
  }
  std::sort(items.begin(), items.end(), [&](ItemIndex x, ItemIndex y) {
    if (values[x] != values[y]) return values[x] > values[y];
    return haven::mix(seed ^ haven::mix(x + 1ULL)) < haven::mix(seed ^ haven::mix(y + 1ULL));
  });
  return items;
}

void compare_with_scan(const ItemBank& bank, haven::Rng& rng, int states, std::size_t most_excluded) {
  const auto& index = bank.information_index();
  for (int i = 0; i < states; ++i) {
    const auto state = random_state(bank, rng, most_excluded);
    const auto found = index.best(bank, state.theta, state.excluded, state.seed);
    REQUIRE(found == best_by_scan(bank, state.theta, state.excluded, state.seed));
    if (i % 1000 != 0) continue;
    const auto weight = [&](ItemIndex item) { return state.excluded.contains(item) ? 0.0 : 1.0; };
    const auto expected = by_definition(bank, state.theta, weight, state.seed);
    REQUIRE(found.has_value() == !expected.empty());
    if (found) REQUIRE(*found == expected.front());
  }
}

/// find() and find_by_scan() against the definition, under weights of 0, 1/4, 1/2, 3/4 and 1.
void compare_several(const ItemBank& bank, haven::Rng& rng, int states, std::size_t most_excluded) {
  RankedItems ranked;
  for (int i = 0; i < states; ++i) {
    const auto state = random_state(bank, rng, most_excluded);
    const auto salt = rng.next();
    const auto weight = [&](ItemIndex item) {
      return state.excluded.contains(item) ? 0.0 : 0.25 * static_cast<double>(haven::mix(salt ^ item) % 5);
    };
    auto expected = by_definition(bank, state.theta, weight, state.seed);
    const std::size_t count = 1 + rng.below(8);
    expected.resize(std::min(expected.size(), count));
    for (const bool by_scan : {false, true}) {
      ranked.start(count, state.seed);
      if (by_scan)
        find_by_scan(bank, state.theta, weight, ranked);
      else
        bank.information_index().find(bank, state.theta, weight, ranked);
      REQUIRE(ranked.entries().size() == expected.size());
      for (std::size_t k = 0; k < expected.size(); ++k) REQUIRE(ranked.entries()[k].item == expected[k]);
    }
  }
}

/// Copies of few items, so that ties are everywhere.
ItemBank repetitive_bank(std::size_t size, haven::Rng& rng) {
  const auto few = random_items(7, true, rng);
  std::vector<LogisticItem> items;
  for (std::size_t i = 0; i < size; ++i) items.push_back(few[rng.below(few.size())]);
  return ItemBank(items);
}

}  // namespace

TEST_CASE("InformationIndex: the same item as a full scan in a million random states") {
  haven::Rng rng(21);
  SUBCASE("200 items, most of them used") {
    compare_with_scan(ItemBank(random_items(200, true, rng)), rng, 400'000, 400);
  }
  SUBCASE("600 items") { compare_with_scan(ItemBank(random_items(600, false, rng)), rng, 500'000, 30); }
  SUBCASE("2,000 items, nearly all used: the lists run dry") {
    compare_with_scan(ItemBank(random_items(2'000, true, rng)), rng, 1'000, 8'000);
  }
  SUBCASE("600 equal items in seven kinds") { compare_with_scan(repetitive_bank(600, rng), rng, 100'000, 30); }
  SUBCASE("700 items of all models") { compare_with_scan(mixed_bank(700, rng), rng, 5'000, 100); }
}

TEST_CASE("InformationIndex: several items under weights, as by definition") {
  haven::Rng rng(22);
  SUBCASE("600 items") { compare_several(ItemBank(random_items(600, false, rng)), rng, 2'000, 50); }
  SUBCASE("nearly all excluded") { compare_several(ItemBank(random_items(800, true, rng)), rng, 1'000, 3'000); }
  SUBCASE("equal items") { compare_several(repetitive_bank(600, rng), rng, 1'000, 50); }
  SUBCASE("all models") { compare_several(mixed_bank(600, rng), rng, 300, 50); }
}

TEST_CASE("InformationIndex: k_best is find without the excluded") {
  haven::Rng rng(23);
  const ItemBank bank(random_items(600, false, rng));
  const auto state = random_state(bank, rng, 100);
  const auto weight = [&](ItemIndex item) { return state.excluded.contains(item) ? 0.0 : 1.0; };
  const auto expected = by_definition(bank, state.theta, weight, state.seed);
  RankedItems ranked;
  bank.information_index().k_best(bank, state.theta, state.excluded, 5, state.seed, ranked);
  REQUIRE(ranked.entries().size() == 5);
  for (std::size_t k = 0; k < 5; ++k) {
    CHECK(ranked.entries()[k].item == expected[k]);
    CHECK(ranked.entries()[k].value == item_information(bank.item(expected[k]), state.theta));
  }
}

TEST_CASE("InformationIndex: nothing is left when all items are excluded") {
  const ItemBank bank(std::vector<LogisticItem>(3));
  ItemSet all(3);
  for (ItemIndex item = 0; item < 3; ++item) all.insert(item);
  CHECK_FALSE(bank.information_index().best(bank, 0.0, all, 1));
  CHECK_FALSE(bank.information_index().best(bank, 100.0, all, 1));
  RankedItems ranked;
  bank.information_index().k_best(bank, 0.0, all, 2, 1, ranked);
  CHECK(ranked.entries().empty());
}

TEST_CASE("InformationIndex: equal items are chosen by the seed, each about equally often") {
  const ItemBank bank(std::vector<LogisticItem>(4));
  std::vector<int> counts(4);
  for (std::uint64_t seed = 0; seed < 4'000; ++seed)
    ++counts[*bank.information_index().best(bank, 0.3, ItemSet(4), seed)];
  for (const int count : counts) CHECK(count == doctest::Approx(1000.0).epsilon(0.15));
}

TEST_CASE("RankedItems: NaN is passed over") {
  RankedItems ranked;
  ranked.start(2, 1);
  ranked.add(0, std::numeric_limits<double>::quiet_NaN());
  ranked.add(1, -1.0);
  REQUIRE(ranked.entries().size() == 1);
  CHECK(ranked.entries().front().item == 1);
}
