// Every response that can be given to a small item of each type, and every one that cannot.

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/scoring/score.hpp"

#include "points_by_hand.hpp"

#include <doctest/doctest.h>

using namespace haven::scoring;

namespace {

/// A small item. The numbers are counted by hand: `possible` is how many responses the format lets a candidate give, an
/// unanswered part included; `maximum` the points of the full key.
struct SmallItem {
  std::string name;
  ItemKey key;
  std::vector<int> options;  ///< of each part
  int possible = 0;
  int maximum = 0;
};

std::vector<SmallItem> small_items() {
  return {
      {"multiple choice", MultipleChoice{.options = 4, .correct = 2}, {4}, 1 + 4, 1},
      {"select 2 of 5", SelectN{.options = 5, .select = 2, .correct = {4, 1}}, {5}, 1 + 5 + 10, 2},
      {"select 3 of 3", SelectN{.options = 3, .select = 3, .correct = {0, 1, 2}}, {3}, 8, 3},
      {"select all", SelectAll{.options = 6, .correct = {0, 2, 5}}, {6}, 64, 3},
      {"select all, one correct", SelectAll{.options = 5, .correct = {3}}, {5}, 32, 1},
      {"select all, all correct", SelectAll{.options = 4, .correct = {3, 2, 1, 0}}, {4}, 16, 4},
      {"matrix, one in a row", MatrixMultipleChoice{.columns = 3, .correct = {0, 2, 0, 1}}, {3, 3, 3, 3}, 256, 4},
      {"matrix, any in a column",
       MatrixMultipleResponse{.rows = 4, .correct = {{1, 3}, {0}, {0, 1, 2}}},
       {4, 4, 4},
       4096,
       6},
      {"groups",
       GroupedMultipleResponse{{{.options = 4, .correct = {1, 2}}, {.options = 3, .correct = {0}}}},
       {4, 3},
       128,
       3},
      {"drop-down cloze",
       DropDownCloze{{{.options = 4, .correct = 3}, {.options = 2, .correct = 0}, {.options = 3, .correct = 1}}},
       {4, 2, 3},
       5 * 3 * 4,
       3},
      // By how many of the 5 words the first gap holds: 0, 1 or 2. The second takes one of the rest, or none.
      {"drag-and-drop cloze",
       DragAndDropCloze{.words = 5, .gaps = {{4, 1}, {2}}},
       {5, 5},
       (1 + 5) + 5 * (1 + 4) + 10 * (1 + 3),
       3},
      {"drop-down table", DropDownTable{{{.options = 3, .correct = 0}, {.options = 3, .correct = 2}}}, {3, 3}, 16, 2},
      {"drop-down dyad",
       DropDownRationale{{.options = 4, .correct = 1}, {{.options = 3, .correct = 0}}},
       {4, 3},
       20,
       1},
      {"drop-down triad",
       DropDownRationale{{.options = 3, .correct = 1}, {{.options = 3, .correct = 0}, {.options = 4, .correct = 3}}},
       {3, 3, 4},
       4 * 4 * 5,
       2},
      {"dragged dyad",
       DragAndDropRationale{{.options = 4, .correct = 1}, {.options = 5, .correct = {3}}},
       {4, 5},
       5 * 6,
       1},
      {"dragged triad",
       DragAndDropRationale{{.options = 4, .correct = 0}, {.options = 5, .correct = {4, 2}}},
       {4, 5},
       5 * (1 + 5 + 10),
       2},
      {"highlight text", HighlightText{.phrases = 7, .correct = {0, 1, 4, 6}}, {7}, 128, 4},
      {"highlight table", HighlightTable{.phrases = 6, .correct = {2, 3}}, {6}, 64, 2},
      {"bow-tie",
       BowTie{{.options = 4, .correct = 2}, {.options = 5, .correct = {0, 3}}, {.options = 5, .correct = {1, 4}}},
       {4, 5, 5},
       5 * 16 * 16,
       5},
  };
}

/// The response whose selected options are the bits of `bits`, part after part.
Selection selection_of(const std::vector<int>& options, unsigned bits) {
  Selection selection;
  for (const int size : options) {
    selection.emplace_back();
    for (int option = 0; option < size; ++option, bits >>= 1U)
      if ((bits & 1U) != 0) selection.back().push_back(option);
  }
  return selection;
}

unsigned bits_of(const std::vector<int>& options, const Selection& selection) {
  unsigned bits = 0;
  int offset = 0;
  for (std::size_t part = 0; part < options.size(); offset += options[part++])
    for (const int option : selection[part]) bits |= 1U << (offset + option);
  return bits;
}

/// The score, or nothing where the response is refused.
std::optional<Score> score_if_possible(const ItemKey& key, const Selection& selection) {
  try {
    return score(key, selection);
  } catch (const haven::Error& error) {
    CHECK(error.code() == haven::ErrorCode::invalid_argument);
    return std::nullopt;
  }
}

/// The points of every set of options, -1 where the format does not let it be selected.
std::vector<int> points_of_all(const SmallItem& item) {
  const int size = std::accumulate(item.options.begin(), item.options.end(), 0);
  std::vector<int> points(std::size_t{1} << size, -1);
  for (unsigned bits = 0; bits < points.size(); ++bits)
    if (const auto found = score_if_possible(item.key, selection_of(item.options, bits))) points[bits] = found->points;
  return points;
}

/// Whether selecting one option more never pays when it is wrong and never costs when it is correct.
bool is_monotone(const std::vector<int>& points, unsigned correct) {
  for (unsigned bits = 0; bits < points.size(); ++bits) {
    if (points[bits] < 0) continue;
    for (unsigned option = 1; option < points.size(); option <<= 1U) {
      if ((bits & option) != 0 || points[bits | option] < 0) continue;
      const int gain = points[bits | option] - points[bits];
      if ((correct & option) != 0 ? gain < 0 : gain > 0) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("score: the format lets exactly the possible responses be given") {
  for (const SmallItem& item : small_items()) {
    CAPTURE(item.name);
    const auto points = points_of_all(item);
    CHECK(std::count_if(points.begin(), points.end(), [](int found) { return found >= 0; }) == item.possible);
  }
}

TEST_CASE("score: every response earns what the published rules say, from 0 to the maximum") {
  for (const SmallItem& item : small_items()) {
    CAPTURE(item.name);
    CHECK(maximum_points(item.key) == item.maximum);
    const auto points = points_of_all(item);
    for (unsigned bits = 0; bits < points.size(); ++bits) {
      if (points[bits] < 0) continue;
      CAPTURE(bits);
      CHECK(points[bits] == points_by_hand(item.key, selection_of(item.options, bits)));
      CHECK(points[bits] <= item.maximum);
    }
  }
}

TEST_CASE("score: only the full key earns the maximum, and nothing earns nothing") {
  for (const SmallItem& item : small_items()) {
    CAPTURE(item.name);
    const auto points = points_of_all(item);
    CHECK(std::count(points.begin(), points.end(), item.maximum) == 1);
    CHECK(points[bits_of(item.options, all_correct(item.key))] == item.maximum);
    CHECK(points[0] == 0);
  }
}

TEST_CASE("score: a correct selection more never costs, a wrong one more never pays") {
  for (const SmallItem& item : small_items()) {
    CAPTURE(item.name);
    CHECK(is_monotone(points_of_all(item), bits_of(item.options, all_correct(item.key))));
  }
}

TEST_CASE("score: the marks of the parts add up to the score") {
  for (const SmallItem& item : small_items()) {
    const int size = std::accumulate(item.options.begin(), item.options.end(), 0);
    for (unsigned bits = 0; bits < 1U << size; ++bits) {
      const Selection selection = selection_of(item.options, bits);
      const auto found = score_if_possible(item.key, selection);
      if (!found) continue;
      int points = 0;
      int maximum = 0;
      for (const PartMark& mark : found->marks) {
        points += mark.points;
        maximum += mark.maximum;
        CHECK(mark.points >= 0);
        CHECK(mark.points <= mark.maximum);
        CHECK(mark.right + mark.wrong == static_cast<int>(mark.selected.size()));
      }
      CHECK(found->marks.size() == item.options.size());
      CHECK(points == found->points);
      CHECK(maximum == item.maximum);
      CHECK(found->category == found->points);
    }
  }
}
