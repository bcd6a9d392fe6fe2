#include "rest/parameters.hpp"

#include <algorithm>

#include "codec/time_text.hpp"

namespace haven::rest {

std::optional<std::string> text_parameter(const Call& call, std::string_view name) {
  const auto found =
      std::find_if(call.query.begin(), call.query.end(), [&](const auto& entry) { return entry.first == name; });
  if (found == call.query.end()) return std::nullopt;
  return found->second;
}

std::optional<std::int64_t> integer_parameter(const Call& call, std::string_view name) {
  const auto text = text_parameter(call, name);
  if (!text) return std::nullopt;
  return std::stoll(*text);
}

std::optional<Uuid> uuid_parameter(const Call& call, std::string_view name) {
  const auto text = text_parameter(call, name);
  return text ? parse_uuid(*text) : std::nullopt;
}

std::optional<Timestamp> time_parameter(const Call& call, std::string_view name) {
  const auto text = text_parameter(call, name);
  return text ? codec::parse_time_text(*text) : std::nullopt;
}

int int_parameter(const Call& call, std::string_view name, int otherwise) {
  return static_cast<int>(integer_parameter(call, name).value_or(otherwise));
}

}  // namespace haven::rest
