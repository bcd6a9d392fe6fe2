#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "haven/services/flashcard_service.hpp"

#include "services/card_log.hpp"
#include "services/scheduler_cache.hpp"
#include "stores/flashcard_store.hpp"
#include "stores/learner_store.hpp"
#include "stores/progress_store.hpp"
#include "stores/queue_page.hpp"
#include "stores/review_log_store.hpp"

namespace haven {

/// A row of a log may lie so far ahead of the server's clock.
constexpr Duration clock_tolerance = Duration::minutes(5);

/// Answers to one card are at least so far apart.
constexpr Duration tick{1};

/// How a set is studied: its preset with what follows from it.
struct Regime {
  StudyPreset preset;
  ConfigHash config{};
  const srs::Scheduler* scheduler = nullptr;
  srs::DayCounter calendar{};  ///< the learner's days
};

/// One learner inside one transaction, at one moment: reads and changes the log and, with each change, everything that
/// is worked out from it. Changes nothing outside the transaction but caches of immutable things.
class Learner {
 public:
  Learner(Transaction& tx, SchedulerCache& cache, Id<User> user, Timestamp now);

  /// How the learner studies the set; absent: all sets without a preset of their own.
  [[nodiscard]] const Regime& regime(std::optional<Id<FlashcardSet>> set);
  [[nodiscard]] Timestamp now() const noexcept { return now_; }
  [[nodiscard]] Schedulers& schedulers() noexcept { return schedulers_; }
  [[nodiscard]] ReviewLogStore& log() noexcept { return log_; }
  [[nodiscard]] LearnerStore& counters() noexcept { return counters_; }

  /// A card as it was made.
  [[nodiscard]] srs::Card fresh(const Flashcard& card) const;
  [[nodiscard]] StoredProgress progress(const Flashcard& card);

  /// Where an answer finds a card: under the scheduler in force.
  struct Base {
    srs::Card card;
    std::optional<double> desired_retention;  ///< of the card
    std::int64_t day = 0;
    std::vector<std::int64_t> sibling_days = {};  ///< on which cards of its note fall due
  };
  [[nodiscard]] Base base(const Flashcard& card, const CardProgress& progress, Timestamp at);
  /// What an answer would come to at the moment `at`.
  [[nodiscard]] srs::Outcome outcome(const Flashcard& card, const Base& base, srs::Rating rating, Timestamp at);

  /// Accepts a new answer. Throws as FlashcardService::review() does.
  [[nodiscard]] ReviewReceipt answer(const StoredCard& card, const SubmitReview& command);
  /// The receipt of an answer that was accepted before: from the log as it was known then.
  [[nodiscard]] ReviewReceipt receipt(const Flashcard& card, const FlashcardReview& review);
  /// Adds a row that is no answer, after all others, and works everything out anew.
  [[nodiscard]] CardProgress add(const StoredCard& card, FlashcardReview review, const std::optional<Uuid>& batch);
  /// Takes a row back that counts.
  [[nodiscard]] CardProgress take_back(const StoredCard& card, const Uuid& review, const Uuid& undo);
  /// Works everything out anew after the log of the card changed; `before` is what it was.
  CardProgress refresh(const StoredCard& card, std::span<const FlashcardReview> before);
  /// Stores what the log of the card comes to.
  void save(const StoredCard& card, StoredProgress& stored, std::int64_t sequence);

 private:
  [[nodiscard]] Regime make_regime(std::optional<Id<FlashcardSet>> set);
  /// The last rows of a card: of all, and of those that are no marks.
  struct LastRows {
    std::optional<FlashcardReview> any, of_study;
  };
  [[nodiscard]] LastRows last_rows(Id<Flashcard> card);
  [[nodiscard]] std::vector<std::int64_t> sibling_days(const Flashcard& card);
  [[nodiscard]] std::vector<int> due_by_day(const Flashcard& card, std::int64_t first, std::int64_t last);
  void rate(const StudyPreset& preset, const SubmitReview& command, FlashcardReview& review);
  [[nodiscard]] std::optional<Duration> typical_latency();
  [[nodiscard]] Timestamp moment_of(const SubmitReview& command, const LastRows& last) const;
  [[nodiscard]] Base base_of_late_answer(const Flashcard& card, const FlashcardReview& review);
  [[nodiscard]] ReviewReceipt append_answer(const StoredCard& card, StoredProgress stored, FlashcardReview review,
                                            bool is_last);
  [[nodiscard]] bool follow(const StoredCard& card, const FlashcardReview& review, bool is_last,
                            StoredProgress& stored);
  [[nodiscard]] const Study& study(Id<FlashcardSet> set);
  void count(const DailyTally& counts);

  Transaction& tx_;
  Id<User> user_;
  Timestamp now_;
  Schedulers schedulers_;
  ReviewLogStore log_;
  LearnerStore counters_;
  std::map<std::optional<Id<FlashcardSet>>, Regime> regimes_;
  std::map<Id<FlashcardSet>, Study> studies_;
  std::optional<std::optional<Duration>> typical_latency_;  ///< once it was asked for
};

/// How the progress of a card stands in the queue pages.
[[nodiscard]] QueueEntry queue_entry(const CardProgress& progress, const StoredCard& card, std::int64_t study);

}  // namespace haven
