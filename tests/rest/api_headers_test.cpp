#include <set>

#include "rest/api_world.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::test;
using nlohmann::json;

std::string header(const ApiReply& reply, std::string_view name) { return reply.raw.header(name).value_or("(none)"); }

}  // namespace

TEST_CASE("headers: every answer carries what keeps a browser safe, errors included") {
  ApiWorld& world = shared_world();
  const ApiReply replies[] = {world.get("/auth/me"), world.get("/nowhere"),
                              world.send({.path = "/livez", .headers = {}}),
                              world.send({.method = "POST", .path = "/livez", .headers = {}})};
  for (const ApiReply& reply : replies) {
    CHECK(header(reply, "content-security-policy") == "default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
    CHECK(header(reply, "x-content-type-options") == "nosniff");
    CHECK(header(reply, "x-frame-options") == "DENY");
    CHECK(header(reply, "referrer-policy") == "no-referrer");
    CHECK(header(reply, "strict-transport-security") == "max-age=31536000; includeSubDomains");
    CHECK(header(reply, "cross-origin-opener-policy") == "same-origin");
    CHECK(header(reply, "cross-origin-resource-policy") == "same-origin");
    CHECK(header(reply, "cache-control") == "no-store");
    CHECK(header(reply, "vary") == "Origin, Accept-Encoding");
    CHECK(header(reply, "content-type") == "application/json; charset=utf-8");
    CHECK(header(reply, "x-powered-by") == "(none)");
    CHECK(header(reply, "access-control-allow-origin") == "(none)");
  }
}

TEST_CASE("headers: a sound request id is kept, another one replaced, and all are different") {
  ApiWorld& world = shared_world();
  const auto id_for = [&](const std::string& given) {
    return header(world.send({.path = "/livez", .headers = {"X-Request-Id: " + given}}), "x-request-id");
  };
  CHECK(id_for("trace-1.a_B") == "trace-1.a_B");
  std::set<std::string> ids = {id_for("a b"), id_for(std::string(65, 'x')), id_for("<script>"), id_for("\"")};
  CHECK(ids.size() == 4);
  for (const std::string& id : ids) CHECK(id.size() == 36);
}

TEST_CASE("headers: HEAD is GET without a body, OPTIONS tells the methods") {
  ApiWorld& world = shared_world();
  const ApiReply got = world.send({.path = "/livez", .headers = {}});
  const ApiReply head = world.send({.method = "HEAD", .path = "/livez", .headers = {}});
  CHECK(head.status() == 200);
  CHECK(header(head, "content-length") == header(got, "content-length"));
  const ApiReply options = world.send({.method = "OPTIONS", .path = "/api/v1/quiz/sessions", .headers = {}});
  CHECK(options.status() == 204);
  CHECK(header(options, "allow") == "POST, GET, HEAD, OPTIONS");
}

TEST_CASE("headers: answers of 1 KiB and more are compressed on request, tokens never") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const auto fetch = [&](const std::string& path, const std::string& encoding) {
    return world.send(
        {.path = "/api/v1" + path, .token = student.access_token, .headers = {"Accept-Encoding: " + encoding}});
  };
  const ApiReply plain = fetch("/questions?limit=50", "identity");
  const ApiReply packed = fetch("/questions?limit=50", "br, gzip");
  CHECK(header(plain, "content-encoding") == "(none)");
  CHECK(header(packed, "content-encoding") == "gzip");
  CHECK(packed.body == plain.body);
  CHECK(packed.raw.body.size() * 3 < plain.raw.body.size());
  CHECK(header(fetch("/questions?limit=50", "gzip;q=0"), "content-encoding") == "(none)");
  CHECK(header(fetch("/questions?limit=1", "gzip"), "content-encoding") == "(none)");
  const ApiReply login = world.send({.method = "POST",
                                     .path = "/api/v1/auth/login",
                                     .body = json{{"email", student.email}, {"password", password}}.dump(),
                                     .headers = {"Accept-Encoding: gzip"}});
  CHECK(login.status() == 200);
  CHECK(header(login, "content-encoding") == "(none)");
}

