#include "crypto/bytes.hpp"

#include "haven/core/error.hpp"

#include <sodium.h>

namespace haven::crypto {
namespace {

constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

/// libsodium wants to be asked once before its first use; asking again is cheap and safe on any thread.
void wake_libsodium() {
  if (sodium_init() < 0) throw Error(ErrorCode::unavailable, "libsodium cannot start: no source of random numbers");
}

}  // namespace

void fill_random(std::span<std::uint8_t> bytes) {
  wake_libsodium();
  randombytes_buf(bytes.data(), bytes.size());
}

std::uint64_t random_word() {
  std::array<std::uint8_t, 8> bytes{};
  fill_random(bytes);
  std::uint64_t word = 0;
  for (const std::uint8_t byte : bytes) word = word << 8U | byte;
  return word;
}

Uuid new_uuid(Timestamp now) {
  std::array<std::uint8_t, 10> random{};
  fill_random(random);
  return uuid_v7(now, random);
}

Digest sha256(std::string_view text) {
  Digest digest{};
  crypto_hash_sha256(digest.data(), bytes_of(text), text.size());
  return digest;
}

std::int64_t leading_word(const Digest& digest) noexcept {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 8; ++i) word = (word << 8U) | digest[i];
  return static_cast<std::int64_t>(word);
}

Digest hmac_sha256(std::string_view key, std::string_view message) {
  Digest digest{};
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes_of(key), key.size());
  crypto_auth_hmacsha256_update(&state, bytes_of(message), message.size());
  crypto_auth_hmacsha256_final(&state, digest.data());
  sodium_memzero(&state, sizeof state);
  return digest;
}

bool equal(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) noexcept {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string to_base64url(std::span<const std::uint8_t> bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
  text.pop_back();  // the terminating NUL
  return text;
}

std::string to_base64url(std::string_view text) {
  return to_base64url(std::span<const std::uint8_t>(bytes_of(text), text.size()));
}

std::optional<std::string> from_base64url(std::string_view text) {
  // libsodium 1.0.18 takes some bytes above 127 for letters.
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  if (text.find_first_not_of(alphabet) != std::string_view::npos) return std::nullopt;
  std::string bytes(text.size(), '\0');
  std::size_t length = 0;
  const char* end = nullptr;
  auto* out = reinterpret_cast<unsigned char*>(bytes.data());
  const int failed = sodium_base642bin(out, bytes.size(), text.data(), text.size(), nullptr, &length, &end, variant);
  if (failed != 0 || end != text.data() + text.size()) return std::nullopt;
  bytes.resize(length);
  return bytes;
}

}  // namespace haven::crypto
