// Ability estimation: one more response to an exam in its course, single estimates of 20 responses, and batches, with a
// bank of 500 3PL items. The response patterns are those of simulated examinees, drawn before the clock starts.

#include <algorithm>
#include <vector>

#include "haven/core/random.hpp"
#include "haven/irt/ability_estimator.hpp"
#include "haven/irt/batch.hpp"
#include "haven/irt/category_curves.hpp"

#include "scenario.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace haven;

constexpr std::int64_t bank_size = 500;

/// Sixteen patterns on items near the examinee's ability, as an adaptive test would choose them.
std::vector<std::vector<irt::ItemResponse>> make_patterns(const irt::ItemBank& bank, std::size_t length) {
  Rng rng(2);
  std::vector<std::vector<irt::ItemResponse>> patterns(16);
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const double theta = -2.0 + 0.25 * static_cast<double>(i);
    while (patterns[i].size() < length) {
      const auto item = static_cast<irt::ItemIndex>(rng.below(bank.size()));
      const auto is_item = [&](const irt::ItemResponse& given) { return given.item == item; };
      if (std::any_of(patterns[i].begin(), patterns[i].end(), is_item)) continue;
      if (std::abs(std::get<irt::LogisticItem>(bank.item(item)).difficulty - theta) > 1.0) continue;
      patterns[i].push_back({item, irt::draw_response(bank.item(item), theta, rng)});
    }
  }
  return patterns;
}

/// A whole exam of 28 items on one estimator, an estimate after each response; the time is for one response.
void estimate_after_each_of_28(benchmark::State& run, irt::Estimator estimator) {
  const auto bank = scenario::make_bank(bank_size);
  const auto patterns = make_patterns(bank, 28);
  irt::AbilityEstimator ability(bank, estimator);
  std::size_t i = 0;
  for (auto _ : run) {
    ability.reset();
    for (const auto& [item, response] : patterns[i++ % patterns.size()]) {
      ability.add(item, response);
      benchmark::DoNotOptimize(ability.estimate());
    }
  }
  run.counters["per_response"] =
      benchmark::Counter(28, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void estimate_20_responses(benchmark::State& run, irt::Estimator estimator) {
  const auto bank = scenario::make_bank(bank_size);
  const auto patterns = make_patterns(bank, 20);
  std::size_t i = 0;
  for (auto _ : run) benchmark::DoNotOptimize(irt::estimate(estimator, bank, patterns[i++ % patterns.size()]));
}

/// 10,000 response strings to 50 3PL items; the time is for one string, on the number of threads in the name.
void batch_of_50_items(benchmark::State& run, irt::Estimator estimator) {
  constexpr std::size_t rows = 10'000;
  const irt::ItemBank bank(scenario::draw_items(scenario::batch_items));
  const auto scores = scenario::draw_strings(rows);
  for (auto _ : run)
    benchmark::DoNotOptimize(irt::estimate_batch(bank, scores, estimator, {}, static_cast<int>(run.range(0))));
  run.counters["per_string"] =
      benchmark::Counter(rows, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

#define ESTIMATORS(function)                                 \
  BENCHMARK_CAPTURE(function, mle, irt::Estimator::mle);     \
  BENCHMARK_CAPTURE(function, map, irt::Estimator::map);     \
  BENCHMARK_CAPTURE(function, eap, irt::Estimator::eap);     \
  BENCHMARK_CAPTURE(function, wle, irt::Estimator::wle);     \
  BENCHMARK_CAPTURE(function, mlef, irt::Estimator::mlef);   \
  BENCHMARK_CAPTURE(function, huber, irt::Estimator::huber); \
  BENCHMARK_CAPTURE(function, tukey, irt::Estimator::tukey)
ESTIMATORS(estimate_after_each_of_28);
ESTIMATORS(estimate_20_responses);
BENCHMARK_CAPTURE(batch_of_50_items, eap, irt::Estimator::eap)
    ->Arg(1)
    ->Arg(2)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(batch_of_50_items, mle, irt::Estimator::mle)
    ->Arg(1)
    ->Arg(2)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
