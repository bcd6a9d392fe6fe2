#include <cctype>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "haven/core/error.hpp"
#include "haven/rest/server.hpp"

#include "rest/body.hpp"
#include "rest/client_address.hpp"
#include "rest/errors.hpp"
#include "rest/negotiation.hpp"
#include "rest/openapi.hpp"
#include "rest/rate_limiter.hpp"
#include "rest/router.hpp"
#include "rest/schema.hpp"
#include "rest/target.hpp"
#include "source_folder.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven;
using namespace haven::rest;
using nlohmann::json;

RequestHead head_with(const std::string& name, const std::string& value) { return {"GET", "/", {{name, value}}, ""}; }

std::string documented_errors() {
  std::string text =
      "# Error codes\n\nThe code decides the HTTP status, always. Written from the table in `src/rest/errors.cpp`; a "
      "test "
      "compares.\n\n| code | HTTP | meaning |\n|---|---|---|\n";
  for (const ErrorRow& row : error_table())
    text +=
        "| " + std::string(row.code) + " | " + std::to_string(row.status) + " | " + std::string(row.meaning) + " |\n";
  return text;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

std::string content_of(const std::string& path) {
  std::ostringstream content;
  content << std::ifstream(path).rdbuf();
  return content.str();
}

}  // namespace

TEST_CASE("error table: codes are unique and sorted, and statuses are errors") {
  std::string_view before;
  for (const ErrorRow& row : error_table()) {
    CHECK(before < row.code);
    CHECK(row.status >= 400);
    CHECK(row.status < 600);
    before = row.code;
  }
}

TEST_CASE("error table: docs/errors.md says the same") {
  CHECK(content_of(haven::test::source_folder() + "/docs/errors.md") == documented_errors());
}

TEST_CASE("error table: every code can be given by a route or by the transport") {
  std::set<std::string_view> given;
  for (const auto& route : route_table())
    for (const auto code : error_codes(route)) given.insert(code);
  for (const auto code : transport_error_codes()) given.insert(code);
  given.insert({"SYS_002", "VAL_011"});  // no route, wrong method
  for (const ErrorRow& row : error_table()) CHECK_MESSAGE(given.count(row.code) == 1, row.code);
  CHECK(given.size() == error_table().size());
}

TEST_CASE("api_code: every kind of error has a code, whatever its reason") {
  for (const ErrorCode code :
       {ErrorCode::invalid_argument, ErrorCode::unauthenticated, ErrorCode::forbidden, ErrorCode::not_found,
        ErrorCode::conflict, ErrorCode::unavailable, ErrorCode::corrupt_data})
    CHECK(api_code(code, "a word that nobody knows") != "SYS_001");
  CHECK(api_code(ErrorCode::conflict, "answer_out_of_order") == "VAL_014");
  CHECK(api_code(ErrorCode::unauthenticated, "refresh_token_reused") == "AUTH_006");
}

TEST_CASE("error_response: what broke inside the server is not told") {
  const Response response = error_response(Error(ErrorCode::corrupt_data, "row 7 of secret_table", "hidden"));
  CHECK(response.status == 500);
  CHECK(response.body.find("secret_table") == std::string::npos);
  CHECK(response.body.find("hidden") == std::string::npos);
}

TEST_CASE("openapi: it has exactly the routes that the router has") {
  const Router router("/api/v1", true);
  const json document = json::parse(openapi_json(router));
  std::set<std::string> documented, served, operations;
  for (const auto& [path, methods] : document["paths"].items())
    for (const auto& [method, operation] : methods.items()) {
      documented.insert(method + " " + path);
      operations.insert(operation["operationId"].get<std::string>());
      CHECK(operation.contains("x-permission"));
      CHECK(operation["security"].empty() == (operation["x-permission"] == "public"));
    }
  for (const auto& entry : router.entries()) served.insert(lower(entry.route->method) + " " + entry.path);
  CHECK(documented == served);
  CHECK(operations.size() == served.size());
}

