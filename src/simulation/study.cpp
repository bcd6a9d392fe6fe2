#include "haven/simulation/study.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "haven/core/error.hpp"
#include "haven/core/parallel.hpp"
#include "haven/core/random.hpp"
#include "haven/math/normal.hpp"

#include "simulation/candidate.hpp"

namespace haven::simulation {
namespace {

// Exams that wait to be appended in order; the result does not depend on it.
constexpr std::size_t block = 1024;

}  // namespace

StudyResult simulate(const cat::ExamPlan& plan, std::span<const double> theta, const StudyOptions& options) {
  check_study(plan, theta, options);
  const std::size_t candidates = count_candidates(plan, theta, options);
  std::vector<ExamRecord> records(std::min(block, candidates));
  StudyResult result;
  for (std::size_t first = 0; first < candidates; first += block) {
    const std::size_t count = std::min(block, candidates - first);
    parallel_for(count, options.threads,
                 [&](std::size_t i) { records[i].take(take_exam(plan, theta, options, first + i)); });
    for (std::size_t i = 0; i < count; ++i) append(result, records[i]);
  }
  return result;
}

std::vector<StudyResult> simulate_attempts(const cat::ExamPlan& plan, std::span<const double> theta, int attempts,
                                           const StudyOptions& options) {
  if (attempts < 1 || attempts > 1000)
    throw Error(ErrorCode::invalid_argument, "study: attempts must be in 1..1000, got " + std::to_string(attempts));
  check_study(plan, theta, options);
  std::vector<std::vector<irt::ItemIndex>> seen(options.seen.begin(), options.seen.end());
  seen.resize(count_candidates(plan, theta, options));
  std::vector<StudyResult> results;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    StudyOptions now = options;
    now.seed = mix(options.seed + static_cast<std::uint64_t>(attempt));
    now.seen = seen;
    results.push_back(simulate(plan, theta, now));
    for (std::size_t i = 0; i < seen.size(); ++i) {
      const auto items = results.back().items_of(i);
      seen[i].insert(seen[i].end(), items.begin(), items.end());
    }
  }
  return results;
}

std::vector<double> draw_abilities(std::size_t count, double mean, double sd, std::uint64_t seed) {
  if (!std::isfinite(mean) || !(sd >= 0.0) || !std::isfinite(sd))
    throw Error(ErrorCode::invalid_argument, "draw_abilities: mean must be finite, sd finite and not negative");
  Rng rng(seed);
  std::vector<double> theta(count);
  for (double& one : theta) one = mean + sd * math::draw_normal(rng);
  return theta;
}

}  // namespace haven::simulation
