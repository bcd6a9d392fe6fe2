#include "rest/flashcard_world.hpp"
#include "stores/sql.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::test;
using nlohmann::json;

haven::Uuid id_of(ApiWorld& world, const TestUser& user) {
  return *haven::parse_uuid(world.get("/auth/me", user.access_token).data()["id"].get<std::string>());
}

/// A class of the teacher's with one pupil; its id.
std::string make_cohort(ApiWorld& world, const TestUser& teacher, const TestUser& pupil) {
  const std::string id = client_id();
  const haven::Uuid owner = id_of(world, teacher), member = id_of(world, pupil);
  haven::transact(world.database(), [&](haven::Transaction& tx) {
    haven::Sql(tx, "INSERT INTO cohorts (id, owner_id, name, created_at, updated_at) VALUES (?, ?, 'A', 1, 1)")
        .with(*haven::parse_uuid(id), owner)
        .run();
    haven::Sql(tx, "INSERT INTO cohort_members (cohort_id, user_id, joined_at) VALUES (?, ?, 1)")
        .with(*haven::parse_uuid(id), member)
        .run();
  });
  return id;
}

}  // namespace

TEST_CASE("flashcard access: another's private set and card cannot be told from ones that do not exist") {
  ApiWorld& world = shared_world();
  const TestUser owner = world.user(), other = world.user();
  const json set = make_set(world, owner);
  const json card = add_cards(world, owner, set, 1).front();
  const json nothing = {{"id", "019a0000-0000-7000-8000-000000000000"}};
  const auto same = [&](const std::string& theirs, const std::string& unknown) {
    const ApiReply a = world.get(theirs, other.access_token), b = world.get(unknown, other.access_token);
    CHECK(a.status() == 404);
    CHECK(a.raw.body == b.raw.body);
  };
  for (const char* rest : {"", "/cards", "/preset"}) same(path_of_set(set) + rest, path_of_set(nothing) + rest);
  for (const char* rest : {"", "/progress", "/preview", "/why", "/history"})
    same(path_of_card(card) + rest, path_of_card(nothing) + rest);
}

TEST_CASE("flashcard access: everybody studies a public set, its owner and administrators change it") {
  ApiWorld& world = shared_world();
  const TestUser author = world.user(haven::Role::instructor), student = world.user();
  const json set = make_set(world, author, {{"title", "For all"}, {"visibility", "public"}});
  const json card = add_cards(world, author, set, 1).front();
  CHECK(world.get(path_of_set(set), student.access_token).data() ==
        world.get(path_of_set(set), author.access_token).data());
  CHECK(answer(world, student, card["id"], "good")["card_id"] == card["id"]);
  for (const auto& [method, path, body] :
       {std::tuple{"PATCH", path_of_set(set), json{{"title", "Mine"}}}, std::tuple{"DELETE", path_of_set(set), json()},
        std::tuple{"POST", path_of_set(set) + "/cards", json{{"notes", json::array({note(2)})}}},
        std::tuple{"PATCH", path_of_card(card), json{{"back", "Mine"}}},
        std::tuple{"DELETE", path_of_card(card), json()}}) {
    const std::string where = path;
    CAPTURE(where);
    for (const TestUser& user : {student, world.user(haven::Role::instructor)}) {
      const ApiReply reply = world.call(method, path, body, user.access_token);
      CHECK(reply.status() == 403);
      CHECK(reply.code() == "AUTH_007");
      CHECK(reply.body["error"]["details"]["reason"] == "not_owner");
    }
  }
  const TestUser admin = world.user(haven::Role::admin);
  CHECK(world.call("PATCH", path_of_set(set), {{"title", "Reviewed"}}, admin.access_token).status() == 200);
}

TEST_CASE("flashcard access: the members of a cohort find, read and study its sets, nobody else learns of them") {
  ApiWorld& world = shared_world();
  const TestUser teacher = world.user(haven::Role::instructor), pupil = world.user(), stranger = world.user();
  const std::string cohort = make_cohort(world, teacher, pupil);
  const json set = make_set(world, teacher, {{"title", "Class"}, {"visibility", "cohort"}, {"cohort_id", cohort}});
  CHECK(set["cohort_id"] == cohort);
  const json card = add_cards(world, teacher, set, 1).front();
  CHECK(world.get(path_of_set(set), pupil.access_token).data()["id"] == set["id"]);
  CHECK(answer(world, pupil, card["id"], "good")["card_id"] == card["id"]);
  const std::string listed = "/flashcards/sets?cohort=" + cohort;
  REQUIRE(world.get(listed, pupil.access_token).data().size() == 1);
  CHECK(world.get(listed, pupil.access_token).data()[0]["id"] == set["id"]);
  CHECK(world.call("PATCH", path_of_set(set), {{"title", "Mine"}}, pupil.access_token).status() == 403);
  for (const std::string& path : {path_of_set(set), path_of_card(card), listed})
    CHECK(world.get(path, stranger.access_token).code() == "DB_001");
  const ApiReply intruder = world.post(
      "/flashcards/sets", {{"title", "T"}, {"visibility", "cohort"}, {"cohort_id", cohort}}, stranger.access_token);
  CHECK(intruder.status() == 422);
  const ApiReply nobody =
      world.post("/flashcards/sets", {{"title", "T"}, {"visibility", "cohort"}}, pupil.access_token);
  CHECK(nobody.body["error"]["details"]["reason"] == "cohort");
  const json open = world.call("PATCH", path_of_set(set), {{"visibility", "public"}}, teacher.access_token).data();
  CHECK(open["cohort_id"].is_null());
  const json back = {{"visibility", "cohort"}, {"cohort_id", cohort}};
  CHECK(world.call("PATCH", path_of_set(set), back, teacher.access_token).data()["cohort_id"] == cohort);
}

TEST_CASE("flashcard access: students cannot make a set public, neither at once nor later") {
  ApiWorld& world = shared_world();
  const TestUser student = world.user();
  const ApiReply at_once =
      world.post("/flashcards/sets", {{"title", "T"}, {"visibility", "public"}}, student.access_token);
  const json set = make_set(world, student);
  const ApiReply later = world.call("PATCH", path_of_set(set), {{"visibility", "public"}}, student.access_token);
  for (const ApiReply& reply : {at_once, later}) {
    CHECK(reply.status() == 403);
    CHECK(reply.body["error"]["details"]["reason"] == "public_set");
  }
}

TEST_CASE("flashcard access: each learner has a log of his own") {
  ApiWorld& world = shared_world();
  const TestUser author = world.user(haven::Role::instructor), a = world.user(), b = world.user();
  const json set = make_set(world, author, {{"title", "Shared"}, {"visibility", "public"}});
  const json card = add_cards(world, author, set, 1).front();
  const json receipt = answer(world, a, card["id"], "good");
  CHECK(world.get(path_of_card(card) + "/history", b.access_token).data().empty());
  CHECK(world.get(path_of_card(card) + "/progress", b.access_token).data()["schedule"]["reviews"] == 0);
  const ApiReply undo =
      world.post("/flashcards/reviews/undo", {{"id", client_id()}, {"review_id", receipt["id"]}}, b.access_token);
  CHECK(undo.code() == "DB_001");
  CHECK(world.post("/flashcards/sync", json::object(), b.access_token).data()["new_reviews"].empty());
  CHECK(world.get(path_of_card(card) + "/history", a.access_token).data().size() == 1);
}