TEST_CASE("headers: pages of allowed origins may read answers, others may not") {
  ApiWorld world({.cors_origins = {"https://learn.example"}, .rate_limiting = false});
  const auto from = [&](const std::string& origin, const std::string& method) {
    return world.send({.method = method,
                       .path = "/api/v1/auth/login",
                       .headers = {"Origin: " + origin, "Access-Control-Request-Method: POST"}});
  };
  const ApiReply preflight = from("https://learn.example", "OPTIONS");
  CHECK(preflight.status() == 204);
  CHECK(header(preflight, "access-control-allow-origin") == "https://learn.example");
  CHECK(header(preflight, "access-control-allow-methods") == "POST, OPTIONS");
  CHECK(header(preflight, "access-control-allow-headers") ==
        "Authorization, Content-Type, If-Match, If-None-Match, X-Request-Id");
  CHECK(header(preflight, "access-control-allow-credentials") == "(none)");
  CHECK(header(from("https://learn.example", "GET"), "access-control-allow-origin") == "https://learn.example");
  for (const char* origin :
       {"https://evil.example", "null", "https://learn.example.evil.example", "http://learn.example"})
    CHECK(header(from(origin, "OPTIONS"), "access-control-allow-origin") == "(none)");
}

TEST_CASE("headers: the OpenAPI document has a tag, and is not sent again to who has it") {
  ApiWorld& world = shared_world();
  const ApiReply document = world.send({.path = "/openapi.json", .headers = {}});
  CHECK(document.body["openapi"] == "3.1.0");
  const std::string tag = header(document, "etag");
  const ApiReply again = world.send({.path = "/openapi.json", .headers = {"If-None-Match: " + tag}});
  CHECK(again.status() == 304);
  CHECK(again.raw.body.empty());
  CHECK(world.send({.path = "/openapi.json", .headers = {"If-None-Match: \"other\""}}).status() == 200);
}

TEST_CASE("headers: what is left of the rate limit is told, and beyond it there is 429 with Retry-After") {
  ApiWorld world({.default_limit = {3, 60}});
  const TestUser student = world.user();
  for (int left = 2; left >= 0; --left) {
    const ApiReply reply = world.get("/auth/me", student.access_token);
    CHECK(reply.status() == 200);
    CHECK(header(reply, "ratelimit-policy") == "\"default\";q=3;w=60");
    CHECK(header(reply, "ratelimit").starts_with("\"default\";r=" + std::to_string(left) + ";t="));
  }
  const ApiReply refused = world.get("/auth/me", student.access_token);
  CHECK(refused.status() == 429);
  CHECK(refused.code() == "SYS_003");
  CHECK(std::stoi(header(refused, "retry-after")) >= 1);
  CHECK(std::stoi(header(refused, "retry-after")) <= 20);
  CHECK(world.get("/auth/me", world.user().access_token).status() == 200);
  CHECK(world.send({.path = "/livez", .headers = {}}).status() == 200);
}

TEST_CASE("headers: bad tokens are counted by address, and an error still tells what is left") {
  ApiWorld world({.default_limit = {2, 60}});
  CHECK(header(world.get("/auth/me", "forged"), "ratelimit").starts_with("\"default\";r=0"));
  CHECK(world.get("/auth/me", "forged again").status() == 429);
}

