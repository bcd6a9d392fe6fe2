#include <string>
#include <vector>

#include "rest/api_world.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::test;
using nlohmann::json;

std::string path_of(const json& session) { return "/quiz/sessions/" + session["id"].get<std::string>(); }

}  // namespace

TEST_CASE("quiz routes: an exam by HTTP goes to its decision, and repeating each answer changes nothing") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const json session = world.start_exam(student);
  json question = session["current"];
  int answered = 0;
  while (!question.is_null()) {
    const json body = ApiWorld::answer_to(question);
    const ApiReply first = world.post(path_of(session) + "/answers", body, student.access_token);
    const ApiReply again = world.post(path_of(session) + "/answers", body, student.access_token);
    REQUIRE(first.status() == 200);
    CHECK(again.raw.body == first.raw.body);
    CHECK(first.data()["answered"] == ++answered);
    question = first.data()["next"];
  }
  const ApiReply result = world.get(path_of(session) + "/result", student.access_token);
  REQUIRE(result.status() == 200);
  CHECK(result.data()["answered"] == answered);
  CHECK((result.data()["decision"] == "pass" || result.data()["decision"] == "fail"));
}

TEST_CASE("quiz routes: a new exam is created at its Location with its first question") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const ApiReply reply = world.post("/quiz/sessions", {{"mode", "cat"}}, student.access_token);
  REQUIRE(reply.status() == 201);
  CHECK(reply.raw.header("location") == "/api/v1" + path_of(reply.data()));
  CHECK(reply.data()["current"]["position"] == 1);
  CHECK(world.get(path_of(reply.data()), student.access_token).data() == reply.data());
}

TEST_CASE("quiz routes: a second exam beside an open one is refused") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  world.start_exam(student);
  const ApiReply second = world.post("/quiz/sessions", {{"mode", "cat"}}, student.access_token);
  CHECK(second.status() == 409);
  CHECK(second.code() == "VAL_013");
  CHECK(second.body["error"]["details"]["reason"] == "session_open");
}

TEST_CASE("quiz routes: the open exam is found again, and none when there is none") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  CHECK(world.get("/quiz/sessions", student.access_token).data()["open"].is_null());
  const json session = world.start_exam(student);
  CHECK(world.get("/quiz/sessions", student.access_token).data()["open"] == session);
}

TEST_CASE("quiz routes: asking for the current question does not advance") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const json session = world.start_exam(student);
  const ApiReply once = world.get(path_of(session) + "/current", student.access_token);
  CHECK(once.data() == session["current"]);
  CHECK(world.get(path_of(session) + "/current", student.access_token).raw.body == once.raw.body);
}

TEST_CASE("quiz routes: another answer to an answered position, and a position out of turn, are conflicts") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const json session = world.start_exam(student);
  const std::string path = path_of(session) + "/answers";
  json ahead = ApiWorld::answer_to(session["current"]);
  ahead["position"] = 2;
  CHECK(world.post(path, ahead, student.access_token).code() == "VAL_014");
  REQUIRE(world.post(path, ApiWorld::answer_to(session["current"], "A"), student.access_token).status() == 200);
  const ApiReply other = world.post(path, ApiWorld::answer_to(session["current"], "B"), student.access_token);
  CHECK(other.status() == 409);
  CHECK(other.code() == "VAL_014");
}

TEST_CASE("quiz routes: an option that the question does not have is refused") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const json session = world.start_exam(student);
  const ApiReply reply =
      world.post(path_of(session) + "/answers", ApiWorld::answer_to(session["current"], "Z"), student.access_token);
  CHECK(reply.status() == 422);
  CHECK(reply.code() == "VAL_001");
  CHECK(world.get(path_of(session), student.access_token).data()["answered"] == 0);
}

TEST_CASE("quiz routes: result and review wait for the end") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const json session = world.start_exam(student);
  for (const char* view : {"/result", "/review"}) {
    const ApiReply reply = world.get(path_of(session) + view, student.access_token);
    CHECK(reply.status() == 409);
    CHECK(reply.code() == "VAL_013");
  }
}

