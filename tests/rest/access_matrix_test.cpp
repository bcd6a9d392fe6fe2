#include <map>

#include "rest/api_world.hpp"
#include "rest/flashcard_world.hpp"
#include "rest/route.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::test;
using nlohmann::json;

/// What each kind of caller gets from one route: nobody, another student, the owner, an instructor, an administrator.
struct Row {
  const char* operation;
  int nobody, other, owner, instructor, admin;
};

/// On an exam that its owner has just begun, and a card in a private set of his. A route that is not here fails the
/// test below.
constexpr Row matrix[] = {
    {"register", 202, 202, 202, 202, 202},
    {"login", 200, 200, 200, 200, 200},
    {"refresh", 401, 401, 401, 401, 401},
    {"getMe", 401, 200, 200, 200, 200},
    {"startQuiz", 401, 201, 409, 201, 201},
    {"getOpenSession", 401, 200, 200, 200, 200},
    {"getSession", 401, 404, 200, 404, 404},
    {"getCurrentQuestion", 401, 404, 200, 404, 404},
    {"submitAnswer", 401, 404, 200, 404, 404},
    {"getResult", 401, 404, 409, 404, 404},
    {"getReview", 401, 404, 409, 404, 404},
    {"listQuestions", 401, 200, 200, 200, 200},
    {"listCategories", 401, 200, 200, 200, 200},
    {"getLiveness", 200, 200, 200, 200, 200},
    {"getReadiness", 200, 200, 200, 200, 200},
    {"getOpenApi", 200, 200, 200, 200, 200},
    {"listFlashcardSets", 401, 200, 200, 200, 200},
    {"createFlashcardSet", 401, 201, 201, 201, 201},
    {"getFlashcardSet", 401, 404, 200, 404, 404},
    {"changeFlashcardSet", 401, 404, 200, 404, 404},
    {"listFlashcards", 401, 404, 200, 404, 404},
    {"addNotes", 401, 404, 200, 404, 404},
    {"getSetPreset", 401, 404, 200, 404, 404},
    {"putSetPreset", 401, 404, 200, 404, 404},
    {"removeSetPreset", 401, 204, 204, 204, 204},
    {"getPreset", 401, 200, 200, 200, 200},
    {"putPreset", 401, 200, 200, 200, 200},
    {"getFlashcard", 401, 404, 200, 404, 404},
    {"changeNote", 401, 404, 200, 404, 404},
    {"addMissedQuestion", 401, 404, 409, 404, 404},
    {"markFlashcards", 401, 404, 200, 404, 404},
    {"getProgress", 401, 404, 200, 404, 404},
    {"previewAnswers", 401, 404, 200, 404, 404},
    {"explainDue", 401, 404, 200, 404, 404},
    {"getLeeches", 401, 200, 200, 200, 200},
    {"getHardUse", 401, 200, 200, 200, 200},
    {"getQueue", 401, 200, 200, 200, 200},
    {"submitReviews", 401, 200, 200, 200, 200},
    {"applySchedule", 401, 404, 200, 404, 404},
    {"undoSchedule", 401, 200, 200, 200, 200},
    {"getHistory", 401, 404, 200, 404, 404},
    {"undoReview", 401, 404, 200, 404, 404},
    {"resetFlashcard", 401, 404, 200, 404, 404},
    {"syncFlashcards", 401, 200, 200, 200, 200},
    {"getScheduler", 401, 404, 404, 404, 404},
    {"rebuildProgress", 401, 200, 200, 200, 200},
    {"getFlashcardStats", 401, 200, 200, 200, 200},
    {"getForecast", 401, 200, 200, 200, 200},
    {"getKnowledge", 401, 200, 200, 200, 200},
    {"importFlashcards", 401, 200, 200, 200, 200},
    {"exportFlashcards", 401, 404, 200, 404, 404},
    {"putMedium", 401, 404, 200, 404, 404},
    {"getMedium", 401, 404, 200, 404, 404},
    {"removeMedium", 401, 404, 204, 404, 404},
    {"fitMemory", 401, 200, 200, 200, 200},
    {"planExam", 401, 200, 200, 200, 200},
    {"rescheduleCards", 401, 200, 200, 200, 200},
    {"adviseRetention", 401, 200, 200, 200, 200},
    {"adviseSteps", 401, 200, 200, 200, 200},
    {"removeNote", 401, 404, 204, 404, 404},
    {"removeFlashcardSet", 401, 404, 204, 404, 404},
    {"logout", 401, 204, 204, 204, 204},
};

