// Reviews of a deck: one scheduler call, one step of the memory model, and many cards at once. The histories are those
// of peers/srs_work.py and peers/ts_fsrs_peer.js: 2,000 cards with 10 answers each, whole days apart.

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "haven/srs/batch.hpp"
#include "haven/srs/scheduler.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace haven;
using namespace haven::srs;

constexpr std::size_t cards = 2'000, answers = 10;
constexpr Timestamp start{1'704'067'200'000'000};  // 2024-01-01T00:00:00Z

struct Answer {
  Rating rating;
  int days;  ///< since the answer before
};

/// By card, then by time. The generator is of the standard, and small enough for any language.
std::vector<Answer> draw_answers() {
  constexpr Rating ratings[] = {Rating::again, Rating::good, Rating::good, Rating::hard,
                                Rating::good,  Rating::good, Rating::easy, Rating::good};
  std::minstd_rand draw(2024);
  std::vector<Answer> all;
  for (std::size_t i = 0; i < cards * answers; ++i) {
    const Rating rating = ratings[draw() % 8];
    all.push_back({rating, 1 + static_cast<int>(draw() % 30)});
  }
  return all;
}

const std::vector<Answer>& history() {
  static const std::vector<Answer> all = draw_answers();
  return all;
}

Parameters parameters_of(std::int64_t version) {
  return version == 7 ? Parameters(Fsrs7Parameters{}) : Parameters(Fsrs6Parameters{});
}

/// Figures for each card or answer, of a run over `count` of them.
void count_each(benchmark::State& run, const char* what, std::size_t count) {
  run.counters[what] = benchmark::Counter(static_cast<double>(count),
                                          benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

/// Calls `step(card, answer, at)` for every answer; the card begins new.
template <class Step>
void follow(Step step) {
  for (std::size_t c = 0; c < cards; ++c) {
    Card card = new_card(c, start);
    Timestamp at = start;
    for (std::size_t i = c * answers; i < (c + 1) * answers; ++i) {
      at = at + Duration::days(history()[i].days);
      step(card, history()[i], at);
    }
  }
}

void scheduler_review(benchmark::State& run) {
  const Scheduler scheduler({.parameters = parameters_of(run.range(0)), .fuzz = run.range(1) != 0});
  double stability_sum = 0.0;
  for (auto _ : run) {
    stability_sum = 0.0;
    follow([&](Card& card, const Answer& answer, Timestamp at) {
      card = scheduler.review(card, answer.rating, at);
      if (card.reviews == static_cast<int>(answers)) stability_sum += stability(*card.memory);
    });
  }
  count_each(run, "each", cards * answers);
  run.counters["mean_stability"] = stability_sum / cards;  // for the peers to agree on
}

void scheduler_preview(benchmark::State& run) {
  const Scheduler scheduler({.parameters = parameters_of(run.range(0)), .fuzz = false});
  for (auto _ : run) {
    follow([&](Card& card, const Answer& answer, Timestamp at) {
      card = scheduler.preview(card, at)[static_cast<std::size_t>(answer.rating) - 1].card;
    });
  }
  count_each(run, "each", cards * answers);
}

void memory_step(benchmark::State& run) {
  const MemoryModel model(parameters_of(run.range(0)));
  for (auto _ : run) {
    for (std::size_t c = 0; c < cards; ++c) {
      MemoryState state = model.first(history()[c * answers].rating);
      for (std::size_t i = c * answers + 1; i < (c + 1) * answers; ++i)
        state = model.next(state, history()[i].days, history()[i].rating);
      benchmark::DoNotOptimize(state);
    }
  }
  count_each(run, "each", cards * answers);
}

AnswerLog make_log() {
  AnswerLog log;
  for (std::size_t c = 0; c <= cards; ++c) log.first.push_back(c * answers);
  for (const Answer& answer : history()) {
    log.elapsed_days.push_back(answer.days);
    log.ratings.push_back(static_cast<std::uint8_t>(answer.rating));
  }
  return log;
}

void replay_batch(benchmark::State& run) {
  const MemoryModel model(parameters_of(run.range(0)));
  const AnswerLog log = make_log();
  for (auto _ : run) benchmark::DoNotOptimize(replay_all(model, log));
  count_each(run, "each", cards * answers);
}

void retrievability_batch(benchmark::State& run) {
  const MemoryModel model(parameters_of(run.range(0)));
  const MemoryColumns memory = replay_all(model, make_log());
  const std::vector<double> elapsed(cards, 5.0);
  for (auto _ : run) benchmark::DoNotOptimize(retrievability_all(model, memory, elapsed));
  count_each(run, "each", cards);
}

// The first argument is the version of FSRS, the second whether intervals are fuzzed.
BENCHMARK(scheduler_review)->Args({6, 0})->Args({6, 1})->Args({7, 0})->Unit(benchmark::kMillisecond);
BENCHMARK(scheduler_preview)->Arg(6)->Arg(7)->Unit(benchmark::kMillisecond);
BENCHMARK(memory_step)->Arg(6)->Arg(7)->Unit(benchmark::kMillisecond);
BENCHMARK(replay_batch)->Arg(6)->Arg(7)->Unit(benchmark::kMillisecond);
BENCHMARK(retrievability_batch)->Arg(6)->Arg(7)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
