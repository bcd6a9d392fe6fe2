#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "haven/cat/item_pool.hpp"

namespace haven::test {

/// Twelve items of all models: two areas, one case study, two pretest items, one pair of enemies.
inline cat::ItemPool small_pool() {
  std::vector<irt::BankEntry> entries;
  std::vector<cat::ItemContent> content(12);
  for (int i = 0; i < 12; ++i) {
    const double b = -1.5 + 0.25 * i;
    irt::Item item = irt::LogisticItem{1.0 + 0.05 * i, b, 0.1, 1.0};
    if (i % 4 == 1) item = irt::GradedItem{1.2, {b, b + 0.7}};
    if (i % 4 == 2) item = irt::PartialCreditItem{0.9, {b, b - 0.3}};
    if (i % 4 == 3) item = irt::NominalItem{{0.0, 0.5, 1.5}, {0.0, b, -b}};
    entries.push_back({std::to_string(i), item});
    content[static_cast<std::size_t>(i)].attributes["area"] = i % 2 == 0 ? "a" : "b";
    if (i == 4 || i == 5) content[static_cast<std::size_t>(i)].set = "case";
    if (i >= 10) content[static_cast<std::size_t>(i)].pretest = true;
  }
  content[0].enemies = {"1"};
  return {irt::ItemBank(std::move(entries)), std::move(content)};
}

}  // namespace haven::test
