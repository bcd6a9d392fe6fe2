#include "services/note_writer.hpp"

#include <algorithm>
#include <utility>

#include "crypto/bytes.hpp"
#include "services/portable_note.hpp"
#include "stores/learner_store.hpp"
#include "stores/progress_store.hpp"
#include "stores/question_store.hpp"
#include "stores/queue_page.hpp"

namespace haven {
namespace {

std::string guid_of(const std::string& note_guid, int ordinal) {
  return ordinal == 0 ? note_guid : note_guid + "#" + std::to_string(ordinal);
}

bool same_content(const Flashcard& a, const Flashcard& b) {
  return a.kind == b.kind && a.front == b.front && a.back == b.back && a.source == b.source && a.extra == b.extra &&
         a.tags == b.tags && a.question == b.question && a.media == b.media;
}

void fill(const NoteDraft& note, const RenderedCard& rendered, Flashcard& card) {
  card.kind = note.kind;
  card.ordinal = rendered.ordinal;
  card.front = rendered.front;
  card.back = rendered.back;
  card.source = rendered.source;
  card.extra = note.extra;
  card.tags = note.tags;
  card.question = note.question;
  card.media = note.media;
}

/// What a partial draft does not say is what it was.
void complete(NoteDraft& note, const Flashcard& known) {
  note.question = known.question;
  note.extra = known.extra;
  for (const std::string& name : unseen_media(draft_of(known))) {
    const bool named = std::find(note.media.begin(), note.media.end(), name) != note.media.end();
    if (!named && note.media.size() < FlashcardLimits::media) note.media.push_back(name);
  }
  const bool image = known.kind == CardKind::image && note.kind == CardKind::basic && !note.media.empty();
  if (image) note.kind = CardKind::image;
}

bool is_live(Transaction& tx, Id<Question> id) {
  const auto question = QuestionStore(tx).find(id);
  return question && question->status == QuestionStatus::live;
}

}  // namespace

void check_questions(Transaction& tx, const std::vector<NoteDraft>& notes) {
  for (const NoteDraft& note : notes) {
    if (note.question && !is_live(tx, *note.question))
      throw Error(ErrorCode::invalid_argument, "question: there is no such question", "question");
  }
}

void NoteWriter::put(NoteDraft note, const std::vector<RenderedCard>& cards, std::int64_t& next_position,
                     AddedNotes& added) {
  if (note.guid.empty()) note.guid = to_string(crypto::new_uuid(now_));
  std::vector<StoredCard> known = cards_.note(set_, note.guid);
  settle(note, known);
  for (const RenderedCard& rendered : cards) {
    const auto match = std::find_if(known.begin(), known.end(),
                                    [&](const StoredCard& stored) { return stored.card.ordinal == rendered.ordinal; });
    if (match == known.end()) {
      insert(note, rendered, next_position++, added);
    } else {
      update(note, rendered, *match, added);
      known.erase(match);
    }
  }
  for (const StoredCard& left : known) remove(left, added);
}

/// What the draft does not say or cannot mean is as the note had it.
void NoteWriter::settle(NoteDraft& note, const std::vector<StoredCard>& known) {
  if (note.partial && !known.empty()) complete(note, known.front().card);
  if (links_ == QuestionLinks::as_given || !note.question || is_live(tx_, *note.question)) return;
  note.question = known.empty() ? std::nullopt : known.front().card.question;
}

void NoteWriter::remove(const StoredCard& stored, AddedNotes& added) {
  if (stored.removed) return;
  cards_.remove(stored.card.id, now_);
  mark_removed(stored.card.id, true);
  ++added.removed;
}

void NoteWriter::insert(const NoteDraft& note, const RenderedCard& rendered, std::int64_t position, AddedNotes& added) {
  Flashcard card;
  card.id = crypto::new_id<Flashcard>(now_);
  card.set = set_;
  card.guid = guid_of(note.guid, rendered.ordinal);
  card.note_guid = note.guid;
  card.position = position;
  card.created_at = card.updated_at = now_;
  fill(note, rendered, card);
  cards_.insert(card);
  ++added.inserted;
  added.cards.push_back(std::move(card));
}

void NoteWriter::update(const NoteDraft& note, const RenderedCard& rendered, const StoredCard& stored,
                        AddedNotes& added) {
  Flashcard card = stored.card;
  fill(note, rendered, card);
  if (stored.removed) bring_back(card);
  if (stored.removed || !same_content(card, stored.card)) {
    cards_.update(card, now_);
    ++(stored.removed ? added.inserted : added.updated);
  } else {
    ++added.unchanged;
  }
  added.cards.push_back(std::move(card));
}

/// At its old position: those who have seen the cards around it meanwhile find it as a new card all the same.
void NoteWriter::bring_back(const Flashcard& card) {
  mark_removed(card.id, false);
  LearnerStore(tx_).step_back(set_, card.position);
}

/// In the queues of all who study the card.
void NoteWriter::mark_removed(Id<Flashcard> card, bool removed) {
  constexpr int at_once = 1'000;
  std::vector<std::pair<Id<User>, std::int64_t>> slots;
  do {
    slots = ProgressStore(tx_).slots_of(card, slots.empty() ? Id<User>() : slots.back().first, at_once);
    for (const auto& [user, slot] : slots) QueuePageStore(tx_).mark_removed(user, slot, removed);
  } while (slots.size() == at_once);
}

}  // namespace haven
