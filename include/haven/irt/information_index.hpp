#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "haven/irt/item_bank.hpp"

namespace haven::irt {

/// A set of items of one bank, as bits.
class ItemSet {
 public:
  ItemSet() = default;
  explicit ItemSet(std::size_t bank_size) : words_((bank_size + 63) / 64) {}

  void insert(ItemIndex item) { words_[item / 64] |= std::uint64_t{1} << (item % 64); }
  [[nodiscard]] bool contains(ItemIndex item) const { return ((words_[item / 64] >> (item % 64)) & 1U) != 0; }

 private:
  std::vector<std::uint64_t> words_;
};

/// Finds the most informative item at an ability without looking at the whole bank.
///
/// The ability range is cut into bins; each bin lists its items by the largest information that they reach inside the
/// bin. A search evaluates them in that order until the next bound cannot win, so the answer is that of a full scan,
/// which it falls back to outside the bins and when a bin's list is used up. Immutable, share freely.
class InformationIndex {
 public:
  explicit InformationIndex(const ItemBank& bank);

  /// The item with the largest information at `theta` that is not in `excluded`, or nullopt when all are. Items with
  /// exactly the same information are ranked by a hash of `tie_seed` and their position.
  [[nodiscard]] std::optional<ItemIndex> best(const ItemBank& bank, double theta, const ItemSet& excluded,
                                              std::uint64_t tie_seed) const;

 private:
  struct Bound {
    double information;
    ItemIndex item;
  };
  std::vector<std::vector<Bound>> bins_;
  std::size_t bank_size_ = 0;
};

/// The same answer as InformationIndex::best by evaluating every item: the reference for it.
[[nodiscard]] std::optional<ItemIndex> best_by_scan(const ItemBank& bank, double theta, const ItemSet& excluded,
                                                    std::uint64_t tie_seed);

}  // namespace haven::irt
