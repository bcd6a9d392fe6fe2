#pragma once

#include <optional>

#include <nlohmann/json.hpp>

namespace haven::rest {

/// The JSON form of a value that may be absent: null, or `form(*value)`.
template <class Value, class Form>
nlohmann::json or_null(const std::optional<Value>& value, Form form) {
  if (!value) return nullptr;
  return form(*value);
}

/// True for a member that is there and not null.
inline bool is_given(const nlohmann::json& body, const char* name) {
  return body.contains(name) && !body[name].is_null();
}

}  // namespace haven::rest
