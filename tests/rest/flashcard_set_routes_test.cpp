#include "rest/flashcard_world.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::test;
using nlohmann::json;

std::string tag_of(const ApiReply& reply) { return reply.raw.header("etag").value_or("(none)"); }

std::vector<std::string> fronts(const json& cards) {
  std::vector<std::string> texts;
  for (const json& card : cards) texts.push_back(card["front"]);
  return texts;
}

}  // namespace

TEST_CASE("flashcard sets: a new set is at its Location, with what was left out at its default") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const ApiReply reply = world.post("/flashcards/sets", {{"title", "Pharmacology"}}, student.access_token);
  REQUIRE(reply.status() == 201);
  CHECK(reply.raw.header("location") == "/api/v1" + path_of_set(reply.data()));
  CHECK(reply.data()["visibility"] == "private");
  CHECK(reply.data()["tier_required"] == "free");
  CHECK(reply.data()["cards"] == 0);
  const ApiReply got = world.get(path_of_set(reply.data()), student.access_token);
  CHECK(got.data() == reply.data());
  CHECK(tag_of(got) == tag_of(reply));
}

TEST_CASE("flashcard sets: a change keeps what is not given") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const json set = make_set(world, student, {{"title", "Before"}, {"description", "Kept"}});
  const ApiReply reply = world.call("PATCH", path_of_set(set), {{"title", "After"}}, student.access_token);
  REQUIRE(reply.status() == 200);
  CHECK(reply.data()["title"] == "After");
  CHECK(reply.data()["description"] == "Kept");
  CHECK(world.get(path_of_set(set), student.access_token).data() == reply.data());
}

TEST_CASE("flashcard sets: a change for a version that is no more is refused, and changes nothing") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const json set = make_set(world, student);
  const std::string path = path_of_set(set), token = student.access_token;
  const std::string old_tag = tag_of(world.get(path, token));
  const ApiReply changed = world.call("PATCH", path, {{"title", "Second"}}, token, {"If-Match: " + old_tag});
  REQUIRE(changed.status() == 200);
  CHECK(tag_of(changed) != old_tag);
  for (const char* method : {"PATCH", "DELETE"}) {
    const json body = std::string(method) == "PATCH" ? json{{"title", "Third"}} : json();
    const ApiReply late = world.call(method, path, body, token, {"If-Match: " + old_tag});
    CHECK(late.status() == 412);
    CHECK(late.code() == "DB_003");
  }
  CHECK(world.get(path, token).data() == changed.data());
  CHECK(world.call("DELETE", path, nullptr, token, {"If-Match: " + tag_of(changed)}).status() == 204);
}

TEST_CASE("flashcard sets: who has the present version is not sent it again, and a new card makes a new version") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const json set = make_set(world, student);
  const auto asked_with = [&](const std::string& tag) {
    return world.call("GET", path_of_set(set), nullptr, student.access_token, {"If-None-Match: " + tag});
  };
  const std::string tag = tag_of(world.get(path_of_set(set), student.access_token));
  CHECK(asked_with(tag).status() == 304);
  add_cards(world, student, set, 1);
  const ApiReply reply = asked_with(tag);
  REQUIRE(reply.status() == 200);
  CHECK(reply.data()["cards"] == 1);
}

TEST_CASE("flashcard sets: a removed set and its cards are not found") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const json set = make_set(world, student);
  const json card = add_cards(world, student, set, 1).front();
  CHECK(world.call("DELETE", path_of_set(set), nullptr, student.access_token).status() == 204);
  for (const std::string& path : {path_of_set(set), path_of_set(set) + "/cards", path_of_card(card)})
    CHECK(world.get(path, student.access_token).code() == "DB_001");
}

TEST_CASE("flashcard sets: pages by title cover all sets once") {
  ApiWorld world({.rate_limiting = false});
  const TestUser student = world.user();
  for (const char* title : {"C", "A", "E", "B", "D"}) make_set(world, student, {{"title", title}});
  std::string titles;
  for (int offset = 0; offset < 6; offset += 2) {
    const ApiReply page =
        world.get("/flashcards/sets?own=true&limit=2&offset=" + std::to_string(offset), student.access_token);
    REQUIRE(page.status() == 200);
    CHECK(page.body["pagination"]["total"] == 5);
    CHECK(page.body["pagination"]["hasMore"] == (offset < 4));
    for (const json& set : page.data()) titles += set["title"];
  }
  CHECK(titles == "ABCDE");
  titles.clear();
  std::string path = "/flashcards/sets?own=true&limit=2";
  for (int round = 0; round < 3; ++round) {
    const ApiReply page = world.get(path, student.access_token);
    REQUIRE(page.status() == 200);
    for (const json& set : page.data()) titles += set["title"];
    CHECK(page.body["pagination"].contains("next") == (round < 2));
    if (round < 2)
      path = "/flashcards/sets?own=true&limit=2&after=" + page.body["pagination"]["next"].get<std::string>();
  }
  CHECK(titles == "ABCDE");
  CHECK(world.get("/flashcards/sets?after=nonsense", student.access_token).code() == "VAL_005");
}

