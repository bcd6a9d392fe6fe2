#include <map>

#include "services/flashcards.hpp"
#include "stores/daily_count_store.hpp"
#include "stores/queue_page.hpp"

namespace haven {
namespace {

/// Works out the caches of one learner from the log again.
class Rebuild {
 public:
  Rebuild(Transaction& tx, Learner& learner, Id<User> user, Timestamp now)
      : tx_(tx), learner_(learner), user_(user), now_(now), pages_(QueuePageStore(tx).all(user)) {
    for (const Study& study : learner.counters().studies(user)) studies_[study.set] = study.number;
  }

  RebuildReport run() {
    learner_.log().each_card(user_, [this](const std::vector<FlashcardReview>& log) { logs_[log.front().card] = log; });
    for (StoredProgress& stored : ProgressStore(tx_).all(user_)) mend_card(stored);
    mend_counts();
    return report_;
  }

 private:
  void mend_card(StoredProgress& stored) {
    const StoredCard card = FlashcardStore(tx_).find(stored.progress.card).value();
    const auto& log = logs_[card.card.id];
    const Standing truth = standing(learner_.schedulers(), learner_.fresh(card.card), log);
    ++report_.cards;
    if (stored.progress.schedule != truth.schedule || stored.progress.config != truth.config) {
      ++report_.different_cards;
      stored.progress.schedule = truth.schedule;
      stored.progress.config = truth.config;
      learner_.save(card, stored, learner_.counters().next_sequence(user_));
    }
    mend_page(card, stored);
    tally_card(card.card, log);
  }

  void mend_page(const StoredCard& card, const StoredProgress& stored) {
    const auto slot = static_cast<std::size_t>(*stored.slot);
    const QueueEntry truth = queue_entry(stored.progress, card, studies_.at(card.card.set));
    if (slot < pages_.size() && pages_[slot] == truth) return;
    ++report_.different_pages;
    QueuePageStore(tx_).put(user_, *stored.slot, truth);
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
  std::map<Id<FlashcardSet>, std::int64_t> studies_;
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
