#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/core/id.hpp"

namespace haven::crypto {

/// Random bytes of the operating system; fit for secrets. Thread-safe.
void fill_random(std::span<std::uint8_t> bytes);
[[nodiscard]] std::uint64_t random_word();

/// A new UUIDv7.
[[nodiscard]] Uuid new_uuid(Timestamp now);

template <class Record>
[[nodiscard]] Id<Record> new_id(Timestamp now) {
  return {new_uuid(now)};
}

using Digest = std::array<std::uint8_t, 32>;

[[nodiscard]] Digest sha256(std::string_view text);
/// The first 8 bytes as a number, in network order.
[[nodiscard]] std::int64_t leading_word(const Digest& digest) noexcept;
[[nodiscard]] Digest hmac_sha256(std::string_view key, std::string_view message);
/// Compares in a time that does not depend on where the two differ.
[[nodiscard]] bool equal(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) noexcept;

/// base64url without padding (RFC 4648 section 5).
[[nodiscard]] std::string to_base64url(std::span<const std::uint8_t> bytes);
[[nodiscard]] std::string to_base64url(std::string_view text);
/// nullopt for padding, characters outside the alphabet, and unused bits that are not zero.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

}  // namespace haven::crypto
