#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "crypto/bytes.hpp"

namespace haven::crypto {

/// A password hash as libsodium writes it: argon2id of one lane, with a salt of 16 bytes and a hash of 32.
struct Argon2Hash {
  std::size_t memory = 0;  ///< bytes
  unsigned long long passes = 0;
  std::array<std::uint8_t, 16> salt{};
  Digest hash{};
};

/// nullopt for text of any other form.
[[nodiscard]] std::optional<Argon2Hash> parse_argon2_hash(const std::string& text);

}  // namespace haven::crypto
