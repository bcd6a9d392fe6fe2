#include "rest/flashcard_world.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::test;
using nlohmann::json;

const std::string csv =
    "front,back,tags\n"
    "Antidote of heparin,Protamine sulfate,drugs\n"
    "\"Signs of shock, three\",\"Pallor, a fast pulse, low pressure\",assessment urgent\n";

ApiReply upload(ApiWorld& world, const TestUser& user, const std::string& content, const std::string& query = "",
                const std::string& type = "application/octet-stream") {
  return world.send({.method = "POST",
                     .path = "/api/v1/flashcards/sets/import" + query,
                     .body = content,
                     .token = user.access_token,
                     .headers = {"Content-Type: " + type},
                     .json = false});
}

/// What a learner sees of a set's cards, ids apart.
json contents(ApiWorld& world, const TestUser& user, const std::string& set) {
  json list = json::array();
  const json page = world.get("/flashcards/sets/" + set + "/cards?limit=200", user.access_token).data();
  for (const json& card : page["cards"])
    list.push_back({card["note_guid"], card["kind"], card["front"], card["back"], card["tags"]});
  return list;
}

}  // namespace

TEST_CASE("flashcard files: a CSV file becomes a set, and again changes nothing") {
  ApiWorld& world = shared_world();
  const TestUser user = world.user();
  const ApiReply reply = upload(world, user, csv, "?title=Drugs", "text/csv; charset=utf-8");
  REQUIRE(reply.status() == 200);
  CHECK(reply.data()["notes"] == 2);
  CHECK(reply.data()["inserted"] == 2);
  REQUIRE(reply.data()["sets"].size() == 1);
  const std::string set = reply.data()["sets"][0];
  CHECK(world.get("/flashcards/sets/" + set, user.access_token).data()["title"] == "Drugs");
  const json cards = contents(world, user, set);
  CHECK(cards[1][2] == "Signs of shock, three");
  CHECK(cards[1][4] == json({"assessment", "urgent"}));
  const ApiReply again = upload(world, user, csv, "?title=Drugs", "text/csv; charset=utf-8");
  CHECK(again.data()["inserted"] == 0);
  CHECK(again.data()["unchanged"] == 2);
  CHECK(contents(world, user, set) == cards);
}

TEST_CASE("flashcard files: what is exported as text is imported by another learner as it was") {
  ApiWorld& world = shared_world();
  const TestUser author = world.user(), reader = world.user();
  const std::string set = upload(world, author, csv, "?title=Drugs").data()["sets"][0];
  for (const std::string format : {"csv", "tsv"}) {
    CAPTURE(format);
    const ApiReply file = world.get("/flashcards/sets/" + set + "/export?format=" + format, author.access_token);
    REQUIRE(file.status() == 200);
    CHECK(file.raw.header("content-disposition") == "attachment; filename=\"flashcards." + format + "\"");
    const json target = make_set(world, reader);
    const ApiReply reply = upload(world, reader, file.raw.body, "?set=" + target["id"].get<std::string>());
    REQUIRE(reply.status() == 200);
    CHECK(contents(world, reader, target["id"]) == contents(world, author, set));
  }
}

TEST_CASE("flashcard files: a package brings notes and answers, its own learner's answers are known") {
  ApiWorld& world = shared_world();
  const TestUser author = world.user(), reader = world.user();
  const json set = make_set(world, author, {{"title", "Packed"}});
  const auto cards = add_cards(world, author, set, 3);
  answer(world, author, cards[0]["id"], "easy");
  const ApiReply file = world.get(path_of_set(set) + "/export", author.access_token);
  REQUIRE(file.status() == 200);
  CHECK(file.raw.header("content-type") == "application/octet-stream");
  CHECK(file.raw.body.starts_with("PK"));
  const ApiReply taken = upload(world, reader, file.raw.body);
  REQUIRE(taken.status() == 200);
  CHECK(taken.data()["inserted"] == 3);
  CHECK(contents(world, reader, taken.data()["sets"][0]) == contents(world, author, set["id"]));
  const ApiReply again = upload(world, reader, file.raw.body);
  CHECK(again.data()["inserted"] == 0);
  CHECK(again.data()["reviews"] == 0);
  const ApiReply without = upload(world, world.user(), file.raw.body, "?study=false");
  CHECK(without.data()["reviews"] == 0);
  CHECK(without.data()["known_reviews"] == 0);
}

TEST_CASE("flashcard files: a broken package, text that is none and a wrong media type are refused, nothing is kept") {
  ApiWorld& world = shared_world();
  const TestUser user = world.user();
  const auto before = world.row_counts();
  CHECK(upload(world, user, "PK\x03\x04 and so on").code() == "VAL_016");
  CHECK(upload(world, user, csv, "?format=colpkg").code() == "VAL_016");
  CHECK(upload(world, user, "front,back\n\"no end,x\n").code() == "VAL_001");
  CHECK(upload(world, user, "front,back\n\xff,x\n", "?format=csv").code() == "VAL_001");
  CHECK(upload(world, user, csv, "", "application/json").code() == "VAL_003");
  CHECK(upload(world, user, csv, "", "multipart/form-data; boundary=x").code() == "VAL_003");
  CHECK(upload(world, user, csv, "?format=doc").code() == "VAL_005");
  CHECK(upload(world, user, csv, "?set=019a0000-0000-7000-8000-000000000000").code() == "DB_001");
  CHECK(world.row_counts() == before);
}
