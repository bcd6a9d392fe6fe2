#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <string>
#include <string_view>
#include <utility>

namespace haven::codec {

/// Writes RFC 4180 records, ended by LF, into a text.
class CsvWriter {
 public:
  explicit CsvWriter(char separator = ',') : separator_(separator) {}

  /// Quoted where a comma, a quote or a line break asks for it.
  CsvWriter& text(std::string_view value) {
    separate();
    const char special[] = {separator_, '"', '\r', '\n'};
    if (value.find_first_of(std::string_view(special, sizeof special)) != std::string_view::npos) return quote(value);
    text_ += value;
    return *this;
  }
  /// Quoted whatever is in it.
  CsvWriter& quoted(std::string_view value) {
    separate();
    return quote(value);
  }

  /// The shortest digits that give the same double again; nothing for NaN.
  CsvWriter& number(double value) {
    separate();
    if (std::isnan(value)) return *this;
    char digits[32];
    text_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
    return *this;
  }
  CsvWriter& number(std::integral auto value) {
    separate();
    text_ += std::to_string(value);
    return *this;
  }

  void end_record() {
    text_ += '\n';
    first_ = true;
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void separate() {
    if (!first_) text_ += separator_;
    first_ = false;
  }

  CsvWriter& quote(std::string_view value) {
    text_ += '"';
    for (const char c : value) text_ += c == '"' ? std::string("\"\"") : std::string(1, c);
    text_ += '"';
    return *this;
  }

  char separator_;
  std::string text_;
  bool first_ = true;
};

}  // namespace haven::codec
