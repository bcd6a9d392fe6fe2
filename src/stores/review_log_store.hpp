#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "haven/model/flashcard.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// The logs of learners: rows that are only added, and rows that take others back. A row counts unless it is taken
/// back; "the log" below is the rows that count, by time, then id.
class ReviewLogStore {
 public:
  explicit ReviewLogStore(Transaction& tx) : tx_(tx) {}

  /// Whether it counts or not.
  [[nodiscard]] std::optional<FlashcardReview> find(Id<User> user, const Uuid& id);
  [[nodiscard]] std::vector<FlashcardReview> log(Id<User> user, Id<Flashcard> card);
  /// The log as it was known when the row of that sequence was accepted, with it.
  [[nodiscard]] std::vector<FlashcardReview> log_as_of(Id<User> user, Id<Flashcard> card, std::int64_t sequence);
  [[nodiscard]] std::optional<FlashcardReview> last(Id<User> user, Id<Flashcard> card);
  /// The last that is no mark.
  [[nodiscard]] std::optional<FlashcardReview> last_of_study(Id<User> user, Id<Flashcard> card);
  /// The last answers to any cards, the latest first.
  [[nodiscard]] std::vector<FlashcardReview> latest_answers(Id<User> user, int count);
  [[nodiscard]] std::vector<FlashcardReview> batch(Id<User> user, const Uuid& batch);
  /// Calls `visit` with the log of each card in turn, by card id.
  void each_card(Id<User> user, const std::function<void(const std::vector<FlashcardReview>&)>& visit);
  /// Rows with a sequence above `after` and up to `last`, by sequence, also those taken back.
  [[nodiscard]] std::vector<FlashcardReview> since(Id<User> user, std::int64_t after, std::int64_t last);

  void append(Id<User> user, const FlashcardReview& review, const std::optional<Uuid>& batch, Timestamp now);

  [[nodiscard]] std::optional<FlashcardUndo> find_undo(Id<User> user, const Uuid& id);
  [[nodiscard]] bool is_undone(Id<User> user, const Uuid& review);
  [[nodiscard]] std::vector<FlashcardUndo> undos_since(Id<User> user, std::int64_t after, std::int64_t last);
  void append_undo(Id<User> user, const FlashcardUndo& undo, Timestamp now);

 private:
  Transaction& tx_;
};

}  // namespace haven
