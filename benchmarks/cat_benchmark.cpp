// One adaptive step and its parts, against banks of 200, 1,000 and 10,000 3PL items; 20 items given unless the name
// says otherwise.

#include <string>
#include <vector>

#include "haven/cat/criterion.hpp"
#include "haven/cat/criterion_table.hpp"
#include "haven/cat/exam.hpp"
#include "haven/cat/item_pool.hpp"
#include "haven/core/random.hpp"
#include "haven/irt/ability.hpp"
#include "haven/irt/category_curves.hpp"
#include "haven/irt/information_index.hpp"

#include "scenario.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace haven;
using scenario::make_bank, scenario::make_exam, scenario::make_states;

void select_by_index(benchmark::State& run) {
  const auto bank = make_bank(run.range(0));
  const auto states = make_states(bank);
  std::size_t i = 0;
  for (auto _ : run) {
    const auto& state = states[i++ % states.size()];
    benchmark::DoNotOptimize(bank.information_index().best(bank, state.theta, state.given, i));
  }
}

/// Five of the best under what a blueprint may ask for: a quarter of the bank is open (content), one item in seven is
/// an enemy of one given, and exposure control weighs the rest.
void select_under_constraints(benchmark::State& run) {
  const auto bank = make_bank(run.range(0));
  const auto states = make_states(bank);
  irt::RankedItems best;
  std::size_t i = 0;
  for (auto _ : run) {
    const auto& state = states[i++ % states.size()];
    const auto weight = [&](irt::ItemIndex item) {
      const bool open = item % 4 == 0 && item % 7 != 0 && !state.given.contains(item);
      return open ? 1.0 / (1.0 + static_cast<double>(item % 3)) : 0.0;
    };
    best.start(5, i);
    bank.information_index().find(bank, state.theta, weight, best);
    benchmark::DoNotOptimize(best.entries().front());
  }
}

/// One content area in sixteen alone is open, so that the list of a bin may run dry.
void select_from_one_area(benchmark::State& run) {
  const auto bank = make_bank(run.range(0));
  const auto states = make_states(bank);
  irt::RankedItems best;
  std::size_t i = 0;
  for (auto _ : run) {
    const auto& state = states[i++ % states.size()];
    const auto weight = [&](irt::ItemIndex item) { return item % 16 == 3 && !state.given.contains(item) ? 1.0 : 0.0; };
    best.start(5, i);
    bank.information_index().find(bank, state.theta, weight, best);
    benchmark::DoNotOptimize(best.entries().front());
  }
}

template <cat::SelectionRule rule>
void select_by_rule(benchmark::State& run) {
  const auto bank = make_bank(run.range(0));
  const auto states = make_states(bank);
  const cat::CriterionOptions options;
  const cat::CriterionTable table(bank, rule, options);
  const auto strata = cat::a_strata(bank, options);
  cat::CriterionWorkspace workspace;
  std::size_t i = 0;
  for (auto _ : run) {
    const auto& state = states[i++ % states.size()];
    benchmark::DoNotOptimize(cat::select({.bank = bank,
                                          .rule = rule,
                                          .options = options,
                                          .theta = state.theta,
                                          .responses = state.responses,
                                          .excluded = state.given,
                                          .strata = strata,
                                          .seed = i,
                                          .table = &table,
                                          .workspace = &workspace}));
  }
}

void select_by_scan(benchmark::State& run) {
  const auto bank = make_bank(run.range(0));
  const auto states = make_states(bank);
  std::size_t i = 0;
  for (auto _ : run) {
    const auto& state = states[i++ % states.size()];
    benchmark::DoNotOptimize(irt::best_by_scan(bank, state.theta, state.given, i));
  }
}

template <irt::AbilityEstimate (*estimate)(const irt::ItemBank&, std::span<const irt::ItemResponse>,
                                           const irt::AbilityOptions&)>
void estimate_20_responses(benchmark::State& run) {
  const auto bank = make_bank(run.range(0));
  const auto states = make_states(bank);
  std::size_t i = 0;
  for (auto _ : run) benchmark::DoNotOptimize(estimate(bank, states[i++ % states.size()].responses, {}));
}

void adaptive_step(benchmark::State& run) {
  const auto bank = make_bank(run.range(0));
  const auto states = make_states(bank);
  std::size_t i = 0;
  for (auto _ : run) {
    const auto& state = states[i++ % states.size()];
    const auto ability = irt::estimate_mle(bank, state.responses);
    benchmark::DoNotOptimize(bank.information_index().best(bank, ability.theta, state.given, i));
  }
}

