#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace haven::cat {

/// The enumerator whose place in `names` holds `text`.
template <class Enum, std::size_t n>
std::optional<Enum> find(const std::array<std::string_view, n>& names, std::string_view text) noexcept {
  for (std::size_t i = 0; i < n; ++i)
    if (names[i] == text) return static_cast<Enum>(i);
  return std::nullopt;
}

/// The name of an enumerator.
template <class Enum, std::size_t n>
std::string_view name(const std::array<std::string_view, n>& names, Enum value) noexcept {
  const auto place = static_cast<std::size_t>(value);
  return place < n ? names[place] : "unknown";
}

}  // namespace haven::cat
