#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace haven::codec {

/// Writes JSON from left to right, without a tree of values in between: for what is written often. Whoever writes sees
/// to it that every name has its value and every bracket its end.
class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  /// The name of the next value: plain ASCII without quotes, as our names are.
  JsonWriter& name(std::string_view name);

  /// Text is escaped where it has to be; bytes that are no UTF-8 are replaced by U+FFFD.
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(bool truth) { return raw(truth ? "true" : "false"); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(std::uint32_t number) { return value(std::int64_t{number}); }
  JsonWriter& value(int number) { return value(std::int64_t{number}); }
  /// Reads back bit for bit; finite.
  JsonWriter& value(double number);
  JsonWriter& null() { return raw("null"); }
  /// A value that is JSON already.
  JsonWriter& written(std::string_view json) { return raw(json); }
  template <class Value>
  JsonWriter& value(const std::optional<Value>& maybe) {
    return maybe ? value(*maybe) : null();
  }

  template <class Value>
  JsonWriter& field(std::string_view field_name, const Value& of) {
    return name(field_name).value(of);
  }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  JsonWriter& raw(std::string_view token);
  void separate() {
    if (needs_comma_) text_ += ',';
  }

  std::string text_;
  bool needs_comma_ = false;  ///< before the next name or value
};

}  // namespace haven::codec
