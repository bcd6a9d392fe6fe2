#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "anki/sha1.hpp"

namespace haven::anki {

/// One media file: where it is in the archive, and what it is called.
struct MediaItem {
  std::string entry;
  std::string name;
  std::optional<std::uint64_t> size;  ///< where the list says
  std::optional<Sha1Digest> sha1;
};

/// The list of a package of schema 11: a JSON object of names by entry. Like the next one, throws Error(corrupt_data)
/// for anything else, a name that is no file name, and two of one name.
[[nodiscard]] std::vector<MediaItem> media_from_json(std::string_view text);
/// The list of a package of schema 18, unpacked.
[[nodiscard]] std::vector<MediaItem> media_from_message(std::string_view bytes);

/// What the two read. Items of the second are in entries 0, 1, ...
[[nodiscard]] std::string to_json(const std::vector<MediaItem>& items);
[[nodiscard]] std::string to_message(const std::vector<MediaItem>& items);

/// A name that fields may refer to and every file system take: UTF-8, at most 255 bytes, no slash, backslash, colon or
/// control character, and not "." or "..".
[[nodiscard]] bool is_media_name(std::string_view name);

}  // namespace haven::anki