/// What the owner has, and the paths and bodies name.
struct Objects {
  TestUser owner;
  json session, set, card;
};

Objects make_objects(ApiWorld& world) {
  const TestUser owner = world.user();
  const json set = make_set(world, owner);
  return {owner, world.start_exam(owner), set, add_cards(world, owner, set, 1).front()};
}

std::string replace(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

std::string path_for(const haven::rest::Route& route, const Objects& objects) {
  const std::string path = replace(std::string(route.path), "{base}", "/api/v1");
  const char* of_sets = "/flashcards/sets/";
  const json& named = path.find(of_sets) != path.npos          ? objects.set
                      : path.find("/flashcards/") != path.npos ? objects.card
                                                               : objects.session;
  return replace(replace(replace(path, "{id}", named["id"]), "{config}", std::string(64, '0')), "{name}", "heart.gif");
}

std::string flashcard_body(const std::string& operation, const Objects& objects) {
  const json& card = objects.card["id"];
  const std::string batch = "019a0000-0000-7000-8000-0000000000b0", undo = "019a0000-0000-7000-8000-0000000000b1";
  if (operation == "createFlashcardSet") return R"({"title":"Mine"})";
  if (operation == "changeFlashcardSet") return R"({"description":"All of it"})";
  if (operation == "addNotes") return json{{"notes", json::array({note(7)})}}.dump();
  if (operation == "changeNote") return R"({"back":"Another"})";
  if (operation == "putMedium") return "GIF89a and so on";
  if (operation.starts_with("put")) return R"({"new_per_day":30})";
  if (operation == "addMissedQuestion") return json{{"session_id", objects.session["id"]}, {"position", 1}}.dump();
  if (operation == "markFlashcards") return json{{"card_ids", json::array({card})}, {"flag", 3}}.dump();
  if (operation == "submitReviews") return reviews({review_of(card, "good")}).dump();
  if (operation == "applySchedule") return plan(batch, card, "2026-10-30T04:00:00.000Z").dump();
  if (operation == "undoSchedule") return json{{"batch", batch}}.dump();
  if (operation == "undoReview" || operation == "resetFlashcard") return json{{"id", undo}}.dump();
  if (operation == "planExam") return R"({"exam_at":"2026-10-30T04:00:00.000Z","minutes_per_day":5})";
  if (operation == "syncFlashcards" || operation == "fitMemory" || operation == "rescheduleCards") return "{}";
  if (operation == "importFlashcards") return "front,back\nQuestion,Answer\n";
  return {};
}

std::string good_body(const std::string& operation, const Objects& objects) {
  const auto& [owner, session, set, card] = objects;
  if (operation == "register")
    return json{{"email", "matrix@haven.test"}, {"password", password}, {"display_name", "M"}}.dump();
  if (operation == "login") return json{{"email", owner.email}, {"password", password}}.dump();
  if (operation == "refresh") return json{{"refresh_token", "unknown"}}.dump();
  if (operation == "startQuiz") return R"({"mode":"cat"})";
  if (operation == "submitAnswer") return ApiWorld::answer_to(session["current"]).dump();
  return flashcard_body(operation, objects);
}

}  // namespace

