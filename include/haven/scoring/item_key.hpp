#pragma once

#include <variant>
#include <vector>

#include "haven/scoring/item_type.hpp"

namespace haven::scoring {

// What is correct in an item: one value type for each item type. Options, rows, columns, words and phrases are numbered
// from 0; lists of correct ones may be in any order. Each type names the rule that scores it.

/// One correct option out of `options`.
struct OneOf {
  int options = 0;
  int correct = 0;

  bool operator==(const OneOf&) const = default;
};

/// One or more correct options out of `options`.
struct SomeOf {
  int options = 0;
  std::vector<int> correct;

  bool operator==(const SomeOf&) const = default;
};

struct MultipleChoice {
  static constexpr ItemType type = ItemType::multiple_choice;
  static constexpr ScoringRule rule = ScoringRule::zero_one;
  int options = 0;
  int correct = 0;

  bool operator==(const MultipleChoice&) const = default;
};

/// "Select 3": `select` options may be selected, and as many are correct.
struct SelectN {
  static constexpr ItemType type = ItemType::select_n;
  static constexpr ScoringRule rule = ScoringRule::zero_one;
  int options = 0;
  int select = 0;
  std::vector<int> correct;

  bool operator==(const SelectN&) const = default;
};

struct SelectAll {
  static constexpr ItemType type = ItemType::select_all;
  static constexpr ScoringRule rule = ScoringRule::plus_minus;
  int options = 0;
  std::vector<int> correct;

  bool operator==(const SelectAll&) const = default;
};

/// `correct` holds the correct column of each row. One part for each row.
struct MatrixMultipleChoice {
  static constexpr ItemType type = ItemType::matrix_multiple_choice;
  static constexpr ScoringRule rule = ScoringRule::zero_one;
  int columns = 0;
  std::vector<int> correct;

  bool operator==(const MatrixMultipleChoice&) const = default;
};

/// `correct` holds the correct rows of each column. One part for each column, each floored at 0 by itself.
struct MatrixMultipleResponse {
  static constexpr ItemType type = ItemType::matrix_multiple_response;
  static constexpr ScoringRule rule = ScoringRule::plus_minus;
  int rows = 0;
  std::vector<std::vector<int>> correct;

  bool operator==(const MatrixMultipleResponse&) const = default;
};

/// One part for each group, each floored at 0 by itself.
struct GroupedMultipleResponse {
  static constexpr ItemType type = ItemType::grouped_multiple_response;
  static constexpr ScoringRule rule = ScoringRule::plus_minus;
  std::vector<SomeOf> groups;

  bool operator==(const GroupedMultipleResponse&) const = default;
};

struct DropDownCloze {
  static constexpr ItemType type = ItemType::drop_down_cloze;
  static constexpr ScoringRule rule = ScoringRule::zero_one;
  std::vector<OneOf> gaps;

  bool operator==(const DropDownCloze&) const = default;
};

/// `gaps` holds the words that belong into each gap, out of one pool of `words`; each word is used at most once. Gaps
/// that may be filled in either order ("... and ...") are one gap with several words.
struct DragAndDropCloze {
  static constexpr ItemType type = ItemType::drag_and_drop_cloze;
  static constexpr ScoringRule rule = ScoringRule::zero_one;
  int words = 0;
  std::vector<std::vector<int>> gaps;

  bool operator==(const DragAndDropCloze&) const = default;
};

struct DropDownTable {
  static constexpr ItemType type = ItemType::drop_down_table;
  static constexpr ScoringRule rule = ScoringRule::zero_one;
  std::vector<OneOf> gaps;

  bool operator==(const DropDownTable&) const = default;
};

/// "`claim` because of `reasons`": a dyad has one reason, a triad two. The first part is the claim, worth nothing
/// alone.
struct DropDownRationale {
  static constexpr ItemType type = ItemType::drop_down_rationale;
  static constexpr ScoringRule rule = ScoringRule::rationale;
  OneOf claim;
  std::vector<OneOf> reasons;

  bool operator==(const DropDownRationale&) const = default;
};

/// As DropDownRationale, the reasons dragged from one pool: one correct reason in a dyad, two in either order in a
/// triad. Two parts: the claim, and all reasons.
struct DragAndDropRationale {
  static constexpr ItemType type = ItemType::drag_and_drop_rationale;
  static constexpr ScoringRule rule = ScoringRule::rationale;
  OneOf claim;
  SomeOf reasons;

  bool operator==(const DragAndDropRationale&) const = default;
};

struct HighlightText {
  static constexpr ItemType type = ItemType::highlight_text;
  static constexpr ScoringRule rule = ScoringRule::plus_minus;
  int phrases = 0;  ///< that can be highlighted
  std::vector<int> correct;

  bool operator==(const HighlightText&) const = default;
};

/// The phrases are numbered through, row after row. The whole table is one part with one floor.
struct HighlightTable {
  static constexpr ItemType type = ItemType::highlight_table;
  static constexpr ScoringRule rule = ScoringRule::plus_minus;
  int phrases = 0;
  std::vector<int> correct;

  bool operator==(const HighlightTable&) const = default;
};

/// One condition, two actions, two parameters: five points in three parts.
struct BowTie {
  static constexpr ItemType type = ItemType::bow_tie;
  static constexpr ScoringRule rule = ScoringRule::zero_one;
  OneOf condition;
  SomeOf actions;
  SomeOf parameters;

  bool operator==(const BowTie&) const = default;
};

/// The key of any item: a closed set, visited exhaustively. Its alternatives stand in the order of ItemType.
using ItemKey = std::variant<MultipleChoice, SelectN, SelectAll, MatrixMultipleChoice, MatrixMultipleResponse,
                             GroupedMultipleResponse, DropDownCloze, DragAndDropCloze, DropDownTable, DropDownRationale,
                             DragAndDropRationale, HighlightText, HighlightTable, BowTie>;

/// One part of an item: a row, a gap, a group of options, or the whole item. It is what a candidate is asked, and so
/// the shape of a response: see Selection in score.hpp.
struct Part {
  PartKind kind = PartKind::item;
  int options = 0;
  std::vector<int> correct;
  int limit = 0;  ///< how many options may be selected

  bool operator==(const Part&) const = default;
};

/// More points than any item of the exam has, and few enough for the categories of a polytomous model.
inline constexpr int points_limit = 31;

[[nodiscard]] ItemType type_of(const ItemKey& key) noexcept;
[[nodiscard]] ScoringRule rule_of(const ItemKey& key) noexcept;

/// The parts in the order in which a response answers them.
[[nodiscard]] std::vector<Part> parts(const ItemKey& key);

/// The points of a response that is all correct: the number of correct selections, without the claim of a rationale.
[[nodiscard]] int maximum_points(const ItemKey& key);

/// Throws Error(invalid_argument), naming the type, the part and the value found, unless the key can be scored: at
/// least one part; at least 2 options in each; correct ones named, in range and once; `select` as many as are correct;
/// no word in two gaps; 1 or 2 reasons; 2 actions and 2 parameters; at most `points_limit` points.
void validate(const ItemKey& key);

}  // namespace haven::scoring
