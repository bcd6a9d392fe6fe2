#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "codec/json_writer.hpp"
#include "rest/http.hpp"

#include <nlohmann/json.hpp>

namespace haven::rest {

/// Answers of handlers, in the envelope {"success": true, "data": ...}.
[[nodiscard]] Response ok(const nlohmann::json& data);
[[nodiscard]] Response accepted(const nlohmann::json& data);
[[nodiscard]] Response created(const std::string& location, const nlohmann::json& data);
/// A page of a list.
struct PageInfo {
  std::int64_t total = 0;
  bool total_is_capped = false;  ///< there are more than were counted
  int limit = 0;
  int offset = 0;
  std::optional<std::string> next;  ///< `after` of the next page; nullopt on the last
};
[[nodiscard]] Response page_of(const nlohmann::json& data, const PageInfo& page);

/// Writes one JSON value.
using WriteData = std::function<void(codec::JsonWriter& out)>;
// The same for what is asked for all the time, written straight to text.
[[nodiscard]] Response ok(const WriteData& data);
[[nodiscard]] Response created(const std::string& location, const WriteData& data);
[[nodiscard]] Response page_of(const WriteData& data, const PageInfo& page);

[[nodiscard]] Response no_content();
[[nodiscard]] Response tagged(const std::string& etag, Response response);
/// JSON without the envelope.
[[nodiscard]] Response plain_json(int status, const nlohmann::json& body);

/// Content that clients keep, and ask about by its entity tag before they fetch it again. It is public unless
/// `cache_control` says otherwise.
[[nodiscard]] Response cacheable(std::string_view content_type, std::string content,
                                 std::string_view cache_control = "no-cache");

}  // namespace haven::rest
