#pragma once

// A blueprint as a JSON object: the one list of its fields. Private.

#include <optional>
#include <string>

#include "haven/cat/blueprint.hpp"
#include "haven/core/error.hpp"

#include "codec/object_reader.hpp"

#include <nlohmann/json.hpp>

namespace haven::codec {

/// How a document is read: what its errors are, and whether fields may be left out.
struct Mode {
  ErrorCode code = ErrorCode::corrupt_data;
  Missing missing = Missing::refused;
};

[[nodiscard]] nlohmann::json optional_to_json(const std::optional<double>& value);
[[nodiscard]] nlohmann::json blueprint_to_json(const cat::Blueprint& blueprint);
[[nodiscard]] cat::Blueprint read_blueprint(const nlohmann::json& value, const std::string& where, Mode mode);

}  // namespace haven::codec
