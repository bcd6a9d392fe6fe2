#include "irt/random_items.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace haven::irt {

std::vector<LogisticItem> random_items(std::size_t count, bool four_parameters, Rng& rng) {
  std::vector<LogisticItem> items(count);
  for (auto& item : items) {
    item.discrimination = 0.5 + 2.0 * rng.uniform();
    item.difficulty = -3.0 + 6.0 * rng.uniform();
    item.pseudo_guessing = 0.35 * rng.uniform();
    if (four_parameters) item.upper_asymptote = 0.85 + 0.15 * rng.uniform();
  }
  return items;
}

std::vector<Item> mixed_items(std::size_t count, Rng& rng) {
  const auto parameters = [&](std::size_t size, double spread) {
    std::vector<double> values(size);
    for (double& value : values) value = spread * (2.0 * rng.uniform() - 1.0);
    return values;
  };
  std::vector<Item> items;
  for (std::size_t i = 0; i < count; ++i) {
    const double a = 0.5 + 2.0 * rng.uniform();
    const auto size = 1 + static_cast<std::size_t>(rng.below(5));
    auto graded = parameters(size, 3.0);
    std::sort(graded.begin(), graded.end());
    switch (i % 5) {
      case 0:
      case 1:
        items.emplace_back(random_items(1, i % 5 == 1, rng).front());
        break;
      case 2:
        items.emplace_back(GradedItem{a, graded});
        break;
      case 3:
        items.emplace_back(PartialCreditItem{a, parameters(size, 2.0)});
        break;
      default:
        items.emplace_back(NominalItem{parameters(size + 1, 2.5), parameters(size + 1, 2.0)});
    }
  }
  return items;
}

ItemBank mixed_bank(std::size_t count, Rng& rng) {
  std::vector<BankEntry> entries;
  for (Item& item : mixed_items(count, rng)) entries.push_back({std::to_string(entries.size()), std::move(item)});
  return ItemBank(std::move(entries));
}

std::vector<ItemResponse> random_responses(const ItemBank& bank, Rng& rng) {
  std::vector<ItemResponse> responses;
  for (ItemIndex item = 0; item < bank.size(); ++item)
    responses.push_back({item, {static_cast<std::int8_t>(rng.below(category_count(bank.item(item))))}});
  return responses;
}

}  // namespace haven::irt
