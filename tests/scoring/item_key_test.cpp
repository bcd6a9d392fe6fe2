#include "haven/scoring/item_key.hpp"

#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/scoring/score.hpp"

#include <doctest/doctest.h>

using namespace haven::scoring;

namespace {

/// The message with which `key` is refused, by validate() and by score() alike.
std::string refusal(const ItemKey& key) {
  std::string message = "accepted";
  try {
    validate(key);
  } catch (const haven::Error& error) {
    CHECK(error.code() == haven::ErrorCode::invalid_argument);
    message = error.what();
    CHECK_THROWS_WITH_AS(static_cast<void>(score(key, {})), error.what(), haven::Error);
  }
  return message;
}

std::vector<int> first(int count) {
  std::vector<int> options(static_cast<std::size_t>(count));
  std::iota(options.begin(), options.end(), 0);
  return options;
}

constexpr int lowest = std::numeric_limits<int>::min();
constexpr int highest = std::numeric_limits<int>::max();
const OneOf good{.options = 4, .correct = 1};
const SomeOf pair{.options = 5, .correct = {0, 3}};

}  // namespace

TEST_CASE("ItemKey: options are at least 2") {
  CHECK(refusal(MultipleChoice{}) == "multiple_choice: options must be at least 2, got 0");
  CHECK(refusal(MultipleChoice{.options = 1}) == "multiple_choice: options must be at least 2, got 1");
  CHECK(refusal(MultipleChoice{.options = lowest}) ==
        "multiple_choice: options must be at least 2, got " + std::to_string(lowest));
  CHECK(refusal(SelectAll{.options = 1, .correct = {0}}) == "select_all: options must be at least 2, got 1");
  CHECK(refusal(DropDownCloze{{good, {.options = 0}}}) ==
        "drop_down_cloze, part 1 (gap): options must be at least 2, got 0");
  CHECK(refusal(BowTie{good, pair, {}}) == "bow_tie, part 2 (parameter): options must be at least 2, got 0");
  CHECK(refusal(MultipleChoice{.options = 2}) == "accepted");
}

TEST_CASE("ItemKey: correct options are in range") {
  CHECK(refusal(MultipleChoice{.options = 4, .correct = 4}) ==
        "multiple_choice: correct option must be in 0..3, got 4");
  CHECK(refusal(MultipleChoice{.options = 4, .correct = -1}) ==
        "multiple_choice: correct option must be in 0..3, got -1");
  CHECK(refusal(SelectAll{.options = 6, .correct = {0, highest}}) ==
        "select_all: correct option must be in 0..5, got " + std::to_string(highest));
  CHECK(refusal(MatrixMultipleChoice{.columns = 3, .correct = {0, 3}}) ==
        "matrix_multiple_choice, part 1 (row): correct option must be in 0..2, got 3");
  CHECK(refusal(MatrixMultipleResponse{.rows = 3, .correct = {{0}, {1, lowest}}}) ==
        "matrix_multiple_response, part 1 (column): correct option must be in 0..2, got " + std::to_string(lowest));
  CHECK(refusal(DropDownRationale{{.options = 2, .correct = 2}, {good}}) ==
        "drop_down_rationale, part 0 (claim): correct option must be in 0..1, got 2");
  CHECK(refusal(HighlightTable{.phrases = highest, .correct = {highest - 1}}) == "accepted");
}

TEST_CASE("ItemKey: something is correct in every part") {
  CHECK(refusal(SelectAll{.options = 6, .correct = {}}) == "select_all: correct options must be at least 1, got 0");
  CHECK(refusal(HighlightText{.phrases = 6, .correct = {}}) ==
        "highlight_text: correct options must be at least 1, got 0");
  CHECK(refusal(MatrixMultipleResponse{.rows = 3, .correct = {{0}, {}}}) ==
        "matrix_multiple_response, part 1 (column): correct options must be at least 1, got 0");
  CHECK(refusal(GroupedMultipleResponse{{pair, {.options = 3, .correct = {}}}}) ==
        "grouped_multiple_response, part 1 (group): correct options must be at least 1, got 0");
}

