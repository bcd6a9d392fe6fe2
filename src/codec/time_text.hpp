#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "haven/core/clock.hpp"

namespace haven::codec {

/// RFC 3339 in UTC, cut to milliseconds: "2026-11-22T21:00:00.000Z".
[[nodiscard]] std::string time_text(Timestamp time);

/// The moment that text of exactly that form names; nullopt for any other, and for days that no calendar has.
[[nodiscard]] std::optional<Timestamp> parse_time_text(std::string_view text) noexcept;
[[nodiscard]] bool is_time_text(std::string_view text) noexcept;

}  // namespace haven::codec
