#pragma once

#include <string_view>

#include "rest/target.hpp"

#include <nlohmann/json.hpp>

namespace haven::rest {

inline constexpr int maximum_json_depth = 32;

/// Reads a body against a schema. Throws ApiError: VAL_002 for what is not well-formed, VAL_006 for unknown fields,
/// VAL_001 for the rest, with details.fields.
[[nodiscard]] nlohmann::json parse_body(std::string_view text, const nlohmann::json& schema);

}  // namespace haven::rest
