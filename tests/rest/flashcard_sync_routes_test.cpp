#include "rest/flashcard_world.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::test;
using nlohmann::json;

constexpr std::int64_t minute = 60'000'000;

/// A row as a device notes it, so many minutes before the server's present.
json row(const ApiWorld& world, const json& card, const std::string& rating, std::int64_t minutes_ago) {
  const std::int64_t at = world.clock.now().microseconds - minutes_ago * minute;
  return {{"id", client_id()},           {"card_id", card["id"]}, {"rating", rating}, {"at_microseconds", at},
          {"day", at / (1440 * minute)}, {"zone", "UTC"},         {"device", "phone"}};
}

json sync(ApiWorld& world, const TestUser& user, const json& body) {
  const ApiReply reply = world.post("/flashcards/sync", body, user.access_token);
  REQUIRE(reply.status() == 200);
  return reply.data();
}

std::vector<std::string> outcomes(const json& items) {
  std::vector<std::string> words;
  for (const json& item : items) words.push_back(item["outcome"]);
  return words;
}

json schedule_of(ApiWorld& world, const TestUser& user, const json& card) {
  return world.get(path_of_card(card) + "/progress", user.access_token).data()["schedule"];
}

}  // namespace

TEST_CASE("flashcard sync: what two devices did comes to the same in any order, and again changes nothing") {
  ApiWorld& world = shared_world();
  const TestUser a = world.user(), b = world.user();
  json schedules[2];
  const std::vector<std::vector<int>> orders = {{0, 1, 2, 3}, {3, 1, 0, 2}};
  for (int learner = 0; learner < 2; ++learner) {
    const TestUser& user = learner == 0 ? a : b;
    const json card = add_cards(world, user, make_set(world, user), 1).front();
    const json rows[] = {row(world, card, "good", 5000), row(world, card, "good", 4000),
                         row(world, card, "again", 2000), row(world, card, "hard", 10)};
    for (const int place : orders[static_cast<std::size_t>(learner)])
      sync(world, user, {{"reviews", json::array({rows[place]})}});
    schedules[learner] = schedule_of(world, user, card);
    const json again = sync(world, user, {{"reviews", {rows[0], rows[1], rows[2], rows[3]}}});
    CHECK(outcomes(again["reviews"]) == std::vector<std::string>(4, "known"));
    CHECK(schedule_of(world, user, card) == schedules[learner]);
  }
  for (json& schedule : schedules) schedule.erase("key");
  CHECK(schedules[0]["memory"] == schedules[1]["memory"]);
  CHECK(schedules[0]["reviews"] == 4);
}

TEST_CASE("flashcard sync: what two devices said of a card merges, the latest word on each thing holds") {
  ApiWorld& world = shared_world();
  const TestUser user = world.user();
  const json card = add_cards(world, user, make_set(world, user), 1).front();
  const auto said = [&](const json& mark, std::int64_t minutes_ago) {
    json mark_row = row(world, card, "good", minutes_ago);
    mark_row.erase("rating");
    mark_row["kind"] = "mark";
    mark_row["mark"] = mark;
    return mark_row;
  };
  const json later = said({{"flag", 7}, {"suspended", false}}, 10);
  const json earlier = said({{"suspended", true}, {"flag", 1}, {"leech", true}}, 90);
  for (const json& one : {later, earlier, later}) {
    CHECK(sync(world, user, {{"reviews", json::array({one})}})["reviews"][0]["error"].is_null());
  }
  const json progress = world.get(path_of_card(card) + "/progress", user.access_token).data();
  CHECK(progress["flag"] == 7);
  CHECK(progress["suspension"] == "none");
  CHECK(progress["leech"] == true);
  CHECK(sync(world, user, {{"reviews", json::array({said({{"flag", 0}}, -30)})}})["reviews"][0]["error"]["reason"] ==
        "in_future");
}

TEST_CASE("flashcard sync: a cursor fetches what is new, in pages, with the schedulers to replay it") {
  ApiWorld& world = shared_world();
  const TestUser user = world.user();
  const auto cards = add_cards(world, user, make_set(world, user), 3);
  for (const json& card : cards) answer(world, user, card["id"], "good");
  json cursor = 0;
  std::vector<std::string> seen;
  bool more = true;
  while (more) {
    const json page = sync(world, user, {{"cursor", cursor}, {"limit", 1}});
    for (const json& review : page["new_reviews"]) {
      seen.push_back(review["card_id"]);
      CHECK(page["configs"][0]["config"] == review["config"]);
      const ApiReply named =
          world.get("/flashcards/schedulers/" + review["config"].get<std::string>(), user.access_token);
      CHECK(named.data() == page["configs"][0]["scheduler"]);
    }
    cursor = page["cursor"];
    more = page["more"];
  }
  CHECK(seen == std::vector<std::string>{cards[0]["id"], cards[1]["id"], cards[2]["id"]});
  CHECK(sync(world, user, {{"cursor", cursor}})["new_reviews"].empty());
}

