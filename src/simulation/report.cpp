#include "haven/simulation/report.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "haven/core/error.hpp"

#include "simulation/figures.hpp"
#include "simulation/report_parts.hpp"

namespace haven::simulation {
namespace {

[[noreturn]] void refuse_records(const std::string& what) {
  throw Error(ErrorCode::invalid_argument, "report: " + what);
}

void check_bounds(std::span<const double> bounds) {
  for (std::size_t i = 0; i < bounds.size(); ++i)
    if (!std::isfinite(bounds[i]) || (i > 0 && !(bounds[i] > bounds[i - 1])))
      refuse_records("theta_bounds must be finite and rising");
}

void count_relaxations(StudyReport& report, const StudyResult& result) {
  for (std::size_t i = 0; i < result.candidates(); ++i) {
    auto furthest = cat::Relaxation::none;
    for (std::size_t step = result.offsets[i]; step < result.offsets[i + 1]; ++step) {
      ++report.relaxed_items[static_cast<std::size_t>(result.relaxed[step])];
      furthest = std::max(furthest, result.relaxed[step]);
    }
    ++report.relaxed_exams[static_cast<std::size_t>(furthest)];
  }
}

void measure_precision(StudyReport& report, const StudyResult& result, std::span<const double> truth,
                       std::span<const double> bounds) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  report.precision = precision_of(result, truth, -infinity, infinity);
  std::vector<double> edges = {-infinity};
  edges.insert(edges.end(), bounds.begin(), bounds.end());
  edges.push_back(infinity);
  for (std::size_t bin = 0; bin + 1 < edges.size(); ++bin) {
    auto precision = precision_of(result, truth, edges[bin], edges[bin + 1]);
    if (precision.candidates > 0) report.by_theta.push_back(precision);
  }
}

}  // namespace

void check_result(const StudyResult& result, std::size_t items, const std::string& caller) {
  const auto refuse_for = [&](const std::string& what) {
    throw Error(ErrorCode::invalid_argument, caller + ": " + what);
  };
  const std::size_t n = result.candidates(), steps = result.items.size();
  const bool fits = result.offsets.size() == n + 1 && result.offsets.back() == steps &&
                    std::is_sorted(result.offsets.begin(), result.offsets.end()) && result.theta.size() == steps &&
                    result.relaxed.size() == steps && result.stop_reason.size() == n && result.decision.size() == n &&
                    result.scored_items.size() == n;
  if (!fits) refuse_for("the parts of the result differ in length");
  for (const irt::ItemIndex item : result.items)
    if (item >= items) refuse_for("the result is not of this pool: it has no item " + std::to_string(item));
}

StudyReport report(const StudyResult& result, const cat::ExamPlan& plan, std::span<const double> truth,
                   const ReportOptions& options) {
  check_bounds(options.theta_bounds);
  check_result(result, plan.pool().size(), "report");
  if (!truth.empty() && truth.size() != result.candidates())
    refuse_records("there must be one true ability per candidate");
  StudyReport report;
  report.candidates = result.candidates();
  if (!truth.empty()) measure_precision(report, result, truth, options.theta_bounds);
  report.lengths = lengths_of(result);
  for (const auto reason : result.stop_reason) ++report.stop_reasons[static_cast<std::size_t>(reason)];
  report.exposure = exposure_of(result, plan.pool().size());
  report.content = content_of(result, plan);
  count_relaxations(report, result);
  if (plan.blueprint().passing_standard) report.decisions = decisions_of(result, plan, truth, options.threads);
  return report;
}

Precision precision_of(const StudyResult& result, std::span<const double> truth, double low, double high) {
  std::vector<double> error, absolute, square, reported, length;
  std::size_t passed = 0, decided = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (!(truth[i] >= low && truth[i] < high)) continue;
    const double difference = result.ability[i].theta - truth[i];
    error.push_back(difference);
    absolute.push_back(std::abs(difference));
    square.push_back(difference * difference);
    if (std::isfinite(result.ability[i].standard_error)) reported.push_back(result.ability[i].standard_error);
    length.push_back(result.length(i));
    if (result.decision[i] == cat::Decision::pass) ++passed;
    if (result.decision[i] != cat::Decision::none) ++decided;
  }
  Precision precision{low, high, error.size(), {}, {}, {}, {}, {}, {}};
  precision.bias = mean_figure(error);
  precision.mean_absolute_error = mean_figure(absolute);
  precision.reported_error = mean_figure(reported);
  precision.length = mean_figure(length);
  precision.pass_rate = share_figure(passed, decided);
  const Figure mean_square = mean_figure(square);
  const double root = std::sqrt(mean_square.value);
  precision.rmse = {root, root > 0.0 ? mean_square.standard_error / (2.0 * root) : mean_square.standard_error};
  return precision;
}

Lengths lengths_of(const StudyResult& result) {
  Lengths lengths;
  const std::size_t n = result.candidates();
  if (n == 0) return lengths;
  std::vector<double> all;
  std::vector<LengthCount> exams;
  for (std::size_t i = 0; i < n; ++i) {
    all.push_back(result.length(i));
    exams.push_back({result.length(i), result.stop_reason[i], 1});
  }
  lengths.mean = mean_figure(all);
  lengths.sd = sd_of(all);
  std::sort(exams.begin(), exams.end(), [](const LengthCount& one, const LengthCount& other) {
    return one.length != other.length ? one.length < other.length : one.reason < other.reason;
  });
  // The smallest length that at least the share of the exams does not exceed.
  const auto quantile = [&](std::size_t quarters) { return exams[(n * quarters + 3) / 4 - 1].length; };
  lengths.minimum = exams.front().length;
  lengths.lower_quartile = quantile(1);
  lengths.median = quantile(2);
  lengths.upper_quartile = quantile(3);
  lengths.maximum = exams.back().length;
  for (const LengthCount& exam : exams) {
    const bool known = !lengths.counts.empty() && lengths.counts.back().length == exam.length &&
                       lengths.counts.back().reason == exam.reason;
    if (known)
      ++lengths.counts.back().candidates;
    else
      lengths.counts.push_back(exam);
  }
  return lengths;
}

}  // namespace haven::simulation
