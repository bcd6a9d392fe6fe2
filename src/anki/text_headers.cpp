#include "anki/text_headers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "haven/codec/utf8.hpp"
#include "haven/core/error.hpp"

namespace haven::anki {
namespace {

std::string in_lower_case(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return result;
}

char separator_of(std::string_view value, int line) {
  constexpr std::array<std::pair<std::string_view, char>, 6> names = {
      {{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"space", ' '}, {"pipe", '|'}, {"colon", ':'}}};
  for (const auto& [name, character] : names) {
    if (in_lower_case(value) == name || value == std::string_view(&character, 1)) return character;
  }
  refuse_line(line, "unknown separator: " + codec::excerpt(value));
}

bool boolean_of(std::string_view value, int line) {
  if (in_lower_case(value) == "true") return true;
  if (in_lower_case(value) == "false") return false;
  refuse_line(line, "must be true or false, got " + codec::excerpt(value));
}

std::size_t column_of(std::string_view value, int line) {
  std::size_t column = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), column);
  const bool number = error == std::errc() && end == value.data() + value.size();
  if (!number || column == 0 || column > 1'000) refuse_line(line, "no column: " + codec::excerpt(value));
  return column - 1;
}

std::string_view without_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \r") + 1 - begin);
}

/// One line without its #. Names that are not known make it a comment.
void take(std::string_view text, TextHeaders& headers) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return;
  const std::string name = in_lower_case(without_blanks(text.substr(0, colon)));
  const std::string_view raw = text.substr(colon + 1);
  const std::string_view value = without_blanks(raw);
  if (name == "separator") headers.separator = separator_of(value.empty() ? raw.substr(0, 1) : value, headers.lines);
  if (name == "html") headers.html = boolean_of(value, headers.lines);
  if (name == "tags") headers.tags = words_of(value);
  if (name == "notetype") headers.note_type = value;
  if (name == "deck") headers.deck = value;
  if (name == "columns") headers.columns = value;
  if (name == "guid column") headers.guid_column = column_of(value, headers.lines);
  if (name == "notetype column") headers.note_type_column = column_of(value, headers.lines);
  if (name == "deck column") headers.deck_column = column_of(value, headers.lines);
  if (name == "tags column") headers.tags_column = column_of(value, headers.lines);
  if (name == "haven column") headers.data_column = column_of(value, headers.lines);
}

}  // namespace

void refuse_line(int line, const std::string& what) {
  throw Error(ErrorCode::invalid_argument, "line " + std::to_string(line) + ": " + what);
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find(' ', start), text.size());
    if (end > start) words.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  return words;
}

TextHeaders read_headers(std::string_view text) {
  TextHeaders headers;
  while (text.substr(headers.bytes).starts_with('#')) {
    const std::size_t end = std::min(text.find('\n', headers.bytes), text.size() - 1);
    ++headers.lines;
    std::string_view line = text.substr(headers.bytes + 1, end - headers.bytes);
    if (line.ends_with('\n')) line.remove_suffix(1);
    take(line, headers);
    headers.bytes = end + 1;
  }
  return headers;
}

}  // namespace haven::anki
