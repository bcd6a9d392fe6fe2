#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

/// The words in which schemas.cpp and flashcard_schemas.cpp write schemas.
namespace haven::rest::schema_parts {

using nlohmann::json;

inline json text(int maximum) { return {{"type", "string"}, {"minLength", 1}, {"maxLength", maximum}}; }
/// Text without control characters.
inline json line(int maximum) {
  return {{"type", "string"}, {"minLength", 1}, {"maxLength", maximum}, {"format", "single-line"}};
}
inline json free_text() { return {{"type", "string"}}; }
inline json uuid() { return {{"type", "string"}, {"format", "uuid"}}; }
inline json time() { return {{"type", "string"}, {"format", "date-time"}}; }
inline json number() { return {{"type", "number"}}; }
inline json flag() { return {{"type", "boolean"}}; }
inline json count(int minimum = 0) { return {{"type", "integer"}, {"minimum", minimum}}; }
inline json integer(int minimum, int maximum) {
  return {{"type", "integer"}, {"minimum", minimum}, {"maximum", maximum}};
}
inline json one_of(std::vector<std::string> words) { return {{"type", "string"}, {"enum", std::move(words)}}; }
inline json list(json items) { return {{"type", "array"}, {"items", std::move(items)}}; }
inline json list(json items, int minimum, int maximum) {
  return {{"type", "array"}, {"items", std::move(items)}, {"minItems", minimum}, {"maxItems", maximum}};
}

inline json or_null(json schema) {
  if (schema.contains("$ref")) return {{"anyOf", {std::move(schema), {{"type", "null"}}}}};
  schema["type"] = {schema["type"], "null"};
  if (schema.contains("enum")) schema["enum"].push_back(nullptr);
  return schema;
}

/// A closed object: all properties must be there but the `optional` ones.
inline json object(const json& properties, const std::vector<std::string>& optional = {}) {
  json required = json::array();
  for (const auto& [name, schema] : properties.items())
    if (std::find(optional.begin(), optional.end(), name) == optional.end()) required.push_back(name);
  return {{"type", "object"}, {"properties", properties}, {"required", required}, {"additionalProperties", false}};
}

}  // namespace haven::rest::schema_parts
