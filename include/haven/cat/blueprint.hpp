#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "haven/cat/criterion.hpp"
#include "haven/core/clock.hpp"
#include "haven/irt/ability.hpp"

namespace haven::cat {

/// How the first items are found, before selection by ability begins. Every way heeds the content rules.
struct StartRule {
  std::vector<std::string> items;  ///< these first, in this order
  int random_items = 0;            ///< then so many at random

  bool operator==(const StartRule&) const = default;
};

/// How items are kept from being given too often. Rates over a population come with the exam's Conditions.
struct ExposureRule {
  int randomesque = 1;           ///< choose at random among so many of the best; Kingsbury & Zara (1989)
  double maximum_overlap = 0.0;  ///< largest share of an exam's items that the candidate has seen in earlier ones

  bool operator==(const ExposureRule&) const = default;
};

/// Bounds on the share of the scored items that have one value of one attribute, widened by the blueprint's
/// content_tolerance. They hold at every length at which the exam may end, rounded inwards to whole items; outwards at
/// a length at which inward rounding leaves the values of the attribute no choice.
struct ContentRule {
  std::string attribute;           ///< e.g. "client_need"
  std::string value;               ///< e.g. "management_of_care"
  double minimum = 0.0;            ///< proportion
  double maximum = 1.0;            ///< proportion
  std::optional<double> target{};  ///< proportion; by default the middle of the two

  bool operator==(const ContentRule&) const = default;
};

/// How content is balanced inside its bounds.
enum class ContentBalance {
  within_bounds,    ///< any value that keeps the bounds within reach may come next
  largest_deficit,  ///< of each attribute the value furthest below its target comes next; Kingsbury & Zara (1989)
};

/// So many items (or sets of items) at positions drawn by the exam's seed, evenly over first_position..last_position
/// (1-based, of all items). They are all given before the exam may end by a rule.
struct PlacementRule {
  int count = 0;
  int first_position = 1;
  int last_position = 1;

  bool operator==(const PlacementRule&) const = default;
};

/// A test of theta <= standard - half_width against theta >= standard + half_width with error rates alpha (pass though
/// below) and beta (fail though above). Wald (1947), Reckase (1983).
struct SequentialTest {
  double alpha = 0.05;
  double beta = 0.05;
  double half_width = 0.5;

  bool operator==(const SequentialTest&) const = default;
};

/// What an exam that ran out of time after its minimum length is decided by.
enum class TimeoutRule {
  final_estimate,    ///< the ability from all completed items
  last_sixty_above,  ///< pass if each of the last 60 estimates was above the standard: NCLEX before October 2020
};

/// The rules of one adaptive exam: where it starts, how ability is estimated, which item comes next, when it stops,
/// what passes. Lengths and positions count all items, pretest ones included; content counts scored items.
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

  StartRule start{};
  SelectionRule selection = SelectionRule::maximum_information;
  /// Of the selection rule. Where cut, maximum_items and target_standard_error are left at their defaults, they follow
  /// the passing standard, the maximum length and the target of the blueprint.
  CriterionOptions criterion{};
  ExposureRule exposure{};
  std::vector<ContentRule> content{};
  ContentBalance content_balance = ContentBalance::within_bounds;
  double content_tolerance = 0.0;  ///< proportion by which a share may lie outside its bounds
  PlacementRule sets{};            ///< case studies: each served whole and in order, chosen by its mean criterion
  PlacementRule pretest{};         ///< items on trial, drawn at random, never scored

  std::optional<double> standard_error_change{};  ///< stop once an item changes the standard error by less
  std::optional<double> minimum_information{};    ///< stop once no item left informs as much at the ability
  std::optional<SequentialTest> sprt{};           ///< sequential probability ratio test
  std::optional<SequentialTest> glr{};            ///< generalised likelihood ratio; Thompson (2009)
  std::optional<double> posterior_confidence{};   ///< stop once P(theta >= standard) or its complement is as large
  bool stop_when_certain = false;  ///< stop once no further answers up to maximum_items could change the decision
  TimeoutRule timeout_rule = TimeoutRule::final_estimate;

  bool operator==(const Blueprint&) const = default;
};

/// Throws Error(invalid_argument), naming the rule: 1 <= minimum_items <= maximum_items, thetas finite and within the
/// range, positive target_standard_error, confidence_z and time_limit, provisional map or eap, valid ability options,
/// proportions in [0, 1] with minimum <= target <= maximum, one content rule for each value, positions within the
/// minimum length, rules that need a passing standard together with one.
void validate(const Blueprint& blueprint);

[[nodiscard]] std::string_view to_string(ContentBalance balance) noexcept;
[[nodiscard]] std::optional<ContentBalance> parse_content_balance(std::string_view text) noexcept;
[[nodiscard]] std::string_view to_string(TimeoutRule rule) noexcept;
[[nodiscard]] std::optional<TimeoutRule> parse_timeout_rule(std::string_view text) noexcept;

}  // namespace haven::cat
