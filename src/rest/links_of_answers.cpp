#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <new>
#include <span>

#include "haven/codec/utf8.hpp"
#include "haven/core/error.hpp"
#include "haven/core/random.hpp"

#include "codec/time_text.hpp"
#include "rest/errors.hpp"
#include "rest/gzip.hpp"
#include "rest/links.hpp"
#include "rest/negotiation.hpp"
#include "rest/security_headers.hpp"

namespace haven::rest {
namespace {

using codec::time_text;
using nlohmann::json;

constexpr std::size_t smallest_to_compress = 1024;

bool is_request_id(std::string_view text) {
  const auto is_sound = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), is_sound);
}

/// A UUIDv7. It need not be hard to guess, only unique.
std::string new_request_id(Shared& shared) {
  const std::uint64_t number = shared.requests.fetch_add(1, std::memory_order_relaxed);
  std::array<std::uint8_t, 16> bits{};
  for (std::size_t i = 0; i < 2; ++i) {
    const std::uint64_t word = mix(shared.request_seed + 2 * number + i);
    for (std::size_t j = 0; j < 8; ++j) bits[8 * i + j] = static_cast<std::uint8_t>(word >> (8 * j));
  }
  return to_string(uuid_v7(shared.clock.now(), bits));
}

json log_record(const Exchange& exchange, const Response& response, double milliseconds) {
  json record = {{"time", time_text(exchange.shared.clock.now())},
                 {"event", "request"},
                 {"request_id", exchange.request_id},
                 {"method", codec::excerpt(exchange.request.head.method, 16)},
                 {"status", response.status},
                 {"bytes", response.body.size()},
                 {"milliseconds", milliseconds},
                 {"client", exchange.client}};
  // The operation rather than the path, so that a line holds no ids; never a query.
  if (exchange.match.route != nullptr)
    record["operation"] = exchange.route().operation;
  else
    record["path"] = codec::excerpt(split_target(exchange.request.head.target).path, 128);
  if (exchange.caller) record["user"] = to_string(exchange.caller->user);
  if (!exchange.failure.empty()) record["failure"] = codec::excerpt(exchange.failure, 512);
  return record;
}

const std::string* find_header(const Response& response, std::string_view name) {
  const auto found = std::find_if(response.headers.begin(), response.headers.end(),
                                  [&](const auto& header) { return header.first == name; });
  return found == response.headers.end() ? nullptr : &found->second;
}

bool is_of_type(const Response& response, std::string_view prefix) {
  const std::string* type = find_header(response, "Content-Type");
  return type != nullptr && type->starts_with(prefix);
}

bool is_page(const Exchange& exchange, const Response& response) {
  const Route* route = exchange.match.route;
  return route != nullptr && route->content == Content::page && is_of_type(response, "text/");
}

bool is_file(const Exchange& exchange) {
  const Route* route = exchange.match.route;
  return route != nullptr && (route->content == Content::file || route->content == Content::medium);
}

std::span<const FixedHeader> security_headers(const Exchange& exchange, const Response& response) {
  if (is_page(exchange, response)) return page_security_headers();
  return is_file(exchange) ? file_security_headers() : json_security_headers();
}

/// What is packed already, as pictures and packages are, only takes time.
bool is_compressible(const Response& response) {
  constexpr std::array<std::string_view, 4> types = {"application/json", "application/javascript", "image/svg",
                                                     "text/"};
  return std::any_of(types.begin(), types.end(), [&](std::string_view type) { return is_of_type(response, type); });
}

/// What an allowed page may send and read.
void add_cors_headers(Response& response, std::string_view origin, bool is_preflight) {
  response.headers.emplace_back("Access-Control-Allow-Origin", std::string(origin));
  response.headers.emplace_back(
      "Access-Control-Expose-Headers",
      "Content-Disposition, ETag, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id");
  if (!is_preflight) return;
  const std::string* methods = find_header(response, "Allow");
  if (methods != nullptr) response.headers.emplace_back("Access-Control-Allow-Methods", *methods);
  response.headers.emplace_back("Access-Control-Allow-Headers",
                                "Authorization, Content-Type, If-Match, If-None-Match, X-Request-Id");
  response.headers.emplace_back("Access-Control-Max-Age", "600");
}

/// A request without a body can have wrong values in its query only.
InputSource source_of(const Exchange& exchange) {
  const Route* route = exchange.match.route;
  return route != nullptr && route->method == "GET" ? InputSource::query : InputSource::body;
}

Response internal_error(Exchange& exchange, std::string_view what) {
  exchange.failure = what;
  return error_response("SYS_001", error_row("SYS_001").meaning, {{"request_id", exchange.request_id}});
}

}  // namespace

Response give_request_id(Exchange& exchange, const Next& next) {
  const auto given = exchange.request.head.header("x-request-id");
  exchange.request_id = given && is_request_id(*given) ? std::string(*given) : new_request_id(exchange.shared);
  Response response = next();
  response.headers.emplace_back("X-Request-Id", exchange.request_id);
  return response;
}

Response write_log(Exchange& exchange, const Next& next) {
  const auto begin = std::chrono::steady_clock::now();
  Response response = next();
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
  if (const auto& log = exchange.shared.options.log)
    log(log_record(exchange, response, taken.count()).dump(-1, ' ', false, json::error_handler_t::replace));
  return response;
}

Response apply_cors(Exchange& exchange, const Next& next) {
  Response response = next();
  response.headers.emplace_back("Vary", "Origin, Accept-Encoding");
  const auto origin = exchange.request.head.header("origin");
  const auto& allowed = exchange.shared.options.cors_origins;
  if (origin && std::find(allowed.begin(), allowed.end(), *origin) != allowed.end())
    add_cors_headers(response, *origin, exchange.request.head.method == "OPTIONS");
  return response;
}

Response add_security_headers(Exchange& exchange, const Next& next) {
  Response response = next();
  const auto headers = security_headers(exchange, response);
  response.headers.insert(response.headers.end(), headers.begin(), headers.end());
  if (find_header(response, "Cache-Control") == nullptr) response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response compress(Exchange& exchange, const Next& next) {
  Response response = next();
  const Route* route = exchange.match.route;
  const bool holds_tokens = route != nullptr && route->budget == Budget::authentication;
  const bool pays = response.body.size() >= smallest_to_compress && is_compressible(response);
  if (!pays || holds_tokens || !accepts_gzip(exchange.request.head)) return response;
  response.body = gzip(response.body);
  response.headers.emplace_back("Content-Encoding", "gzip");
  return response;
}

Response answer_errors(Exchange& exchange, const Next& next) {
  try {
    return next();
  } catch (const ApiError& error) {
    return error_response(error);
  } catch (const Error& error) {
    Response response = error_response(error, source_of(exchange));
    if (response.status >= 500) exchange.failure = error.what();
    return response;
  } catch (const std::exception& error) {
    return internal_error(exchange, error.what());
  } catch (...) {
    return internal_error(exchange, "an exception of unknown type");
  }
}

}  // namespace haven::rest
