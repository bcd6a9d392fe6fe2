#include "haven/irt/information_index.hpp"

#include <vector>

#include "irt/random_items.hpp"

#include <doctest/doctest.h>

using namespace haven::irt;

namespace {

void compare_with_scan(const ItemBank& bank, haven::Rng& rng, int states, std::size_t most_excluded) {
  const auto& index = bank.information_index();
  for (int i = 0; i < states; ++i) {
    const double theta = -7.0 + 14.0 * rng.uniform();
    ItemSet excluded(bank.size());
    for (auto n = rng.below(most_excluded + 1); n > 0; --n)
      excluded.insert(static_cast<ItemIndex>(rng.below(bank.size())));
    const auto seed = rng.next();
    REQUIRE(index.best(bank, theta, excluded, seed) == best_by_scan(bank, theta, excluded, seed));
  }
}

}  // namespace

TEST_CASE("InformationIndex: the same item as a full scan in random states") {
  haven::Rng rng(21);
  SUBCASE("200 items, most of them used") {
    compare_with_scan(ItemBank(random_items(200, true, rng)), rng, 20'000, 400);
  }
  SUBCASE("2,000 items") { compare_with_scan(ItemBank(random_items(2'000, false, rng)), rng, 5'000, 300); }
  SUBCASE("2,000 items, nearly all used: the lists run dry") {
    compare_with_scan(ItemBank(random_items(2'000, true, rng)), rng, 500, 8'000);
  }
}

TEST_CASE("InformationIndex: nothing is left when all items are excluded") {
  const ItemBank bank(std::vector<LogisticItem>(3));
  ItemSet all(3);
  for (ItemIndex item = 0; item < 3; ++item) all.insert(item);
  CHECK_FALSE(bank.information_index().best(bank, 0.0, all, 1));
  CHECK_FALSE(bank.information_index().best(bank, 100.0, all, 1));
}

TEST_CASE("InformationIndex: equal items are chosen by the seed, each about equally often") {
  const ItemBank bank(std::vector<LogisticItem>(4));
  std::vector<int> counts(4);
  for (std::uint64_t seed = 0; seed < 4'000; ++seed)
    ++counts[*bank.information_index().best(bank, 0.3, ItemSet(4), seed)];
  for (const int count : counts) CHECK(count == doctest::Approx(1000.0).epsilon(0.15));
}
