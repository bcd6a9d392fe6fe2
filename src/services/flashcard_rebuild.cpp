#include <map>
#include <set>

#include "services/flashcards.hpp"
#include "stores/daily_count_store.hpp"
#include "stores/queue_page.hpp"

namespace haven {
namespace {

/// Works out the caches of one learner from the log again.
class Rebuild {
 public:
  Rebuild(Transaction& tx, Learner& learner, Id<User> user, Timestamp now)
      : tx_(tx), learner_(learner), user_(user), now_(now), pages_(QueuePageStore(tx).all(user)) {}

  RebuildReport run() {
    learner_.log().each_card(user_, [this](const std::vector<FlashcardReview>& log) { logs_[log.front().card] = log; });
    restore_cards();
    for (StoredProgress& stored : ProgressStore(tx_).all(user_)) mend_card(stored);
    mend_counts();
    return report_;
  }

 private:
  /// Gives every card of the log a row of progress, as if untouched, in a slot that no card has; mend_card() does the
  /// rest. Slots left over are cleared: their pages may still name a card that now has another.
  void restore_cards() {
    std::set<std::int64_t> free;
    std::set<Id<Flashcard>> known;
    for (std::int64_t slot = learner_.counters().slots(user_); slot-- > 0;) free.insert(slot);
    for (const StoredProgress& stored : ProgressStore(tx_).all(user_)) {
      free.erase(*stored.slot);
      known.insert(stored.progress.card);
    }
    for (const auto& [card, log] : logs_) {
      if (known.count(card) == 0) restore(FlashcardStore(tx_).find(card).value().card, free);
    }
    for (const std::int64_t slot : free) clear_page(slot);
    for (Study study : learner_.counters().studies(user_)) {
      study.new_from = -1;  // search from the first position
      learner_.counters().advance(user_, study);
    }
  }

  void restore(const Flashcard& card, std::set<std::int64_t>& free) {
    StoredProgress stored = learner_.progress(card);
    stored.slot = free.empty() ? learner_.counters().next_slot(user_) : free.extract(free.begin()).value();
    ProgressStore(tx_).insert(stored, now_);
  }

  void clear_page(std::int64_t slot) {
    QueueEntry nothing;
    nothing.marks = QueueEntry::removed;
    mend_page(slot, nothing);
  }

  void mend_card(StoredProgress& stored) {
    const StoredCard card = FlashcardStore(tx_).find(stored.progress.card).value();
    const auto& log = logs_[card.card.id];
    const Standing truth = folded(learner_.schedulers(), learner_.fresh(card.card), log).standing();
    ++report_.cards;
    if (standing_of(stored.progress) != truth) {
      ++report_.different_cards;
      put(truth, stored.progress);
      learner_.save(card, stored, learner_.counters().next_sequence(user_));
    }
    mend_page(*stored.slot, queue_entry(stored.progress, card, learner_.counters().begin(user_, card.card.set).number));
    tally_card(card.card, log);
  }

  void mend_page(std::int64_t slot, const QueueEntry& truth) {
    const auto place = static_cast<std::size_t>(slot);
    if (place < pages_.size() && pages_[place] == truth) return;
    ++report_.different_pages;
    QueuePageStore(tx_).put(user_, slot, truth);
  }

  void tally_card(const Flashcard& card, const std::vector<FlashcardReview>& log) {
    DailyTally counts;
    tally(card.set, log, 1, counts);
    for (const auto& [day, count] : counts) {
      DailyCount& sum = truth_.try_emplace({day, card.set}, DailyCount{card.set, day, 0, 0, 0, {}}).first->second;
      sum.new_cards += count.new_cards;
      sum.reviews += count.reviews;
      sum.answers += count.answers;
      sum.duration.microseconds += count.duration.microseconds;
    }
  }

  void mend_counts() {
    std::vector<DailyCount> truth;
    for (const auto& [key, count] : truth_) truth.push_back(count);
    DailyCountStore store(tx_);
    const auto stored = store.list(user_, INT64_MIN, INT64_MAX);
    if (stored == truth) return;
    report_.different_counts = 1;
    store.remove_all(user_);
    for (const DailyCount& count : truth) store.add(user_, count);
  }

  Transaction& tx_;
  Learner& learner_;
  Id<User> user_;
  Timestamp now_;
  std::vector<QueueEntry> pages_;
  std::map<Id<Flashcard>, std::vector<FlashcardReview>> logs_;
  std::map<std::pair<std::int64_t, Id<FlashcardSet>>, DailyCount> truth_;
  RebuildReport report_;
};

}  // namespace

RebuildReport Flashcards::rebuild(Id<User> user) {
  const Timestamp now = clock_.now();
  return transact(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, user, now);
    return Rebuild(tx, learner, user, now).run();
  });
}

}  // namespace haven
