#include "haven/cat/conditions.hpp"

#include <algorithm>

namespace haven::cat {

std::vector<irt::ItemIndex> seen_since(std::span<const SeenItem> history, Timestamp since) {
  std::vector<irt::ItemIndex> items;
  for (const auto& [item, at] : history)
    if (at >= since) items.push_back(item);
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
  return items;
}

}  // namespace haven::cat
