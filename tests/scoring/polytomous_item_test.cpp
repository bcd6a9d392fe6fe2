// What scoring hands to the measurement model.

#include <cstdint>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/irt/item.hpp"
#include "haven/irt/item_bank.hpp"
#include "haven/irt/response.hpp"
#include "haven/scoring/score.hpp"

#include <doctest/doctest.h>

using namespace haven::scoring;
namespace irt = haven::irt;

namespace {

const BowTie bow_tie{
    {.options = 4, .correct = 2}, {.options = 5, .correct = {0, 3}}, {.options = 5, .correct = {1, 4}}};

/// Whether a bank whose one item has `steps` steps takes the category as its score.
bool is_score(int steps, int category) {
  const irt::PartialCreditItem item{1.0, std::vector<double>(static_cast<std::size_t>(steps), 0.0)};
  const irt::ItemBank bank(std::vector<irt::BankEntry>{{"q1", item}});
  const std::vector<irt::ItemResponse> responses = {{0, {static_cast<std::int8_t>(category)}}};
  try {
    irt::validate(bank, responses);
    return true;
  } catch (const haven::Error&) {
    return false;
  }
}

}  // namespace

TEST_CASE("score: an item of the most points has no more categories than a polytomous item") {
  CHECK(points_limit + 1 == static_cast<int>(irt::maximum_categories));
}

TEST_CASE("score: the full key is the highest score of the partial credit item with a step for each point") {
  const int highest = score(bow_tie, {{2}, {0, 3}, {1, 4}}).category;
  CHECK(is_score(maximum_points(bow_tie), highest));
  CHECK_FALSE(is_score(maximum_points(bow_tie) - 1, highest));
}

TEST_CASE("score: joined categories fit an item with fewer steps") {
  const CategoryMap categories = {0, 0, 1, 1, 2, 3};
  CHECK(is_score(3, score(bow_tie, {{2}, {0, 3}, {1, 4}}, categories).category));
  CHECK_FALSE(is_score(2, score(bow_tie, {{2}, {0, 3}, {1, 4}}, categories).category));
}
