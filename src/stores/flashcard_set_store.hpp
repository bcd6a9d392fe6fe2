#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "haven/model/flashcard.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// Which sets list() gives.
struct SetFilter {
  Id<User> reader;
  bool own = false;                           ///< only the reader's, else also those of his cohorts and public ones
  bool free_only = false;                     ///< of others', only those that ask for no subscription
  std::optional<Uuid> cohort = std::nullopt;  ///< only those of the cohort
};

/// A place in the order of titles and ids; the default comes before all sets.
struct SetPlace {
  std::string title;
  Id<FlashcardSet> id;
};

/// Sets of flashcards. Those that were removed are not there.
class FlashcardSetStore {
 public:
  explicit FlashcardSetStore(Transaction& tx) : tx_(tx) {}

  [[nodiscard]] std::optional<FlashcardSet> find(Id<FlashcardSet> id);
  [[nodiscard]] std::optional<FlashcardSet> find_by_title(Id<User> owner, const std::string& title);
  /// By title, then id.
  /// The sets behind a place, by title, then id.
  [[nodiscard]] std::vector<FlashcardSet> list(const SetFilter& filter, const SetPlace& after, int limit, int offset);
  /// How many there are, counted up to `most`.
  [[nodiscard]] std::int64_t count(const SetFilter& filter, std::int64_t most);
  [[nodiscard]] std::vector<FlashcardSet> owned(Id<User> owner);

  void insert(const FlashcardSet& set);
  /// Counts row_version up in `set`. Throws Error(unavailable) when the row is no longer the one that was read.
  void update(FlashcardSet& set, Timestamp now);
  void remove(Id<FlashcardSet> id, Timestamp now);

  /// The next `count` places for cards of the set; returns the first.
  [[nodiscard]] std::int64_t take_positions(Id<FlashcardSet> id, std::int64_t count);
  /// Brings the number of cards up to date.
  void recount(Id<FlashcardSet> id);

 private:
  Transaction& tx_;
};

}  // namespace haven
