#include "rest/negotiation.hpp"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <string>
#include <vector>

#include "rest/errors.hpp"
#include "rest/target.hpp"

namespace haven::rest {
namespace {

std::string normalised(std::string_view text) {
  std::string result;
  for (const char c : text)
    if (c != ' ' && c != '\t') result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

/// "q=0", "q=0.", "q=0.000": not wanted at all.
bool is_refusal(std::string_view parameter) {
  return parameter.starts_with("q=0") && parameter.find_first_not_of("0.", 2) == std::string_view::npos;
}

/// The weight that the most specific of `names`, given first to last, has in a list header: wanted or not; the fallback
/// when none is listed.
bool wants(std::string_view header, std::initializer_list<std::string_view> names, bool fallback) {
  const std::string list = normalised(header);
  for (const std::string_view name : names) {
    for (const std::string_view element : split(list, ',')) {
      const auto parts = split(element, ';');
      if (parts.front() == name) return std::none_of(parts.begin() + 1, parts.end(), is_refusal);
    }
  }
  return fallback;
}

}  // namespace

bool accepts_json(const RequestHead& head) {
  const auto accept = head.header("accept");
  return !accept || wants(*accept, {"application/json", "application/*", "*/*"}, false);
}

bool accepts_gzip(const RequestHead& head) {
  const auto accept = head.header("accept-encoding");
  return accept && wants(*accept, {"gzip", "*"}, false);
}

bool sends_json(const RequestHead& head) {
  const auto type = head.header("content-type");
  if (!type) return false;
  const std::string text = normalised(*type);
  const auto parts = split(text, ';');
  const auto is_other_charset = [](std::string_view parameter) {
    return parameter.starts_with("charset=") && parameter != "charset=utf-8" && parameter != "charset=\"utf-8\"";
  };
  return parts.front() == "application/json" && std::none_of(parts.begin() + 1, parts.end(), is_other_charset);
}

bool sends_one_of(const RequestHead& head, std::span<const std::string_view> media_types) {
  const auto type = head.header("content-type");
  if (!type) return false;
  const std::string text = normalised(*type);
  return std::find(media_types.begin(), media_types.end(), split(text, ';').front()) != media_types.end();
}

bool matches_etag(const RequestHead& head, std::string_view etag) {
  const auto header = head.header("if-none-match");
  if (!header) return false;
  const std::string list = normalised(*header);
  const auto parts = split(list, ',');
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view tag) {
    if (tag.starts_with("w/")) tag.remove_prefix(2);
    return tag == "*" || tag == etag;
  });
}

void require_match(const RequestHead& head, std::string_view etag) {
  const auto header = head.header("if-match");
  if (!header) return;
  const std::string list = normalised(*header);
  const auto tags = split(list, ',');
  if (list != "*" && std::find(tags.begin(), tags.end(), etag) == tags.end())
    throw ApiError("DB_003", std::string(error_row("DB_003").meaning));
}

}  // namespace haven::rest
