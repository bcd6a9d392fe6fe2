#include "haven/scoring/item_type.hpp"

#include <array>
#include <cstddef>

namespace haven::scoring {
namespace {

constexpr std::array<std::string_view, 14> types = {"multiple_choice",
                                                    "select_n",
                                                    "select_all",
                                                    "matrix_multiple_choice",
                                                    "matrix_multiple_response",
                                                    "grouped_multiple_response",
                                                    "drop_down_cloze",
                                                    "drag_and_drop_cloze",
                                                    "drop_down_table",
                                                    "drop_down_rationale",
                                                    "drag_and_drop_rationale",
                                                    "highlight_text",
                                                    "highlight_table",
                                                    "bow_tie"};
constexpr std::array<std::string_view, 3> rules = {"zero_one", "plus_minus", "rationale"};
constexpr std::array<std::string_view, 10> kinds = {"item",  "row",    "column",    "group",  "gap",
                                                    "claim", "reason", "condition", "action", "parameter"};
constexpr std::array<std::string_view, 6> steps = {"recognize_cues",     "analyze_cues", "prioritize_hypotheses",
                                                   "generate_solutions", "take_action",  "evaluate_outcomes"};

template <class Enum, std::size_t n>
std::optional<Enum> find(const std::array<std::string_view, n>& names, std::string_view text) noexcept {
  for (std::size_t i = 0; i < n; ++i)
    if (names[i] == text) return static_cast<Enum>(i);
  return std::nullopt;
}

template <class Enum, std::size_t n>
std::string_view name(const std::array<std::string_view, n>& names, Enum value) noexcept {
  const auto place = static_cast<std::size_t>(value);
  return place < n ? names[place] : "unknown";
}

}  // namespace

std::string_view to_string(ItemType type) noexcept { return name(types, type); }
std::optional<ItemType> parse_item_type(std::string_view text) noexcept { return find<ItemType>(types, text); }
std::string_view to_string(ScoringRule rule) noexcept { return name(rules, rule); }
std::optional<ScoringRule> parse_scoring_rule(std::string_view text) noexcept { return find<ScoringRule>(rules, text); }
std::string_view to_string(PartKind kind) noexcept { return name(kinds, kind); }
std::optional<PartKind> parse_part_kind(std::string_view text) noexcept { return find<PartKind>(kinds, text); }
std::string_view to_string(ClinicalJudgmentStep step) noexcept { return name(steps, step); }
std::optional<ClinicalJudgmentStep> parse_clinical_judgment_step(std::string_view text) noexcept {
  return find<ClinicalJudgmentStep>(steps, text);
}

}  // namespace haven::scoring