TEST_CASE("openapi: every reference leads to a schema, and every object is closed") {
  const json document = json::parse(openapi_json(Router("/api/v1", false)));
  const json flat = document.flatten();
  for (const auto& [pointer, value] : flat.items())
    if (pointer.ends_with("/$ref")) CHECK_NOTHROW(document.at(json::json_pointer(value.get<std::string>().substr(1))));
  for (const auto& named : document["components"]["schemas"].items())
    if (named.value()["type"] == "object") CHECK_MESSAGE(named.value()["additionalProperties"] == false, named.key());
}

TEST_CASE("router: a base path of the host's choice is used, and the page only when asked for") {
  const Router router("/exams", false);
  CHECK(router.find("GET", "/exams/auth/me").route != nullptr);
  CHECK(router.find("GET", "/api/v1/auth/me").route == nullptr);
  CHECK(router.find("GET", "/").allowed.empty());
  CHECK(router.find("HEAD", "/exams/auth/me").route == router.find("GET", "/exams/auth/me").route);
  CHECK(router.find("GET", "/exams/quiz/sessions/7").path_values == std::vector<std::string>{"7"});
}

TEST_CASE("target: the absolute form is read as its path") {
  CHECK(split_target("http://a.test/x?y=1").path == "/x");
  CHECK(split_target("http://a.test").path == "/");
  CHECK(split_target("/x?y=1").query == "y=1");
  CHECK(split_target("*").path == "*");
}

TEST_CASE("target: escapes are decoded after splitting, and bad ones refused") {
  CHECK(parse_path("/a%2Fb/c") == std::vector<std::string>{"a/b", "c"});
  CHECK(parse_path("/").value().empty());
  for (const char* bad : {"", "a", "*", "/%", "/%4", "/%zz", "/%ff"}) CHECK(!parse_path(bad));
  CHECK(parse_query("a=1+2&b=%26&c") == Parameters{{"a", "1 2"}, {"b", "&"}, {"c", ""}});
}

TEST_CASE("negotiation: weights decide, and the most specific entry wins") {
  for (const char* good : {"application/json", "*/*", "application/*;q=0.5", "text/html, Application/JSON ; q=0.1"})
    CHECK(accepts_json(head_with("accept", good)));
  for (const char* bad : {"text/html", "*/*, application/json;q=0", "application/xml", "", "application/json;q=0.000"})
    CHECK(!accepts_json(head_with("accept", bad)));
  CHECK(accepts_json(RequestHead{"GET", "/", {}, ""}));
  CHECK(sends_json(head_with("content-type", "application/json; charset=UTF-8")));
  CHECK(!sends_json(head_with("content-type", "text/json")));
}

TEST_CASE("check_schema: lengths are counted in code points") {
  const json schema = {{"type", "string"}, {"maxLength", 3}};
  CHECK(check_schema(schema, "\u00e4\u00f6\u00fc").empty());
  CHECK(check_schema(schema, "abcd").size() == 1);
}

TEST_CASE("check_schema: an array has its lengths, and a nullable word may be null") {
  const json schema = {{"type", "array"}, {"minItems", 1}, {"maxItems", 2}};
  CHECK(check_schema(schema, json::array()).size() == 1);
  CHECK(check_schema(schema, {1, 2}).empty());
  CHECK(check_schema(schema, {1, 2, 3}).size() == 1);
  const json& rating = named_schemas()["LogRow"]["properties"]["rating"];
  CHECK(check_schema(rating, nullptr).empty());
  CHECK(check_schema(rating, "good").empty());
  CHECK(check_schema(rating, "fine").size() == 1);
}

TEST_CASE("entity tag: If-Match names the version, any version, or refuses the change") {
  const auto matches = [](const std::string& value) {
    try {
      require_match(head_with("if-match", value), "\"7\"");
      return true;
    } catch (const ApiError& error) {
      CHECK(error.api_code() == "DB_003");
      return false;
    }
  };
  for (const char* good : {"\"7\"", "*", "\"6\", \"7\"", " \"7\" "}) CHECK(matches(good));
  for (const char* bad : {"\"8\"", "7", "W/\"7\"", "", "\"77\"", "\"6\", \"8\""}) CHECK(!matches(bad));
  CHECK_NOTHROW(require_match(RequestHead{"PATCH", "/", {}, ""}, "\"7\""));
}

