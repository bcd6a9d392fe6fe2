#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace haven {

/// The stored names of an enumeration whose enumerators count 0, 1, 2, ... in the order of the names.
template <class Enum, std::size_t size>
struct EnumNames {
  std::array<std::string_view, size> names;

  [[nodiscard]] constexpr std::string_view name(Enum value) const noexcept {
    const auto index = static_cast<std::size_t>(value);
    return index < size ? names[index] : std::string_view("unknown");
  }

  [[nodiscard]] constexpr std::optional<Enum> value(std::string_view text) const noexcept {
    for (std::size_t i = 0; i < size; ++i) {
      if (names[i] == text) return static_cast<Enum>(i);
    }
    return std::nullopt;
  }
};

}  // namespace haven
