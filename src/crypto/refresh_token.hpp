#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/bytes.hpp"

namespace haven::crypto {

/// A refresh token: which session, which generation of it, and 256 bits that only the server can make. Opaque to
/// clients.
///
/// The secret is a keyed hash of session, generation and the session's salt. So the server, which stores only the
/// SHA-256 of the present token, can give the same child again to a client whose reply was lost, and can tell a token
/// of an older generation (stolen, or used twice) from one that was made up.
struct RefreshToken {
  Uuid session;
  std::int64_t generation = 0;
  Digest secret{};
};

[[nodiscard]] RefreshToken make_refresh_token(std::string_view key, const Uuid& session, const Digest& salt,
                                              std::int64_t generation);
[[nodiscard]] std::string to_string(const RefreshToken& token);
/// nullopt for text that to_string() does not write.
[[nodiscard]] std::optional<RefreshToken> parse_refresh_token(std::string_view text);

}  // namespace haven::crypto