TEST_CASE("rate limiter: a bucket is spent, refills evenly and never holds more than its size") {
  RateLimiter limiter({.requests = 6, .window_seconds = 60});
  Timestamp now{};
  for (int left = 5; left >= 0; --left) CHECK(limiter.take("a", now).remaining == left);
  const RateTicket refused = limiter.take("a", now);
  CHECK(!refused.admitted);
  CHECK(refused.retry_seconds == 10);
  CHECK(refused.reset_seconds == 60);
  CHECK(!limiter.take("a", now + Duration::seconds(9)).admitted);
  CHECK(limiter.take("a", now + Duration::seconds(10)).admitted);
  CHECK(limiter.take("b", now).remaining == 5);
  CHECK(limiter.take("a", now + Duration::hours(5)).remaining == 5);
}

TEST_CASE("rate limiter: more clients than it remembers share one bucket, and the idle are forgotten") {
  RateLimiter limiter({.requests = 2, .window_seconds = 60}, 3);
  for (const char* client : {"a", "b", "c"}) CHECK(limiter.take(client, {}).remaining == 1);
  CHECK(limiter.take("d", {}).remaining == 1);
  CHECK(limiter.take("e", {}).remaining == 0);
  CHECK(!limiter.take("f", {}).admitted);
  CHECK(limiter.take("a", {}).admitted);
  CHECK(limiter.take("f", Timestamp{} + Duration::seconds(60)).remaining == 1);
}

TEST_CASE("client address: only the chain of trusted proxies is believed") {
  const std::vector<IpBlock> trusted = {*parse_ip_block("10.0.0.0/8"), *parse_ip_block("::1")};
  const auto from = [&](const std::string& peer, const std::string& forwarded) {
    return client_address({"GET", "/", {{"x-forwarded-for", forwarded}}, peer}, trusted);
  };
  CHECK(from("192.0.2.1", "203.0.113.9") == "192.0.2.1");
  CHECK(from("10.1.2.3", "203.0.113.9") == "203.0.113.9");
  CHECK(from("::1", "6.6.6.6, 203.0.113.9, 10.0.0.7") == "203.0.113.9");
  CHECK(from("10.1.2.3", "not an address") == "10.1.2.3");
  CHECK(from("11.0.0.1", "203.0.113.9") == "11.0.0.1");
}

TEST_CASE("client address: blocks that cannot be are refused") {
  for (const char* bad : {"", "10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "host"})
    CHECK(!parse_ip_block(bad));
  CHECK(parse_ip_block("10.0.0.0/8")->contains(*parse_ip("::ffff:10.9.9.9")));
  CHECK(parse_ip_block("0.0.0.0/0")->contains(*parse_ip("8.8.8.8")));
  CHECK(!parse_ip_block("0.0.0.0/0")->contains(*parse_ip("2001:db8::1")));
}

TEST_CASE("server options: what cannot be is refused by name") {
  const auto refuses = [](const ServerOptions& options, const std::string& name) {
    CHECK_THROWS_WITH_AS(validate(options), doctest::Contains(name.c_str()), Error);
  };
  refuses({.base_path = "api"}, "base_path");
  refuses({.base_path = "/api/"}, "base_path");
  refuses({.base_path = "/a{b}"}, "base_path");
  refuses({.base_path = "/exams", .exam_page = true}, "base_path");
  refuses({.cors_origins = {"*"}}, "cors_origins");
  refuses({.cors_origins = {"https://a.test/"}}, "cors_origins");
  refuses({.trusted_proxies = {"proxy.test"}}, "trusted_proxies");
  refuses({.default_limit = {0, 60}}, "default_limit");
  refuses({.authentication_limit = {10, 0}}, "authentication_limit");
  refuses({.workers = 0}, "workers");
  CHECK_NOTHROW(validate(ServerOptions{}));
}
