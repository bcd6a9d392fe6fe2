#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "haven/cat/exam.hpp"
#include "haven/cat/exam_plan.hpp"
#include "haven/simulation/study.hpp"

namespace haven::simulation {

/// A figure of a study and its Monte-Carlo standard error: how far it would vary with other candidates and answers. NaN
/// where there is nobody to compute it from, the error of a mean also where there is one candidate.
struct Figure {
  double value = std::numeric_limits<double>::quiet_NaN();
  double standard_error = std::numeric_limits<double>::quiet_NaN();

  bool operator==(const Figure&) const = default;
};

/// How well ability was measured in the candidates whose true ability lies in [theta_low, theta_high).
struct Precision {
  double theta_low = -std::numeric_limits<double>::infinity();
  double theta_high = std::numeric_limits<double>::infinity();
  std::size_t candidates = 0;
  Figure bias;                 ///< mean of estimate - truth
  Figure rmse;                 ///< root of the mean squared difference
  Figure mean_absolute_error;  ///< mean of |estimate - truth|
  Figure reported_error;       ///< mean of the standard errors that the exams report
  Figure length;               ///< mean number of items
  Figure pass_rate;            ///< of those who were decided on

  bool operator==(const Precision&) const = default;
};

/// Candidates whose exam had this length and ended for this reason.
struct LengthCount {
  int length = 0;
  cat::StopReason reason = cat::StopReason::maximum_length;
  std::size_t candidates = 0;

  bool operator==(const LengthCount&) const = default;
};

/// How long exams were, pretest items included, and why they ended.
struct Lengths {
  Figure mean;
  double sd = 0.0;
  int minimum = 0, lower_quartile = 0, median = 0, upper_quartile = 0, maximum = 0;
  std::vector<LengthCount> counts;  ///< rising in length, then in the order of the reasons

  bool operator==(const Lengths&) const = default;
};

/// How often items were given.
struct Exposure {
  std::vector<double> rate;  ///< [item] share of the exams that gave it
  double maximum = 0.0;
  double mean = 0.0;
  std::size_t never_used = 0;
  /// Share of items that two exams have in common, T = (N / Q) S^2 + Q / N with N items, mean length Q and the variance
  /// S^2 of the rates (Chen, Ankenmann & Spray 2003; Barrada, Olea, Ponsoda & Abad 2010).
  double overlap = 0.0;
  /// The same counted over all pairs of different candidates: their common items over the mean length.
  double counted_overlap = std::numeric_limits<double>::quiet_NaN();

  bool operator==(const Exposure&) const = default;
};

/// The share of one value of one attribute among the scored items of an exam.
struct ContentCoverage {
  std::string attribute;
  std::string value;
  double minimum = 0.0, mean = 0.0, maximum = 0.0;  ///< over the exams
  std::optional<double> lower_bound, upper_bound;   ///< of the blueprint, its tolerance included
  std::size_t outside = 0;                          ///< exams outside the bounds, in whole items

  bool operator==(const ContentCoverage&) const = default;
};

/// Decisions beside the truth; `pass` is a true ability that passes.
struct Confusion {
  std::size_t true_pass = 0, false_pass = 0, true_fail = 0, false_fail = 0;
  Figure accuracy;
  Figure false_pass_rate;  ///< of those truly below the standard
  Figure false_fail_rate;  ///< of those truly above

  bool operator==(const Confusion&) const = default;
};

/// What a stopping rule did to those for whom it states an error rate, and that rate. A rule that looks after every
/// item need not keep a rate that was stated for one look.
struct RuleErrors {
  cat::StopReason reason = cat::StopReason::confidence_interval;
  double half_width = 0.0;  ///< the rate is stated for candidates at least so far from the standard
  std::size_t exams = 0;    ///< that the rule ended
  Figure false_pass;        ///< share of the candidates below whom the rule passed
  Figure false_fail;        ///< share of the candidates above whom it failed
  double nominal_false_pass = 0.0, nominal_false_fail = 0.0;

  bool operator==(const RuleErrors&) const = default;
};

/// What a model of the errors of measurement expects, at the final estimates; see decision_quality.hpp.
struct ExpectedQuality {
  double accuracy = 0.0;
  double consistency = 0.0;

  bool operator==(const ExpectedQuality&) const = default;
};

struct Decisions {
  double passing_standard = 0.0;
  Figure pass_rate;
  std::optional<Confusion> confusion;     ///< with true abilities
  std::vector<RuleErrors> rules;          ///< of the blueprint that state a rate; with true abilities
  std::optional<ExpectedQuality> rudner;  ///< absent when no exam has a finite standard error
  /// Each exam's scored items taken as a fixed form, cut at the summed score expected at the standard. Exams
  /// without a scored item are left out. Absent when there is no other, or a nominal item was given.
  std::optional<ExpectedQuality> lee;

  bool operator==(const Decisions&) const = default;
};

struct StudyReport {
  std::size_t candidates = 0;
  std::optional<Precision> precision;  ///< of all; with true abilities
  std::vector<Precision> by_theta;     ///< bins that hold somebody; with true abilities
  Lengths lengths;
  std::array<std::size_t, 12> stop_reasons{};  ///< [StopReason] exams
  Exposure exposure;
  std::vector<ContentCoverage> content;        ///< attributes and values in alphabetical order
  std::array<std::size_t, 4> relaxed_items{};  ///< [Relaxation] items chosen under it
  std::array<std::size_t, 4> relaxed_exams{};  ///< [Relaxation] exams by the furthest that they needed
  std::optional<Decisions> decisions;          ///< with a passing standard

  bool operator==(const StudyReport&) const = default;
};

struct ReportOptions {
  /// Rising abilities that cut the bins of by_theta; the first and the last bin are open.
  std::vector<double> theta_bounds{-2.5, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5};
  int threads = 0;  ///< 0: as many as the processor runs at once; the report does not depend on it
};

/// What a study of `plan` found. `truth` are the true abilities of the candidates, or empty when nobody knows them, as
/// in a post-hoc study.
///
/// Standard errors: of a mean s / sqrt(n); of the RMSE by the delta method, sd(e^2) / (2 RMSE sqrt(n)); of a share
/// sqrt(p (1 - p) / n). Throws Error(invalid_argument) for a result that is not of this plan's pool, another number of
/// abilities than candidates, and bounds that do not rise. O(steps), and for Lee's figures O(length^2) an exam.
[[nodiscard]] StudyReport report(const StudyResult& result, const cat::ExamPlan& plan, std::span<const double> truth,
                                 const ReportOptions& options = {});

}  // namespace haven::simulation