void whole_exam_of_75_items(benchmark::State& run) {
  const auto bank = make_bank(run.range(0));
  std::uint64_t seed = 0;
  for (auto _ : run) {
    const double theta = -2.0 + 0.25 * static_cast<double>(seed % 16);
    benchmark::DoNotOptimize(make_exam(bank, 75, theta, seed));
    ++seed;
  }
}

/// A bank in eight content areas, every tenth item the enemy of the next.
cat::ItemPool make_pool(std::int64_t size) {
  const auto bank = make_bank(size);
  std::vector<cat::ItemContent> content(bank.size());
  for (irt::ItemIndex item = 0; item < bank.size(); ++item) {
    content[item].attributes = {{"area", "area " + std::to_string(item % 8)}};
    if (item % 10 == 0) content[item].enemies = {bank.id(item + 1)};
  }
  return {bank, content};
}

/// A whole exam with bounds on the areas, enemies, five of the best drawn from, a fifth of the bank ruled out for each
/// examinee: "step" is the time of one answer, estimate and choice included.
void exam_under_constraints(benchmark::State& run) {
  constexpr int length = 75;
  const cat::ItemPool pool = make_pool(run.range(0));
  cat::Blueprint rules{.minimum_items = length, .maximum_items = length};
  for (int area = 0; area < 8; ++area)
    rules.content.push_back(
        {.attribute = "area", .value = "area " + std::to_string(area), .minimum = 0.08, .maximum = 0.18});
  rules.exposure.randomesque = 5;
  const cat::ExamPlan plan(pool, rules);
  cat::Conditions conditions;
  conditions.eligibility.probability = {std::vector<double>(pool.size(), 0.8)};
  Rng rng(1);
  std::uint64_t seed = 0;
  for (auto _ : run) {
    run.PauseTiming();
    cat::Exam exam(plan, ++seed, conditions);
    run.ResumeTiming();
    while (exam.next_item()) exam.answer(irt::draw_response(pool.bank().item(*exam.next_item()), 0.5, rng));
  }
  run.counters["step"] =
      benchmark::Counter(length, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void build_index(benchmark::State& run) {
  const auto bank = make_bank(run.range(0));
  for (auto _ : run) benchmark::DoNotOptimize(irt::InformationIndex(bank));
}

template <cat::SelectionRule rule>
void register_rule() {
  const std::string name = "select_by_rule/" + std::string(to_string(rule));
  benchmark::RegisterBenchmark(name.c_str(), select_by_rule<rule>)->Arg(1'000)->Unit(benchmark::kMicrosecond);
}

const bool rules_registered = [] {
  using enum cat::SelectionRule;
  register_rule<maximum_information>();
  register_rule<bopt>();
  register_rule<thopt>();
  register_rule<mlwi>();
  register_rule<mpwi>();
  register_rule<mei>();
  register_rule<mepv>();
  register_rule<kl>();
  register_rule<klp>();
  register_rule<gdi>();
  register_rule<gdip>();
  register_rule<cut_information>();
  register_rule<progressive>();
  register_rule<proportional>();
  register_rule<a_stratified>();
  register_rule<random>();
  return true;
}();

#define BANKS ->Arg(200)->Arg(1'000)->Arg(10'000)
BENCHMARK(select_by_index) BANKS->Arg(100'000);
BENCHMARK(select_by_scan) BANKS->Arg(100'000);
BENCHMARK(select_under_constraints) BANKS;
BENCHMARK(select_from_one_area) BANKS;
BENCHMARK(estimate_20_responses<irt::estimate_mle>)->Name("estimate_mle_20_responses") BANKS;
BENCHMARK(estimate_20_responses<irt::estimate_map>)->Name("estimate_map_20_responses") BANKS;
BENCHMARK(estimate_20_responses<irt::estimate_eap>)->Name("estimate_eap_20_responses") BANKS;
BENCHMARK(adaptive_step) BANKS;
BENCHMARK(whole_exam_of_75_items)->Unit(benchmark::kMicrosecond) BANKS;
BENCHMARK(exam_under_constraints)->Unit(benchmark::kMicrosecond)->Arg(1'000)->Arg(10'000);
BENCHMARK(build_index)->Unit(benchmark::kMillisecond) BANKS->Arg(100'000);

}  // namespace

BENCHMARK_MAIN();
