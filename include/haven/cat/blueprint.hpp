#pragma once

#include <optional>

#include "haven/core/clock.hpp"
#include "haven/irt/ability.hpp"

namespace haven::cat {

/// The rules of one adaptive exam: where it starts, how ability is estimated, when it stops, what passes.
/// Items are chosen by maximum information at the current ability, ties broken by the exam's seed.
struct Blueprint {
  double start_theta = 0.0;                        ///< ability at which the first item is chosen
  irt::Estimator estimator = irt::Estimator::mle;  ///< of every step and of the result
  irt::Estimator provisional =
      irt::Estimator::eap;        ///< stands in while `estimator` is at a bound of the range; map or eap
  irt::AbilityOptions ability{};  ///< range, prior, quadrature

  int minimum_items = 1;
  int maximum_items = 1000;
  std::optional<double> target_standard_error{};  ///< stop once the standard error is no larger
  std::optional<double> passing_standard{};       ///< ability that passes; without it there is no decision
  bool stop_when_confident = true;                ///< with a passing standard: stop once the interval excludes it
  double confidence_z = 1.959964;                 ///< half-width of the interval in standard errors (95 %, two-sided)
  bool pass_at_standard = true;                   ///< does an estimate that equals the standard pass?
  std::optional<Duration> time_limit{};           ///< from the start of the exam

  bool operator==(const Blueprint&) const = default;
};

/// Throws Error(invalid_argument), naming the rule: 1 <= minimum_items <= maximum_items, thetas finite and within the
/// range, positive target_standard_error, confidence_z and time_limit, provisional map or eap, valid ability options.
void validate(const Blueprint& blueprint);

}  // namespace haven::cat
