#include "rest/api_world.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::test;
using nlohmann::json;

struct BadInput {
  const char* what;
  std::string path;
  std::string body;
  int status;
  const char* code;
};

std::string nested(int levels) {
  return R"({"email":)" + std::string(static_cast<std::size_t>(levels - 1), '[') +
         std::string(static_cast<std::size_t>(levels - 1), ']') + "}";
}

std::string login(const std::string& rest) { return R"({"email":"a@b.test","password":"secret enough")" + rest + "}"; }

std::vector<BadInput> bad_bodies(const std::string& session, const json& question) {
  const std::string answers = "/quiz/sessions/" + session + "/answers";
  const auto changed = [&](const char* field, const json& value) {
    json body = ApiWorld::answer_to(question);
    body[field] = value;
    return body.dump();
  };
  return {
      {"not JSON", "/auth/login", "{", 400, "VAL_002"},
      {"nothing at all", "/auth/login", "", 415, "VAL_003"},
      {"a comment", "/auth/login", "/* */ {}", 400, "VAL_002"},
      {"text after the end", "/auth/login", login("") + "x", 400, "VAL_002"},
      {"a repeated name", "/auth/login", login(R"(,"email":"c@d.test")"), 400, "VAL_002"},
      {"33 levels", "/auth/login", nested(33), 400, "VAL_002"},
      {"20,000 levels", "/auth/login", std::string(15'000, '['), 400, "VAL_002"},
      {"32 levels, of the wrong type", "/auth/login", nested(32), 422, "VAL_001"},
      {"a number that no double holds", answers, R"({"position":1e999})", 400, "VAL_002"},
      {"a byte that is no UTF-8", "/auth/login", "{\"email\":\"\xff\",\"password\":\"x\"}", 400, "VAL_002"},
      {"an overlong slash", "/auth/login", "{\"email\":\"\xc0\xaf\",\"password\":\"x\"}", 400, "VAL_002"},
      {"half a surrogate pair", "/auth/login", R"({"email":"\ud800","password":"x"})", 400, "VAL_002"},
      {"a NUL in an address", "/auth/login", R"({"email":"a\u0000@b.test","password":"x"})", 422, "VAL_001"},
      {"an array", "/auth/login", "[]", 422, "VAL_001"},
      {"null", "/auth/login", "null", 422, "VAL_001"},
      {"a missing field", "/auth/login", R"({"email":"a@b.test"})", 422, "VAL_001"},
      {"a number for text", "/auth/login", R"({"email":1,"password":"x"})", 422, "VAL_001"},
      {"an unknown field", "/auth/login", login(R"(,"remember":true)"), 422, "VAL_006"},
      {"a role", "/auth/register",
       R"({"email":"a@b.test","password":"secret enough","display_name":"A","role":"admin"})", 422, "VAL_006"},
      {"a tier", "/auth/register", R"({"email":"a@b.test","password":"secret enough","display_name":"A","tier":3})",
       422, "VAL_006"},
      {"a name of two lines", "/auth/register",
       R"({"email":"a@b.test","password":"secret enough","display_name":"A\nB"})", 422, "VAL_001"},
      {"a name of 101 letters", "/auth/register",
       json{{"email", "a@b.test"}, {"password", "secret enough"}, {"display_name", std::string(101, 'x')}}.dump(), 422,
       "VAL_001"},
      {"a password of 2,000 bytes", "/auth/login",
       json{{"email", "a@b.test"}, {"password", std::string(2000, 'x')}}.dump(), 422, "VAL_001"},
      {"a body beyond the route's limit", "/auth/login",
       json{{"email", "a@b.test"}, {"password", std::string(17'000, 'x')}}.dump(), 413, "VAL_004"},
      {"a mode that is not offered", "/quiz/sessions", R"({"mode":"practice"})", 422, "VAL_001"},
      {"somebody's id", "/quiz/sessions", R"({"mode":"cat","user_id":"x"})", 422, "VAL_006"},
      {"an ability", answers, changed("theta", 3.0), 422, "VAL_006"},
      {"its own mark", answers, changed("correct", true), 422, "VAL_006"},
      {"an unknown field inside", answers, changed("response", {{"option", "A"}, {"key", "A"}}), 422, "VAL_006"},
      {"position 0", answers, changed("position", 0), 422, "VAL_001"},
      {"position -1", answers, changed("position", -1), 422, "VAL_001"},
      {"position 10^12", answers, changed("position", 1'000'000'000'000), 422, "VAL_001"},
      {"position 10^30", answers,
       R"({"position":1000000000000000000000000000000,"question_id":"019a0000-0000-7000-8000-000000000000","response":{"option":"A"}})",
       422, "VAL_001"},
      {"position 1.5", answers, changed("position", 1.5), 422, "VAL_001"},
      {"position as text", answers, changed("position", "1"), 422, "VAL_001"},
      {"no UUID", answers, changed("question_id", "1 OR 1=1"), 422, "VAL_001"},
      {"no option", answers, changed("response", {{"option", ""}}), 422, "VAL_001"},
      {"an option's text", answers, changed("response", {{"option", "the first one"}}), 422, "VAL_001"},
      {"a session that is no UUID", "/quiz/sessions/1/answers", ApiWorld::answer_to(question).dump(), 404, "DB_001"},
      {"a question of nowhere", answers, changed("question_id", "019a0000-0000-7000-8000-000000000000"), 409,
       "VAL_014"},
  };
}

}  // namespace

TEST_CASE("bad input: each bad body gets its status and code, and nothing is stored") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const json session = world.start_exam(student);
  const auto before = world.row_counts();
  for (const BadInput& bad : bad_bodies(session["id"], session["current"])) {
    const ApiReply reply = world.send({.method = "POST",
                                       .path = "/api/v1" + bad.path,
                                       .body = bad.body,
                                       .token = student.access_token,
                                       .headers = {}});
    CAPTURE(bad.what);
    CAPTURE(reply.raw.body);
    CHECK(reply.status() == bad.status);
    CHECK(reply.code() == bad.code);
    CHECK(world.row_counts() == before);
  }
}

TEST_CASE("bad input: wrong types are told field by field") {
  ApiWorld& world = shared_world();
  const ApiReply reply = world.post("/auth/login", {{"email", 1}, {"password", false}});
  const json fields = reply.body["error"]["details"]["fields"];
  REQUIRE(fields.size() == 2);
  CHECK(fields[0]["field"] == "email");
  CHECK(fields[1]["field"] == "password");
}

TEST_CASE("bad input: thousands of unknown fields give a short answer") {
  json body = json::object();
  for (int i = 0; i < 1500; ++i) body["f" + std::to_string(i)] = 0;
  const ApiReply reply = shared_world().post("/auth/login", body);
  CHECK(reply.code() == "VAL_006");
  CHECK(reply.raw.body.size() < 4096);
}

TEST_CASE("bad input: a body of another media type is refused") {
  ApiWorld& world = shared_world();
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1",
                           "application/jsonp", "multipart/form-data; boundary=x"}) {
    const ApiReply reply = world.send({.method = "POST",
                                       .path = "/api/v1/auth/login",
                                       .body = login(""),
                                       .headers = {std::string("Content-Type: ") + type},
                                       .json = false});
    CHECK(reply.status() == 415);
    CHECK(reply.code() == "VAL_003");
  }
}

TEST_CASE("bad input: a query that is unknown, repeated, out of range or not well-formed is refused") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  for (const char* query :
       {"limit=0", "limit=101", "limit=-1", "limit=ten", "limit=", "limit=1e1", "limit=99999999999999999999",
        "offset=10001", "offset=-1", "limit=1&limit=2", "page=2", "limit=%zz", "category=%ff", "category=%c0%af"}) {
    const ApiReply reply = world.get(std::string("/questions?") + query, student.access_token);
    CAPTURE(query);
    CHECK(reply.status() == 400);
    CHECK(reply.code() == "VAL_005");
  }
  CHECK(world.get("/auth/me?verbose=1", student.access_token).code() == "VAL_005");
  CHECK(world.get("/questions?category=nursery_rhymes", student.access_token).code() == "DB_001");
}

TEST_CASE("bad input: an unknown route is 404 and a wrong method 405 with what is allowed") {
  ApiWorld& world = shared_world();
  for (const char* path : {"/api/v1", "/api/v1/", "/api/v1/auth", "/api/v1/auth/login/", "/api/v1//auth/login",
                           "/api/v1/quiz/sessions/x/y", "/api/v2/auth/me", "/%2e%2e/etc/passwd", "/api/v1/auth/%ff",
                           "/favicon.ico", "/app/../app/app.js"}) {
    const ApiReply reply = world.send({.path = path, .headers = {}});
    CAPTURE(path);
    CHECK(reply.status() == 404);
    CHECK(reply.code() == "SYS_002");
  }
  for (const char* method : {"GET", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"}) {
    const ApiReply reply = world.send({.method = method, .path = "/api/v1/auth/login", .headers = {}});
    CAPTURE(method);
    CHECK(reply.status() == 405);
    CHECK(reply.code() == "VAL_011");
    CHECK(reply.raw.header("allow") == "POST, OPTIONS");
  }
}

TEST_CASE("bad input: an answer in another format is not acceptable") {
  ApiWorld& world = shared_world();
  const ApiReply reply = world.send({.path = "/livez", .headers = {"Accept: text/html, application/json;q=0"}});
  CHECK(reply.status() == 406);
  CHECK(reply.code() == "VAL_012");
  CHECK(world.send({.path = "/livez", .headers = {"Accept: text/html, */*;q=0.1"}}).status() == 200);
}

TEST_CASE("bad input: a body where none belongs is refused, an empty object is not") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  CHECK(world.post("/auth/logout", {{"everywhere", true}}, student.access_token).code() == "VAL_006");
  CHECK(world.get("/auth/me", student.access_token).status() == 200);
  CHECK(world.post("/auth/logout", json::object(), student.access_token).status() == 204);
}
