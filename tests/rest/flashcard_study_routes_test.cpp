#include <numeric>
#include <set>

#include "codec/time_text.hpp"
#include "rest/flashcard_world.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::test;
using nlohmann::json;

/// A student with some new cards.
struct Desk {
  ApiWorld& world;
  TestUser student;
  json set;
  std::vector<json> cards;

  explicit Desk(ApiWorld& given, int count = 3)
      : world(given),
        student(given.user()),
        set(make_set(given, student)),
        cards(add_cards(given, student, set, count)) {}

  [[nodiscard]] ApiReply get(const std::string& path) const {
    return world.get("/flashcards" + path, student.access_token);
  }
  [[nodiscard]] ApiReply post(const std::string& path, const json& body) const {
    return world.post("/flashcards" + path, body, student.access_token);
  }
  [[nodiscard]] ApiReply put(const std::string& path, const json& body) const {
    return world.call("PUT", "/flashcards" + path, body, student.access_token);
  }
  [[nodiscard]] std::string id(std::size_t place) const { return cards[place]["id"]; }
  [[nodiscard]] json progress(std::size_t place) const { return get("/cards/" + id(place) + "/progress").data(); }
  json answer(std::size_t place, const std::string& rating) const {
    return haven::test::answer(world, student, id(place), rating);
  }
  /// Time goes by, and the student logs in again: access tokens live for 15 minutes.
  void wait(haven::Duration duration) {
    world.clock.advance(duration);
    const json body = {{"email", student.email}, {"password", password}};
    student.access_token = world.post("/auth/login", body).data()["access_token"];
  }
};

std::vector<std::string> ids_of(const json& queue) {
  std::vector<std::string> ids;
  for (const json& queued : queue["cards"]) ids.push_back(queued["card"]["id"]);
  return ids;
}

json error_of(const ApiReply& reply, std::size_t place = 0) { return reply.data().at(place)["error"]; }

}  // namespace

TEST_CASE("flashcard queue: new cards come by position, with the four answers that their buttons promise") {
  const Desk desk(shared_world());
  const json queue = desk.get("/due").data();
  CHECK(ids_of(queue) == std::vector<std::string>{desk.id(0), desk.id(1), desk.id(2)});
  CHECK(queue["new_left"] == 3);
  CHECK(queue["next"].is_null());
  const json& first = queue["cards"][0];
  CHECK(first["section"] == "new");
  REQUIRE(first["answers"].size() == 4);
  CHECK(first["answers"][0]["rating"] == "again");
  CHECK(first["answers"][0]["interval_seconds"] == 60.0);   // the first learning step
  CHECK(first["answers"][2]["interval_seconds"] == 600.0);  // the second
  CHECK(desk.get("/due?preview=false").data()["cards"][0]["answers"].empty());
}

TEST_CASE("flashcard queue: pages cover it once, in every order") {
  const Desk desk(shared_world(), 7);
  for (const char* order :
       {"due", "retrievability_ascending", "retrievability_descending", "relative_overdueness", "difficulty_ascending",
        "difficulty_descending", "random", "exam_gain&exam_at=2099-06-01T00:00:00.000Z"}) {
    CAPTURE(order);
    std::vector<std::string> seen;
    std::string after;
    for (int page = 0; page < 3; ++page) {
      const ApiReply reply = desk.get("/due?limit=3&set=" + desk.set["id"].get<std::string>() + "&order=" + order +
                                      (after.empty() ? "" : "&after=" + after));
      REQUIRE(reply.status() == 200);
      for (const std::string& id : ids_of(reply.data())) seen.push_back(id);
      CHECK(reply.data()["next"].is_null() == (page == 2));
      after = page == 2 ? "" : reply.data()["next"].get<std::string>();
    }
    CHECK(seen.size() == 7);
    CHECK(std::set<std::string>(seen.begin(), seen.end()).size() == 7);
  }
}

TEST_CASE("flashcard reviews: an answer comes to what its preview said, and why") {
  const Desk desk(shared_world());
  const json previews = desk.get("/cards/" + desk.id(0) + "/preview").data();
  const json receipt = desk.answer(0, "good");
  CHECK(receipt["schedule"] == previews[2]["schedule"]);
  CHECK(receipt["why"] == previews[2]["why"]);
  CHECK(receipt["why"]["step_microseconds"] == 600'000'000);
  const json progress = desk.progress(0);
  CHECK(progress["schedule"] == receipt["schedule"]);
  CHECK(progress["due_at"] == receipt["due_at"]);
  const json stability = receipt["schedule"]["memory"]["stability"];
  CHECK(stability == 2.3065);  // first stability of Good, the third default weight of FSRS-6
}

