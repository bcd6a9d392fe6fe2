#pragma once

#include <cstddef>
#include <string_view>

#include "haven/core/error.hpp"

#include <nlohmann/json.hpp>

namespace haven::codec {

/// Parses JSON as nlohmann::json does, and refuses what it lets pass: a name repeated in one object, and nesting deeper
/// than `depth` levels. Throws Error(code), for a syntax error
/// SyntaxError(code).
[[nodiscard]] nlohmann::json parse_strict(std::string_view text, ErrorCode code, int depth = 16);

/// Does the text hold one JSON object, as parse_strict() reads it?
[[nodiscard]] bool is_json_object(std::string_view text);

/// The 1-based line of the byte at `offset`.
[[nodiscard]] int line_of(std::string_view text, std::size_t offset) noexcept;

}  // namespace haven::codec
