#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "haven/model/flashcard.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// Seeds the draws of a learner's card; the same wherever it is computed.
[[nodiscard]] std::uint64_t card_key(Id<User> user, Id<Flashcard> card) noexcept;

/// A learner's card as stored. `slot` is its place in the queue pages; a card never touched has none.
struct StoredProgress {
  CardProgress progress;
  std::optional<std::int64_t> slot;
};

/// Where learners are with their cards.
class ProgressStore {
 public:
  explicit ProgressStore(Transaction& tx) : tx_(tx) {}

  [[nodiscard]] std::optional<StoredProgress> find(Id<User> user, Id<Flashcard> card);
  /// By card.
  [[nodiscard]] std::vector<StoredProgress> all(Id<User> user);
  /// Those with a sequence above `after` and up to `last`, by sequence.
  [[nodiscard]] std::vector<CardProgress> since(Id<User> user, std::int64_t after, std::int64_t last);
  /// Due times in [from, until) of cards that were answered and are not suspended, but for one card.
  [[nodiscard]] std::vector<Timestamp> due_between(Id<User> user, Timestamp from, Timestamp until, Id<Flashcard> but);
  /// Due times of the answered cards of a note, but for one card.
  [[nodiscard]] std::vector<Timestamp> due_of_note(Id<User> user, const Flashcard& card);
  /// The place that a card has with each of the next `limit` learners after one, by their ids.
  [[nodiscard]] std::vector<std::pair<Id<User>, std::int64_t>> slots_of(Id<Flashcard> card, Id<User> after, int limit);

  /// Stores a card that has a slot but no row. Throws Error(conflict, "unique") when there is one.
  void insert(const StoredProgress& stored, Timestamp now);
  /// Counts row_version up in `progress`. Throws Error(unavailable) when the row is no longer the one that was read.
  void update(CardProgress& progress, Timestamp now);

 private:
  Transaction& tx_;
};

}  // namespace haven
