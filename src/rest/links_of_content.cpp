#include <algorithm>
#include <charconv>

#include "haven/codec/utf8.hpp"
#include "haven/core/id.hpp"

#include "codec/time_text.hpp"
#include "rest/body.hpp"
#include "rest/errors.hpp"
#include "rest/links.hpp"
#include "rest/negotiation.hpp"
#include "rest/schema.hpp"

namespace haven::rest {
namespace {

using nlohmann::json;

[[noreturn]] void refuse_parameter(const std::string& name, const std::string& message) {
  throw ApiError("VAL_005", "query parameter " + name + " " + message,
                 {{"fields", {{{"field", name}, {"message", message}}}}});
}

void check_integer(const QueryParameter& rule, const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || value < rule.minimum || value > rule.maximum)
    refuse_parameter(std::string(rule.name),
                     "must be an integer from " + std::to_string(rule.minimum) + " to " + std::to_string(rule.maximum));
}

void check_word(const QueryParameter& rule, const std::string& text) {
  if (std::find(rule.words.begin(), rule.words.end(), text) != rule.words.end()) return;
  std::string known;
  for (const std::string_view word : rule.words) known += (known.empty() ? "" : ", ") + std::string(word);
  refuse_parameter(std::string(rule.name), "must be one of " + known);
}

void check_value(const QueryParameter& rule, const std::string& text) {
  if (rule.maximum > 0) check_integer(rule, text);
  if (!rule.words.empty()) check_word(rule, text);
  if (rule.format == "uuid" && !parse_uuid(text)) refuse_parameter(std::string(rule.name), "must be a uuid");
  if (rule.format == "date-time" && !codec::parse_time_text(text))
    refuse_parameter(std::string(rule.name), "must be a moment of RFC 3339");
}

void check_parameters(const Route& route, const Parameters& parameters) {
  for (auto entry = parameters.begin(); entry != parameters.end(); ++entry) {
    const auto& name = entry->first;
    const auto rule =
        std::find_if(route.query.begin(), route.query.end(), [&](const auto& r) { return r.name == name; });
    if (rule == route.query.end()) refuse_parameter(codec::excerpt(name), "is not known here");
    if (std::any_of(parameters.begin(), entry, [&](const auto& earlier) { return earlier.first == name; }))
      refuse_parameter(name, "is repeated");
    check_value(*rule, entry->second);
  }
}

/// What a route without a body of its own takes.
const json& empty_object() {
  static const json schema = {{"type", "object"}, {"additionalProperties", false}};
  return schema;
}

void check_media_type(const Exchange& exchange) {
  if (!sends_one_of(exchange.request.head, exchange.route().media_types))
    throw ApiError("VAL_003", std::string(error_row("VAL_003").meaning));
}

std::string_view opaque_tag(std::string_view etag) {
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  return etag;
}

}  // namespace

Response require_acceptable(Exchange& exchange, const Next& next) {
  const bool json_route = exchange.route().content == Content::json;
  if (json_route && !accepts_json(exchange.request.head))
    throw ApiError("VAL_012", std::string(error_row("VAL_012").meaning));
  return next();
}

Response answer_not_modified(Exchange& exchange, const Next& next) {
  Response response = next();
  if (exchange.route().method != "GET") return response;  // elsewhere the tag is that of the changed object
  for (const auto& [name, value] : response.headers)
    if (name == "ETag" && matches_etag(exchange.request.head, opaque_tag(value))) {
      response.status = 304;
      break;
    }
  return response;
}

Response read_query(Exchange& exchange, const Next& next) {
  if (exchange.route().content == Content::page) return next();
  auto parameters = parse_query(split_target(exchange.request.head.target).query);
  if (!parameters) throw ApiError("VAL_005", "the query is not well-formed");
  check_parameters(exchange.route(), *parameters);
  exchange.query = std::move(*parameters);
  return next();
}

Response read_body(Exchange& exchange, const Next& next) {
  const Route& route = exchange.route();
  const std::string& body = exchange.request.body;
  if (!route.media_types.empty()) {
    check_media_type(exchange);
    return next();
  }
  if (route.method == "GET" || (route.request.empty() && body.empty())) return next();
  if (!sends_json(exchange.request.head)) throw ApiError("VAL_003", std::string(error_row("VAL_003").meaning));
  exchange.body = parse_body(body, route.request.empty() ? empty_object() : schema_ref(route.request));
  return next();
}

Response call_handler(Exchange& exchange, const Next&) {
  const Call call{exchange.request.head,      std::move(exchange.match.path_values),
                  std::move(exchange.query),  std::move(exchange.body),
                  std::move(exchange.caller), exchange.client,
                  exchange.request.body};
  return exchange.route().handler(exchange.shared, call);
}

}  // namespace haven::rest
