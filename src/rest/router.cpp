#include "rest/router.hpp"

#include <algorithm>
#include <utility>

namespace haven::rest {
namespace {

constexpr std::string_view base_word = "{base}";

std::string full_path(std::string_view path, std::string_view base_path) {
  if (!path.starts_with(base_word)) return std::string(path);
  return std::string(base_path) + std::string(path.substr(base_word.size()));
}

bool is_placeholder(std::string_view segment) { return segment.starts_with('{'); }

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& segments) {
  return std::equal(
      pattern.begin(), pattern.end(), segments.begin(), segments.end(),
      [](const std::string& one, const std::string& given) { return is_placeholder(one) || one == given; });
}

/// The segments that stand for placeholders.
std::vector<std::string> values_of(const std::vector<std::string>& pattern, std::vector<std::string> segments) {
  std::vector<std::string> values;
  for (std::size_t i = 0; i < pattern.size(); ++i)
    if (is_placeholder(pattern[i])) values.push_back(std::move(segments[i]));
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
  auto segments = parse_path(path);
  if (!segments) return match;
  const std::string_view wanted = method == "HEAD" ? std::string_view("GET") : method;
  const Entry* found = nullptr;
  for (const Entry& entry : entries_) {
    if (!fits(entry.segments, *segments)) continue;
    match.allowed.push_back(entry.route->method);
    if (entry.route->method == "GET") match.allowed.emplace_back("HEAD");
    if (entry.route->method == wanted) found = &entry;
  }
  if (!match.allowed.empty()) match.allowed.emplace_back("OPTIONS");
  if (found == nullptr) return match;
  match.route = found->route;
  match.path_values = values_of(found->segments, std::move(*segments));
  return match;
}

}  // namespace haven::rest
