#pragma once

#include <optional>
#include <string_view>

#include "rest/http.hpp"

namespace haven::rest {

enum class HttpVersion { http_1_0, http_1_1 };

/// The status with which to refuse a request whose headers leave room for two opinions on where it ends or whom it is
/// for, or nullopt when there is none: exactly one Host on HTTP/1.1; one Content-Length that is one number; or one
/// Transfer-Encoding that is `chunked`, never both, never before HTTP/1.1. RFC 9112 section 3.2 and 6.3, stricter.
[[nodiscard]] std::optional<int> framing_refusal(const RequestHead& head, HttpVersion version);

/// True when the client waits for `100 Continue` before it sends the body.
[[nodiscard]] bool expects_continue(const RequestHead& head, HttpVersion version);

/// True when a request line ends in a well-formed version of HTTP that is neither 1.0 nor 1.1.
[[nodiscard]] bool names_other_version(std::string_view request_line);

/// True when a chunk extension holds only what may stand on a line.
[[nodiscard]] bool is_clean_chunk_extension(std::string_view extension);

}  // namespace haven::rest