TEST_CASE("quiz routes: a finished exam has no current question and takes no answer") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const std::string id = world.take_exam(student);
  const std::string path = "/quiz/sessions/" + id;
  const ApiReply current = world.get(path + "/current", student.access_token);
  CHECK(current.status() == 409);
  CHECK(current.code() == "VAL_015");
  const json late = {{"position", 11}, {"question_id", id}, {"response", {{"option", "A"}}}};
  CHECK(world.post(path + "/answers", late, student.access_token).code() == "VAL_015");
  CHECK(world.get(path, student.access_token).data()["status"] == "finished");
}

TEST_CASE("quiz routes: the review shows each answer with its key and rationale") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const std::string path = "/quiz/sessions/" + world.take_exam(student);
  const json items = world.get(path + "/review", student.access_token).data()["items"];
  const json result = world.get(path + "/result", student.access_token).data();
  REQUIRE(items.size() == result["answered"].get<std::size_t>());
  int correct = 0;
  for (const json& item : items) {
    CHECK(item["correct"] == (item["response"]["option"] == item["key"]["option"]));
    CHECK(item["rationale"].get<std::string>().starts_with(rationale_canary));
    correct += item["correct"].get<bool>() ? 1 : 0;
  }
  CHECK(correct == result["correct"]);
  CHECK(items.back()["theta_after"] == result["theta"]);
}

TEST_CASE("quiz routes: an answer after the deadline is refused and ends the exam") {
  ApiWorld world({.rate_limiting = false});
  const TestUser student = world.user();
  const json session = world.start_exam(student);
  world.clock.advance(haven::Duration::minutes(61));
  const json tokens = world.post("/auth/refresh", {{"refresh_token", student.refresh_token}}).data();
  const std::string token = tokens["access_token"];
  const ApiReply late = world.post(path_of(session) + "/answers", ApiWorld::answer_to(session["current"]), token);
  CHECK(late.status() == 409);
  CHECK(late.code() == "VAL_015");
  const json result = world.get(path_of(session) + "/result", token).data();
  CHECK(result["stop_reason"] == "minimum_not_met");
  CHECK(result["decision"] == "fail");
}

TEST_CASE("quiz routes: pages of questions that follow one another by their next are those by offset") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  std::vector<json> by_offset, by_next;
  std::string after;
  for (int offset = 0;; offset += 7) {
    const ApiReply page = world.get("/questions?limit=7&offset=" + std::to_string(offset), student.access_token);
    const ApiReply next = world.get("/questions?limit=7" + after, student.access_token);
    by_offset.insert(by_offset.end(), page.data().begin(), page.data().end());
    by_next.insert(by_next.end(), next.data().begin(), next.data().end());
    const json& pagination = next.body["pagination"];
    CHECK(pagination["hasMore"] == pagination.contains("next"));
    CHECK(pagination["hasMore"] == page.body["pagination"]["hasMore"]);
    CHECK_FALSE(pagination.contains("totalIsCapped"));
    if (!pagination["hasMore"]) break;
    after = "&after=" + pagination["next"].get<std::string>();
  }
  CHECK(by_next == by_offset);
  CHECK(by_next.size() > 7);
}

TEST_CASE("quiz routes: nothing that tells a key leaves the server before the end") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  world.take_traffic();
  const json session = world.start_exam(student);
  json question = session["current"];
  for (int i = 0; i < 4; ++i) {
    world.get(path_of(session), student.access_token);
    world.get(path_of(session) + "/current", student.access_token);
    world.get(path_of(session) + "/result", student.access_token);
    world.get(path_of(session) + "/review", student.access_token);
    world.get("/questions?limit=100", student.access_token);
    world.get("/quiz/sessions", student.access_token);
    question =
        world.post(path_of(session) + "/answers", ApiWorld::answer_to(question), student.access_token).data()["next"];
  }
  const std::string traffic = world.take_traffic();
  for (const std::string_view secret :
       {rationale_canary, std::string_view("\"key\""), std::string_view("rationale\""), std::string_view("\"correct"),
        std::string_view("theta"), std::string_view("difficulty"), std::string_view("discrimination")})
    CHECK_MESSAGE(traffic.find(secret) == std::string::npos, secret);
}
