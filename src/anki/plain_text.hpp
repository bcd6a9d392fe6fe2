#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace haven::anki {

/// The text of HTML as Anki sorts and compares first fields: without tags, comments, styles and scripts, the commonest
/// entities resolved; of an image or other media its name remains.
[[nodiscard]] std::string plain_text(std::string_view html);

/// Without tags, comments, styles and scripts.
[[nodiscard]] std::string without_tags(std::string_view html);
/// The same, the commonest entities resolved.
[[nodiscard]] std::string without_html(std::string_view html);

/// The number that Anki finds notes of an equal first field by: the first 32 bits of the SHA-1 of its plain text.
[[nodiscard]] std::uint32_t field_checksum(std::string_view plain);

}  // namespace haven::anki
