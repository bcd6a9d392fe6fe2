#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace haven::rest {

using Parameters = std::vector<std::pair<std::string, std::string>>;

/// A request target split at its question mark, without "http://host" in front, which a client may send and a server
/// must take (RFC 9112, 3.2.2). The views are into the text given.
struct Target {
  std::string_view path;
  std::string_view query;
};
[[nodiscard]] Target split_target(std::string_view text) noexcept;

/// The segments of a path, percent-decoded after splitting: "/a/b" gives {"a", "b"}, "/" gives {}. nullopt for text
/// that does not begin with a slash, a bad escape, and what is not UTF-8 after decoding.
[[nodiscard]] std::optional<std::vector<std::string>> parse_path(std::string_view path);

/// The parameters of a query in order; '+' stands for a space. nullopt as above.
[[nodiscard]] std::optional<Parameters> parse_query(std::string_view query);

/// nullopt for a '%' that two hexadecimal digits do not follow.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);

/// The parts between separators; "a//b" has an empty one in the middle.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace haven::rest
