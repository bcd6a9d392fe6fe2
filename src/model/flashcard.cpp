#include "haven/model/flashcard.hpp"

#include "model/names.hpp"

namespace haven {
namespace {

constexpr EnumNames<Visibility, 3> visibilities{{"private", "cohort", "public"}};
constexpr EnumNames<Tier, 3> tiers{{"free", "pro", "premium"}};
constexpr EnumNames<CardKind, 4> card_kinds{{"basic", "reversed", "cloze", "image"}};
constexpr EnumNames<Suspension, 3> suspensions{{"none", "learner", "leech"}};
constexpr EnumNames<ReviewKind, 4> review_kinds{{"answer", "reset", "reschedule", "mark"}};
constexpr EnumNames<LeechAction, 2> leech_actions{{"tag", "suspend"}};

constexpr std::string_view hex_digits = "0123456789abcdef";

}  // namespace

StudyPreset::StudyPreset() {
  scheduler.ordered_answers = true;
  scheduler.day_rule = srs::CalendarDays{};
}

std::string_view to_string(Visibility visibility) noexcept { return visibilities.name(visibility); }
std::optional<Visibility> parse_visibility(std::string_view text) noexcept { return visibilities.value(text); }

std::string_view to_string(Tier tier) noexcept { return tiers.name(tier); }
std::optional<Tier> parse_tier(std::string_view text) noexcept { return tiers.value(text); }

std::string_view to_string(CardKind kind) noexcept { return card_kinds.name(kind); }
std::optional<CardKind> parse_card_kind(std::string_view text) noexcept { return card_kinds.value(text); }

std::string_view to_string(Suspension suspension) noexcept { return suspensions.name(suspension); }
std::optional<Suspension> parse_suspension(std::string_view text) noexcept { return suspensions.value(text); }

std::string_view to_string(ReviewKind kind) noexcept { return review_kinds.name(kind); }
std::optional<ReviewKind> parse_review_kind(std::string_view text) noexcept { return review_kinds.value(text); }

std::optional<srs::GradingReason> parse_grading_reason(std::string_view text) noexcept {
  using enum srs::GradingReason;
  for (const auto reason : {wrong, guessed, partial, unsure, slow, plain, fast}) {
    if (srs::to_string(reason) == text) return reason;
  }
  return std::nullopt;
}

std::string_view to_string(LeechAction action) noexcept { return leech_actions.name(action); }
std::optional<LeechAction> parse_leech_action(std::string_view text) noexcept { return leech_actions.value(text); }

std::string to_string(const ConfigHash& hash) {
  std::string text;
  for (const std::uint8_t byte : hash) {
    text += hex_digits[byte >> 4U];
    text += hex_digits[byte & 15U];
  }
  return text;
}

std::optional<ConfigHash> parse_config_hash(std::string_view text) noexcept {
  ConfigHash hash{};
  if (text.size() != 2 * hash.size()) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit = hex_digits.find(text[i]);
    if (digit == std::string_view::npos) return std::nullopt;
    hash[i / 2] = static_cast<std::uint8_t>(hash[i / 2] * 16U + digit);
  }
  return hash;
}

}  // namespace haven
