#include "simulation/pools.hpp"

#include <string>

#include "haven/core/random.hpp"

namespace haven::simulation {

irt::ItemBank random_bank(std::size_t count, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<irt::LogisticItem> items;
  for (std::size_t i = 0; i < count; ++i) {
    const double a = 0.5 + 2.0 * rng.uniform(), b = -3.0 + 6.0 * rng.uniform(), c = 0.25 * rng.uniform();
    items.push_back({a, b, c, 1.0});
  }
  return irt::ItemBank(items);
}

cat::ItemPool licensure_pool(std::size_t singles, std::size_t sets, std::size_t pretest, double set_step) {
  std::vector<irt::BankEntry> entries;
  std::vector<cat::ItemContent> content;
  const char* areas[] = {"a", "b", "c", "d"};
  const auto add = [&](double difficulty, const std::string& set, bool on_trial) {
    entries.push_back({"q" + std::to_string(entries.size()), irt::LogisticItem{1.0, difficulty, 0.0, 1.0}});
    content.push_back({{{"area", areas[content.size() % 4]}}, set, {}, on_trial});
  };
  for (std::size_t i = 0; i < singles; ++i)
    add(-2.0 + 4.0 * static_cast<double>((i * 37) % singles) / static_cast<double>(singles), "", false);
  for (std::size_t i = 0; i < 3 * sets; ++i)
    add(-0.5 + 0.5 * static_cast<double>(i % 3) + set_step * static_cast<double>(i / 3), "case" + std::to_string(i / 3),
        false);
  for (std::size_t i = 0; i < pretest; ++i) add(0.0, "", true);
  return cat::ItemPool(irt::ItemBank(std::move(entries)), std::move(content));
}

cat::Blueprint licensure_blueprint() {
  cat::Blueprint blueprint;
  blueprint.minimum_items = 12;
  blueprint.maximum_items = 30;
  blueprint.passing_standard = 0.0;
  for (const char* area : {"a", "b", "c", "d"}) blueprint.content.push_back({"area", area, 0.15, 0.40, {}});
  blueprint.sets = {1, 3, 6};
  blueprint.pretest = {2, 2, 11};
  return blueprint;
}

}  // namespace haven::simulation