TEST_CASE("headers: logins are limited by address, as the trusted proxy tells it") {
  ApiWorld world({.trusted_proxies = {"127.0.0.1"}, .authentication_limit = {2, 60}});
  const auto login_from = [&](const std::string& address) {
    return world
        .send({.method = "POST",
               .path = "/api/v1/auth/login",
               .body = R"({"email":"nobody@haven.example","password":"a guess of somebody"})",
               .headers = {"X-Forwarded-For: " + address}})
        .status();
  };
  CHECK(login_from("203.0.113.1") == 401);
  CHECK(login_from("203.0.113.1") == 401);
  CHECK(login_from("203.0.113.1") == 429);
  CHECK(login_from("198.51.100.7, 203.0.113.1") == 429);  // what the client claims before it is not believed
  CHECK(login_from("203.0.113.2") == 401);
  CHECK(login_from("2001:db8:0:aa00::1") == 401);
  CHECK(login_from("2001:db8:0:aa01::2") == 401);
  CHECK(login_from("2001:db8:0:aaff::3") == 429);  // one subscriber's /56
  CHECK(login_from("2001:db8:0:ab00::1") == 401);
}

TEST_CASE("headers: a room full of refreshes is no flood of logins") {
  ApiWorld world({.authentication_limit = {1, 60}});
  for (int i = 0; i < 5; ++i) {
    const auto reply =
        world.send({.method = "POST", .path = "/api/v1/auth/refresh", .body = R"({"refresh_token":"guess"})"});
    CHECK(reply.status() == 401);
  }
}

TEST_CASE("headers: requests for nothing that is there count too") {
  ApiWorld world({.default_limit = {3, 60}});  // the world itself has asked once
  const auto lost = [&] { return world.send({.path = "/api/v1/nowhere", .headers = {}}).status(); };
  CHECK(lost() == 404);
  CHECK(lost() == 404);
  CHECK(lost() == 429);
}

TEST_CASE("headers: the exam page is served with a policy that allows no inline script, and only when switched on") {
  ApiWorld world({.rate_limiting = false, .exam_page = true});
  const ApiReply page = world.send({.path = "/", .headers = {}});
  CHECK(page.status() == 200);
  CHECK(header(page, "content-type") == "text/html; charset=utf-8");
  const std::string policy = header(page, "content-security-policy");
  CHECK(policy.find("script-src 'self'") != std::string::npos);
  CHECK(policy.find("unsafe-inline") == std::string::npos);
  CHECK(header(world.send({.path = "/app/app.css", .headers = {}}), "content-type") == "text/css; charset=utf-8");
  const ApiReply script = world.send({.path = "/app/app.js", .headers = {}});
  CHECK(header(script, "content-type") == "text/javascript; charset=utf-8");
  const ApiReply again = world.send({.path = "/app/app.js", .headers = {"If-None-Match: " + header(script, "etag")}});
  CHECK(again.status() == 304);
  CHECK(world.send({.path = "/app/nothing.js", .headers = {}}).status() == 404);
  CHECK(shared_world().send({.path = "/", .headers = {}}).status() == 404);
}

TEST_CASE("headers: the log has one JSON line for each request, and no secret") {
  ApiWorld world({.rate_limiting = false});
  const TestUser student = world.user();
  world.post("/auth/login", {{"email", student.email}, {"password", password}});
  world.post("/auth/refresh", {{"refresh_token", student.refresh_token}});
  world.get("/questions?category=management_of_care", student.access_token);
  world.send({.path = "/nowhere}?password=hidden", .headers = {}});
  const std::string id = world.start_exam(student)["id"];
  world.get("/quiz/sessions/" + id, student.access_token);
  const auto lines = world.log();
  REQUIRE(lines.size() == 7);  // the document, and six
  std::string all;
  for (const std::string& line : lines) {
    const json record = json::parse(line);
    CHECK(record["event"] == "request");
    CHECK(record["status"].is_number_integer());
    CHECK(record["request_id"].get<std::string>().size() == 36);
    CHECK(line.find('\n') == std::string::npos);
    all += line;
  }
  CHECK(json::parse(lines.back())["operation"] == "getSession");
  for (const std::string& secret : {student.access_token, student.refresh_token, std::string(password), student.email,
                                    std::string("hidden"), std::string("management_of_care"), id})
    CHECK_MESSAGE(all.find(secret) == std::string::npos, secret);
}
