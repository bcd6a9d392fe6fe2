#include "rest/flashcard_world.hpp"

#include <array>
#include <cstdio>

#include <doctest/doctest.h>

namespace haven::test {

using nlohmann::json;

std::string client_id() {
  static int number = 0;
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "019b0000-0000-7000-8000-%012d", ++number);
  return text.data();
}

json make_set(ApiWorld& world, const TestUser& user, const json& body) {
  const ApiReply reply = world.post("/flashcards/sets", body, user.access_token);
  REQUIRE(reply.status() == 201);
  return reply.data();
}

json note(int number) {
  const std::string name = std::to_string(number);
  return {{"front", "Question " + name}, {"back", "Answer " + name}, {"tags", {number % 2 == 0 ? "even" : "odd"}}};
}

std::vector<json> add_cards(ApiWorld& world, const TestUser& user, const json& set, int count) {
  json notes = json::array();
  for (int number = 1; number <= count; ++number) notes.push_back(note(number));
  const ApiReply reply = world.post(path_of_set(set) + "/cards", {{"notes", notes}}, user.access_token);
  REQUIRE(reply.status() == 200);
  return reply.data()["cards"];
}

json review_of(const json& card_id, const std::string& rating, int expected_reviews) {
  return {{"id", client_id()},
          {"card_id", card_id},
          {"rating", rating},
          {"expected_reviews", expected_reviews},
          {"duration_ms", 4'000}};
}

json reviews(const std::vector<json>& list) { return {{"reviews", list}}; }

json plan(const std::string& batch, const json& card_id, const std::string& due_at) {
  const json entry = {{"card_id", card_id}, {"due_at", due_at}};
  return {{"batch", batch}, {"plan", json::array({entry})}};
}

json answer(ApiWorld& world, const TestUser& user, const json& card_id, const std::string& rating) {
  const json progress = world.get(path_of_card({{"id", card_id}}) + "/progress", user.access_token).data();
  const int seen = progress["schedule"]["reviews"];
  const ApiReply reply =
      world.post("/flashcards/reviews", reviews({review_of(card_id, rating, seen)}), user.access_token);
  REQUIRE(reply.status() == 200);
  REQUIRE(!reply.data()[0]["receipt"].is_null());
  return reply.data()[0]["receipt"];
}

std::string path_of_set(const json& set) { return "/flashcards/sets/" + set["id"].get<std::string>(); }
std::string path_of_card(const json& card) { return "/flashcards/cards/" + card["id"].get<std::string>(); }

}  // namespace haven::test
