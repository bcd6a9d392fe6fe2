#pragma once

#include <string>
#include <vector>

#include "rest/api_world.hpp"

/// What the tests of the flashcard routes begin with.
namespace haven::test {

/// A new id, as a client makes them.
std::string client_id();

/// A private set of the user's.
nlohmann::json make_set(ApiWorld& world, const TestUser& user, const nlohmann::json& body = {{"title", "Nursing"}});

/// A basic note.
nlohmann::json note(int number);

/// The cards of `count` basic notes, added to the set.
std::vector<nlohmann::json> add_cards(ApiWorld& world, const TestUser& user, const nlohmann::json& set, int count);

/// An answer with an id of its own, to a card that has had so many before.
nlohmann::json review_of(const nlohmann::json& card_id, const std::string& rating, int expected_reviews = 0);

/// The body of a batch.
nlohmann::json reviews(const std::vector<nlohmann::json>& list);
/// The body that lays down one due day.
nlohmann::json plan(const std::string& batch, const nlohmann::json& card_id, const std::string& due_at);

/// Gives one answer; its receipt.
nlohmann::json answer(ApiWorld& world, const TestUser& user, const nlohmann::json& card_id, const std::string& rating);

std::string path_of_set(const nlohmann::json& set);
std::string path_of_card(const nlohmann::json& card);

}  // namespace haven::test
