#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "haven/model/flashcard.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// A set that a user has begun.
struct Study {
  Id<FlashcardSet> set;
  std::int64_t number = 0;    ///< stands for the set in the user's queue pages
  std::int64_t new_from = 0;  ///< every card at a smaller position has a row of progress
};

/// The counters of a learner and the sets that he has begun. Whoever takes a sequence number holds the learner's row
/// until the end of the transaction.
class LearnerStore {
 public:
  explicit LearnerStore(Transaction& tx) : tx_(tx) {}

  /// The last number given; 0 before the first.
  [[nodiscard]] std::int64_t sequence(Id<User> user);
  /// How many cards the learner has touched.
  [[nodiscard]] std::int64_t slots(Id<User> user);
  [[nodiscard]] std::int64_t next_sequence(Id<User> user) { return next(user, "sequence"); }
  [[nodiscard]] std::int64_t next_slot(Id<User> user) { return next(user, "slots") - 1; }

  [[nodiscard]] std::optional<Study> find(Id<User> user, Id<FlashcardSet> set);
  /// The study, begun if it is not there.
  [[nodiscard]] Study begin(Id<User> user, Id<FlashcardSet> set);
  /// By number.
  [[nodiscard]] std::vector<Study> studies(Id<User> user);
  /// Moves new_from up to the first card without a row of progress.
  void advance(Id<User> user, const Study& study);
  /// Moves new_from of all who are past the position back to it: a card is there again.
  void step_back(Id<FlashcardSet> set, std::int64_t position);
  /// Cards without a row of progress, by position, from the study's new_from on, and after `after`.
  struct Untouched {
    Id<Flashcard> card;
    std::int64_t position = 0;
    std::int64_t note_key = 0;
  };
  [[nodiscard]] std::vector<Untouched> untouched(Id<User> user, Id<FlashcardSet> set, std::int64_t new_from,
                                                 std::int64_t after, std::int64_t limit);

 private:
  [[nodiscard]] std::int64_t next(Id<User> user, const char* counter);

  Transaction& tx_;
};

}  // namespace haven
