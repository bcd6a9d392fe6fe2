#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "rest/http.hpp"

#include <nlohmann/json.hpp>

namespace haven::rest {

/// Answers of handlers, in the envelope {"success": true, "data": ...}.
[[nodiscard]] Response ok(nlohmann::json data);
[[nodiscard]] Response accepted(nlohmann::json data);
[[nodiscard]] Response created(const std::string& location, nlohmann::json data);
[[nodiscard]] Response page_of(nlohmann::json data, std::int64_t total, int limit, int offset);
[[nodiscard]] Response no_content();
[[nodiscard]] Response tagged(const std::string& etag, Response response);
/// JSON without the envelope.
[[nodiscard]] Response plain_json(int status, const nlohmann::json& body);

/// Content that clients keep, and ask about by its entity tag before they fetch it again. It is public unless
/// `cache_control` says otherwise.
[[nodiscard]] Response cacheable(std::string_view content_type, std::string content,
                                 std::string_view cache_control = "no-cache");

}  // namespace haven::rest
