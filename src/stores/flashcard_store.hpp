#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "haven/model/flashcard.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// A card as stored.
struct StoredCard {
  Flashcard card;
  std::int64_t note_key = 0;  ///< the same for siblings
  bool removed = false;
};

/// What makes siblings known to each other without text: a hash of set and note.
[[nodiscard]] std::int64_t note_key(Id<FlashcardSet> set, const std::string& note_guid);

/// Flashcards. Removed ones stay, since logs point at them, and are given only where it says so.
class FlashcardStore {
 public:
  explicit FlashcardStore(Transaction& tx) : tx_(tx) {}

  /// Also a removed one.
  [[nodiscard]] std::optional<StoredCard> find(Id<Flashcard> id);
  /// The cards of a note by ordinal, also removed ones.
  [[nodiscard]] std::vector<StoredCard> note(Id<FlashcardSet> set, const std::string& note_guid);
  /// The first card that was made in the set from the question.
  [[nodiscard]] std::optional<Flashcard> find_by_question(Id<FlashcardSet> set, Id<Question> question);
  /// By position, after `after`; with an exact tag unless `tag` is empty.
  [[nodiscard]] std::vector<Flashcard> list(Id<FlashcardSet> set, const std::string& tag, std::int64_t after,
                                            int limit);
  [[nodiscard]] std::int64_t count(Id<FlashcardSet> set, const std::string& tag);  ///< FlashcardSet counts all

  /// Calls `visit` with each card of the set that has tags.
  void each_tagged(Id<FlashcardSet> set,
                   const std::function<void(Id<Flashcard>, const std::vector<std::string>&)>& visit);

  void insert(const Flashcard& card);
  /// Stores everything but set, note and position, also brings a removed card back. Counts row_version up in `card`.
  void update(Flashcard& card, Timestamp now);
  void remove(Id<Flashcard> id, Timestamp now);

 private:
  Transaction& tx_;
};

}  // namespace haven
