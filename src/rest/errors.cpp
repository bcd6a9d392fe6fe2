#include "rest/errors.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace haven::rest {
namespace {

using nlohmann::json;

constexpr ErrorRow table[] = {
    {"AUTH_001", 401, "Wrong e-mail address or password."},
    {"AUTH_002", 401, "An access token is needed."},
    {"AUTH_003", 401, "The token has expired."},
    {"AUTH_004", 401, "The token is not valid."},
    {"AUTH_005", 401, "The session has ended: log in again."},
    {"AUTH_006", 401, "A refresh token was used twice: the session has been ended."},
    {"AUTH_007", 403, "This role may not do that."},
    {"AUTH_010", 403, "The account is disabled."},
    {"DB_001", 404, "Not found, or not yours."},
    {"DB_002", 409, "Something with that unique value exists already."},
    {"DB_003", 412, "The object has changed since: read it again."},
    {"DB_005", 503, "The server is busy: try again."},
    {"DB_006", 503, "The database cannot be reached: try again later."},
    {"DB_008", 503, "The database schema and the server do not match."},
    {"DB_009", 500, "Stored data failed an integrity check."},
    {"SYS_001", 500, "Internal error. Report the request id."},
    {"SYS_002", 404, "No such route."},
    {"SYS_003", 429, "Too many requests: wait as long as Retry-After says."},
    {"SYS_004", 503, "The server has no room for this request, or is shutting down: try again."},
    {"SYS_007", 502, "The store for media cannot be reached or has no room left."},
    {"SYS_008", 501, "This server keeps no media."},
    {"SYS_010", 431, "The request's headers are too long."},
    {"SYS_011", 400, "The request is not well-formed HTTP."},
    {"SYS_012", 408, "The request was not received in time."},
    {"SYS_013", 417, "The Expect header asks for something that is not offered."},
    {"SYS_014", 501, "The transfer coding is not offered."},
    {"SYS_015", 505, "The HTTP version is not offered."},
    {"VAL_001", 422, "A value has the wrong type or is out of range: see details.fields."},
    {"VAL_002", 400, "The body is not well-formed JSON in UTF-8, repeats a name, or is nested too deep."},
    {"VAL_003", 415, "The body is not of a media type that the route takes."},
    {"VAL_004", 413, "The body is too large."},
    {"VAL_005", 400, "A query parameter is unknown, repeated or out of range."},
    {"VAL_006", 422, "The body has a field that is not known here."},
    {"VAL_007", 422, "The password is too short, too long or too easy to guess."},
    {"VAL_011", 405, "The route does not take this method: see Allow."},
    {"VAL_012", 406, "The answer is only offered as application/json."},
    {"VAL_013", 409, "The object's state does not allow that."},
    {"VAL_014", 409, "The answer is out of order, or another one was given there."},
    {"VAL_015", 409, "The sitting has ended."},
    {"VAL_016", 422, "The package is broken, or holds more than is allowed."},
};

/// Reason words of services with a code of their own. The first row that fits decides; an empty reason fits all.
struct Mapping {
  ErrorCode code;
  std::string_view reason;
  std::string_view api_code;
};

constexpr Mapping mappings[] = {
    {ErrorCode::unauthenticated, "bad_credentials", "AUTH_001"},
    {ErrorCode::unauthenticated, "token_expired", "AUTH_003"},
    {ErrorCode::unauthenticated, "session_revoked", "AUTH_005"},
    {ErrorCode::unauthenticated, "refresh_token_reused", "AUTH_006"},
    {ErrorCode::unauthenticated, "", "AUTH_004"},
    {ErrorCode::forbidden, "account_disabled", "AUTH_010"},
    {ErrorCode::forbidden, "", "AUTH_007"},
    {ErrorCode::not_found, "", "DB_001"},
    {ErrorCode::conflict, "unique", "DB_002"},
    {ErrorCode::conflict, "row_version", "DB_003"},
    {ErrorCode::conflict, "review_differs", "VAL_014"},
    {ErrorCode::conflict, "undo_differs", "VAL_014"},
    {ErrorCode::conflict, "card_changed", "VAL_014"},
    {ErrorCode::conflict, "answer_out_of_order", "VAL_014"},
    {ErrorCode::conflict, "session_finished", "VAL_015"},
    {ErrorCode::conflict, "deadline_passed", "VAL_015"},
    {ErrorCode::conflict, "schema_newer", "DB_008"},
    {ErrorCode::conflict, "schema_changed", "DB_008"},
    {ErrorCode::conflict, "", "VAL_013"},
    {ErrorCode::invalid_argument, "password", "VAL_007"},
    {ErrorCode::invalid_argument, "", "VAL_001"},
    {ErrorCode::unavailable, "busy", "DB_005"},
    {ErrorCode::unavailable, "deadlock", "DB_005"},
    {ErrorCode::unavailable, "media_store", "SYS_007"},
    {ErrorCode::unavailable, "", "DB_006"},
    {ErrorCode::corrupt_data, "", "DB_009"},
};

/// What the caller of a service should read beside the message.
json details_of(const Error& error, std::string_view code) {
  json details = json::object();
  if (!error.reason().empty()) details["reason"] = error.reason();
  const bool names_field = code == "VAL_001" || code == "VAL_005" || code == "VAL_007";
  if (names_field) details["fields"] = {{{"field", error.reason()}, {"message", error.what()}}};
  return details;
}

}  // namespace

std::span<const ErrorRow> error_table() noexcept { return table; }

const ErrorRow& error_row(std::string_view code) {
  const auto row = std::find_if(std::begin(table), std::end(table), [&](const ErrorRow& r) { return r.code == code; });
  assert(row != std::end(table));
  return *row;
}

std::string_view api_code(ErrorCode code, std::string_view reason) noexcept {
  const auto fits = [&](const Mapping& m) { return m.code == code && (m.reason.empty() || m.reason == reason); };
  const auto found = std::find_if(std::begin(mappings), std::end(mappings), fits);
  return found == std::end(mappings) ? "SYS_001" : found->api_code;
}

ApiError::ApiError(std::string_view api_code, const std::string& message, json details)
    : std::runtime_error(message), api_code_(error_row(api_code).code), details_(std::move(details)) {}

Response error_response(std::string_view api_code, std::string_view message, const json& details) {
  const ErrorRow& row = error_row(api_code);
  const json body = {{"success", false}, {"error", {{"code", row.code}, {"message", message}, {"details", details}}}};
  Response response{row.status, {{"Content-Type", "application/json; charset=utf-8"}}, {}};
  response.body = body.dump(-1, ' ', false, json::error_handler_t::replace);
  if (row.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"haven\"");
  if (row.status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

Response error_response(const ApiError& error) {
  return error_response(error.api_code(), error.what(), error.details());
}

Response error_response(const Error& error, InputSource source) {
  std::string_view code = api_code(error.code(), error.reason());
  if (code == "VAL_001" && source == InputSource::query) code = "VAL_005";
  const ErrorRow& row = error_row(code);
  if (row.status >= 500) return error_response(code, row.meaning, json::object());
  const bool uniform = row.status == 401;  // one text, whatever the cause was
  return error_response(code, uniform ? row.meaning : std::string_view(error.what()), details_of(error, code));
}

}  // namespace haven::rest
