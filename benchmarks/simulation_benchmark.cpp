// Whole populations: a study of 1,000 candidates, and a batch of a million response strings.

#include <numeric>
#include <string>
#include <vector>

#include "haven/irt/batch.hpp"
#include "haven/simulation/report.hpp"
#include "haven/simulation/study.hpp"

#include "scenario.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace haven;

void set_figure(benchmark::State& run, const std::string& name, const simulation::Figure& figure) {
  run.counters[name] = figure.value;
  run.counters[name + "_error"] = figure.standard_error;
}

/// 1,000 candidates and 500 3PL items; on the number of threads in the name.
void study(benchmark::State& run) {
  const cat::ExamPlan plan(scenario::make_bank(scenario::study_items), scenario::study_blueprint());
  const auto truth = scenario::study_abilities();
  simulation::StudyResult result;
  for (auto _ : run) result = simulation::simulate(plan, truth, {.seed = 5, .threads = static_cast<int>(run.range(0))});
  const auto report = simulation::report(result, plan, truth);
  set_figure(run, "rmse", report.precision->rmse);
  set_figure(run, "bias", report.precision->bias);
  set_figure(run, "length", report.lengths.mean);
}

/// EAP of a million strings of answers to 50 items; on the number of threads in the name.
void eap_batch(benchmark::State& run) {
  const irt::ItemBank bank(scenario::draw_items(scenario::batch_items));
  static const auto scores = scenario::draw_strings(scenario::batch_strings);
  irt::AbilityEstimates estimates;
  for (auto _ : run)
    estimates = irt::estimate_batch(bank, scores, irt::Estimator::eap, {}, static_cast<int>(run.range(0)));
  const auto mean = [](const std::vector<double>& column) {
    return std::accumulate(column.begin(), column.end(), 0.0) / static_cast<double>(column.size());
  };
  run.counters["mean_theta"] = mean(estimates.theta);
  run.counters["mean_standard_error"] = mean(estimates.standard_error);
}

BENCHMARK(study)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(eap_batch)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
