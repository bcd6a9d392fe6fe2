#include "haven/codec/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace haven::codec {
namespace {

constexpr unsigned byte_at(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }

/// How many bytes the sequence has that begins with `lead`; 0 for a byte that begins none.
constexpr std::size_t sequence_length(unsigned lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

/// The second byte carries the limits that rule out overlong forms, surrogates and what is beyond U+10FFFF.
constexpr bool second_byte_allowed(unsigned lead, unsigned second) {
  const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  return second >= low && second <= high;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size();) {
    const unsigned lead = byte_at(text, i);
    const std::size_t length = sequence_length(lead);
    if (length == 0 || text.size() - i < length) return false;
    if (length > 1 && !second_byte_allowed(lead, byte_at(text, i + 1))) return false;
    for (std::size_t j = 2; j < length; ++j) {
      if ((byte_at(text, i + j) & 0xC0U) != 0x80U) return false;
    }
    i += length;
  }
  return true;
}

bool has_control_characters(std::string_view text) noexcept {
  return std::any_of(text.begin(), text.end(), [](char c) { return c != '\t' && c != '\n' && is_control(c); });
}

std::string excerpt(std::string_view text, std::size_t limit) {
  std::size_t end = std::min(limit, text.size());
  while (end > 0 && end < text.size() && (byte_at(text, end) & 0xC0U) == 0x80U) --end;
  std::string cut(text.substr(0, end));
  std::replace_if(cut.begin(), cut.end(), is_control, '?');
  return cut;
}

}  // namespace haven::codec
