#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "haven/core/random.hpp"
#include "haven/irt/item_bank.hpp"

namespace haven::irt {

/// The best few of the items met so far, largest value first. Equal values are ranked by a hash of a seed and the
/// item's position in its bank, so that neither the order of their coming nor memory decides. One thread at a time.
class RankedItems {
 public:
  struct Entry {
    double value;
    ItemIndex item;
  };

  /// Empty, with room for `count` items, at least one. Allocates only when it never had that much room.
  void start(std::size_t count, std::uint64_t tie_seed) {
    entries_.clear();
    entries_.reserve(count);
    count_ = count;
    tie_seed_ = tie_seed;
  }
  void clear() noexcept { entries_.clear(); }
  /// Meets an item, once each. NaN is no value: the item is passed over.
  void add(ItemIndex item, double value) {
    if (value != value || (is_full() && value < entries_.back().value)) return;
    const Entry entry{value, item};
    if (is_full() && !is_before(entry, entries_.back())) return;
    if (is_full()) entries_.pop_back();
    auto place = entries_.end();
    while (place != entries_.begin() && is_before(entry, *(place - 1))) --place;
    entries_.insert(place, entry);
  }
  /// True when no item whose value is at most `bound` can come in any more.
  [[nodiscard]] bool is_closed_to(double bound) const { return is_full() && entries_.back().value > bound; }
  /// The value that an item must reach at least to come in.
  [[nodiscard]] double bar() const {
    return is_full() ? entries_.back().value : -std::numeric_limits<double>::infinity();
  }
  [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }

  /// Equal values: the smaller hash comes first.
  [[nodiscard]] static std::uint64_t tie_rank(std::uint64_t tie_seed, ItemIndex item) noexcept {
    return mix(tie_seed ^ mix(item + std::uint64_t{1}));
  }

 private:
  [[nodiscard]] bool is_full() const { return entries_.size() == count_; }
  [[nodiscard]] bool is_before(const Entry& x, const Entry& y) const {
    if (x.value != y.value) return x.value > y.value;
    return tie_rank(tie_seed_, x.item) < tie_rank(tie_seed_, y.item);
  }

  std::vector<Entry> entries_;
  std::size_t count_ = 0;
  std::uint64_t tie_seed_ = 0;
};

}  // namespace haven::irt
