#include "haven/scoring/item_type.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "haven/scoring/item_key.hpp"

#include <doctest/doctest.h>

using namespace haven::scoring;

namespace {

/// Checks that `names` are the names of the enumerators 0, 1, 2, ... and that there are no more.
template <class Enum, class Parse>
void check_names(const std::vector<std::string_view>& names, Parse parse) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    CHECK(to_string(static_cast<Enum>(i)) == names[i]);
    CHECK(parse(names[i]) == static_cast<Enum>(i));
    CHECK_FALSE(parse(std::string(names[i]) + " "));
  }
  CHECK(to_string(static_cast<Enum>(names.size())) == "unknown");
  CHECK_FALSE(parse("unknown"));
  CHECK_FALSE(parse(""));
}

template <std::size_t... index>
std::vector<ItemType> types_of_alternatives(std::index_sequence<index...>) {
  return {std::variant_alternative_t<index, ItemKey>::type...};
}

}  // namespace

TEST_CASE("ItemType: names") {
  check_names<ItemType>(
      {"multiple_choice", "select_n", "select_all", "matrix_multiple_choice", "matrix_multiple_response",
       "grouped_multiple_response", "drop_down_cloze", "drag_and_drop_cloze", "drop_down_table", "drop_down_rationale",
       "drag_and_drop_rationale", "highlight_text", "highlight_table", "bow_tie"},
      parse_item_type);
}

TEST_CASE("ScoringRule, PartKind: names") {
  check_names<ScoringRule>({"zero_one", "plus_minus", "rationale"}, parse_scoring_rule);
  check_names<PartKind>(
      {"item", "row", "column", "group", "gap", "claim", "reason", "condition", "action", "parameter"},
      parse_part_kind);
}

TEST_CASE("ClinicalJudgmentStep: the six steps of the model in their order") {
  check_names<ClinicalJudgmentStep>({"recognize_cues", "analyze_cues", "prioritize_hypotheses", "generate_solutions",
                                     "take_action", "evaluate_outcomes"},
                                    parse_clinical_judgment_step);
}

TEST_CASE("ItemKey: the alternatives stand in the order of ItemType") {
  const auto types = types_of_alternatives(std::make_index_sequence<std::variant_size_v<ItemKey>>());
  REQUIRE(types.size() == 14);
  for (std::size_t i = 0; i < types.size(); ++i) CHECK(types[i] == static_cast<ItemType>(i));
}

TEST_CASE("ItemKey: each type has its published rule") {
  using enum ScoringRule;
  // Muntean (NCSBN 2022) and NCSBN's "What are the current scoring models?".
  CHECK(rule_of(MultipleChoice{}) == zero_one);
  CHECK(rule_of(SelectN{}) == zero_one);
  CHECK(rule_of(MatrixMultipleChoice{}) == zero_one);
  CHECK(rule_of(DropDownCloze{}) == zero_one);
  CHECK(rule_of(DragAndDropCloze{}) == zero_one);
  CHECK(rule_of(DropDownTable{}) == zero_one);
  CHECK(rule_of(BowTie{}) == zero_one);
  CHECK(rule_of(SelectAll{}) == plus_minus);
  CHECK(rule_of(HighlightText{}) == plus_minus);
  CHECK(rule_of(HighlightTable{}) == plus_minus);
  CHECK(rule_of(MatrixMultipleResponse{}) == plus_minus);
  CHECK(rule_of(GroupedMultipleResponse{}) == plus_minus);
  CHECK(rule_of(DropDownRationale{}) == rationale);
  CHECK(rule_of(DragAndDropRationale{}) == rationale);
}
