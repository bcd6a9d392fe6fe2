#include "haven/srs/simulator.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"

namespace haven::srs {
namespace {

constexpr std::uint64_t luck_salt = 0x6c75636bULL;  // the learner's luck is not the schedule's fuzz

template <class Value>
void require(bool holds, const std::string& name, const std::string& rule, Value found) {
  if (holds) return;
  throw Error(ErrorCode::invalid_argument,
              "simulation: " + name + " must be " + rule + ", got " + std::to_string(found));
}

void check(const SimulationOptions& options) {
  require(options.days >= 1 && options.days <= 100'000, "days", "in 1..100000", options.days);
  require(options.new_per_day >= 0, "new_per_day", "0 or more", options.new_per_day);
  require(options.reviews_per_day >= 0, "reviews_per_day", "0 or more", options.reviews_per_day);
  require(options.minutes_per_day > 0.0, "minutes_per_day", "positive", options.minutes_per_day);
  const std::size_t truths = options.true_memory.size();
  require(truths == 0 || truths == options.cards.size(), "true_memory", "one for each card", truths);
  for (std::size_t i = 0; i < options.cards.size(); ++i) {
    const Card& card = options.cards[i];
    require(card.is_new() || card.last_review, "cards", "given their last review where they have memory, unlike card",
            i);
  }
}

/// A card on its way: the schedule that the scheduler sees, and what is in the learner's head.
struct Studied {
  Card card;
  SimulatedLearner::Memory memory;
};

/// One deck over its days.
class DeckRun {
 public:
  DeckRun(const Scheduler& scheduler, const SimulatedLearner& learner, const SimulationOptions& options)
      : scheduler_(scheduler),
        learner_(learner),
        options_(options),
        first_day_(scheduler.days().day(options.start)),
        time_of_day_(options.start - scheduler.days().start_of(first_day_)),
        due_(static_cast<std::size_t>(options.days)),
        load_(static_cast<std::size_t>(options.days) + 1, 0) {
    take_known_cards();
    take_new_cards();
  }

  SimulationResult run() {
    for (int day = 0; day < options_.days; ++day) study(day);
    return std::move(result_);
  }

 private:
  void take_known_cards();
  void take_new_cards();
  void study(int day);
  void study_due(int day);
  void study_new(int day);
  [[nodiscard]] double rank(const Card& card) const;
  void sort_queue();
  void answer(std::size_t place, int day);
  void file(std::size_t place, int today);
  void note_day(int day);

  [[nodiscard]] bool time_is_up() const noexcept { return seconds_ >= 60.0 * options_.minutes_per_day; }
  [[nodiscard]] std::uint64_t seed_of(std::size_t place) const noexcept { return mix(options_.seed ^ mix(place)); }
  [[nodiscard]] Timestamp session(int day) const { return scheduler_.days().start_of(first_day_ + day) + time_of_day_; }
  [[nodiscard]] int day_of(Timestamp due) const {
    return static_cast<int>(std::clamp<std::int64_t>(scheduler_.days().day(due) - first_day_, 0, options_.days));
  }

  const Scheduler& scheduler_;
  const SimulatedLearner& learner_;
  const SimulationOptions& options_;
  std::int64_t first_day_;
  Duration time_of_day_;
  std::vector<Studied> deck_;
  std::size_t seen_ = 0;                       // deck_[0 .. seen_) are not new
  std::vector<std::vector<std::size_t>> due_;  // by day
  std::vector<int> load_;                      // cards due, by day; for balancing
  std::vector<std::size_t> queue_;             // of today; what is left of it goes to the next day
  Timestamp session_{};                        // of today
  double seconds_ = 0.0;                       // spent today
  int reviews_ = 0, learned_ = 0, lapses_ = 0;
  SimulationResult result_;
};

void DeckRun::take_known_cards() {
  for (std::size_t i = 0; i < options_.cards.size(); ++i) {
    const Card& card = options_.cards[i];
    if (card.is_new()) continue;
    const MemoryState& truth = options_.true_memory.empty() ? *card.memory : options_.true_memory[i];
    deck_.push_back({card, learner_.seen(truth, *card.last_review, seed_of(deck_.size()) ^ luck_salt)});
    file(deck_.size() - 1, -1);
  }
  seen_ = deck_.size();
}

void DeckRun::take_new_cards() {
  const std::size_t count = options_.cards.size() + options_.new_cards;
  deck_.reserve(count);
  while (deck_.size() < count) {
    const std::uint64_t seed = seed_of(deck_.size());
    deck_.push_back({new_card(seed, options_.start), SimulatedLearner::unseen(seed ^ luck_salt)});
  }
}

void DeckRun::study(int day) {
  session_ = session(day);
  seconds_ = 0.0;
  reviews_ = learned_ = lapses_ = 0;
  auto& due = due_[static_cast<std::size_t>(day)];
  queue_.insert(queue_.end(), due.begin(), due.end());
  due = {};
  study_due(day);
  study_new(day);
  note_day(day);
}

/// Cards of low rank come first.
double DeckRun::rank(const Card& card) const {
  if (options_.order == ReviewOrder::due) return (card.due - options_.start).in_seconds();
  const double recall = scheduler_.retrievability(card, session_);
  return options_.order == ReviewOrder::retrievability_descending ? -recall : recall;
}

void DeckRun::sort_queue() {
  std::vector<std::pair<double, std::size_t>> ranked;
  for (const std::size_t place : queue_) ranked.emplace_back(rank(deck_[place].card), place);
  std::sort(ranked.begin(), ranked.end());
  for (std::size_t i = 0; i < ranked.size(); ++i) queue_[i] = ranked[i].second;
}

/// Answers what is due while the limits last. Cards that come back on the same day are appended as they do.
void DeckRun::study_due(int day) {
  sort_queue();
  std::size_t done = 0;
  std::vector<std::size_t> left;
  for (; done < queue_.size() && !time_is_up(); ++done) {
    const bool review = deck_[queue_[done]].card.state == CardState::review;
    if (review && reviews_ >= options_.reviews_per_day)
      left.push_back(queue_[done]);
    else
      answer(queue_[done], day);
  }
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(done));
  queue_.insert(queue_.begin(), left.begin(), left.end());
}

void DeckRun::study_new(int day) {
  const std::size_t backlog = queue_.size();
  for (; seen_ < deck_.size() && learned_ < options_.new_per_day && !time_is_up(); ++seen_) answer(seen_, day);
  for (std::size_t i = backlog; i < queue_.size() && !time_is_up();) {  // their steps
    const std::size_t place = queue_[i];
    queue_.erase(queue_.begin() + static_cast<std::ptrdiff_t>(i));
    answer(place, day);
  }
}

void DeckRun::answer(std::size_t place, int day) {
  Studied& studied = deck_[place];
  const Timestamp at = std::max(session_, studied.card.due);
  const CardState state = studied.card.state;
  const bool is_new = studied.card.is_new();
  const auto [rating, seconds] = learner_.answer(studied.memory, state, at);
  const Workload workload{first_day_, load_, {}, &options_.preferences};
  studied.card = scheduler_.review(
      studied.card, rating, at,
      {.desired_retention = {}, .workload = options_.balance ? &workload : nullptr, .day = {}, .balanced = {}});
  seconds_ += seconds;
  learned_ += is_new ? 1 : 0;
  reviews_ += state == CardState::review ? 1 : 0;
  lapses_ += state == CardState::review && rating == Rating::again ? 1 : 0;
  file(place, day);
}

/// Puts a card where it will be found when it is due: today's queue, or a day's.
void DeckRun::file(std::size_t place, int today) {
  const int day = day_of(deck_[place].card.due);
  if (day <= today)
    queue_.push_back(place);
  else if (day < options_.days)
    due_[static_cast<std::size_t>(day)].push_back(place);
  if (options_.balance) ++load_[static_cast<std::size_t>(day)];
}

void DeckRun::note_day(int day) {
  const Timestamp end = scheduler_.days().start_of(first_day_ + day + 1) - Duration{1};
  double known = 0.0;
  for (std::size_t i = 0; i < seen_; ++i) known += learner_.recall(deck_[i].memory, end);
  result_.known.push_back(known);
  result_.minutes.push_back(seconds_ / 60.0);
  result_.reviews.push_back(reviews_);
  result_.learned.push_back(learned_);
  result_.lapses.push_back(lapses_);
  result_.backlog.push_back(static_cast<int>(queue_.size()));
}

}  // namespace

SimulationResult simulate(const Scheduler& scheduler, const SimulatedLearner& learner,
                          const SimulationOptions& options) {
  check(options);
  return DeckRun(scheduler, learner, options).run();
}

}  // namespace haven::srs
