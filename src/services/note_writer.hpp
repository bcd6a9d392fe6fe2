#pragma once

#include <cstdint>
#include <vector>

#include "haven/services/flashcard_service.hpp"

#include "services/note_cards.hpp"
#include "stores/flashcard_store.hpp"

namespace haven {

/// What becomes of a link to a question that is not live: taken as it is, or, when it comes from a file, left out; a
/// note that has a link keeps that one then.
enum class QuestionLinks { as_given, from_file };

/// Throws Error(invalid_argument) for a link to a question that is not live.
void check_questions(Transaction& tx, const std::vector<NoteDraft>& notes);

/// Writes the cards of notes of one set inside a transaction.
class NoteWriter {
 public:
  NoteWriter(Transaction& tx, Id<FlashcardSet> set, Timestamp now, QuestionLinks links = QuestionLinks::as_given)
      : tx_(tx), cards_(tx), set_(set), now_(now), links_(links) {}

  /// Brings the cards of a note in line with it; `next_position` is counted up for each new card.
  void put(NoteDraft note, const std::vector<RenderedCard>& cards, std::int64_t& next_position, AddedNotes& added);
  void remove(const StoredCard& stored, AddedNotes& added);

 private:
  void settle(NoteDraft& note, const std::vector<StoredCard>& known);
  void insert(const NoteDraft& note, const RenderedCard& rendered, std::int64_t position, AddedNotes& added);
  void update(const NoteDraft& note, const RenderedCard& rendered, const StoredCard& stored, AddedNotes& added);
  void bring_back(const Flashcard& card);
  void mark_removed(Id<Flashcard> card, bool removed);

  Transaction& tx_;
  FlashcardStore cards_;
  Id<FlashcardSet> set_;
  Timestamp now_;
  QuestionLinks links_;
};

}  // namespace haven