TEST_CASE("flashcard reviews: the same answer again gets the same receipt and is one row; another one is refused") {
  const Desk desk(shared_world());
  json one = review_of(desk.id(0), "good");
  const ApiReply first = desk.post("/reviews", reviews({one}));
  const ApiReply again = desk.post("/reviews", reviews({one, one}));
  CHECK(again.data()[0] == first.data()[0]);
  CHECK(again.data()[1] == first.data()[0]);
  CHECK(desk.get("/cards/" + desk.id(0) + "/history").data().size() == 1);
  one["rating"] = "easy";
  const json error = error_of(desk.post("/reviews", reviews({one})));
  CHECK(error["code"] == "VAL_014");
  CHECK(error["reason"] == "review_differs");
}

TEST_CASE("flashcard reviews: each of a batch is accepted or refused on its own, in order") {
  const Desk desk(shared_world());
  json stale = review_of(desk.id(1), "good"), future = review_of(desk.id(2), "good");
  stale["expected_reviews"] = 4;
  future["at"] = "2099-01-01T00:00:00.000Z";
  const json unknown = review_of("019a0000-0000-7000-8000-000000000000", "good");
  const ApiReply reply = desk.post(
      "/reviews", reviews({review_of(desk.id(0), "good"), stale, future, unknown, review_of(desk.id(2), "again")}));
  REQUIRE(reply.status() == 200);
  REQUIRE(reply.data().size() == 5);
  CHECK(error_of(reply, 0).is_null());
  CHECK(error_of(reply, 1)["code"] == "VAL_014");
  CHECK(error_of(reply, 1)["reason"] == "card_changed");
  CHECK(error_of(reply, 2)["code"] == "VAL_001");
  CHECK(error_of(reply, 2)["reason"] == "in_future");
  CHECK(error_of(reply, 3)["code"] == "DB_001");
  CHECK(error_of(reply, 4).is_null());
  CHECK(reply.data()[4]["receipt"]["rating"] == "again");
  CHECK(reply.data()[4]["receipt"]["grading"].is_null());
  CHECK(reply.data()[4]["receipt"]["sequence"] > reply.data()[0]["receipt"]["sequence"]);
  CHECK(desk.progress(1)["schedule"]["reviews"] == 0);
}

TEST_CASE("flashcard reviews: what the client saw, or when the answer was given, must be said") {
  const Desk desk(shared_world());
  json blind = review_of(desk.id(0), "good");
  blind.erase("expected_reviews");
  const json error = error_of(desk.post("/reviews", reviews({blind})));
  CHECK(error["code"] == "VAL_001");
  CHECK(error["reason"] == "expected_reviews");
  blind["at"] = haven::codec::time_text(desk.world.clock.now());
  CHECK(error_of(desk.post("/reviews", reviews({blind}))).is_null());
  blind["id"] = client_id();
  CHECK(error_of(desk.post("/reviews", reviews({blind})))["reason"] == "card_changed");
}

TEST_CASE("flashcard reviews: a score comes to a rating, by the buttons of the preset") {
  const Desk desk(shared_world());
  const auto scored = [&](std::size_t place, double score, const json& confidence) {
    json review = review_of(desk.id(place), "good");
    review.erase("rating");
    review["score"] = score;
    review["confidence"] = confidence;
    return review;
  };
  const json half = scored(0, 0.6, nullptr);
  const json receipt = desk.post("/reviews", reviews({half})).data()[0]["receipt"];
  CHECK(receipt["rating"] == "hard");
  CHECK(receipt["grading"] == "partial");
  CHECK(desk.post("/reviews", reviews({half})).data()[0]["receipt"] == receipt);
  const json row = desk.get("/cards/" + desk.id(0) + "/history").data()[0];
  CHECK(row["rating"] == "hard");
  CHECK(row["grading"] == json{{"score", 0.6}, {"confidence", nullptr}, {"reason", "partial"}});
  CHECK(desk.put("/preset", {{"two_buttons", true}}).data()["two_buttons"] == true);
  const json queue = desk.get("/due").data();
  REQUIRE(queue["cards"][0]["answers"].size() == 2);
  CHECK(queue["cards"][0]["answers"][1]["rating"] == "good");
  CHECK(desk.get("/cards/" + desk.id(1) + "/preview").data().size() == 2);
  CHECK(error_of(desk.post("/reviews", reviews({review_of(desk.id(1), "hard")})))["reason"] == "two_buttons");
  CHECK(desk.post("/reviews", reviews({scored(1, 0.6, 0.9)})).data()[0]["receipt"]["rating"] == "good");
  CHECK(desk.post("/reviews", reviews({scored(2, 1.0, 0.1)})).data()[0]["receipt"]["grading"] == "guessed");
}

