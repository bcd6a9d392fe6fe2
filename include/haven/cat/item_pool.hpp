#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "haven/irt/item_bank.hpp"

namespace haven::cat {

/// What an item is about, besides its parameters.
struct ItemContent {
  std::map<std::string, std::string> attributes{};  ///< e.g. {"client_need", "management_of_care"}; one value for each
  std::string set{};                   ///< the case study that it belongs to; empty for an item that stands alone
  std::vector<std::string> enemies{};  ///< ids of items that no exam gives together with this one; one side is enough
  bool pretest = false;                ///< on trial: given by the pretest rule only, never scored

  bool operator==(const ItemContent&) const = default;
};

/// The items of a bank with their content: what an exam draws from. The items of a set are given together in the order
/// of the bank. Immutable; a copy shares the data; share freely between threads.
class ItemPool {
 public:
  /// Items without content: a bank is a pool of items that stand alone. Not explicit on purpose.
  ItemPool(irt::ItemBank bank);  // NOLINT(google-explicit-constructor)
  /// `content` has one entry for each item. Throws Error(invalid_argument), naming the item, for another length, an
  /// enemy that is not in the bank, is the item itself or of its set, an attribute without a value, and a set of one
  /// item or with a pretest item in it.
  ItemPool(irt::ItemBank bank, std::vector<ItemContent> content);

  [[nodiscard]] const irt::ItemBank& bank() const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return bank().size(); }
  [[nodiscard]] const ItemContent& content(irt::ItemIndex item) const;
  /// A hash of bank and content; that of the bank where there is no content.
  [[nodiscard]] std::uint64_t fingerprint() const noexcept;

  /// The attributes in use, in alphabetical order.
  [[nodiscard]] std::span<const std::string> attributes() const noexcept;
  /// The values of one attribute in alphabetical order. Throws Error(invalid_argument) for an unknown attribute.
  [[nodiscard]] std::span<const std::string> values(std::string_view attribute) const;
  /// For every item the place of its value in values(attribute), or `no_value`. Throws as values().
  [[nodiscard]] std::span<const std::uint16_t> value_places(std::string_view attribute) const;
  static constexpr std::uint16_t no_value = 0xFFFF;

  /// The sets, each a list of items in their order.
  [[nodiscard]] std::span<const std::vector<irt::ItemIndex>> sets() const noexcept;
  /// The place of the item's set in sets(), or nullopt for an item that stands alone.
  [[nodiscard]] std::optional<std::size_t> set_of(irt::ItemIndex item) const noexcept;
  /// The items that may not be given together with this one, in rising order.
  [[nodiscard]] std::span<const irt::ItemIndex> enemies(irt::ItemIndex item) const noexcept;
  /// The pretest items, in rising order.
  [[nodiscard]] std::span<const irt::ItemIndex> pretest() const noexcept;

 private:
  struct Data;
  std::shared_ptr<const Data> data_;
};

}  // namespace haven::cat
