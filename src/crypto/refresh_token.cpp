#include "crypto/refresh_token.hpp"

#include <algorithm>

namespace haven::crypto {
namespace {

/// Keeps this use of the signing key apart from the others.
constexpr std::string_view purpose = "haven refresh token 1";
constexpr std::size_t id_bytes = 16, generation_bytes = 8, secret_bytes = 32;

std::string big_endian(std::uint64_t word) {
  std::string bytes;
  for (unsigned shift = 64; shift > 0; shift -= 8) bytes += static_cast<char>(word >> (shift - 8) & 0xFFU);
  return bytes;
}

std::int64_t generation_of(std::string_view bytes) {
  std::uint64_t word = 0;
  for (const char c : bytes) word = word << 8U | static_cast<unsigned char>(c);
  return static_cast<std::int64_t>(word);
}

/// Session and generation: what the secret is bound to, and what the token begins with.
std::string name_of(const Uuid& session, std::int64_t generation) {
  return std::string(session.bytes.begin(), session.bytes.end()) + big_endian(static_cast<std::uint64_t>(generation));
}

}  // namespace

RefreshToken make_refresh_token(std::string_view key, const Uuid& session, const Digest& salt,
                                std::int64_t generation) {
  std::string message(purpose);
  message.append(salt.begin(), salt.end());
  message += name_of(session, generation);
  return {session, generation, hmac_sha256(key, message)};
}

std::string to_string(const RefreshToken& token) {
  std::string bytes = name_of(token.session, token.generation);
  bytes.append(token.secret.begin(), token.secret.end());
  return to_base64url(std::string_view(bytes));
}

std::optional<RefreshToken> parse_refresh_token(std::string_view text) {
  constexpr std::size_t length = id_bytes + generation_bytes + secret_bytes;
  if (text.size() != (length * 8 + 5) / 6) return std::nullopt;
  const auto bytes = from_base64url(text);
  if (!bytes || bytes->size() != length) return std::nullopt;
  RefreshToken token;
  std::copy_n(bytes->begin(), id_bytes, token.session.bytes.begin());
  token.generation = generation_of(std::string_view(*bytes).substr(id_bytes, generation_bytes));
  std::copy_n(bytes->begin() + id_bytes + generation_bytes, secret_bytes, token.secret.begin());
  return token;
}

}  // namespace haven::crypto
