#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "haven/irt/item.hpp"

namespace haven::irt {

class InformationIndex;

/// The position of an item in its bank.
using ItemIndex = std::uint32_t;

/// An item and the name that messages and stored sessions use for it.
struct BankEntry {
  std::string id;
  Item item;
};

/// An immutable, validated set of items of any models, mixed as you like. A copy shares the data, so it is cheap; share
/// freely between threads.
class ItemBank {
 public:
  /// Throws Error(invalid_argument), naming the item, for bad parameters (see validate(Item)), an empty or repeated id,
  /// and for an empty bank.
  explicit ItemBank(std::vector<BankEntry> entries, const ItemLimits& limits = {});
  /// The same with the ids "0", "1", ...
  explicit ItemBank(std::span<const LogisticItem> items, const ItemLimits& limits = {});

  [[nodiscard]] std::size_t size() const noexcept;
  /// The item at `index`. Throws Error(invalid_argument) when there is none.
  [[nodiscard]] const Item& item(ItemIndex index) const;
  [[nodiscard]] const std::string& id(ItemIndex index) const;
  [[nodiscard]] std::optional<ItemIndex> find(std::string_view id) const;

  /// A hash of ids and exact parameters in order: equal banks have equal fingerprints, other banks almost surely not.
  [[nodiscard]] std::uint64_t fingerprint() const noexcept;

  /// Where the most informative items lie; built at the first call (about 20 ms for 10,000 items), then shared.
  [[nodiscard]] const InformationIndex& information_index() const;

  /// The items that are not logistic, in rising order.
  [[nodiscard]] std::span<const ItemIndex> polytomous() const noexcept;
  /// The most scores that an item of the bank has, at least 2.
  [[nodiscard]] std::size_t largest_category_count() const noexcept;

  /// The parameters of the logistic items as columns, for kernels that stream over the bank; NaN for other items.
  struct Columns {
    std::span<const double> discrimination;
    std::span<const double> difficulty;
    std::span<const double> pseudo_guessing;
    std::span<const double> upper_asymptote;
  };
  [[nodiscard]] Columns columns() const noexcept;

 private:
  struct Data;
  std::shared_ptr<const Data> data_;
};

}  // namespace haven::irt
