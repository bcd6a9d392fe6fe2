#pragma once

// Texts of enumerators, by place.

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace haven::srs::detail {

using Names = std::span<const std::string_view>;

/// The name at a place; "unknown" beyond the last.
inline std::string_view name_at(std::size_t place, Names names) noexcept {
  return place < names.size() ? names[place] : "unknown";
}

inline std::optional<std::size_t> place_of(std::string_view text, Names names) noexcept {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == text) return i;
  }
  return std::nullopt;
}

}  // namespace haven::srs::detail
