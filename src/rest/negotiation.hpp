#pragma once

#include <span>
#include <string_view>

#include "rest/http.hpp"

namespace haven::rest {

/// True when the Accept header, if there is one, admits JSON.
[[nodiscard]] bool accepts_json(const RequestHead& head);
/// True when the Accept-Encoding header asks for gzip.
[[nodiscard]] bool accepts_gzip(const RequestHead& head);
/// True when the body says to be application/json, in UTF-8 if it names a charset.
[[nodiscard]] bool sends_json(const RequestHead& head);
/// True when the body says to be of one of these media types, whatever its parameters.
[[nodiscard]] bool sends_one_of(const RequestHead& head, std::span<const std::string_view> media_types);
/// True when If-None-Match names the entity tag, or "*".
[[nodiscard]] bool matches_etag(const RequestHead& head, std::string_view etag);

/// Throws ApiError DB_003 when If-Match is there and names neither this entity tag nor "*".
void require_match(const RequestHead& head, std::string_view etag);

}  // namespace haven::rest
