#include "rest/api_world.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::test;
using nlohmann::json;

json credentials(const std::string& email, std::string_view secret) { return {{"email", email}, {"password", secret}}; }

}  // namespace

TEST_CASE("account routes: a registered person logs in and is who they are") {
  ApiWorld& world = shared_world();
  const json person = {{"email", "new@haven.test"}, {"password", password}, {"display_name", "New Person"}};
  CHECK(world.post("/auth/register", person).status() == 202);
  const ApiReply login = world.post("/auth/login", credentials("new@haven.test", password));
  REQUIRE(login.status() == 200);
  CHECK(login.data()["token_type"] == "Bearer");
  CHECK(login.data()["expires_in"] == 900);
  const ApiReply me = world.get("/auth/me", login.data()["access_token"]);
  CHECK(me.data()["display_name"] == "New Person");
  CHECK(me.data()["role"] == "student");
  CHECK(me.data()["id"] == login.data()["user"]["id"]);
}

TEST_CASE("account routes: registering a known address gives the same answer and changes nothing") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const json fresh = {{"email", "fresh@haven.test"}, {"password", password}, {"display_name", "Fresh"}};
  const json taken = {{"email", student.email}, {"password", "another long secret"}, {"display_name", "Thief"}};
  const ApiReply a = world.post("/auth/register", fresh);
  const auto users = world.row_counts()["users"];
  const ApiReply b = world.post("/auth/register", taken);
  CHECK(a.raw.body == b.raw.body);
  CHECK(world.row_counts()["users"] == users);
  CHECK(world.post("/auth/login", credentials(student.email, "another long secret")).status() == 401);
}

TEST_CASE("account routes: a weak password is refused with its own code") {
  const json person = {{"email", "weak@haven.test"}, {"password", "short"}, {"display_name", "Weak"}};
  const ApiReply reply = shared_world().post("/auth/register", person);
  CHECK(reply.status() == 422);
  CHECK(reply.code() == "VAL_007");
}

TEST_CASE("account routes: a bad address is refused, naming the field") {
  const json person = {{"email", "nowhere"}, {"password", password}, {"display_name", "Nobody"}};
  const ApiReply reply = shared_world().post("/auth/register", person);
  CHECK(reply.status() == 422);
  CHECK(reply.code() == "VAL_001");
  CHECK(reply.body["error"]["details"]["fields"][0]["field"] == "email");
}

TEST_CASE("account routes: a wrong password and an unknown address are told in the same words") {
  ApiWorld& world = shared_world();
  const ApiReply wrong = world.post("/auth/login", credentials(world.user().email, "not the password"));
  const ApiReply unknown = world.post("/auth/login", credentials("nobody@haven.test", "not the password"));
  CHECK(wrong.status() == 401);
  CHECK(wrong.code() == "AUTH_001");
  CHECK(unknown.raw.body == wrong.raw.body);
}

TEST_CASE("account routes: refreshing gives new tokens that work") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const ApiReply reply = world.post("/auth/refresh", {{"refresh_token", student.refresh_token}});
  REQUIRE(reply.status() == 200);
  CHECK(reply.data()["refresh_token"] != student.refresh_token);
  CHECK(world.get("/auth/me", reply.data()["access_token"]).status() == 200);
}

TEST_CASE("account routes: a refresh token used again after the grace ends the session") {
  ApiWorld world({.rate_limiting = false});
  const TestUser student = world.user();
  const json body = {{"refresh_token", student.refresh_token}};
  const ApiReply first = world.post("/auth/refresh", body);
  world.clock.advance(haven::Duration::seconds(11));
  const ApiReply reused = world.post("/auth/refresh", body);
  CHECK(reused.status() == 401);
  CHECK(reused.code() == "AUTH_006");
  const ApiReply me = world.get("/auth/me", first.data()["access_token"]);
  CHECK(me.status() == 401);
  CHECK(me.code() == "AUTH_005");
}

TEST_CASE("account routes: a refresh token that nobody gave out is refused") {
  const ApiReply reply = shared_world().post("/auth/refresh", {{"refresh_token", "not-a-token"}});
  CHECK(reply.status() == 401);
  CHECK(reply.code() == "AUTH_004");
}

TEST_CASE("account routes: logging out acts at once") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  REQUIRE(world.get("/auth/me", student.access_token).status() == 200);
  const ApiReply out =
      world.send({.method = "POST", .path = "/api/v1/auth/logout", .token = student.access_token, .headers = {}});
  CHECK(out.status() == 204);
  const ApiReply me = world.get("/auth/me", student.access_token);
  CHECK(me.status() == 401);
  CHECK(me.code() == "AUTH_005");
  CHECK(world.post("/auth/refresh", {{"refresh_token", student.refresh_token}}).status() == 401);
}

TEST_CASE("account routes: logins take at most half of the workers, the rest is told to come again") {
  ApiWorld world({.workers = 2, .rate_limiting = false});
  const std::string body = credentials(world.user().email, password).dump();
  const std::string request =
      "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body;
  std::vector<RawClient> clients;
  for (int i = 0; i < 6; ++i) clients.emplace_back(world.port());
  for (RawClient& client : clients) client.send(request);
  int served = 0, refused = 0;
  for (RawClient& client : clients) {
    const RawResponse response = client.read_response();
    if (response.status == 200) ++served;
    if (response.status == 503 && response.header("retry-after")) ++refused;
  }
  CHECK(served >= 1);
  CHECK(refused >= 1);
  CHECK(served + refused == 6);
}
