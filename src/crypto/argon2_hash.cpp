#include "crypto/argon2_hash.hpp"

#include <charconv>
#include <span>
#include <string_view>

#include <sodium.h>

namespace haven::crypto {
namespace {

/// Takes the parts off a text one after the other; after the first that does not fit, `good` is false.
struct HashParts {
  std::string_view rest;
  bool good = true;

  void word(std::string_view expected) {
    good = good && rest.substr(0, expected.size()) == expected;
    if (good) rest.remove_prefix(expected.size());
  }
  std::uint32_t number() {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    good = good && error == std::errc{};
    if (good) rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    return value;
  }
  void bytes(std::span<std::uint8_t> out) {
    std::size_t length = 0;
    const char* end = rest.data();
    const int failed = sodium_base642bin(out.data(), out.size(), rest.data(), rest.size(), nullptr, &length, &end,
                                         sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    good = good && failed == 0 && length == out.size();
    if (good) rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  }
};

}  // namespace

std::optional<Argon2Hash> parse_argon2_hash(const std::string& text) {
  Argon2Hash hash;
  HashParts parts{text};
  parts.word("$argon2id$v=19$m=");
  hash.memory = std::size_t{parts.number()} * 1024;
  parts.word(",t=");
  hash.passes = parts.number();
  parts.word(",p=1$");
  parts.bytes(hash.salt);
  parts.word("$");
  parts.bytes(hash.hash);
  if (!parts.good || !parts.rest.empty()) return std::nullopt;
  return hash;
}

}  // namespace haven::crypto
