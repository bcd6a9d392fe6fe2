#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "haven/core/clock.hpp"

namespace haven {

/// A UUID (RFC 9562), 16 bytes in network order. This is also the stored form.
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  [[nodiscard]] bool is_nil() const noexcept { return *this == Uuid{}; }
  auto operator<=>(const Uuid&) const = default;
};

/// Lower-case text with hyphens, 36 characters.
[[nodiscard]] std::string to_string(const Uuid& uuid);
/// Reads the 36-character form, either case; nullopt for anything else.
[[nodiscard]] std::optional<Uuid> parse_uuid(std::string_view text) noexcept;
/// UUIDv7: 48 bits of UTC milliseconds, then 74 of the random bits given (at least 10 bytes).
[[nodiscard]] Uuid uuid_v7(Timestamp now, std::span<const std::uint8_t> random);

/// The identity of one kind of record; ids of different kinds do not mix. `Id<User>`, `Id<Question>`.
template <class Record>
struct Id {
  Uuid uuid;

  [[nodiscard]] bool is_nil() const noexcept { return uuid.is_nil(); }
  auto operator<=>(const Id&) const = default;
};

template <class Record>
[[nodiscard]] std::string to_string(const Id<Record>& id) {
  return to_string(id.uuid);
}

template <class Record>
[[nodiscard]] std::optional<Id<Record>> parse_id(std::string_view text) noexcept {
  const auto uuid = parse_uuid(text);
  if (!uuid) return std::nullopt;
  return Id<Record>{*uuid};
}

}  // namespace haven

template <>
struct std::hash<haven::Uuid> {
  std::size_t operator()(const haven::Uuid& uuid) const noexcept;
};

template <class Record>
struct std::hash<haven::Id<Record>> {
  std::size_t operator()(const haven::Id<Record>& id) const noexcept { return std::hash<haven::Uuid>{}(id.uuid); }
};
