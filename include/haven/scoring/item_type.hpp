#pragma once

#include <optional>
#include <string_view>

namespace haven::scoring {

/// The item types of the Next Generation NCLEX (NGN). A trend item is no type of its own: it is one of these beside a
/// table of measurements over time, and a case study is six of them. Their scoring does not change by it.
enum class ItemType {
  multiple_choice,            ///< one option
  select_n,                   ///< multiple response, the stem says how many
  select_all,                 ///< multiple response, select all that apply
  matrix_multiple_choice,     ///< one column in each row
  matrix_multiple_response,   ///< any rows in each column
  grouped_multiple_response,  ///< any options in each group
  drop_down_cloze,            ///< one option in each gap of a text
  drag_and_drop_cloze,        ///< words dragged into the gaps of a text
  drop_down_table,            ///< one option in each gap of a table
  drop_down_rationale,        ///< "X because of Y (and Z)", chosen from lists
  drag_and_drop_rationale,    ///< "X because of Y (and Z)", dragged
  highlight_text,             ///< any phrases of a text
  highlight_table,            ///< any phrases of a table
  bow_tie,                    ///< one condition, two actions to take, two parameters to monitor
};

/// How selections become points. Which rule belongs to which type is published by NCSBN; see docs/ngn_scoring.md.
enum class ScoringRule {
  zero_one,    ///< 0/1: a point for each correct selection, nothing lost for a wrong one
  plus_minus,  ///< +/-: correct minus wrong selections, never below 0
  rationale,   ///< a point for each reason that is right under a claim that is right
};

/// What one part of an item is, so that a review page can name it.
enum class PartKind { item, row, column, group, gap, claim, reason, condition, action, parameter };

/// The six steps of the Clinical Judgment Measurement Model (NCSBN), in the order in which a case study asks for them.
enum class ClinicalJudgmentStep {
  recognize_cues,
  analyze_cues,
  prioritize_hypotheses,
  generate_solutions,
  take_action,
  evaluate_outcomes,
};

/// The enumerators' own names, e.g. "drop_down_cloze". Parsing is exact; nullopt for any other text.
[[nodiscard]] std::string_view to_string(ItemType type) noexcept;
[[nodiscard]] std::optional<ItemType> parse_item_type(std::string_view text) noexcept;
[[nodiscard]] std::string_view to_string(ScoringRule rule) noexcept;
[[nodiscard]] std::optional<ScoringRule> parse_scoring_rule(std::string_view text) noexcept;
[[nodiscard]] std::string_view to_string(PartKind kind) noexcept;
[[nodiscard]] std::optional<PartKind> parse_part_kind(std::string_view text) noexcept;
[[nodiscard]] std::string_view to_string(ClinicalJudgmentStep step) noexcept;
[[nodiscard]] std::optional<ClinicalJudgmentStep> parse_clinical_judgment_step(std::string_view text) noexcept;

}  // namespace haven::scoring
