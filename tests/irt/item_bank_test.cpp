#include "haven/irt/item_bank.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/irt/response.hpp"

#include <doctest/doctest.h>

using namespace haven::irt;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

/// The message with which a bank of one good item and `bad` is refused.
std::string refusal(const LogisticItem& bad) {
  try {
    const ItemBank bank(std::vector<BankEntry>{{"good", LogisticItem{}}, {"q7", bad}});
  } catch (const haven::Error& error) {
    CHECK(error.code() == haven::ErrorCode::invalid_argument);
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("ItemBank: a bad parameter is refused with the item, the parameter and the value") {
  CHECK(refusal({.discrimination = 0.0}) == "item q7: discrimination must be in (0, 4], got 0");
  CHECK(refusal({.discrimination = -1.5}) == "item q7: discrimination must be in (0, 4], got -1.5");
  CHECK(refusal({.discrimination = 4.01}) == "item q7: discrimination must be in (0, 4], got 4.01");
  CHECK(refusal({.discrimination = not_a_number}) == "item q7: discrimination must be in (0, 4], got nan");
  CHECK(refusal({.difficulty = infinite}) == "item q7: difficulty must be in [-6, 6], got inf");
  CHECK(refusal({.difficulty = not_a_number}) == "item q7: difficulty must be in [-6, 6], got nan");
  CHECK(refusal({.pseudo_guessing = -0.1}) == "item q7: pseudo_guessing must be in [0, 1), got -0.1");
  CHECK(refusal({.pseudo_guessing = 1.0}) == "item q7: pseudo_guessing must be in [0, 1), got 1");
  CHECK(refusal({.pseudo_guessing = not_a_number}) == "item q7: pseudo_guessing must be in [0, 1), got nan");
  CHECK(refusal({.pseudo_guessing = 0.3, .upper_asymptote = 0.3}) ==
        "item q7: upper_asymptote must be in (0.3, 1], got 0.3");
  CHECK(refusal({.upper_asymptote = 1.01}) == "item q7: upper_asymptote must be in (0, 1], got 1.01");
  CHECK(refusal({.upper_asymptote = not_a_number}) == "item q7: upper_asymptote must be in (0, 1], got nan");
}

TEST_CASE("ItemBank: the limits' own ends are accepted") {
  CHECK(refusal({.discrimination = 4.0, .difficulty = -6.0, .pseudo_guessing = 0.0, .upper_asymptote = 1.0}) ==
        "accepted");
  CHECK(refusal({.discrimination = 1e-3, .difficulty = 6.0, .pseudo_guessing = 0.98, .upper_asymptote = 0.99}) ==
        "accepted");
}

TEST_CASE("ItemBank: infinite limits do not let infinite parameters in") {
  const ItemLimits limits{.discrimination_max = infinite, .difficulty_min = -infinite, .difficulty_max = infinite};
  CHECK_THROWS_AS(ItemBank({{"q7", LogisticItem{.discrimination = infinite}}}, limits), haven::Error);
  CHECK_THROWS_AS(ItemBank({{"q7", LogisticItem{.difficulty = infinite}}}, limits), haven::Error);
  CHECK_THROWS_AS(ItemBank({{"q7", LogisticItem{.difficulty = -infinite}}}, limits), haven::Error);
}

TEST_CASE("ItemBank: empty banks, empty ids and repeated ids are refused") {
  CHECK_THROWS_WITH_AS(ItemBank(std::vector<BankEntry>{}), "item bank: must have at least one item, got none",
                       haven::Error);
  CHECK_THROWS_WITH_AS(ItemBank(std::vector<BankEntry>{{"", LogisticItem{}}}),
                       "item bank: an item id must not be empty", haven::Error);
  CHECK_THROWS_WITH_AS(ItemBank(std::vector<BankEntry>{{"q1", LogisticItem{}}, {"q1", LogisticItem{}}}),
                       "item bank: item q1 appears more than once", haven::Error);
}

TEST_CASE("ItemBank: items are found by id and by index") {
  const ItemBank bank(std::vector<BankEntry>{{"q1", LogisticItem{}}, {"q2", LogisticItem{.difficulty = 2.0}}});
  CHECK(bank.size() == 2);
  CHECK(bank.find("q2") == 1);
  CHECK_FALSE(bank.find("q3"));
  CHECK(bank.id(0) == "q1");
  CHECK(std::get<LogisticItem>(bank.item(1)).difficulty == 2.0);
  CHECK_THROWS_WITH_AS(static_cast<void>(bank.item(2)), "item bank: item index must be below 2, got 2", haven::Error);
}

TEST_CASE("ItemBank::fingerprint: depends on ids, order and every bit of the parameters") {
  const std::vector<BankEntry> entries = {{"q1", LogisticItem{}}, {"q2", LogisticItem{.difficulty = 2.0}}};
  const auto fingerprint = ItemBank(entries).fingerprint();
  CHECK(ItemBank(entries).fingerprint() == fingerprint);
  auto renamed = entries;
  renamed[1].id = "q3";
  CHECK(ItemBank(renamed).fingerprint() != fingerprint);
  CHECK(ItemBank(std::vector<BankEntry>{entries[1], entries[0]}).fingerprint() != fingerprint);
  auto moved = entries;
  std::get<LogisticItem>(moved[1].item).difficulty = std::nextafter(2.0, 3.0);
  CHECK(ItemBank(moved).fingerprint() != fingerprint);
}

TEST_CASE("presented: keeps order, drops missing, refuses other scores and lengths") {
  const ItemBank bank(std::vector<LogisticItem>(3));
  const std::vector<Response> pattern = {Response::correct, Response::missing, Response::incorrect};
  const auto responses = presented(bank, pattern);
  REQUIRE(responses.size() == 2);
  CHECK(responses[0] == ItemResponse{0, Response::correct});
  CHECK(responses[1] == ItemResponse{2, Response::incorrect});
  CHECK_THROWS_AS(static_cast<void>(presented(bank, std::vector<Response>(2))), haven::Error);
  CHECK_THROWS_AS(static_cast<void>(presented(bank, std::vector<Response>{{1}, {2}, {0}})), haven::Error);
  CHECK_THROWS_AS(static_cast<void>(presented(bank, std::vector<Response>{{1}, {-2}, {0}})), haven::Error);
}

TEST_CASE("validate(responses): unknown, repeated and missing ones are refused") {
  const ItemBank bank(std::vector<LogisticItem>(3));
  using Responses = std::vector<ItemResponse>;
  CHECK_NOTHROW(validate(bank, Responses{{2, Response::correct}, {0, Response::incorrect}}));
  CHECK_THROWS_AS(validate(bank, Responses{{3, Response::correct}}), haven::Error);
  CHECK_THROWS_AS(validate(bank, Responses{{1, Response::correct}, {1, Response::correct}}), haven::Error);
  CHECK_THROWS_AS(validate(bank, Responses{{1, Response::missing}}), haven::Error);
}
