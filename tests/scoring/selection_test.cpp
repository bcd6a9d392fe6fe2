#include <limits>
#include <string>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/scoring/score.hpp"

#include <doctest/doctest.h>

using namespace haven::scoring;

namespace {

/// The message with which a response is refused.
std::string refusal(const ItemKey& key, const Selection& selection) {
  try {
    static_cast<void>(score(key, selection));
  } catch (const haven::Error& error) {
    CHECK(error.code() == haven::ErrorCode::invalid_argument);
    return error.what();
  }
  return "accepted";
}

const OneOf gap{.options = 3, .correct = 1};
const SomeOf pair{.options = 5, .correct = {0, 3}};

}  // namespace

TEST_CASE("score: more selected than the part takes is refused") {
  CHECK(refusal(MultipleChoice{.options = 4, .correct = 0}, {{0, 1}}) ==
        "multiple_choice: selected options must be at most 1, got 2");
  CHECK(refusal(SelectN{.options = 5, .select = 2, .correct = {0, 1}}, {{0, 1, 2}}) ==
        "select_n: selected options must be at most 2, got 3");
  CHECK(refusal(MatrixMultipleChoice{.columns = 3, .correct = {0, 1}}, {{0}, {1, 2}}) ==
        "matrix_multiple_choice, part 1 (row): selected options must be at most 1, got 2");
  CHECK(refusal(DropDownCloze{{gap, gap}}, {{0, 1}, {}}) ==
        "drop_down_cloze, part 0 (gap): selected options must be at most 1, got 2");
  CHECK(refusal(DragAndDropRationale{gap, pair}, {{0}, {0, 1, 2}}) ==
        "drag_and_drop_rationale, part 1 (reason): selected options must be at most 2, got 3");
  CHECK(refusal(BowTie{gap, pair, pair}, {{0}, {0, 1, 2}, {}}) ==
        "bow_tie, part 1 (action): selected options must be at most 2, got 3");
}

TEST_CASE("score: an option out of range is refused") {
  CHECK(refusal(SelectAll{.options = 5, .correct = {0}}, {{5}}) ==
        "select_all: selected option must be in 0..4, got 5");
  CHECK(refusal(SelectAll{.options = 5, .correct = {0}}, {{0, -1}}) ==
        "select_all: selected option must be in 0..4, got -1");
  CHECK(refusal(BowTie{gap, pair, pair}, {{3}, {}, {}}) ==
        "bow_tie, part 0 (condition): selected option must be in 0..2, got 3");
  const int lowest = std::numeric_limits<int>::min();
  CHECK(refusal(MultipleChoice{.options = 4, .correct = 0}, {{lowest}}) ==
        "multiple_choice: selected option must be in 0..3, got " + std::to_string(lowest));
}

TEST_CASE("score: an option selected twice is refused") {
  CHECK(refusal(SelectAll{.options = 5, .correct = {0, 2}}, {{2, 0, 2}}) ==
        "select_all: selected option must be named once, got 2");
  CHECK(refusal(GroupedMultipleResponse{{pair, pair}}, {{0}, {4, 4}}) ==
        "grouped_multiple_response, part 1 (group): selected option must be named once, got 4");
}

TEST_CASE("score: a word dragged into two gaps is refused") {
  const DragAndDropCloze key{.words = 4, .gaps = {{0}, {1}}};
  CHECK(refusal(key, {{2}, {2}}) == "drag_and_drop_cloze: dragged word must be named once, got 2");
  CHECK(refusal(key, {{2}, {3}}) == "accepted");
}

TEST_CASE("score: a response has as many parts as the item") {
  CHECK(refusal(SelectAll{.options = 5, .correct = {0}}, {{0}, {1}}) ==
        "select_all: parts of the response must be 1, got 2");
  CHECK(refusal(DropDownCloze{{gap, gap, gap}}, {{0}, {1}}) ==
        "drop_down_cloze: parts of the response must be 3, got 2");
}

TEST_CASE("score: an unanswered item earns nothing, part by part") {
  const DropDownCloze key{{gap, gap, gap}};
  const Score nothing = score(key, {});
  CHECK(nothing.points == 0);
  CHECK(nothing.maximum == 3);
  CHECK(nothing.marks.size() == 3);
  CHECK(nothing == score(key, {{}, {}, {}}));
}

TEST_CASE("score: unanswered parts earn nothing, answered ones their points") {
  CHECK(score(DropDownCloze{{gap, gap, gap}}, {{1}, {}, {1}}).points == 2);
  CHECK(score(BowTie{gap, pair, pair}, {{}, {3}, {0, 3}}).points == 3);
}

TEST_CASE("score: the mark of a part says what was selected, what is correct, and what it earned") {
  const Score found = score(SelectAll{.options = 5, .correct = {0, 2}}, {{1, 2, 3, 4}});
  CHECK(found.type == ItemType::select_all);
  CHECK(found.rule == ScoringRule::plus_minus);
  CHECK(found.points == 0);
  CHECK(found.marks == std::vector<PartMark>{{PartKind::item, {1, 2, 3, 4}, {0, 2}, 1, 3, 0, 2}});
}

TEST_CASE("score: the claim of a rationale earns through its reasons") {
  const Score found = score(DropDownRationale{gap, {gap, gap}}, {{1}, {1}, {0}});
  CHECK(found.marks == std::vector<PartMark>{{PartKind::claim, {1}, {1}, 1, 0, 0, 0},
                                             {PartKind::reason, {1}, {1}, 1, 0, 1, 1},
                                             {PartKind::reason, {0}, {1}, 0, 1, 0, 1}});
}
