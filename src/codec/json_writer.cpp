#include "codec/json_writer.hpp"

#include <array>
#include <charconv>
#include <cstddef>

#include "haven/codec/utf8.hpp"

#include <nlohmann/json.hpp>

namespace haven::codec {
namespace {

enum class Treatment : std::uint8_t { none, escape, check };

/// What a byte of text needs: controls, quotes and backslashes are escaped, others than ASCII must be UTF-8.
constexpr std::array<Treatment, 256> treatments = [] {
  std::array<Treatment, 256> table{};
  for (std::size_t byte = 0; byte < 0x20; ++byte) table[byte] = Treatment::escape;
  for (std::size_t byte = 0x80; byte < 256; ++byte) table[byte] = Treatment::check;
  table['"'] = table['\\'] = Treatment::escape;
  return table;
}();

Treatment treatment(char c) { return treatments[static_cast<unsigned char>(c)]; }

void append_escape(std::string& out, char c) {
  constexpr std::string_view plain = "\"\\\b\f\n\r\t", letters = "\"\\bfnrt", digits = "0123456789abcdef";
  out += '\\';
  if (const auto place = plain.find(c); place != std::string_view::npos) {
    out += letters[place];
  } else {
    out.append("u00").append({digits[static_cast<std::size_t>(c) >> 4U], digits[static_cast<std::size_t>(c) & 0xFU]});
  }
}

std::string replaced(std::string_view text) {
  const nlohmann::json value = text;
  std::string quoted = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return quoted.substr(1, quoted.size() - 2);
}

void append_text(std::string& out, std::string_view text) {
  bool checked = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const Treatment needed = treatment(text[i]);
    if (needed == Treatment::none || (needed == Treatment::check && checked)) continue;
    if (needed == Treatment::check) {
      if (!is_utf8(text.substr(i))) {
        out.append(text.substr(begin, i - begin)).append(replaced(text.substr(i)));
        return;
      }
      checked = true;
      continue;
    }
    out.append(text.substr(begin, i - begin));
    append_escape(out, text[i]);
    begin = i + 1;
  }
  out.append(text.substr(begin));
}

template <class Number>
std::string_view digits_of(Number number, std::array<char, 32>& room) {
  const auto written = std::to_chars(room.data(), room.data() + room.size(), number);
  return {room.data(), static_cast<std::size_t>(written.ptr - room.data())};
}

}  // namespace

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  text_ += bracket;
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  text_ += bracket;
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view token) {
  separate();
  text_ += token;
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::name(std::string_view name) {
  separate();
  text_.append(1, '"').append(name).append("\":");
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  text_ += '"';
  append_text(text_, text);
  text_ += '"';
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  std::array<char, 32> room;
  return raw(digits_of(number, room));
}

JsonWriter& JsonWriter::value(double number) {
  std::array<char, 32> room;
  const std::string_view digits = digits_of(number, room);
  raw(digits);
  if (digits.find_first_of(".e") == std::string_view::npos) text_ += ".0";  // so that a reader takes it for a real one
  return *this;
}

}  // namespace haven::codec
