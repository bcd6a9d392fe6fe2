#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

/// The shapes of bodies, written once: the same JSON Schema checks what comes in and stands in the OpenAPI document.
namespace haven::rest {

/// Where a value breaks its schema.
struct SchemaProblem {
  std::string field;  ///< "response.option", "items.3.position"; empty for the whole value
  std::string message;
  bool unknown_field = false;
};

/// Every named schema, as the OpenAPI document's components/schemas.
[[nodiscard]] const nlohmann::json& named_schemas();

/// A reference to a named schema.
[[nodiscard]] nlohmann::json schema_ref(std::string_view name);

/// Checks a value against a schema made of: type, enum, properties, required, additionalProperties (false), items,
/// minItems, maxItems, minimum, maximum, minLength, maxLength (code points), format (uuid, date-time, single-line),
/// anyOf, $ref to a named one. The format "single-line" is ours: no control characters. Returns all problems, none for
/// a good value.
[[nodiscard]] std::vector<SchemaProblem> check_schema(const nlohmann::json& schema, const nlohmann::json& value);

}  // namespace haven::rest
