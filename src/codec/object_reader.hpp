#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "haven/core/clock.hpp"
#include "haven/core/error.hpp"

#include <nlohmann/json.hpp>

namespace haven::codec {

/// A double that JSON cannot write is a string: "nan", "inf", "-inf".
[[nodiscard]] nlohmann::json number_to_json(double value);

enum class Missing { refused, keeps_default };

/// Reads the fields of one JSON object into variables, strictly. Call finish() at the end: it refuses what was not
/// asked for. `where` names the object in messages.
class ObjectReader {
 public:
  ObjectReader(const nlohmann::json& object, std::string where, ErrorCode code, Missing missing = Missing::refused);

  void read(const char* name, double& value);
  void read(const char* name, std::optional<double>& value);
  void read(const char* name, int& value);
  void read(const char* name, bool& value);
  void read(const char* name, std::string& value);
  void read(const char* name, std::uint64_t& value);  ///< a string of decimal digits
  void read(const char* name, Duration& value);
  void read(const char* name, std::optional<Duration>& value);

  /// An enumerator by its name; `parse` turns text into optional<Enum>.
  template <class Enum, class Parse>
  void read(const char* name, Enum& value, Parse parse) {
    std::string text;
    if (!has(name)) return;
    read(name, text);
    const std::optional<Enum> parsed = parse(text);
    if (!parsed) refuse(name, "an unknown word");
    value = *parsed;
  }

  /// Is the field there? For a field that may be left out of an object whose others may not.
  [[nodiscard]] bool contains(const char* name) const;
  /// The field's value, or nullptr where it may be left out.
  [[nodiscard]] const nlohmann::json* take(const char* name);
  void finish() const;
  [[noreturn]] void refuse(std::string_view name, std::string_view what) const;
  [[nodiscard]] std::string place(std::string_view name) const;

 private:
  [[nodiscard]] bool has(const char* name);

  const nlohmann::json& object_;
  std::string where_;
  ErrorCode code_;
  Missing missing_;
  std::set<std::string, std::less<>> taken_;
};

}  // namespace haven::codec