TEST_CASE("flashcards: notes of every kind make their cards, with all that was given") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const json set = make_set(world, student);
  const json notes = {
      {{"front", "Plain"}, {"back", "Answer"}, {"extra", {{"page", 12}}}, {"tags", {"heart", "lung"}}},
      {{"kind", "reversed"}, {"front", "There"}, {"back", "Back"}},
      {{"kind", "cloze"}, {"front", "{{c1::Digoxin}} lowers {{c2::pulse::what}}"}, {"back", "More"}},
      {{"kind", "image"}, {"front", "Name it"}, {"back", "Vein"}, {"media", json::array({"vein.png"})}}};
  const ApiReply added = world.post(path_of_set(set) + "/cards", {{"notes", notes}}, student.access_token);
  REQUIRE(added.status() == 200);
  const json& cards = added.data()["cards"];
  CHECK(added.data()["inserted"] == 6);
  REQUIRE(cards.size() == 6);
  CHECK(cards[0]["extra"] == json{{"page", 12}});
  CHECK(cards[0]["tags"] == json({"heart", "lung"}));
  CHECK(cards[1]["note_guid"] == cards[2]["note_guid"]);
  CHECK(cards[2]["front"] == "Back");
  CHECK(cards[3]["source"] == "{{c1::Digoxin}} lowers {{c2::pulse::what}}");
  CHECK(cards[5]["media"] == json::array({"vein.png"}));
  for (const json& card : cards) CHECK(world.get(path_of_card(card), student.access_token).data() == card);
}

TEST_CASE("flashcards: a note with a known guid is brought up to date") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const json set = make_set(world, student);
  const auto put = [&](const std::string& back) {
    const json one = {{"front", "F"}, {"back", back}, {"guid", "same"}};
    return world.post(path_of_set(set) + "/cards", {{"notes", json::array({one})}}, student.access_token).data();
  };
  const json first = put("old"), again = put("old"), changed = put("new");
  CHECK(first["inserted"] == 1);
  CHECK(again["unchanged"] == 1);
  CHECK(changed["updated"] == 1);
  CHECK(changed["cards"][0]["id"] == first["cards"][0]["id"]);
}

TEST_CASE("flashcards: all notes are added or none") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const json set = make_set(world, student);
  const json cloze_of_nothing = {{"kind", "cloze"}, {"front", "no gap"}};
  const ApiReply reply =
      world.post(path_of_set(set) + "/cards", {{"notes", {note(1), cloze_of_nothing}}}, student.access_token);
  CHECK(reply.status() == 422);
  CHECK(reply.code() == "VAL_001");
  CHECK(world.get(path_of_set(set), student.access_token).data()["cards"] == 0);
}

TEST_CASE("flashcards: pages by position cover all cards once, also those of one tag") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const json set = make_set(world, student);
  add_cards(world, student, set, 7);
  const auto walk = [&](const std::string& filter, int total) {
    std::vector<std::string> seen;
    json next = -1;
    while (!next.is_null()) {
      const std::string after = next == -1 ? "" : "&after=" + next.dump();
      const json page = world.get(path_of_set(set) + "/cards?limit=3" + filter + after, student.access_token).data();
      CHECK(page["total"] == total);
      for (const std::string& front : fronts(page["cards"])) seen.push_back(front);
      next = page["next"];
    }
    return seen;
  };
  const auto question = [](int number) { return "Question " + std::to_string(number); };
  CHECK(walk("&tag=even", 3) == std::vector<std::string>{question(2), question(4), question(6)});
  CHECK(walk("", 7).size() == 7);
  CHECK(walk("", 7).back() == question(7));
}

TEST_CASE("flashcards: a change of a card changes its note, for the version that the client knows") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const json set = make_set(world, student);
  const json card = add_cards(world, student, set, 1).front();
  const std::string path = path_of_card(card), token = student.access_token;
  const std::string tag = tag_of(world.get(path, token));
  const ApiReply changed = world.call("PATCH", path, {{"back", "Better"}}, token, {"If-Match: " + tag});
  REQUIRE(changed.status() == 200);
  CHECK(changed.data()[0]["back"] == "Better");
  CHECK(changed.data()[0]["front"] == card["front"]);
  CHECK(tag_of(changed) == tag_of(world.get(path, token)));
  CHECK(world.call("PATCH", path, {{"back", "Late"}}, token, {"If-Match: " + tag}).code() == "DB_003");
  CHECK(world.call("DELETE", path, nullptr, token, {"If-Match: " + tag}).code() == "DB_003");
  CHECK(world.call("DELETE", path, nullptr, token).status() == 204);
  CHECK(world.get(path, token).status() == 404);
}

TEST_CASE("flashcards: a missed question becomes a card once, after the exam's end") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const std::string session = world.take_exam(student);
  const json body = {{"session_id", session}, {"position", 2}};
  const ApiReply first = world.post("/flashcards/cards/from-question", body, student.access_token);
  REQUIRE(first.status() == 200);
  CHECK(first.data()["back"].get<std::string>().find(rationale_canary) != std::string::npos);
  CHECK(world.post("/flashcards/cards/from-question", body, student.access_token).data() == first.data());
  const json sets = world.get("/flashcards/sets?own=true", student.access_token).data();
  REQUIRE(sets.size() == 1);
  CHECK(sets[0]["title"] == "Missed questions");
  CHECK(sets[0]["cards"] == 1);
  const ApiReply nothing =
      world.post("/flashcards/cards/from-question", {{"session_id", session}, {"position", 99}}, student.access_token);
  CHECK(nothing.code() == "DB_001");
}