TEST_CASE(
    "access: every route answers nobody, another, the owner, an instructor and an administrator as the matrix says") {
  ApiWorld& world = shared_world();
  const Objects objects = make_objects(world);
  const std::string tokens[] = {"", world.user().access_token, objects.owner.access_token,
                                world.user(haven::Role::instructor).access_token,
                                world.user(haven::Role::admin).access_token};
  const std::vector<std::string> nothing, bytes = {"Content-Type: application/octet-stream"};
  std::map<std::string_view, const haven::rest::Route*> routes;
  for (const auto& route : haven::rest::route_table()) routes[route.operation] = &route;
  for (const Row& row : matrix) {
    REQUIRE(routes.count(row.operation) == 1);
    const auto& route = *routes[row.operation];
    const std::string path = path_for(route, objects);
    const bool is_file = !route.media_types.empty();
    const int expected[] = {row.nobody, row.other, row.owner, row.instructor, row.admin};
    for (std::size_t caller = 0; caller < 5; ++caller) {
      CAPTURE(row.operation);
      CAPTURE(caller);
      const ApiReply reply = world.send({.method = std::string(route.method),
                                         .path = path,
                                         .body = good_body(row.operation, objects),
                                         .token = tokens[caller],
                                         .headers = is_file ? bytes : nothing,
                                         .json = !is_file});
      CHECK(reply.status() == expected[caller]);
      if (reply.status() == 404) CHECK(reply.code() == "DB_001");
    }
    routes.erase(row.operation);
  }
  CHECK_MESSAGE(routes.empty(), "a route that the matrix does not know");
}

TEST_CASE("access: another's exam cannot be told from one that does not exist") {
  ApiWorld& world = shared_world();
  const json session = world.start_exam(world.user());
  const TestUser other = world.user();
  const std::string real = session["id"], unknown = "019a0000-0000-7000-8000-000000000000";
  const ApiReply theirs = world.get("/quiz/sessions/" + real, other.access_token);
  const ApiReply nothing = world.get("/quiz/sessions/" + unknown, other.access_token);
  CHECK(theirs.status() == nothing.status());
  CHECK(replace(theirs.raw.body, real, unknown) == nothing.raw.body);
}

TEST_CASE("access: keys, rationales and parameters of the bank are for instructors and administrators") {
  ApiWorld& world = shared_world();
  const json seen = world.get("/questions?limit=1", world.user().access_token).data()[0];
  CHECK(!seen.contains("key"));
  CHECK(!seen.contains("rationale"));
  CHECK(!seen.contains("parameters"));
  for (const haven::Role role : {haven::Role::instructor, haven::Role::admin}) {
    const json shown = world.get("/questions?limit=1", world.user(role).access_token).data()[0];
    CHECK(shown["key"]["option"] == "B");
    CHECK(shown["rationale"].get<std::string>().starts_with(rationale_canary));
    CHECK(shown["parameters"]["discrimination"] == 1.0);
  }
}

TEST_CASE("access: tokens that are missing, expired, forged or of another kind are refused, each with its code") {
  ApiWorld world({.rate_limiting = false});
  const TestUser student = world.user();
  const auto before = world.row_counts();
  const std::string good = student.access_token;
  const std::string head = good.substr(0, good.find('.'));
  const std::string unsigned_token = good.substr(0, good.rfind('.') + 1);
  CHECK(world.get("/auth/me").code() == "AUTH_002");
  for (const std::string& token :
       {std::string("x"), head, unsigned_token, unsigned_token + "AAAA", good + "A", "." + good, student.refresh_token,
        "eyJhbGciOiJub25lIn0" + good.substr(good.find('.')), std::string(8000, 'a')}) {
    const ApiReply reply = world.get("/auth/me", token);
    CHECK(reply.status() == 401);
    CHECK(reply.code() == "AUTH_004");
    CHECK(reply.raw.header("www-authenticate").has_value());
  }
  const ApiReply basic = world.send({.path = "/api/v1/auth/me", .headers = {"Authorization: Basic dTpw"}});
  CHECK(basic.code() == "AUTH_004");
  world.clock.advance(haven::Duration::minutes(16));
  CHECK(world.get("/auth/me", good).code() == "AUTH_003");
  CHECK(world.row_counts() == before);
}
