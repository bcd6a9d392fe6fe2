#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace haven::codec {

/// True for well-formed UTF-8: no overlong form, surrogate, or code point beyond U+10FFFF (Unicode 15, table 3-7).
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// True when a control character (below U+0020, or U+007F) other than tab and line feed is in the text.
[[nodiscard]] bool has_control_characters(std::string_view text) noexcept;

/// At most `limit` bytes of well-formed text for a message, cut between characters, control characters as '?'.
[[nodiscard]] std::string excerpt(std::string_view text, std::size_t limit = 64);

}  // namespace haven::codec
