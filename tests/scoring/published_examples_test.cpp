// Examples that others have published, and the tables of docs/ngn_scoring.md, which names the sources.

#include "haven/scoring/score.hpp"

#include <doctest/doctest.h>

using namespace haven::scoring;

namespace {

int points(const ItemKey& key, const Selection& selection) { return score(key, selection).points; }

}  // namespace

TEST_CASE("score: select all with four correct, all four and two wrong selected, is 2 of 4 (Achieve 2025)") {
  const SelectAll key{.options = 7, .correct = {0, 1, 3, 5}};
  CHECK(maximum_points(key) == 4);
  CHECK(points(key, {{0, 1, 3, 5, 2, 6}}) == 2);
}

TEST_CASE("score: select all of 6 with four correct, three and one wrong selected, is 2 (RN Test Pro)") {
  CHECK(points(SelectAll{.options = 6, .correct = {0, 1, 2, 3}}, {{0, 1, 2, 4}}) == 2);
}

TEST_CASE("score: matrix multiple response is floored column by column (Learnosity)") {
  // Pneumonia four correct findings, urinary tract infection two, influenza two: 8 points.
  const MatrixMultipleResponse key{.rows = 5, .correct = {{0, 1, 3, 4}, {0, 1}, {0, 2}}};
  CHECK(maximum_points(key) == 8);
  CHECK(points(key, {{0, 1, 3, 4}, {0, 1}, {0, 2}}) == 8);
  CHECK(points(key, {{0, 1, 3}, {0, 1}, {0, 2}}) == 7);         // one missed
  const Score found = score(key, {{0, 1, 3}, {0, 1}, {0, 1}});  // influenza: one right, one missed, one wrong
  CHECK(found.points == 5);
  CHECK(found.marks[0].points == 3);
  CHECK(found.marks[1].points == 2);
  CHECK(found.marks[2].points == 0);
}

TEST_CASE("score: a matrix column below 0 takes nothing from the others (ExamSoft)") {
  // Flu has 1 correct row, pneumonia 2, COVID-19 4: 7 points.
  const MatrixMultipleResponse key{.rows = 5, .correct = {{0}, {1, 2}, {0, 1, 2, 3}}};
  CHECK(maximum_points(key) == 7);
  CHECK(points(key, {{1, 2}, {0}, {0, 1, 2, 3}}) == 4);
}

TEST_CASE("score: a dyad with one right half earns nothing (Achieve 2025)") {
  const DropDownRationale key{{.options = 4, .correct = 0}, {{.options = 4, .correct = 2}}};
  CHECK(points(key, {{0}, {2}}) == 1);
  CHECK(points(key, {{0}, {1}}) == 0);
  CHECK(points(key, {{1}, {2}}) == 0);
}

TEST_CASE("score: the triad table, claim and reasons right or wrong") {
  const DropDownRationale drop_down{{.options = 2, .correct = 0},
                                    {{.options = 2, .correct = 0}, {.options = 2, .correct = 0}}};
  const DragAndDropRationale dragged{{.options = 2, .correct = 0}, {.options = 4, .correct = {0, 2}}};
  struct Row {
    bool claim, first, second;
    int points;
  };
  for (const Row& row : {Row{true, true, true, 2}, Row{true, true, false, 1}, Row{true, false, true, 1},
                         Row{true, false, false, 0}, Row{false, true, true, 0}, Row{false, true, false, 0},
                         Row{false, false, true, 0}, Row{false, false, false, 0}}) {
    const int claim = row.claim ? 0 : 1;
    CHECK(points(drop_down, {{claim}, {row.first ? 0 : 1}, {row.second ? 0 : 1}}) == row.points);
    CHECK(points(dragged, {{claim}, {row.first ? 0 : 1, row.second ? 2 : 3}}) == row.points);
    CHECK(points(dragged, {{claim}, {row.second ? 2 : 3, row.first ? 0 : 1}}) == row.points);  // either order
  }
}

TEST_CASE("score: a claim without its reasons, and reasons without their claim, earn nothing") {
  const DropDownRationale key{{.options = 2, .correct = 0},
                              {{.options = 2, .correct = 0}, {.options = 2, .correct = 0}}};
  CHECK(points(key, {{0}, {}, {}}) == 0);
  CHECK(points(key, {{}, {0}, {0}}) == 0);
  CHECK(points(key, {{0}, {}, {0}}) == 1);
}

TEST_CASE("score: one point in each row of a matrix, nothing lost for wrong rows (NCSBN)") {
  const MatrixMultipleChoice key{.columns = 3, .correct = {0, 1, 2, 0, 1}};
  CHECK(maximum_points(key) == 5);
  CHECK(points(key, {{0}, {1}, {0}, {1}, {2}}) == 2);
}

TEST_CASE("score: select N loses nothing for wrong options (NCSBN)") {
  const SelectN key{.options = 6, .select = 3, .correct = {1, 2, 5}};
  CHECK(points(key, {{1, 0, 3}}) == 1);
  CHECK(points(key, {{0, 3, 4}}) == 0);
}

TEST_CASE("score: three drop-downs in a table are worth three points (Achieve 2025)") {
  const OneOf gap{.options = 4, .correct = 1};
  CHECK(maximum_points(DropDownTable{{gap, gap, gap}}) == 3);
  CHECK(points(DropDownTable{{gap, gap, gap}}, {{1}, {0}, {1}}) == 2);
}

TEST_CASE("score: a bow-tie is one condition, two actions and two parameters") {
  const BowTie key{{.options = 4, .correct = 2}, {.options = 5, .correct = {0, 3}}, {.options = 5, .correct = {1, 4}}};
  CHECK(maximum_points(key) == 5);
  const Score found = score(key, {{1}, {3, 0}, {4, 2}});
  CHECK(found.points == 3);
  CHECK(found.rule == ScoringRule::zero_one);
  CHECK(found.marks == std::vector<PartMark>{
                           {PartKind::condition, {1}, {2}, 0, 1, 0, 1},
                           {PartKind::action, {3, 0}, {0, 3}, 2, 0, 2, 2},
                           {PartKind::parameter, {4, 2}, {1, 4}, 1, 1, 1, 2},
                       });
}
