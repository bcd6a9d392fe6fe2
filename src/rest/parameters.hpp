#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "haven/core/clock.hpp"
#include "haven/core/id.hpp"

#include "rest/errors.hpp"
#include "rest/route.hpp"

/// What handlers read from path and query. The route's list has been checked against the query before.
namespace haven::rest {

[[nodiscard]] std::optional<std::string> text_parameter(const Call& call, std::string_view name);
[[nodiscard]] std::optional<std::int64_t> integer_parameter(const Call& call, std::string_view name);
/// Of a parameter that is an int by the route's bounds.
[[nodiscard]] int int_parameter(const Call& call, std::string_view name, int otherwise);

/// Of a parameter of the format uuid.
[[nodiscard]] std::optional<Uuid> uuid_parameter(const Call& call, std::string_view name);
/// Of a parameter of the format date-time.
[[nodiscard]] std::optional<Timestamp> time_parameter(const Call& call, std::string_view name);

/// The object that the path names first. Text that is no id names nothing: DB_001.
template <class Record>
[[nodiscard]] Id<Record> id_in_path(const Call& call) {
  const auto id = parse_id<Record>(call.path_values.front());
  if (!id) throw ApiError("DB_001", "not found, or not yours");
  return *id;
}

/// The object that a parameter of kind uuid names.
template <class Record>
[[nodiscard]] std::optional<Id<Record>> id_parameter(const Call& call, std::string_view name) {
  const auto text = text_parameter(call, name);
  return text ? parse_id<Record>(*text) : std::nullopt;
}

}  // namespace haven::rest
