#include "rest/reply.hpp"

#include <functional>
#include <utility>

namespace haven::rest {
namespace {

using nlohmann::json;

Response enveloped(int status, json data) { return plain_json(status, {{"success", true}, {"data", std::move(data)}}); }

}  // namespace

Response plain_json(int status, const json& body) {
  return {status,
          {{"Content-Type", "application/json; charset=utf-8"}},
          body.dump(-1, ' ', false, json::error_handler_t::replace)};
}

Response ok(json data) { return enveloped(200, std::move(data)); }

Response accepted(json data) { return enveloped(202, std::move(data)); }

Response created(const std::string& location, json data) {
  Response response = enveloped(201, std::move(data));
  response.headers.emplace_back("Location", location);
  return response;
}

Response page_of(json data, std::int64_t total, int limit, int offset) {
  const bool has_more = offset + static_cast<std::int64_t>(data.size()) < total;
  const json pagination = {{"total", total}, {"limit", limit}, {"offset", offset}, {"hasMore", has_more}};
  return plain_json(200, {{"success", true}, {"data", std::move(data)}, {"pagination", pagination}});
}

Response cacheable(std::string_view content_type, std::string content, std::string_view cache_control) {
  const std::string tag = "W/\"" + std::to_string(std::hash<std::string_view>{}(content)) + "\"";
  return {200,
          {{"Content-Type", std::string(content_type)}, {"ETag", tag}, {"Cache-Control", std::string(cache_control)}},
          std::move(content)};
}

Response tagged(const std::string& etag, Response response) {
  response.headers.emplace_back("ETag", etag);
  return response;
}

Response no_content() { return {204, {}, {}}; }

}  // namespace haven::rest
