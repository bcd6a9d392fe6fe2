#include "codec/time_text.hpp"
#include "rest/flashcard_world.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven;
using namespace haven::test;
using nlohmann::json;

/// A student with new cards.
struct Desk {
  explicit Desk(ApiWorld& given, int count)
      : world(given),
        student(given.user()),
        set(make_set(given, student)),
        cards(add_cards(given, student, set, count)) {}

  [[nodiscard]] ApiReply post(const std::string& path, const json& body) const {
    return world.post("/flashcards" + path, body, student.access_token);
  }
  [[nodiscard]] ApiReply get(const std::string& path) const {
    return world.get("/flashcards" + path, student.access_token);
  }
  [[nodiscard]] std::string in_days(int days) const {
    return codec::time_text(world.clock.now() + Duration::days(days));
  }

  ApiWorld& world;
  TestUser student;
  json set;
  std::vector<json> cards;
};

}  // namespace

TEST_CASE("study plan routes: an exam's plan names today's cards and what keeping to it comes to") {
  const Desk desk(shared_world(), 30);
  const ApiReply reply =
      desk.post("/exam-plan",
                {{"set_id", desk.set["id"]}, {"exam_at", desk.in_days(10)}, {"minutes_per_day", 5.0}, {"limit", 5}});
  REQUIRE(reply.status() == 200);
  const json plan = reply.data();
  CHECK(plan["cards"] == 30);
  CHECK(plan["today"].size() == 5);
  CHECK(plan["worth_today"].get<int>() >= 5);
  CHECK(plan["today"][0]["advice"] == "study");
  CHECK(plan["today"][0]["card"]["set_id"] == desk.set["id"]);
  CHECK(plan["outlook"]["known"].get<double>() > plan["outlook"]["known_if_left"].get<double>());
  CHECK(plan["outlook"]["minutes_needed"].is_null());
  CHECK(plan["today"][0].contains("next_day"));
}

TEST_CASE("study plan routes: a plan that chooses its days keeps to the minutes in all and knows no less") {
  const Desk desk(shared_world(), 40);
  const auto plan = [&](const json& more) {
    json body = {{"set_id", desk.set["id"]}, {"exam_at", desk.in_days(10)}, {"limit", 40}};
    body.update(more);
    return desk.post("/exam-plan", body).data();
  };
  const json daily = plan({{"minutes_per_day", 4.0}});
  const json free = plan({{"minutes_per_day", 20.0}, {"minutes_in_all", 40.0}, {"minutes_today", 10.0}});
  CHECK(free["outlook"]["known"].get<double>() > daily["outlook"]["known"].get<double>());
  CHECK(free["days"][0]["minutes"] == 10.0);
  double planned = 0.0;
  for (const json& day : free["days"]) planned += day["planned"].get<double>();
  CHECK(planned < 42.0);
  CHECK(free["today"].size() > 0);
  for (const json& task : free["today"]) {
    CHECK(task["gain_per_minute"].get<double>() > 0.0);
    CHECK((task["next_day"].is_null() || task["next_day"] > free["days"][0]["day"]));
  }
}

TEST_CASE("study plan routes: few answers fit no weights; steps need answers; retention is advised anyway") {
  const Desk desk(shared_world(), 2);
  const json fit = desk.post("/memory-fit", {{"apply", true}}).data();
  CHECK(fit["verdict"] == "too_few");
  CHECK(fit["applied"] == false);
  CHECK(fit["weights"].size() == 21);
  CHECK(fit["before"]["log_loss"].is_null());
  CHECK(desk.get("/step-advice").data()["learning_steps_seconds"].is_null());
  const json advice = desk.get("/retention-advice").data();
  CHECK(advice["present"] == 0.9);
  CHECK(advice["recommended"]["mean"].get<double>() > 0.69);
  CHECK(advice["curve"].size() > 5);
}

TEST_CASE("study plan routes: rescheduling is a dry run, then laid down, then taken back") {
  const Desk desk(shared_world(), 1);
  answer(desk.world, desk.student, desk.cards[0]["id"], "easy");
  const std::string progress = "/cards/" + desk.cards[0]["id"].get<std::string>() + "/progress";
  const json due = desk.get(progress).data()["due_at"];
  const json preset = {{"scheduler", {{"desired_retention", 0.7}}}};
  REQUIRE(desk.world.call("PUT", "/flashcards/preset", preset, desk.student.access_token).status() == 200);
  const json dry = desk.post("/reschedule", {{"cards_per_day", 10}}).data();
  CHECK(dry["later"] == 1);
  REQUIRE(dry["moves"].size() == 1);
  CHECK(dry["moves"][0]["due_before"] == due);
  CHECK(desk.get(progress).data()["due_at"] == due);
  const std::string batch = client_id();
  const json body = plan(batch, dry["moves"][0]["card_id"], dry["moves"][0]["due_after"]);
  CHECK(desk.post("/schedule", body).data()["scheduled"] == 1);
  CHECK(desk.get(progress).data()["due_at"] == dry["moves"][0]["due_after"]);
  CHECK(desk.post("/schedule/undo", {{"batch", batch}}).data()["undone"] == 1);
  CHECK(desk.get(progress).data()["due_at"] == due);
}

TEST_CASE("study plan routes: leeches and the use of Hard are told, for the cards of one's own sets") {
  const Desk desk(shared_world(), 1), other(shared_world(), 1);
  CHECK(desk.get("/leeches").data().empty());
  const json use = desk.get("/hard-use?set=" + desk.set["id"].get<std::string>()).data();
  CHECK(use["verdict"] == "too_few");
  CHECK(use["p_value"] == 1.0);
  for (const char* path : {"/leeches", "/hard-use"}) {
    CHECK(desk.get(std::string(path) + "?set=" + other.set["id"].get<std::string>()).status() == 404);
  }
}

TEST_CASE("study plan routes: a past exam, unknown fields and another's set are refused") {
  const Desk desk(shared_world(), 1), other(shared_world(), 1);
  const auto planned = [&](const json& body) { return desk.post("/exam-plan", body).status(); };
  CHECK(planned({{"exam_at", desk.in_days(-1)}, {"minutes_per_day", 5.0}}) == 422);
  CHECK(planned({{"exam_at", desk.in_days(5)}, {"minutes_per_day", 0}}) == 422);
  CHECK(planned({{"exam_at", desk.in_days(5)}, {"minutes_per_day", 5.0}, {"free", true}}) == 422);
  CHECK(planned({{"exam_at", desk.in_days(5)}, {"minutes_per_day", 5.0}, {"minutes_in_all", -1.0}}) == 422);
  CHECK(planned({{"set_id", other.set["id"]}, {"exam_at", desk.in_days(5)}, {"minutes_per_day", 5.0}}) == 404);
  CHECK(desk.post("/memory-fit", {{"set_id", other.set["id"]}}).status() == 404);
  CHECK(desk.get("/step-advice?set=" + other.set["id"].get<std::string>()).status() == 404);
}
