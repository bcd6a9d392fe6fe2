#include <array>

#include "haven/cat/exam.hpp"

namespace haven::cat {
namespace {

constexpr std::array<std::string_view, 3> decisions = {"none", "pass", "fail"};
constexpr std::array<std::string_view, 6> reasons = {"confidence_interval", "standard_error",  "maximum_length",
                                                     "time_limit",          "minimum_not_met", "exhausted_bank"};

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

std::string_view to_string(Decision decision) noexcept { return name(decisions, decision); }
std::optional<Decision> parse_decision(std::string_view text) noexcept { return find<Decision>(decisions, text); }
std::string_view to_string(StopReason reason) noexcept { return name(reasons, reason); }
std::optional<StopReason> parse_stop_reason(std::string_view text) noexcept { return find<StopReason>(reasons, text); }

}  // namespace haven::cat
