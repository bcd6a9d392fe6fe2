#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "haven/irt/item_bank.hpp"

namespace haven::irt {

/// The scored response to one item: 0 incorrect, 1 correct, or 0 up to its highest score for a polytomous item; or
/// missing, which means not presented, never wrong.
struct Response {
  std::int8_t score = -1;

  [[nodiscard]] constexpr bool is_missing() const noexcept { return score < 0; }
  auto operator<=>(const Response&) const = default;

  static const Response missing;
  static const Response incorrect;
  static const Response correct;
};

inline constexpr Response Response::missing{-1};
inline constexpr Response Response::incorrect{0};
inline constexpr Response Response::correct{1};

/// A response and the item it belongs to.
struct ItemResponse {
  ItemIndex item = 0;
  Response response;

  bool operator==(const ItemResponse&) const = default;
};

/// The responses of `pattern` (one entry for each item of the bank) that are not missing.
/// Throws Error(invalid_argument) when the length is not the bank's or a score is neither -1 nor one
/// that the item has.
[[nodiscard]] std::vector<ItemResponse> presented(const ItemBank& bank, std::span<const Response> pattern);

/// Throws Error(invalid_argument) when an item is not in the bank, appears twice, or a response is missing or out of
/// range.
void validate(const ItemBank& bank, std::span<const ItemResponse> responses);

}  // namespace haven::irt
