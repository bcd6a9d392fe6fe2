#include "haven/simulation/exposure.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "haven/core/error.hpp"
#include "haven/core/parallel.hpp"

#include "simulation/candidate.hpp"

namespace haven::simulation {
namespace {

// A segment answers for an item's rate in another one when it brings more than this share of the item's use there.
constexpr double noticeable_share = 0.02;

[[noreturn]] void refuse_control(const std::string& what) {
  throw Error(ErrorCode::invalid_argument, "exposure control: " + what);
}

void check_size(const ExposureCounters& counters, std::size_t items, const ExposureLimit& limit) {
  const std::size_t segments = limit.segment_bounds.size() + 1;
  const auto fits = [&](const auto& table) {
    return table.size() == segments * segments &&
           std::all_of(table.begin(), table.end(), [&](const auto& row) { return row.size() == items; });
  };
  if (counters.exams.size() != segments || !fits(counters.given) || !fits(counters.eligible))
    refuse_control("counters must be of " + std::to_string(segments) + " segments and " + std::to_string(items) +
                   " items");
}

std::size_t segment_of(double theta, const std::vector<double>& bounds) {
  return static_cast<std::size_t>(std::upper_bound(bounds.begin(), bounds.end(), theta) - bounds.begin());
}

void fade(std::vector<double>& counts, double fading, double more) {
  for (double& count : counts) count = fading * count + more;
}

void count_eligible(std::vector<double>& eligible, const cat::Exam& exam, std::size_t segment, double fading) {
  fade(eligible, fading, 1.0);
  const auto& ineligible = exam.state().ineligible;
  if (ineligible.empty()) return;
  for (const irt::ItemIndex item : ineligible[segment]) eligible[item] -= 1.0;
}

/// The items of an exam are counted under the segment in which each was chosen.
void count_given(ExposureCounters& counters, const cat::Exam& exam, const ExposureLimit& limit, std::size_t ended) {
  const std::size_t segments = counters.exams.size();
  for (std::size_t chosen = 0; chosen < segments; ++chosen)
    fade(counters.given[chosen * segments + ended], limit.fading, 0.0);
  double theta = exam.state().blueprint.start_theta;
  for (const auto& step : exam.steps()) {
    counters.given[segment_of(theta, limit.segment_bounds) * segments + ended][step.item] += 1.0;
    theta = step.ability.theta;
  }
}

/// How often the item was given in exams that ended in a segment, wherever it was chosen.
double given_in(const ExposureCounters& counters, std::size_t ended, irt::ItemIndex item) {
  const std::size_t segments = counters.exams.size();
  double given = 0.0;
  for (std::size_t chosen = 0; chosen < segments; ++chosen) given += counters.given[chosen * segments + ended][item];
  return given;
}

/// The probability in a segment that keeps the rate in every segment of exams that owe their use of the item to it.
double probability(const ExposureCounters& counters, std::size_t chosen, irt::ItemIndex item,
                   const ExposureLimit& limit) {
  const std::size_t segments = counters.exams.size();
  double least = 1.0;
  for (std::size_t ended = 0; ended < segments; ++ended) {
    const double given = given_in(counters, ended, item);
    if (!(counters.given[chosen * segments + ended][item] > noticeable_share * given)) continue;
    if (limit.method == ExposureMethod::restricted) {
      if (given >= limit.maximum_rate * counters.exams[ended]) return 0.0;
    } else {
      least = std::min(least, limit.maximum_rate * counters.eligible[chosen * segments + ended][item] / given);
    }
  }
  return least;
}

}  // namespace

void validate(const ExposureLimit& limit) {
  if (!(limit.maximum_rate > 0.0 && limit.maximum_rate <= 1.0))
    refuse_control("maximum_rate must be in (0, 1], got " + std::to_string(limit.maximum_rate));
  if (!(limit.fading > 0.0 && limit.fading <= 1.0))
    refuse_control("fading must be in (0, 1], got " + std::to_string(limit.fading));
  const auto& bounds = limit.segment_bounds;
  for (std::size_t i = 0; i < bounds.size(); ++i)
    if (!std::isfinite(bounds[i]) || (i > 0 && !(bounds[i] > bounds[i - 1])))
      refuse_control("segment_bounds must be finite and rising");
}

ExposureCounters new_counters(const cat::ItemPool& pool, const ExposureLimit& limit) {
  validate(limit);
  const std::size_t segments = limit.segment_bounds.size() + 1;
  const std::vector<std::vector<double>> table(segments * segments, std::vector<double>(pool.size(), 0.0));
  return {std::vector<double>(segments, 0.0), table, table};
}

void record(ExposureCounters& counters, const cat::Exam& exam, const ExposureLimit& limit) {
  validate(limit);
  check_size(counters, exam.pool().size(), limit);
  if (!exam.outcome()) refuse_control("the exam has not ended");
  const auto& ineligible = exam.state().ineligible;
  if (!ineligible.empty() && exam.state().segment_bounds != limit.segment_bounds)
    refuse_control("the exam was drawn for other segments");
  const std::size_t segments = counters.exams.size(), ended = segment_of(exam.ability().theta, limit.segment_bounds);
  counters.exams[ended] = limit.fading * counters.exams[ended] + 1.0;
  count_given(counters, exam, limit, ended);
  for (std::size_t chosen = 0; chosen < segments; ++chosen)
    count_eligible(counters.eligible[chosen * segments + ended], exam, chosen, limit.fading);
}

cat::Eligibility next_eligibility(const ExposureCounters& counters, const cat::ItemPool& pool,
                                  const ExposureLimit& limit) {
  validate(limit);
  check_size(counters, pool.size(), limit);
  cat::Eligibility eligibility{limit.segment_bounds, {}};
  for (std::size_t segment = 0; segment < counters.exams.size(); ++segment) {
    auto& row = eligibility.probability.emplace_back(pool.size());
    for (irt::ItemIndex item = 0; item < row.size(); ++item) row[item] = probability(counters, segment, item, limit);
    for (const auto& set : pool.sets())
      for (std::size_t place = 1; place < set.size(); ++place) row[set[place]] = 1.0;
  }
  return eligibility;
}

ControlledStudy simulate_controlled(const cat::ExamPlan& plan, std::span<const double> theta,
                                    const ExposureLimit& limit, const StudyOptions& options, std::size_t batch,
                                    const ExposureCounters* counters) {
  check_study(plan, theta, options);
  validate(limit);
  if (batch < 1 || batch > 100'000) refuse_control("batch must be in 1..100000, got " + std::to_string(batch));
  ControlledStudy study{{}, counters != nullptr ? *counters : new_counters(plan.pool(), limit)};
  const std::size_t candidates = count_candidates(plan, theta, options);
  StudyOptions now = options;
  ExamRecord kept;
  for (std::size_t first = 0; first < candidates; first += batch) {
    now.eligibility = next_eligibility(study.counters, plan.pool(), limit);
    std::vector<std::optional<cat::Exam>> exams(std::min(batch, candidates - first));
    parallel_for(exams.size(), options.threads,
                 [&](std::size_t i) { exams[i].emplace(take_exam(plan, theta, now, first + i)); });
    for (const auto& exam : exams) {
      record(study.counters, *exam, limit);
      kept.take(*exam);
      append(study.result, kept);
    }
  }
  return study;
}

std::vector<double> exposure_rates(const StudyResult& result, std::size_t items, std::span<const double> theta,
                                   double low, double high) {
  if (theta.size() != result.candidates()) refuse_control("there must be one ability for each candidate");
  std::vector<double> rate(items, 0.0);
  double exams = 0.0;
  for (std::size_t i = 0; i < theta.size(); ++i) {
    if (!(theta[i] >= low && theta[i] < high)) continue;
    exams += 1.0;
    for (const irt::ItemIndex item : result.items_of(i)) rate.at(item) += 1.0;
  }
  if (exams > 0.0)
    for (double& one : rate) one /= exams;
  return rate;
}

std::vector<AttemptOverlap> attempt_overlap(std::span<const StudyResult> attempts) {
  std::vector<AttemptOverlap> overlap(attempts.size());
  if (attempts.empty()) return overlap;
  std::vector<std::vector<irt::ItemIndex>> seen(attempts.front().candidates());
  for (std::size_t attempt = 0; attempt < attempts.size(); ++attempt) {
    if (attempts[attempt].candidates() != seen.size()) refuse_control("attempts must be of the same candidates");
    for (std::size_t i = 0; i < seen.size(); ++i) {
      const auto items = attempts[attempt].items_of(i);
      const auto again = std::count_if(items.begin(), items.end(), [&](irt::ItemIndex item) {
        return std::find(seen[i].begin(), seen[i].end(), item) != seen[i].end();
      });
      const double share = items.empty() ? 0.0 : static_cast<double>(again) / static_cast<double>(items.size());
      overlap[attempt].mean += share / static_cast<double>(seen.size());
      overlap[attempt].maximum = std::max(overlap[attempt].maximum, share);
      seen[i].insert(seen[i].end(), items.begin(), items.end());
    }
  }
  return overlap;
}

}  // namespace haven::simulation
