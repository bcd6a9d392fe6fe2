#include <array>

#include "haven/cat/exam.hpp"
#include "haven/cat/explain.hpp"

#include "cat/enum_names.hpp"

namespace haven::cat {
namespace {

constexpr std::array<std::string_view, 3> decisions = {"none", "pass", "fail"};
constexpr std::array<std::string_view, 12> reasons = {"confidence_interval",
                                                      "standard_error",
                                                      "maximum_length",
                                                      "time_limit",
                                                      "minimum_not_met",
                                                      "exhausted_bank",
                                                      "standard_error_change",
                                                      "minimum_information",
                                                      "sequential_test",
                                                      "generalized_likelihood_ratio",
                                                      "posterior",
                                                      "certainty"};
constexpr std::array<std::string_view, 4> relaxations = {"none", "target", "exposure", "content"};
constexpr std::array<std::string_view, 2> balances = {"within_bounds", "largest_deficit"};
constexpr std::array<std::string_view, 2> timeouts = {"final_estimate", "last_sixty_above"};

constexpr std::array<std::string_view, 6> sources = {"start", "random_start", "criterion",
                                                     "set",   "set_member",   "pretest"};
constexpr std::array<std::string_view, 6> barriers = {"none", "given", "reserved", "seen", "exposure", "content"};

}  // namespace

std::string_view to_string(Decision decision) noexcept { return name(decisions, decision); }
std::optional<Decision> parse_decision(std::string_view text) noexcept { return find<Decision>(decisions, text); }
std::string_view to_string(StopReason reason) noexcept { return name(reasons, reason); }
std::optional<StopReason> parse_stop_reason(std::string_view text) noexcept { return find<StopReason>(reasons, text); }
std::string_view to_string(Relaxation relaxation) noexcept { return name(relaxations, relaxation); }
std::optional<Relaxation> parse_relaxation(std::string_view text) noexcept {
  return find<Relaxation>(relaxations, text);
}
std::string_view to_string(ContentBalance balance) noexcept { return name(balances, balance); }
std::optional<ContentBalance> parse_content_balance(std::string_view text) noexcept {
  return find<ContentBalance>(balances, text);
}
std::string_view to_string(TimeoutRule rule) noexcept { return name(timeouts, rule); }
std::optional<TimeoutRule> parse_timeout_rule(std::string_view text) noexcept {
  return find<TimeoutRule>(timeouts, text);
}
std::string_view to_string(ChoiceSource source) noexcept { return name(sources, source); }
std::string_view to_string(Barrier barrier) noexcept { return name(barriers, barrier); }

}  // namespace haven::cat
