#include "rest/target.hpp"

#include <algorithm>

#include "haven/codec/utf8.hpp"

namespace haven::rest {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decode_text(std::string_view text) {
  auto decoded = percent_decode(text);
  if (decoded && !codec::is_utf8(*decoded)) return std::nullopt;
  return decoded;
}

std::optional<std::string> decode_parameter(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return decode_text(spaced);
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

Target split_target(std::string_view text) noexcept {
  const auto scheme = text.find("://");
  if (!text.starts_with('/') && scheme != std::string_view::npos) {
    const auto path = text.find('/', scheme + 3);
    text = path == std::string_view::npos ? std::string_view("/") : text.substr(path);
  }
  const auto question = text.find('?');
  if (question == std::string_view::npos) return {text, {}};
  return {text.substr(0, question), text.substr(question + 1)};
}

std::optional<std::vector<std::string>> parse_path(std::string_view path) {
  std::vector<std::string> segments;
  if (!path.starts_with('/')) return std::nullopt;
  if (path == "/") return segments;
  for (const std::string_view segment : split(path.substr(1), '/')) {
    auto decoded = decode_text(segment);
    if (!decoded) return std::nullopt;
    segments.push_back(std::move(*decoded));
  }
  return segments;
}

std::optional<Parameters> parse_query(std::string_view query) {
  Parameters parameters;
  for (const std::string_view pair : split(query, '&')) {
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto name = decode_parameter(pair.substr(0, equals));
    auto value = decode_parameter(equals == std::string_view::npos ? "" : pair.substr(equals + 1));
    if (!name || !value) return std::nullopt;
    parameters.emplace_back(std::move(*name), std::move(*value));
  }
  return parameters;
}

}  // namespace haven::rest
