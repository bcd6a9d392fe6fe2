#include "rest/router.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace haven::rest {
namespace {

constexpr std::string_view base_word = "{base}";

std::string full_path(std::string_view path, std::string_view base_path) {
  if (!path.starts_with(base_word)) return std::string(path);
  return std::string(base_path) + std::string(path.substr(base_word.size()));
}

bool is_placeholder(std::string_view segment) { return segment.starts_with('{'); }

/// The values of the placeholders, or nullopt when the segments differ.
std::optional<std::vector<std::string>> fit(const std::vector<std::string>& pattern,
                                            const std::vector<std::string>& segments) {
  if (pattern.size() != segments.size()) return std::nullopt;
  std::vector<std::string> values;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (is_placeholder(pattern[i]))
      values.push_back(segments[i]);
    else if (pattern[i] != segments[i])
      return std::nullopt;
  }
  return values;
}

}  // namespace

Router::Router(std::string_view base_path, bool with_page) {
  const auto add = [&](const Route& route) {
    std::string path = full_path(route.path, base_path);
    auto segments = parse_path(path);
    entries_.push_back({&route, std::move(path), std::move(*segments)});
  };
  for (const Route& route : route_table()) add(route);
  if (with_page)
    for (const Route& route : page_route_table()) add(route);
}

Match Router::find(std::string_view method, std::string_view path) const {
  Match match;
  const auto segments = parse_path(path);
  if (!segments) return match;
  const std::string_view wanted = method == "HEAD" ? std::string_view("GET") : method;
  for (const Entry& entry : entries_) {
    auto values = fit(entry.segments, *segments);
    if (!values) continue;
    match.allowed.push_back(entry.route->method);
    if (entry.route->method == "GET") match.allowed.emplace_back("HEAD");
    if (entry.route->method != wanted) continue;
    match.route = entry.route;
    match.path_values = std::move(*values);
  }
  if (!match.allowed.empty()) match.allowed.emplace_back("OPTIONS");
  return match;
}

}  // namespace haven::rest
