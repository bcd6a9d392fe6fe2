#pragma once

#include <span>
#include <string_view>

namespace haven::rest {

/// What a browser may show or play, by its first bytes, whatever its sender says of it: the media type, or empty for
/// anything else. "image/svg+xml" may hold scripts: it must be served so that none runs.
[[nodiscard]] std::string_view media_type_of(std::string_view content) noexcept;

}  // namespace haven::rest