TEST_CASE("flashcard sync: rows that were fetched can be pushed as they are") {
  ApiWorld& world = shared_world();
  const TestUser user = world.user();
  const json card = add_cards(world, user, make_set(world, user), 1).front();
  answer(world, user, card["id"], "good");
  world.post("/flashcards/reviews/undo", {{"id", client_id()}}, user.access_token);
  world.post("/flashcards/cards/mark", {{"card_ids", {card["id"]}}, {"buried", true}}, user.access_token);
  const json pulled = sync(world, user, json::object());
  const json pushed = sync(world, user, {{"reviews", pulled["new_reviews"]}, {"undos", pulled["new_undos"]}});
  CHECK(outcomes(pushed["reviews"]) == std::vector<std::string>{"known", "known"});
  CHECK(outcomes(pushed["undos"]) == std::vector<std::string>{"known"});
}

TEST_CASE("flashcard sync: an item that cannot be accepted is refused with its reason, the others are kept") {
  ApiWorld& world = shared_world();
  const TestUser user = world.user();
  const auto cards = add_cards(world, user, make_set(world, user), 2);
  const json good = row(world, cards[0], "good", 100);
  json differs = good, ahead = row(world, cards[1], "good", -30), strange = row(world, cards[1], "good", 50);
  differs["rating"] = "easy";
  strange["config"] = std::string(64, 'a');
  const json unknown = row(world, {{"id", "019a0000-0000-7000-8000-000000000000"}}, "good", 5);
  const json reply = sync(world, user, {{"reviews", {good, differs, ahead, strange, unknown}}});
  CHECK(outcomes(reply["reviews"]) == std::vector<std::string>{"accepted", "refused", "refused", "refused", "refused"});
  CHECK(reply["reviews"][1]["error"]["reason"] == "review_differs");
  CHECK(reply["reviews"][2]["error"]["reason"] == "in_future");
  CHECK(reply["reviews"][3]["error"]["reason"] == "unknown_config");
  CHECK(reply["reviews"][4]["error"]["code"] == "DB_001");
  CHECK(reply["new_reviews"].size() == 1);
}

TEST_CASE("flashcard sync: an undo may come before its row") {
  ApiWorld& world = shared_world();
  const TestUser user = world.user();
  const json card = add_cards(world, user, make_set(world, user), 1).front();
  const json review = row(world, card, "good", 100);
  const json undo = {{"id", client_id()}, {"review_id", review["id"]}, {"at_microseconds", review["at_microseconds"]}};
  CHECK(outcomes(sync(world, user, {{"undos", json::array({undo})}})["undos"]) == std::vector<std::string>{"accepted"});
  sync(world, user, {{"reviews", json::array({review})}});
  CHECK(schedule_of(world, user, card)["reviews"] == 0);
}

TEST_CASE("flashcard rebuild: after answers, undo, reset, marks and sync nothing is different") {
  ApiWorld& world = shared_world();
  const TestUser user = world.user();
  const auto cards = add_cards(world, user, make_set(world, user), 4);
  for (const char* rating : {"again", "good", "easy"})
    for (const json& card : cards) answer(world, user, card["id"], rating);
  world.post("/flashcards/reviews/undo", {{"id", client_id()}}, user.access_token);
  world.post(path_of_card(cards[1]) + "/reset", {{"id", client_id()}}, user.access_token);
  world.post("/flashcards/cards/mark", {{"card_ids", json::array({cards[2]["id"]})}, {"suspended", true}},
             user.access_token);
  sync(world, user, {{"reviews", json::array({row(world, cards[3], "hard", 300)})}});
  const json report = world.call("POST", "/flashcards/rebuild", nullptr, user.access_token).data();
  CHECK(report["cards"] == 4);
  CHECK(report["different_cards"] == 0);
  CHECK(report["different_counts"] == 0);
  CHECK(report["different_pages"] == 0);
}