TEST_CASE("flashcard why: the answer's reasons and the plan that moved the card sum up to its due time") {
  const Desk desk(shared_world());
  const std::string path = "/cards/" + desk.id(0) + "/why";
  CHECK(desk.get(path).data()["answer"].is_null());
  const json receipt = desk.answer(0, "easy");
  const json before = desk.get(path).data();
  CHECK(before["due_at"] == receipt["due_at"]);
  CHECK(before["answer"]["why"] == receipt["why"]);
  CHECK(before["answer"]["review_id"] == receipt["id"]);
  CHECK(before["plan_id"].is_null());
  CHECK(before["moved_microseconds"] == 0);
  const std::string due_at = "2026-12-24T04:00:00.000Z";
  REQUIRE(desk.post("/schedule", plan(client_id(), desk.id(0), due_at)).status() == 200);
  const json after = desk.get(path).data();
  CHECK(after["due_at"] == due_at);
  CHECK(after["answer"] == before["answer"]);
  CHECK(after["plan_id"] == desk.get("/cards/" + desk.id(0) + "/history").data()[1]["id"]);
  const auto moment = [](const json& text) {
    return haven::codec::parse_time_text(text.get<std::string>())->microseconds;
  };
  CHECK(after["moved_microseconds"] == moment(after["due_at"]) - moment(before["due_at"]));
}

TEST_CASE("flashcard undo: the card is what it was before, and the same undo again gives the same reply") {
  const Desk desk(shared_world());
  desk.answer(0, "good");
  const json before = desk.progress(0);
  const json mistake = desk.answer(0, "easy");
  const json body = {{"id", client_id()}};
  const ApiReply undo = desk.post("/reviews/undo", body);
  REQUIRE(undo.status() == 200);
  CHECK(undo.data()["review"]["id"] == mistake["id"]);
  CHECK(undo.data()["progress"]["schedule"] == before["schedule"]);
  CHECK(desk.progress(0)["schedule"] == before["schedule"]);
  CHECK(desk.post("/reviews/undo", body).data()["review"] == undo.data()["review"]);
  const ApiReply twice = desk.post("/reviews/undo", {{"id", client_id()}, {"review_id", mistake["id"]}});
  CHECK(twice.status() == 409);
  CHECK(twice.body["error"]["details"]["reason"] == "undone");
}

TEST_CASE("flashcard undo: an id that took back another row is a conflict, and there must be something to take back") {
  const Desk desk(shared_world());
  CHECK(desk.post("/reviews/undo", {{"id", client_id()}}).code() == "DB_001");
  const json first = desk.answer(0, "good"), second = desk.answer(1, "good");
  const std::string id = client_id();
  CHECK(desk.post("/reviews/undo", {{"id", id}, {"review_id", first["id"]}}).status() == 200);
  const ApiReply other = desk.post("/reviews/undo", {{"id", id}, {"review_id", second["id"]}});
  CHECK(other.code() == "VAL_014");
  CHECK(other.body["error"]["details"]["reason"] == "undo_differs");
}

TEST_CASE("flashcard marks: suspended and buried cards leave the queue and come back") {
  const Desk desk(shared_world());
  const auto mark = [&](std::size_t place, const json& what) {
    json body = what;
    body["card_ids"] = json::array({desk.id(place)});
    const ApiReply reply = desk.post("/cards/mark", body);
    REQUIRE(reply.status() == 200);
    return reply.data()[0];
  };
  CHECK(mark(0, {{"suspended", true}})["suspension"] == "learner");
  CHECK(!mark(1, {{"buried", true}})["buried_until"].is_null());
  CHECK(mark(2, {{"flag", 5}, {"leech", true}})["flag"] == 5);
  CHECK(ids_of(desk.get("/due").data()) == std::vector<std::string>{desk.id(2)});
  CHECK(mark(0, {{"suspended", false}})["suspension"] == "none");
  CHECK(mark(1, {{"buried", false}})["buried_until"].is_null());
  CHECK(desk.get("/due").data()["cards"].size() == 3);
}

