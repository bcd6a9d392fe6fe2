#include "rest/flashcard_world.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::test;
using nlohmann::json;

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
  for (const char* rest : {"", "/progress", "/preview", "/history"})
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
    CAPTURE(path);
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
