#include "rest/openapi.hpp"

#include <algorithm>
#include <cctype>
#include <map>

#include "haven/core/version.hpp"

#include "rest/errors.hpp"
#include "rest/schema.hpp"

#include <nlohmann/json.hpp>

namespace haven::rest {
namespace {

using nlohmann::json;
using Codes = std::vector<std::string_view>;

void add(Codes& codes, std::initializer_list<std::string_view> more) { codes.insert(codes.end(), more); }

std::string_view permission(Access access) {
  switch (access) {
    case Access::everyone:
      return "public";
    case Access::signed_in:
      return "authenticated";
    case Access::owner:
      return "owner";
  }
  return "";
}

json json_content(json schema) { return {{"application/json", {{"schema", std::move(schema)}}}}; }

bool has_pages(const Route& route) {
  return std::any_of(route.query.begin(), route.query.end(), [](const auto& rule) { return rule.name == "offset"; });
}

json closed(const json& properties, std::vector<std::string> required) {
  return {{"type", "object"},
          {"properties", properties},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

/// {"success": true, "data": ...}, with pagination where the route has pages.
json success_schema(const Route& route) {
  if (!route.enveloped) return schema_ref(route.response);
  json properties = {{"success", {{"type", "boolean"}, {"enum", {true}}}}, {"data", schema_ref(route.response)}};
  std::vector<std::string> required = {"success", "data"};
  if (has_pages(route)) {
    properties["pagination"] = schema_ref("Pagination");
    required.emplace_back("pagination");
  }
  return closed(properties, std::move(required));
}

json file_content(const std::vector<std::string_view>& media_types) {
  json content = json::object();
  for (const std::string_view type : media_types)
    content[std::string(type)] = {{"schema", {{"type", "string"}, {"format", "binary"}}}};
  return content;
}

json success_content(const Route& route) {
  if (route.content == Content::page) return {{"text/*", {{"schema", {{"type", "string"}}}}}};
  if (route.content == Content::file)
    return file_content({"application/octet-stream", "text/csv", "text/tab-separated-values"});
  if (route.content == Content::medium)
    return file_content({"application/octet-stream", "application/ogg", "audio/*", "image/*", "video/*"});
  if (route.response.empty()) return json_content({{"type", "object"}});
  return json_content(success_schema(route));
}

json text_header(std::string_view description) {
  return {{"description", description}, {"schema", {{"type", "string"}}}};
}

json success_response(const Route& route) {
  json response = {{"description", route.status == 204 ? "Done" : "Success"}};
  if (route.status != 204) response["content"] = success_content(route);
  if (route.status == 201) response["headers"]["Location"] = text_header("Path of the new object");
  if (route.versioned && route.status != 204) response["headers"]["ETag"] = text_header("Of the object's version");
  return response;
}

json error_schema(const Codes& codes) {
  json error = closed({{"code", {{"type", "string"}, {"enum", codes}}},
                       {"message", {{"type", "string"}}},
                       {"details", schema_ref("ErrorDetails")}},
                      {"code", "message", "details"});
  return closed({{"success", {{"type", "boolean"}, {"enum", {false}}}}, {"error", std::move(error)}},
                {"success", "error"});
}

json error_answer(const Codes& codes) {
  std::string description;
  for (const std::string_view code : codes) {
    if (!description.empty()) description += ' ';
    description.append(code).append(": ").append(error_row(code).meaning);
  }
  return {{"description", description}, {"content", json_content(error_schema(codes))}};
}

json error_answers(const Route& route) {
  std::map<int, Codes> by_status;
  for (const std::string_view code : error_codes(route)) by_status[error_row(code).status].push_back(code);
  json answers = json::object();
  for (const auto& [status, codes] : by_status) answers[std::to_string(status)] = error_answer(codes);
  answers["default"] = error_answer(transport_error_codes());
  return answers;
}

bool has_tag(const Route& route) {
  return route.versioned || (route.response.empty() && route.status == 200 && route.content != Content::file);
}

json responses(const Route& route) {
  json all = error_answers(route);
  all[std::to_string(route.status)] = success_response(route);
  if (route.response == "Readiness")
    all["503"] = {{"description", "Not ready"}, {"content", json_content(schema_ref(route.response))}};
  if (has_tag(route) && route.method == "GET") all["304"] = {{"description", "The client has it already"}};
  return all;
}

bool changes_version(const Route& route) { return route.versioned && route.method != "GET" && route.method != "POST"; }

json path_parameter(const std::string& name) {
  json schema = {{"type", "string"}};
  if (name == "id") schema["format"] = "uuid";
  return {{"name", name}, {"in", "path"}, {"required", true}, {"schema", std::move(schema)}};
}

json path_parameters(const Router::Entry& entry) {
  json parameters = json::array();
  for (const std::string& segment : entry.segments)
    if (segment.starts_with('{')) parameters.push_back(path_parameter(segment.substr(1, segment.size() - 2)));
  return parameters;
}

json query_parameter(const QueryParameter& parameter) {
  json schema = {{"type", "string"}};
  if (parameter.maximum > 0)
    schema = {{"type", "integer"}, {"minimum", parameter.minimum}, {"maximum", parameter.maximum}};
  if (!parameter.words.empty()) schema["enum"] = parameter.words;
  if (!parameter.format.empty()) schema["format"] = parameter.format;
  return {{"name", parameter.name},
          {"in", "query"},
          {"required", false},
          {"description", parameter.meaning},
          {"schema", std::move(schema)}};
}

json if_match() {
  return {{"name", "If-Match"},
          {"in", "header"},
          {"required", false},
          {"description", "Entity tag of the version to change; without it, whichever there is."},
          {"schema", {{"type", "string"}}}};
}

json parameters(const Router::Entry& entry) {
  json all = path_parameters(entry);
  if (changes_version(*entry.route)) all.push_back(if_match());
  for (const QueryParameter& parameter : entry.route->query) all.push_back(query_parameter(parameter));
  return all;
}

json operation(const Router::Entry& entry) {
  const Route& route = *entry.route;
  json form = {{"operationId", route.operation},           {"summary", route.summary},
               {"x-permission", permission(route.access)}, {"responses", responses(route)},
               {"parameters", parameters(entry)},          {"security", json::array()}};
  if (route.access != Access::everyone) form["security"].push_back({{"bearer", json::array()}});
  if (!route.request.empty())
    form["requestBody"] = {{"required", true}, {"content", json_content(schema_ref(route.request))}};
  if (!route.media_types.empty())
    form["requestBody"] = {{"required", true}, {"content", file_content(route.media_types)}};
  return form;
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

json components() {
  return {{"schemas", named_schemas()},
          {"securitySchemes", {{"bearer", {{"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "JWT"}}}}}};
}

}  // namespace

Codes transport_error_codes() {
  return {"SYS_001", "SYS_004", "SYS_010", "SYS_011", "SYS_012", "SYS_013", "SYS_014", "SYS_015", "VAL_004"};
}

Codes error_codes(const Route& route) {
  Codes codes = {"SYS_001"};
  if (route.content != Content::page) add(codes, {"VAL_005"});
  if (route.content == Content::json) add(codes, {"VAL_012"});
  if (route.budget != Budget::none) add(codes, {"SYS_003"});
  if (route.method != "GET") add(codes, {"DB_002", "VAL_001", "VAL_002", "VAL_003", "VAL_006"});
  if (route.access != Access::everyone)
    add(codes, {"AUTH_002", "AUTH_003", "AUTH_004", "AUTH_005", "AUTH_007", "AUTH_010"});
  if (route.access == Access::owner) add(codes, {"DB_001"});
  if (changes_version(route)) add(codes, {"DB_003"});
  if (route.cost != Cost::trivial) add(codes, {"DB_005", "DB_006", "DB_008", "DB_009"});
  codes.insert(codes.end(), route.errors.begin(), route.errors.end());
  std::sort(codes.begin(), codes.end());
  return codes;
}

std::string openapi_json(const Router& router) {
  json document = {
      {"openapi", "3.1.0"},
      {"info", {{"title", "Haven"}, {"version", version()}, {"license", {{"name", "MIT"}, {"identifier", "MIT"}}}}},
      {"servers", {{{"url", "/"}}}},
      {"components", components()},
      {"paths", json::object()}};
  for (const Router::Entry& entry : router.entries())
    document["paths"][entry.path][lower(entry.route->method)] = operation(entry);
  return document.dump();
}

}  // namespace haven::rest