TEST_CASE("flashcard marks: they are rows of the log, known again by their id, and taken back by their own") {
  const Desk desk(shared_world());
  const json body = {
      {"card_ids", {desk.id(0), desk.id(1)}}, {"flag", 2}, {"desired_retention", 0.95}, {"id", client_id()}};
  const json marked = desk.post("/cards/mark", body).data();
  REQUIRE(marked.size() == 2);
  CHECK(marked[1]["desired_retention"] == 0.95);
  CHECK(desk.post("/cards/mark", body).data() == marked);
  const json history = desk.get("/cards/" + desk.id(1) + "/history").data();
  REQUIRE(history.size() == 1);
  CHECK(history[0]["kind"] == "mark");
  CHECK(history[0]["mark"]["flag"] == 2);
  CHECK(history[0]["mark"]["suspended"].is_null());
  json other = body;
  other["flag"] = 3;
  CHECK(desk.post("/cards/mark", other).body["error"]["details"]["reason"] == "review_differs");
  const json easy = desk.get("/cards/" + desk.id(1) + "/preview").data()[3];
  CHECK(easy["why"]["desired_retention"] == 0.95);
  CHECK(easy["interval_seconds"] < desk.get("/cards/" + desk.id(2) + "/preview").data()[3]["interval_seconds"]);
  const json undo = desk.post("/reviews/undo", {{"id", client_id()}, {"review_id", history[0]["id"]}}).data();
  CHECK(undo["progress"]["flag"] == 0);
  CHECK(undo["progress"]["desired_retention"].is_null());
}

TEST_CASE("flashcard reset: the card is new again, once for each id, and the log keeps what was") {
  const Desk desk(shared_world());
  desk.answer(0, "easy");
  const json body = {{"id", client_id()}};
  for (int time = 0; time < 2; ++time) {
    const ApiReply reply = desk.post("/cards/" + desk.id(0) + "/reset", body);
    REQUIRE(reply.status() == 200);
    CHECK(reply.data()["schedule"]["memory"].is_null());
  }
  const json history = desk.get("/cards/" + desk.id(0) + "/history").data();
  REQUIRE(history.size() == 2);
  CHECK(history[0]["rating"] == "easy");
  CHECK(history[1]["kind"] == "reset");
}

TEST_CASE("flashcard schedule: due days are laid down once and taken back") {
  const Desk desk(shared_world());
  const json due_before = desk.answer(0, "easy")["due_at"];
  const std::string batch = client_id(), due_at = "2026-12-24T04:00:00.000Z";
  CHECK(desk.post("/schedule", plan(batch, desk.id(0), due_at)).data()["scheduled"] == 1);
  CHECK(desk.post("/schedule", plan(batch, desk.id(0), due_at)).data()["scheduled"] == 0);
  CHECK(desk.progress(0)["due_at"] == due_at);
  CHECK(desk.post("/schedule", plan(batch, desk.id(0), "2026-12-25T04:00:00.000Z")).code() == "VAL_014");
  CHECK(desk.post("/schedule/undo", {{"batch", batch}}).data()["undone"] == 1);
  CHECK(desk.post("/schedule/undo", {{"batch", batch}}).data()["undone"] == 0);
  CHECK(desk.progress(0)["due_at"] == due_before);
  const ApiReply of_a_new_card = desk.post("/schedule", plan(client_id(), desk.id(1), due_at));
  CHECK(of_a_new_card.code() == "VAL_001");
  CHECK(of_a_new_card.body["error"]["details"]["reason"] == "new_card");
}

