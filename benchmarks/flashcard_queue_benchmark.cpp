// The next 50 of 100,000 cards of one learner, all of them due, in every order; and answers a second with full
// durability, for one learner and for 32 at once, in a collection of that size. In process, on a SQLite file below the
// working directory.

#include <atomic>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

#include "haven/core/random.hpp"
#include "haven/platform.hpp"
#include "haven/storage/migrate.hpp"
#include "haven/storage/sqlite.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace haven;

constexpr int card_count = 100'000, learners = 32;
constexpr std::size_t chunk = 1'000;
constexpr Timestamp start{1'700'000'000'000'000};

/// Goes on by itself, so that answers follow each other as in life.
class SteppingClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return {now_.fetch_add(1'000)}; }
  void set(Timestamp now) { now_ = now.microseconds; }

 private:
  mutable std::atomic<std::int64_t> now_{start.microseconds};
};

Uuid id_of(Rng& rng) {
  Uuid id;
  for (std::uint8_t& byte : id.bytes) byte = static_cast<std::uint8_t>(rng.next());
  return id;
}

class World {
 public:
  World() : folder_(std::filesystem::current_path() / ("haven-benchmark-" + std::to_string(::getpid()))) {
    std::filesystem::create_directory(folder_);
    database_ = open_sqlite({.path = (folder_ / "haven.db").string()});
    migrate(*database_, clock_);
    PlatformOptions options;
    options.accounts.signing_keys = {{"bench", std::string(32, 'k')}};
    platform_ = std::make_unique<Platform>(*database_, clock_, options);
    for (int i = 0; i < learners; ++i) make_learner(i);
    make_cards(callers_[0]);
    answer_all(callers_[0]);
    clock_.set(start + Duration::days(400));
  }
  ~World() {
    platform_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  [[nodiscard]] FlashcardService& service() { return platform_->flashcards(); }
  [[nodiscard]] const Caller& caller(int learner) const { return callers_.at(static_cast<std::size_t>(learner)); }
  [[nodiscard]] Id<Flashcard> card(std::size_t i) const { return cards_[i % cards_.size()]; }
  [[nodiscard]] Timestamp now() const { return clock_.now(); }

 private:
  void make_learner(int number) {
    const User user = platform_->accounts().create_user(
        {"user" + std::to_string(number) + "@haven.example", "a fairly long password", "Student", Role::instructor});
    callers_.push_back({user.id, {}, Role::instructor});
    StudyPreset preset;
    preset.new_per_day.reset();
    preset.reviews_per_day.reset();
    static_cast<void>(service().set_preset(callers_.back(), {std::nullopt, preset}));
  }

  void make_cards(const Caller& owner) {
    const auto set = service().create_set(owner, {.title = "All", .visibility = Visibility::public_set});
    for (std::size_t made = 0; made < card_count; made += chunk) {
      AddNotes command{set.id, {}};
      for (std::size_t i = 0; i < chunk; ++i) {
        const std::string number = std::to_string(made + i);
        command.notes.push_back({.front = "A question of the usual length about a client and a nurse: " + number,
                                 .back = "An answer with its reason, number " + number,
                                 .tags = {"tag" + std::to_string(i % 40)}});
      }
      for (const Flashcard& card : service().add_notes(owner, command).cards) cards_.push_back(card.id);
    }
  }

  /// One or two answers to every card, over a hundred days.
  void answer_all(const Caller& caller) {
    Rng rng(1);
    clock_.set(start + Duration::days(101));
    for (std::size_t done = 0; done < card_count; done += chunk) {
      SyncFlashcards command;
      for (std::size_t i = 0; i < chunk; ++i) {
        FlashcardReview review;
        review.id = id_of(rng);
        review.card = cards_[done + i];
        review.rating = static_cast<srs::Rating>(2 + rng.below(3));
        review.at = start + Duration{static_cast<std::int64_t>(rng.below(100ULL * 86'400'000'000ULL))};
        review.day = review.at.microseconds / 86'400'000'000;
        review.zone = "UTC";
        command.reviews.push_back(review);
      }
      if (service().sync(caller, command).reviews.back().outcome != SyncOutcome::accepted) {
        throw std::runtime_error("an answer was refused");
      }
    }
  }

  std::filesystem::path folder_;
  SteppingClock clock_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Platform> platform_;
  std::vector<Caller> callers_;
  std::vector<Id<Flashcard>> cards_;
};

World& world() {
  static World only;
  return only;
}

void next_50_of_100000(benchmark::State& run, QueueOrder order) {
  World& stage = world();
  for (auto _ : run) {
    QueueQuery query{.order = order, .limit = 50, .preview = true};
    if (order == QueueOrder::exam_gain) query.exam = stage.now() + Duration::days(30);
    const QueuePage page = stage.service().queue(stage.caller(0), query);
    if (page.cards.size() != 50) run.SkipWithError("too few cards");
    benchmark::DoNotOptimize(page);
  }
}

void reviews(benchmark::State& run) {
  World& stage = world();
  static std::atomic<std::uint64_t> runs = 100;
  Rng rng(runs++);  // ids that no earlier run of it has used
  try {
    for (auto _ : run) {
      const auto receipt =
          stage.service().review(stage.caller(run.thread_index()),
                                 {.id = id_of(rng), .card = stage.card(rng.below(card_count)), .at = stage.now()});
      benchmark::DoNotOptimize(receipt);
    }
  } catch (const std::exception& error) {
    run.SkipWithError(error.what());
  }
  run.SetItemsProcessed(run.iterations());
}

void forecast_of_100000(benchmark::State& run) {
  World& stage = world();
  for (auto _ : run) benchmark::DoNotOptimize(stage.service().forecast(stage.caller(0), {.days = 30}));
}

BENCHMARK_CAPTURE(next_50_of_100000, due, QueueOrder::due)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(next_50_of_100000, retrievability_ascending, QueueOrder::retrievability_ascending)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(next_50_of_100000, retrievability_descending, QueueOrder::retrievability_descending)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(next_50_of_100000, relative_overdueness, QueueOrder::relative_overdueness)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(next_50_of_100000, difficulty_ascending, QueueOrder::difficulty_ascending)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(next_50_of_100000, difficulty_descending, QueueOrder::difficulty_descending)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(next_50_of_100000, random, QueueOrder::random)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(next_50_of_100000, exam_gain, QueueOrder::exam_gain)->Unit(benchmark::kMillisecond);
BENCHMARK(forecast_of_100000)->Unit(benchmark::kMillisecond);
BENCHMARK(reviews)->Threads(1)->Threads(learners)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