TEST_CASE("ItemKey: no correct option is named twice") {
  CHECK(refusal(SelectAll{.options = 6, .correct = {2, 0, 2}}) ==
        "select_all: correct option must be named once, got 2");
  CHECK(refusal(BowTie{good, {.options = 5, .correct = {1, 1}}, pair}) ==
        "bow_tie, part 1 (action): correct option must be named once, got 1");
  CHECK(refusal(DragAndDropCloze{.words = 5, .gaps = {{0, 2}, {1}, {2}}}) ==
        "drag_and_drop_cloze: correct word must be named once, got 2");
}

TEST_CASE("ItemKey: there are parts") {
  CHECK(refusal(MatrixMultipleChoice{.columns = 3, .correct = {}}) ==
        "matrix_multiple_choice: parts must be at least 1, got 0");
  CHECK(refusal(MatrixMultipleResponse{.rows = 3, .correct = {}}) ==
        "matrix_multiple_response: parts must be at least 1, got 0");
  CHECK(refusal(GroupedMultipleResponse{}) == "grouped_multiple_response: parts must be at least 1, got 0");
  CHECK(refusal(DropDownCloze{}) == "drop_down_cloze: parts must be at least 1, got 0");
  CHECK(refusal(DragAndDropCloze{.words = 4, .gaps = {}}) == "drag_and_drop_cloze: parts must be at least 1, got 0");
  CHECK(refusal(DropDownTable{}) == "drop_down_table: parts must be at least 1, got 0");
}

TEST_CASE("ItemKey: select N has N options and N correct ones") {
  CHECK(refusal(SelectN{.options = 4, .select = 5, .correct = {0, 1}}) == "select_n: select must be in 1..4, got 5");
  CHECK(refusal(SelectN{.options = 4, .select = 0, .correct = {0, 1}}) == "select_n: select must be in 1..4, got 0");
  CHECK(refusal(SelectN{.options = 4, .select = 3, .correct = {0, 1}}) ==
        "select_n: correct options must be as many as select, 3, got 2");
  CHECK(refusal(SelectN{.options = 4, .select = 1, .correct = {0, 1}}) ==
        "select_n: correct options must be as many as select, 1, got 2");
}

TEST_CASE("ItemKey: a rationale is a dyad or a triad") {
  CHECK(refusal(DropDownRationale{good, {}}) == "drop_down_rationale: reasons must be 1 or 2, got 0");
  CHECK(refusal(DropDownRationale{good, {good, good, good}}) == "drop_down_rationale: reasons must be 1 or 2, got 3");
  CHECK(refusal(DragAndDropRationale{good, {.options = 5, .correct = {0, 1, 2}}}) ==
        "drag_and_drop_rationale: correct reasons must be 1 or 2, got 3");
}

TEST_CASE("ItemKey: a bow-tie has two actions and two parameters") {
  CHECK(refusal(BowTie{good, {.options = 5, .correct = {1}}, pair}) == "bow_tie: correct actions must be 2, got 1");
  CHECK(refusal(BowTie{good, pair, {.options = 5, .correct = {1, 2, 3}}}) ==
        "bow_tie: correct parameters must be 2, got 3");
}

TEST_CASE("ItemKey: at most 31 points") {
  CHECK(refusal(SelectAll{.options = 40, .correct = first(31)}) == "accepted");
  CHECK(refusal(SelectAll{.options = 40, .correct = first(32)}) == "select_all: points must be at most 31, got 32");
  CHECK(refusal(DropDownTable{std::vector<OneOf>(32, good)}) == "drop_down_table: points must be at most 31, got 32");
}

TEST_CASE("ItemKey: the parts say what is asked and how many options may be selected") {
  CHECK(parts(SelectN{.options = 6, .select = 2, .correct = {1, 4}}) ==
        std::vector<Part>{{PartKind::item, 6, {1, 4}, 2}});
  CHECK(parts(DropDownRationale{good, {{.options = 3, .correct = 2}}}) ==
        std::vector<Part>{{PartKind::claim, 4, {1}, 1}, {PartKind::reason, 3, {2}, 1}});
  CHECK(parts(GroupedMultipleResponse{{pair}}) == std::vector<Part>{{PartKind::group, 5, {0, 3}, 5}});
  CHECK(parts(BowTie{good, pair, pair}) == std::vector<Part>{{PartKind::condition, 4, {1}, 1},
                                                             {PartKind::action, 5, {0, 3}, 2},
                                                             {PartKind::parameter, 5, {0, 3}, 2}});
}
