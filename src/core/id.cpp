#include "haven/core/id.hpp"

#include <cassert>

#include "haven/core/random.hpp"

namespace haven {
namespace {

constexpr bool hyphen_before(std::size_t byte) { return byte == 4 || byte == 6 || byte == 8 || byte == 10; }

constexpr int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string to_string(const Uuid& uuid) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < uuid.bytes.size(); ++i) {
    if (hyphen_before(i)) text += '-';
    text += digits[uuid.bytes[i] >> 4U];
    text += digits[uuid.bytes[i] & 0xFU];
  }
  return text;
}

std::optional<Uuid> parse_uuid(std::string_view text) noexcept {
  if (text.size() != 36) return std::nullopt;
  Uuid uuid;
  std::size_t at = 0;
  for (std::size_t i = 0; i < uuid.bytes.size(); ++i) {
    if (hyphen_before(i) && text[at++] != '-') return std::nullopt;
    const int high = hex_value(text[at]), low = hex_value(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    uuid.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    at += 2;
  }
  return uuid;
}

Uuid uuid_v7(Timestamp now, std::span<const std::uint8_t> random) {
  assert(random.size() >= 10);
  Uuid uuid;
  const auto milliseconds = static_cast<std::uint64_t>(now.microseconds / 1000);
  for (std::size_t i = 0; i < 6; ++i) uuid.bytes[i] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * i));
  for (std::size_t i = 6; i < 16; ++i) uuid.bytes[i] = random[i - 6];
  uuid.bytes[6] = static_cast<std::uint8_t>(0x70U | (uuid.bytes[6] & 0x0FU));
  uuid.bytes[8] = static_cast<std::uint8_t>(0x80U | (uuid.bytes[8] & 0x3FU));
  return uuid;
}

}  // namespace haven

std::size_t std::hash<haven::Uuid>::operator()(const haven::Uuid& uuid) const noexcept {
  std::uint64_t sum = 0;
  for (const std::uint8_t byte : uuid.bytes) sum = sum * 0x100000001B3ULL ^ byte;
  return static_cast<std::size_t>(haven::mix(sum));
}
