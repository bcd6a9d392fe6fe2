#include "rest/flashcard_world.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::test;
using nlohmann::json;

struct BadInput {
  const char* what;
  const char* method;
  std::string path;
  json body;
  int status;
  const char* code;
  const char* field;  ///< that the answer names first; empty: none
};

json with(json body, const char* name, json value) {
  body[name] = std::move(value);
  return body;
}

json many(std::size_t count, const json& entry) { return json(std::vector<json>(count, entry)); }

std::vector<BadInput> bad_sets_and_notes(const std::string& set, const std::string& card) {
  const std::string cards = set + "/cards";
  const auto notes = [](const json& one) { return json{{"notes", json::array({one})}}; };
  return {
      {"no title", "POST", "/flashcards/sets", {{"description", "x"}}, 422, "VAL_001", "title"},
      {"a title of nothing but spaces", "POST", "/flashcards/sets", {{"title", "  "}}, 422, "VAL_001", "title"},
      {"a title of 201 letters",
       "POST",
       "/flashcards/sets",
       {{"title", std::string(201, 'x')}},
       422,
       "VAL_001",
       "title"},
      {"a title of two lines", "POST", "/flashcards/sets", {{"title", "A\nB"}}, 422, "VAL_001", "title"},
      {"somebody else's set",
       "POST",
       "/flashcards/sets",
       {{"title", "x"}, {"owner_id", card}},
       422,
       "VAL_006",
       "owner_id"},
      {"an unknown visibility",
       "POST",
       "/flashcards/sets",
       {{"title", "x"}, {"visibility", "all"}},
       422,
       "VAL_001",
       "visibility"},
      {"a tier of nowhere", "PATCH", set, {{"tier_required", "gold"}}, 422, "VAL_001", "tier_required"},
      {"a null title", "PATCH", set, {{"title", nullptr}}, 422, "VAL_001", "title"},
      {"a set's cards", "PATCH", set, {{"cards", 7}}, 422, "VAL_006", "cards"},
      {"no notes", "POST", cards, {{"notes", json::array()}}, 422, "VAL_001", "notes"},
      {"1,001 notes", "POST", cards, {{"notes", many(1001, {{"front", "x"}})}}, 422, "VAL_001", "notes"},
      {"a note without a front", "POST", cards, notes({{"back", "x"}}), 422, "VAL_001", "notes.0.front"},
      {"an unknown kind", "POST", cards, notes(with(note(1), "kind", "essay")), 422, "VAL_001", "notes.0.kind"},
      {"a front of 65,537 letters", "POST", cards, notes({{"front", std::string(65'537, 'x')}}), 422, "VAL_001",
       "notes.0.front"},
      {"51 tags", "POST", cards, notes(with(note(1), "tags", many(51, "t"))), 422, "VAL_001", "notes.0.tags"},
      {"extra that is no object", "POST", cards, notes(with(note(1), "extra", "x")), 422, "VAL_001", "notes.0.extra"},
      {"a question that is no id", "POST", cards, notes(with(note(1), "question_id", "7")), 422, "VAL_001",
       "notes.0.question_id"},
      {"an id for a new card", "POST", cards, notes(with(note(1), "id", card)), 422, "VAL_006", "notes.0.id"},
      {"a card's new set", "PATCH", "/flashcards/cards/" + card, {{"set_id", card}}, 422, "VAL_006", "set_id"},
      {"tags that are text", "PATCH", "/flashcards/cards/" + card, {{"tags", "a b"}}, 422, "VAL_001", "tags"},
      {"a set that is no id", "PATCH", "/flashcards/sets/7", {{"title", "x"}}, 404, "DB_001", ""},
      {"a card that is no id", "DELETE", "/flashcards/cards/7", nullptr, 404, "DB_001", ""},
  };
}

std::vector<BadInput> bad_study(const std::string& card) {
  const std::string path = "/flashcards/reviews";
  const json good = review_of(card, "good");
  const auto one = [&](const char* name, const json& value) { return reviews({with(good, name, value)}); };
  const auto marks = [&](const char* name, const json& value) {
    return with({{"card_ids", json::array({card})}}, name, value);
  };
  return {
      {"no reviews", "POST", path, reviews({}), 422, "VAL_001", "reviews"},
      {"201 reviews", "POST", path, reviews(std::vector<json>(201, good)), 422, "VAL_001", "reviews"},
      {"a rating and a score", "POST", path, one("score", 0.5), 422, "VAL_001", "reviews.0.rating"},
      {"a score of 2", "POST", path, one("score", 2), 422, "VAL_001", "reviews.0.score"},
      {"confidence in a rating", "POST", path, one("confidence", 0.5), 422, "VAL_001", "reviews.0.confidence"},
      {"rating 0", "POST", path, one("rating", 0), 422, "VAL_001", "reviews.0.rating"},
      {"a fifth button", "POST", path, one("rating", "perfect"), 422, "VAL_001", "reviews.0.rating"},
      {"no id", "POST", path, one("id", ""), 422, "VAL_001", "reviews.0.id"},
      {"a due day of its own", "POST", path, one("due_at", "2026-12-01T00:00:00.000Z"), 422, "VAL_006",
       "reviews.0.due_at"},
      {"a day that no calendar has", "POST", path, one("at", "2026-02-30T00:00:00.000Z"), 422, "VAL_001",
       "reviews.0.at"},
      {"a negative duration", "POST", path, one("duration_ms", -1), 422, "VAL_001", "reviews.0.duration_ms"},
      {"a duration of more than a day", "POST", path, one("duration_ms", 86'400'001), 422, "VAL_001",
       "reviews.0.duration_ms"},
      {"a device of two lines", "POST", path, one("device", "a\nb"), 422, "VAL_001", "reviews.0.device"},
      {"an undo without an id", "POST", path + "/undo", json::object(), 422, "VAL_001", "id"},
      {"a reset without an id", "POST", "/flashcards/cards/" + card + "/reset", json::object(), 422, "VAL_001", "id"},
      {"no cards to mark", "POST", "/flashcards/cards/mark", {{"card_ids", json::array()}}, 422, "VAL_001", "card_ids"},
      {"flag 8", "POST", "/flashcards/cards/mark", marks("flag", 8), 422, "VAL_001", "flag"},
      {"a retention of 2", "POST", "/flashcards/cards/mark", marks("desired_retention", 2), 422, "VAL_001",
       "desired_retention"},
      {"buried until a day", "POST", "/flashcards/cards/mark", marks("buried", "2026-12-01"), 422, "VAL_001", "buried"},
      {"an empty plan",
       "POST",
       "/flashcards/schedule",
       {{"batch", card}, {"plan", json::array()}},
       422,
       "VAL_001",
       "plan"},
      {"a due day without a time", "POST", "/flashcards/schedule", plan(card, card, "2026-12-01"), 422, "VAL_001",
       "plan.0.due_at"},
      {"position 0",
       "POST",
       "/flashcards/cards/from-question",
       {{"session_id", card}, {"position", 0}},
       422,
       "VAL_001",
       "position"},
  };
}

std::vector<BadInput> bad_settings_and_rows(const std::string& card) {
  const auto scheduler = [](const char* name, const json& value) { return json{{"scheduler", {{name, value}}}}; };
  const json row = {{"id", card},    {"card_id", card}, {"rating", "good"},
                    {"day", 20'000}, {"zone", "UTC"},   {"at_microseconds", 1}};
  const auto sync = [&](const char* name, const json& value) {
    return json{{"reviews", json::array({with(row, name, value)})}};
  };
  const std::string preset = "/flashcards/preset";
  return {
      {"retention 1", "PUT", preset, scheduler("desired_retention", 1.0), 422, "VAL_001", "scheduler"},
      {"three weights", "PUT", preset, scheduler("weights", {1, 2, 3}), 422, "VAL_001", "scheduler"},
      {"SM-18", "PUT", preset, scheduler("algorithm", "sm-18"), 422, "VAL_001", "scheduler.algorithm"},
      {"a step of no time", "PUT", preset, scheduler("learning_steps_microseconds", json::array({0})), 422, "VAL_001",
       "scheduler.learning_steps_microseconds.0"},
      {"101 steps", "PUT", preset, scheduler("learning_steps_microseconds", many(101, 1)), 422, "VAL_001",
       "scheduler.learning_steps_microseconds"},
      {"an interval of no days", "PUT", preset, scheduler("maximum_interval", 0), 422, "VAL_001",
       "scheduler.maximum_interval"},
      {"-1 new cards", "PUT", preset, {{"new_per_day", -1}}, 422, "VAL_001", "new_per_day"},
      {"a zone of nowhere", "PUT", preset, {{"zone", "Mars/Olympus"}}, 422, "VAL_001", nullptr},
      {"six weekdays", "PUT", preset, {{"days", {{"weekdays", many(6, "normal")}}}}, 422, "VAL_001", "days.weekdays"},
      {"an unknown setting", "PUT", preset, {{"colour", "blue"}}, 422, "VAL_006", "colour"},
      {"a leech action", "PUT", preset, {{"leech_rule", {{"action", "delete"}}}}, 422, "VAL_001", "leech_rule.action"},
      {"a cursor below 0", "POST", "/flashcards/sync", {{"cursor", -1}}, 422, "VAL_001", "cursor"},
      {"a cursor beyond numbers",
       "POST",
       "/flashcards/sync",
       {{"cursor", 18'446'744'073'709'551'615ULL}},
       422,
       "VAL_001",
       "cursor"},
      {"a limit of 0", "POST", "/flashcards/sync", {{"limit", 0}}, 422, "VAL_001", "limit"},
      {"a config that is no hash", "POST", "/flashcards/sync", sync("config", std::string(64, 'G')), 422, "VAL_001",
       "reviews.0.config"},
      {"a time before 1970", "POST", "/flashcards/sync", sync("at_microseconds", -1), 422, "VAL_001",
       "reviews.0.at_microseconds"},
      {"a mark of no kind", "POST", "/flashcards/sync", sync("mark", {{"colour", 1}}), 422, "VAL_006",
       "reviews.0.mark.colour"},
      {"flag 9 in a row", "POST", "/flashcards/sync", sync("mark", {{"flag", 9}}), 422, "VAL_001", nullptr},
      {"an unknown kind of row", "POST", "/flashcards/sync", sync("kind", "guess"), 422, "VAL_001", "reviews.0.kind"},
      {"a scheduler that cannot be",
       "POST",
       "/flashcards/sync",
       {{"configs", json::array({{{"desired_retention", 7}}})}},
       422,
       "VAL_001",
       "configs.0"},
  };
}

void check_refused(ApiWorld& world, const TestUser& user, const std::vector<BadInput>& inputs) {
  const auto before = world.row_counts();
  for (const BadInput& bad : inputs) {
    const ApiReply reply = world.call(bad.method, bad.path, bad.body, user.access_token);
    CAPTURE(bad.what);
    CAPTURE(reply.raw.body);
    CHECK(reply.status() == bad.status);
    CHECK(reply.code() == bad.code);
    const json& details = reply.body["error"]["details"];
    if (bad.field != nullptr && *bad.field != '\0') CHECK(details["fields"][0]["field"] == bad.field);
    CHECK(world.row_counts() == before);
  }
}

}  // namespace

TEST_CASE("flashcard bad input: each bad body gets its status and code, names the field, and nothing is stored") {
  ApiWorld& world = shared_world();
  const TestUser user = world.user();
  const json set = make_set(world, user);
  const std::string card = add_cards(world, user, set, 1).front()["id"];
  check_refused(world, user, bad_sets_and_notes(path_of_set(set), card));
  check_refused(world, user, bad_study(card));
  check_refused(world, user, bad_settings_and_rows(card));
}

TEST_CASE("flashcard bad input: a query that is unknown, out of range or no id is refused by name") {
  ApiWorld& world = shared_world();
  const TestUser user = world.user();
  const std::string cards = path_of_set(make_set(world, user)) + "/cards";
  for (const std::string& path :
       {std::string("/flashcards/due?limit=0"), std::string("/flashcards/due?limit=201"),
        std::string("/flashcards/due?order=best"), std::string("/flashcards/due?preview=1"),
        std::string("/flashcards/due?after=nonsense"), std::string("/flashcards/due?order=exam_gain&exam_at=soon"),
        std::string("/flashcards/due?set=7"), std::string("/flashcards/due?offset=1"),
        std::string("/flashcards/sets?own=yes"), std::string("/flashcards/sets?offset=10001"),
        std::string("/flashcards/forecast?days=366"), std::string("/flashcards/stats?first_day=99999999999999999999"),
        cards + "?after=-1", cards + "?limit=201"}) {
    const ApiReply reply = world.get(path, user.access_token);
    CAPTURE(path);
    CHECK(reply.status() == 400);
    CHECK(reply.code() == "VAL_005");
    CHECK(!reply.body["error"]["details"]["fields"][0]["field"].get<std::string>().empty());
  }
  const std::string nowhere = "019a0000-0000-7000-8000-000000000000";
  const ApiReply no_exam = world.get("/flashcards/due?order=exam_gain", user.access_token);
  CHECK(no_exam.body["error"]["details"]["reason"] == "exam");
  for (const char* path : {"/due", "/stats", "/forecast", "/knowledge", "/leeches"})
    CHECK(world.get(std::string("/flashcards") + path + "?set=" + nowhere, user.access_token).code() == "DB_001");
}

TEST_CASE("flashcard bad input: a body beyond the route's limit is refused") {
  ApiWorld& world = shared_world();
  const TestUser user = world.user();
  json body = reviews({});
  body["padding"] = std::string(std::size_t{130} * 1024, 'x');
  CHECK(world.post("/flashcards/reviews", body, user.access_token).code() == "VAL_004");
}
