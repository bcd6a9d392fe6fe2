#include <string>

#include "haven/core/error.hpp"
#include "haven/scoring/score.hpp"

#include <doctest/doctest.h>

using namespace haven::scoring;

namespace {

std::string refusal(const CategoryMap& categories, int maximum_points) {
  try {
    validate(categories, maximum_points);
  } catch (const haven::Error& error) {
    CHECK(error.code() == haven::ErrorCode::invalid_argument);
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("CategoryMap: points become the category that the map names") {
  const SelectAll key{.options = 6, .correct = {0, 1, 2, 3}};
  const CategoryMap categories = {0, 0, 1, 1, 2};
  CHECK(score(key, {}, categories).category == 0);
  CHECK(score(key, {{0}}, categories).category == 0);
  CHECK(score(key, {{0, 1}}, categories).category == 1);
  CHECK(score(key, {{0, 1, 2}}, categories).category == 1);
  CHECK(score(key, {{0, 1, 2, 3}}, categories).category == 2);
  CHECK(score(key, {{0, 1, 2}}, categories).points == 3);
}

TEST_CASE("CategoryMap: without one the points are the category") {
  CHECK(score(SelectAll{.options = 6, .correct = {0, 1, 2, 3}}, {{0, 1, 2}}).category == 3);
}

TEST_CASE("CategoryMap: all or nothing is a map too") {
  CHECK(refusal({0, 0, 0, 1}, 3) == "accepted");
  CHECK(refusal({0, 1, 2, 3}, 3) == "accepted");
}

TEST_CASE("CategoryMap: a map that breaks a rule is refused") {
  CHECK(refusal({0, 1, 2}, 3) == "categories: 0 to maximum points must have 4 entries, got 3");
  CHECK(refusal({0, 1, 2, 3, 4}, 3) == "categories: 0 to maximum points must have 4 entries, got 5");
  CHECK(refusal({}, 1) == "categories: 0 to maximum points must have 2 entries, got 0");
  CHECK(refusal({1, 1, 2, 3}, 3) == "categories: 0 points must be category 0, got 1");
  CHECK(refusal({-1, 0, 1, 2}, 3) == "categories: 0 points must be category 0, got -1");
  CHECK(refusal({0, 1, 0, 1}, 3) == "categories: 2 points must be category 1 or the next, got 0");
  CHECK(refusal({0, 1, 3, 4}, 3) == "categories: 2 points must be category 1 or the next, got 3");
  CHECK(refusal({0, 0, 0, 0}, 3) == "categories: maximum points must be at least category 1, got 0");
  CHECK(refusal({}, -1) == "categories: maximum points must be in 1..31, got -1");
  CHECK(refusal({0}, 0) == "categories: maximum points must be in 1..31, got 0");
}

TEST_CASE("score: a map for another number of points is refused") {
  CHECK_THROWS_WITH_AS(static_cast<void>(score(SelectAll{.options = 6, .correct = {0, 1, 2}}, {{0}}, {0, 1})),
                       "categories: 0 to maximum points must have 4 entries, got 2", haven::Error);
}
