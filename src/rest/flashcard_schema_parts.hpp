#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "haven/services/flashcard_service.hpp"

#include "rest/schema_parts.hpp"

/// The words in which the schemas of flashcards are written, beside those of schema_parts.hpp.
namespace haven::rest::schema_parts {

constexpr std::int64_t day_microseconds = 86'400'000'000;
constexpr std::int64_t end_of_time = 253'402'300'799'999'999;   // of the year 9999, which RFC 3339 can still say
constexpr std::int64_t largest_exact = std::int64_t{1} << 53U;  // number that every reader of JSON keeps

inline json long_integer(std::int64_t minimum, std::int64_t maximum) {
  return {{"type", "integer"}, {"minimum", minimum}, {"maximum", maximum}};
}
inline json whole() { return {{"type", "integer"}}; }
inline json share() { return {{"type", "number"}, {"minimum", 0}, {"maximum", 1}}; }
inline json rating() { return one_of({"again", "hard", "good", "easy"}); }
inline json config_hash() { return {{"type", "string"}, {"minLength", 64}, {"maxLength", 64}}; }

/// An object of which any property may be left out.
inline json partial(const json& properties) {
  std::vector<std::string> names;
  for (const auto& property : properties.items()) names.push_back(property.key());
  return object(properties, names);
}

}  // namespace haven::rest::schema_parts
