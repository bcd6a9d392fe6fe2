#include "rest/reply.hpp"

#include <functional>
#include <utility>

namespace haven::rest {
namespace {

using codec::JsonWriter;
using nlohmann::json;

Response json_text(int status, std::string text) {
  return {status, {{"Content-Type", "application/json; charset=utf-8"}}, std::move(text)};
}

/// {"success": true, "data": ...}
Response enveloped(int status, const WriteData& data) {
  JsonWriter out;
  data(out.begin_object().field("success", true).name("data"));
  return json_text(status, out.end_object().take());
}

void write(JsonWriter& out, const PageInfo& page) {
  out.begin_object().field("total", page.total).field("limit", page.limit).field("offset", page.offset);
  out.field("hasMore", page.next.has_value());
  if (page.total_is_capped) out.field("totalIsCapped", true);
  if (page.next) out.field("next", *page.next);
  out.end_object();
}

std::string text_of(const json& body) { return body.dump(-1, ' ', false, json::error_handler_t::replace); }

WriteData written(const json& data) {
  return [&data](JsonWriter& out) { out.written(text_of(data)); };
}

}  // namespace

Response plain_json(int status, const json& body) { return json_text(status, text_of(body)); }

Response ok(const WriteData& data) { return enveloped(200, data); }
Response ok(const json& data) { return ok(written(data)); }

Response accepted(const json& data) { return enveloped(202, written(data)); }

Response created(const std::string& location, const WriteData& data) {
  Response response = enveloped(201, data);
  response.headers.emplace_back("Location", location);
  return response;
}
Response created(const std::string& location, const json& data) { return created(location, written(data)); }

Response page_of(const WriteData& data, const PageInfo& page) {
  JsonWriter out;
  data(out.begin_object().field("success", true).name("data"));
  write(out.name("pagination"), page);
  return json_text(200, out.end_object().take());
}
Response page_of(const json& data, const PageInfo& page) { return page_of(written(data), page); }

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
