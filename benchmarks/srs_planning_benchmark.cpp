// Plans and simulations of spaced repetition. The deck of simulate_10000_cards_365_days is that of
// peers/fsrs_rs_simulation_peer.py: 28 new cards a day at retention 0.9, no limits.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "haven/srs/exam_date.hpp"
#include "haven/srs/reschedule.hpp"
#include "haven/srs/simulator.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace haven;
using namespace haven::srs;

constexpr Timestamp start = Timestamp{} + Duration::days(20'000) + Duration::hours(8);

SimulationOptions year_of(std::size_t cards, int new_per_day) {
  SimulationOptions options;
  options.new_cards = cards;
  options.new_per_day = new_per_day;
  options.start = start;
  return options;
}

void simulate_10000_cards_365_days(benchmark::State& run, const Parameters& parameters) {
  SchedulerOptions options;
  options.parameters = parameters;
  const Scheduler scheduler(options);
  const SimulatedLearner learner(scheduler.model(), {}, scheduler.days());
  SimulationResult result;
  for (auto _ : run) result = simulate(scheduler, learner, year_of(10'000, 28));
  run.counters["known"] = result.known.back();
}
BENCHMARK_CAPTURE(simulate_10000_cards_365_days, fsrs_6, Fsrs6Parameters{})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(simulate_10000_cards_365_days, fsrs_7, Fsrs7Parameters{})->Unit(benchmark::kMillisecond);

void curve_of_30_retentions_1000_cards_365_days(benchmark::State& run) {
  const SimulatedLearner learner(MemoryModel{}, {}, DayCounter{});
  const Replications replications{.count = 4, .threads = static_cast<int>(run.range(0))};
  for (auto _ : run)
    benchmark::DoNotOptimize(workload_curve({}, learner, year_of(1000, 3), usual_retentions(), replications));
}
BENCHMARK(curve_of_30_retentions_1000_cards_365_days)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Half of the cards new, half answered once in the last nine days.
std::vector<Card> half_learned_deck(const Scheduler& scheduler, std::size_t count) {
  std::vector<Card> cards;
  for (std::size_t i = 0; i < count; ++i) {
    const Timestamp at = start - Duration::days(1 + static_cast<std::int64_t>(i % 9));
    cards.push_back(new_card(i, at));
    if (i % 2 == 0) cards.back() = scheduler.review(cards.back(), i % 3 == 0 ? Rating::hard : Rating::easy, at);
  }
  return cards;
}

void exam_plan_of_1000_cards(benchmark::State& run) {
  const Scheduler scheduler;
  const auto cards = half_learned_deck(scheduler, 1000);
  ExamOptions options;
  options.exam = start + Duration::days(run.range(0));
  const auto first = plan_for_exam(scheduler, cards, start, options);
  if (run.range(1) != 0) options.last_plan = first.days;
  for (auto _ : run) benchmark::DoNotOptimize(plan_for_exam(scheduler, cards, start, options));
}
BENCHMARK(exam_plan_of_1000_cards)
    ->ArgNames({"days", "last_plan"})
    ->Args({30, 0})
    ->Args({30, 1})
    ->Args({60, 0})
    ->Unit(benchmark::kMillisecond);

void spread_5000_overdue_cards_100_a_day(benchmark::State& run) {
  const Scheduler scheduler;
  std::vector<Card> cards = half_learned_deck(scheduler, 10'000);
  for (Card& card : cards)
    if (!card.is_new()) card.state = CardState::review;
  const Timestamp later = start + Duration::days(90);
  SpreadOptions options;
  options.cards_per_day = 100;
  for (auto _ : run) benchmark::DoNotOptimize(plan_spread(scheduler, cards, later, options));
}
BENCHMARK(spread_5000_overdue_cards_100_a_day)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
