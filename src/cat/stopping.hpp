#pragma once

// The rules that end an exam. Private.

#include <optional>
#include <span>
#include <vector>

#include "haven/cat/exam.hpp"
#include "haven/cat/explain.hpp"
#include "haven/irt/response.hpp"

#include "cat/plan_data.hpp"

namespace haven::cat {

/// A rule that has fired, with what it weighed.
struct Stop {
  StopReason reason;
  std::optional<Evidence> evidence;
};

/// True when the time limit lies before `at`.
[[nodiscard]] bool time_is_over(const Blueprint& blueprint, Duration at) noexcept;

/// The rule that may end the exam early after its last step: those that compare with the passing standard first, then
/// those of precision. They trust only an estimate of the blueprint's own estimator that is not at a bound.
[[nodiscard]] std::optional<Stop> early_stop(const ExamPlan::Data& plan, std::span<const Step> steps,
                                             std::span<const irt::ItemResponse> scored);

/// The same rules one by one, fired or not: those in use, in that order. Where the estimate is not to be trusted, or
/// nothing was scored yet, their statistics are NaN.
[[nodiscard]] std::vector<RuleState> early_rules(const ExamPlan::Data& plan, std::span<const Step> steps,
                                                 std::span<const irt::ItemResponse> scored);

/// May the estimate after the last step end an exam?
[[nodiscard]] bool is_trusted(const Blueprint& blueprint, const Step& last) noexcept;

/// Pass or fail of an exam that ended by `stop`.
[[nodiscard]] Decision decide(const Blueprint& blueprint, const Stop& stop, std::span<const Step> steps, double theta);

}  // namespace haven::cat