TEST_CASE("flashcard overview: counts, forecast, knowledge and daily counts tell of the answers given") {
  const Desk desk(shared_world(), 4);
  desk.answer(0, "easy");
  desk.answer(1, "good");
  desk.answer(2, "again");
  const json stats = desk.get("/stats").data();
  CHECK(stats["counts"]["learning"] == 2);
  CHECK(stats["counts"]["young"] == 1);
  REQUIRE(stats["daily"].size() == 1);
  CHECK(stats["daily"][0]["answers"] == 3);
  CHECK(stats["daily"][0]["new_cards"] == 3);
  CHECK(stats["daily"][0]["duration_ms"] == 12'000);
  CHECK(stats["true_retention"]["young_passed"] == 0);
  CHECK(desk.get("/stats?last_day=" + std::to_string(stats["daily"][0]["day"].get<int>() - 1)).data()["daily"].empty());
  const json forecast = desk.get("/forecast?days=20").data();
  REQUIRE(forecast["days"].size() == 20);
  int reviews = 0, learning = 0;
  for (const json& day : forecast["days"]) {
    reviews += day["reviews"].get<int>();
    learning += day["learning"].get<int>();
  }
  CHECK(reviews == 1);   // Easy leaves the learning steps
  CHECK(learning == 2);  // the others come again today
  const json knowledge = desk.get("/knowledge?set=" + desk.set["id"].get<std::string>()).data();
  REQUIRE(knowledge.size() == 2);
  CHECK(knowledge[0]["tag"] == "even");
  CHECK(knowledge[0]["cards"] == 2);
  CHECK(knowledge[0]["answered"] == 1);
  CHECK(knowledge[0]["retrievability"] == doctest::Approx(1.0));
  CHECK(knowledge[1]["answered"] == 2);
}

TEST_CASE("flashcard overview: retention and calibration count the first answer of a day to a card in review") {
  ApiWorld world({.rate_limiting = false});
  Desk desk(world);
  for (const std::size_t place : {0U, 1U, 2U}) desk.answer(place, "easy");
  desk.wait(haven::Duration::days(40));
  desk.answer(0, "good");
  desk.answer(0, "good");
  desk.answer(1, "hard");
  desk.answer(2, "again");
  const json stats = desk.get("/stats").data();
  const json& retention = stats["true_retention"];
  CHECK(retention["young_passed"].get<int>() + retention["mature_passed"].get<int>() == 2);
  CHECK(retention["young_failed"].get<int>() + retention["mature_failed"].get<int>() == 1);
  CHECK(stats["calibration"]["answers"] == 3);
  CHECK(stats["calibration"]["log_loss"] > 0.0);
  for (const json& bin : stats["calibration"]["bins"]) {
    CHECK(bin["predicted"] >= bin["low"]);
    CHECK(bin["predicted"] <= bin["high"]);
  }
}

TEST_CASE("flashcard presets: a set has its own, else that of all sets, else the default") {
  const Desk desk(shared_world());
  const std::string of_set = "/sets/" + desk.set["id"].get<std::string>() + "/preset";
  CHECK(desk.get(of_set).data()["new_per_day"] == 20);
  CHECK(desk.get(of_set).data()["scheduler"]["ordered_answers"] == true);
  CHECK(desk.put("/preset", {{"new_per_day", 1}, {"zone", "America/New_York"}}).data()["new_per_day"] == 1);
  CHECK(desk.get(of_set).data()["zone"] == "America/New_York");
  CHECK(desk.get("/due").data()["cards"].size() == 1);
  const ApiReply own = desk.put(of_set, {{"new_per_day", nullptr},
                                         {"scheduler", {{"algorithm", "sm-2"}, {"initial_ease", 2.1}}},
                                         {"days", {{"days_off", json::array({20'800})}}},
                                         {"leech_rule", {{"action", "suspend"}}}});
  REQUIRE(own.status() == 200);
  CHECK(own.data()["new_per_day"].is_null());
  CHECK(own.data()["leech_rule"] == json{{"threshold", 8}, {"unlikely", false}, {"action", "suspend"}});
  CHECK(own.data()["scheduler"]["algorithm"] == "sm-2");
  CHECK(own.data()["days"]["days_off"] == json::array({20'800}));
  CHECK(desk.get(of_set).data() == own.data());
  CHECK(desk.get("/due").data()["cards"].size() == 3);
  CHECK(desk.world.call("DELETE", "/flashcards" + of_set, nullptr, desk.student.access_token).status() == 204);
  CHECK(desk.get(of_set).data()["new_per_day"] == 1);
}

TEST_CASE("flashcard presets: a part of the scheduler keeps the rest at its default, as does what is left out") {
  const Desk desk(shared_world());
  const json before = desk.get("/preset").data();
  const json after = desk.put("/preset", {{"scheduler", {{"desired_retention", 0.85}}}}).data();
  json expected = before;
  expected["scheduler"]["desired_retention"] = 0.85;
  CHECK(after == expected);
  CHECK(desk.put("/preset", json::object()).data() == before);
}
