#include <algorithm>
#include <utility>

#include "haven/core/error.hpp"

#include "crypto/bytes.hpp"
#include "services/flashcard_access.hpp"
#include "services/flashcard_checks.hpp"
#include "services/flashcards.hpp"
#include "services/note_cards.hpp"
#include "stores/flashcard_set_store.hpp"
#include "stores/learner_store.hpp"
#include "stores/progress_store.hpp"
#include "stores/question_store.hpp"
#include "stores/queue_page.hpp"
#include "stores/quiz_store.hpp"

namespace haven {
namespace {

constexpr const char* missed_questions = "Missed questions";

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

/// The cards of notes of one set inside a transaction.
class Notes {
 public:
  Notes(Transaction& tx, Id<FlashcardSet> set, Timestamp now) : tx_(tx), cards_(tx), set_(set), now_(now) {}

  /// Brings the cards of a note in line with it; `next_position` is counted up for each new card.
  void put(NoteDraft note, const std::vector<RenderedCard>& cards, std::int64_t& next_position, AddedNotes& added) {
    if (note.guid.empty()) note.guid = to_string(crypto::new_uuid(now_));
    std::vector<StoredCard> known = cards_.note(set_, note.guid);
    for (const RenderedCard& rendered : cards) {
      const auto match = std::find_if(known.begin(), known.end(), [&](const StoredCard& stored) {
        return stored.card.ordinal == rendered.ordinal;
      });
      if (match == known.end()) {
        insert(note, rendered, next_position++, added);
      } else {
        update(note, rendered, *match, added);
        known.erase(match);
      }
    }
    for (const StoredCard& left : known) remove(left, added);
  }

  void remove(const StoredCard& stored, AddedNotes& added) {
    if (stored.removed) return;
    cards_.remove(stored.card.id, now_);
    mark_removed(stored.card.id, true);
    ++added.removed;
  }

 private:
  void insert(const NoteDraft& note, const RenderedCard& rendered, std::int64_t position, AddedNotes& added) {
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

  void update(const NoteDraft& note, const RenderedCard& rendered, const StoredCard& stored, AddedNotes& added) {
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
  void bring_back(const Flashcard& card) {
    mark_removed(card.id, false);
    LearnerStore(tx_).step_back(set_, card.position);
  }

  /// In the queues of all who study the card.
  void mark_removed(Id<Flashcard> card, bool removed) {
    for (const auto& [user, slot] : ProgressStore(tx_).slots_of(card)) {
      QueuePageStore(tx_).mark_removed(user, slot, removed);
    }
  }

  Transaction& tx_;
  FlashcardStore cards_;
  Id<FlashcardSet> set_;
  Timestamp now_;
};

/// The cards that each note makes.
using NoteCards = std::vector<std::vector<RenderedCard>>;

[[noreturn]] void refuse_rendered() {
  throw Error(ErrorCode::invalid_argument, "notes: their cards come to more than 16 MiB; give fewer at once", "notes");
}

/// Checks every note, naming the first bad one.
NoteCards checked(const std::vector<NoteDraft>& notes) {
  check_range(static_cast<long long>(notes.size()), 1, FlashcardLimits::notes, "notes");
  NoteCards cards;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    try {
      check_note(notes[i]);
      cards.push_back(render(notes[i]));
    } catch (const Error& error) {
      throw Error(error.code(), "note " + std::to_string(i) + ": " + error.what(), error.reason());
    }
    bytes += size_of(cards.back());
    if (bytes > FlashcardLimits::rendered) refuse_rendered();
  }
  return cards;
}

void check_questions(Transaction& tx, const std::vector<NoteDraft>& notes) {
  for (const NoteDraft& note : notes) {
    if (!note.question) continue;
    const auto question = QuestionStore(tx).find(*note.question);
    if (!question || question->status != QuestionStatus::live) {
      throw Error(ErrorCode::invalid_argument, "question: there is no such question", "question");
    }
  }
}

void check_version(const Flashcard& card, std::optional<std::int64_t> row_version) {
  if (card.row_version == row_version.value_or(card.row_version)) return;
  throw Error(ErrorCode::conflict, "the card has changed meanwhile", "row_version");
}

void apply(const UpdateCard& command, NoteDraft& note) {
  if (command.front) note.front = *command.front;
  if (command.back) note.back = *command.back;
  if (command.extra) note.extra = *command.extra;
  if (command.tags) note.tags = *command.tags;
  if (command.media) note.media = *command.media;
}

NoteDraft note_of(const Question& question) {
  NoteDraft note;
  note.guid = to_string(question.id);
  note.question = question.id;
  note.tags = question.tags;
  note.front = question.stem + "\n";
  for (const Option& option : question.options) {
    note.front += "\n" + option.id + ". " + option.text;
    if (option.id == question.key) note.back = option.id + ". " + option.text;
  }
  if (!question.rationale.empty()) note.back += "\n\n" + question.rationale;
  return note;
}

/// The question at a place of an ended sitting of the caller, as it was answered.
Question answered_question(Transaction& tx, const Caller& caller, const CardFromQuestion& command) {
  const auto quiz = QuizStore(tx).find(command.session);
  if (!quiz || quiz->session.user != caller.user) {
    throw Error(ErrorCode::not_found, "there is no such quiz session");
  }
  if (quiz->session.status != QuizStatus::finished) {
    throw Error(ErrorCode::conflict, "the session is in progress", "session_in_progress");
  }
  const auto answer = QuizStore(tx).find_answer(command.session, command.position);
  if (!answer) throw Error(ErrorCode::not_found, "the session has no such position");
  return QuestionStore(tx).find_version(answer->question, answer->question_version).value();
}

Id<FlashcardSet> set_of_missed_questions(Transaction& tx, Id<User> user, Timestamp now) {
  if (const auto known = FlashcardSetStore(tx).find_by_title(user, missed_questions)) return known->id;
  FlashcardSet set;
  set.id = crypto::new_id<FlashcardSet>(now);
  set.owner = user;
  set.title = missed_questions;
  set.created_at = set.updated_at = now;
  FlashcardSetStore(tx).insert(set);
  return set.id;
}

AddedNotes put_all(Transaction& tx, Id<FlashcardSet> set, const std::vector<NoteDraft>& notes, const NoteCards& cards,
                   Timestamp now) {
  AddedNotes added;
  Notes store(tx, set, now);
  std::int64_t count = 0;
  for (const auto& each : cards) count += static_cast<std::int64_t>(each.size());
  std::int64_t position = FlashcardSetStore(tx).take_positions(set, count);
  for (std::size_t i = 0; i < notes.size(); ++i) store.put(notes[i], cards[i], position, added);
  FlashcardSetStore(tx).recount(set);
  return added;
}

}  // namespace

AddedNotes Flashcards::add_notes(const Caller& caller, const AddNotes& command) {
  const NoteCards cards = checked(command.notes);
  const Timestamp now = clock_.now();
  return transact(database_, [&](Transaction& tx) {
    static_cast<void>(changeable_set(tx, caller, command.set));
    check_questions(tx, command.notes);
    return put_all(tx, command.set, command.notes, cards, now);
  });
}

CardPage Flashcards::cards(const Caller& caller, const ListCards& query) {
  check_range(query.limit, 1, FlashcardLimits::page, "limit");
  check_text(query.tag, FlashcardLimits::tag, "tag");
  return read(database_, [&](Transaction& tx) {
    const FlashcardSet set = readable_set(tx, caller, query.set);
    FlashcardStore store(tx);
    CardPage page{store.list(query.set, query.tag, query.after.value_or(-1), query.limit + 1), {}, set.cards};
    if (!query.tag.empty()) page.total = store.count(query.set, query.tag);
    if (static_cast<int>(page.cards.size()) <= query.limit) return page;
    page.cards.pop_back();
    page.next = page.cards.back().position;
    return page;
  });
}

Flashcard Flashcards::card(const Caller& caller, Id<Flashcard> id) {
  return read(database_, [&](Transaction& tx) { return readable_card(tx, caller, id).card; });
}

std::vector<Flashcard> Flashcards::update_card(const Caller& caller, const UpdateCard& command) {
  const Timestamp now = clock_.now();
  return transact(database_, [&](Transaction& tx) {
    const Flashcard card = readable_card(tx, caller, command.card).card;
    static_cast<void>(changeable_set(tx, caller, card.set));
    check_version(card, command.row_version);
    NoteDraft note = draft_of(card);
    apply(command, note);
    return put_all(tx, card.set, {note}, checked({note}), now).cards;
  });
}

void Flashcards::remove_card(const Caller& caller, Id<Flashcard> id, std::optional<std::int64_t> row_version) {
  const Timestamp now = clock_.now();
  transact(database_, [&](Transaction& tx) {
    const Flashcard card = readable_card(tx, caller, id).card;
    static_cast<void>(changeable_set(tx, caller, card.set));
    check_version(card, row_version);
    Notes notes(tx, card.set, now);
    AddedNotes ignored;
    for (const StoredCard& stored : FlashcardStore(tx).note(card.set, card.note_guid)) notes.remove(stored, ignored);
    FlashcardSetStore(tx).recount(card.set);
  });
}

Flashcard Flashcards::add_missed_question(const Caller& caller, const CardFromQuestion& command) {
  const Timestamp now = clock_.now();
  return transact(database_, [&](Transaction& tx) {
    const Question question = answered_question(tx, caller, command);
    const Id<FlashcardSet> set =
        command.set ? changeable_set(tx, caller, *command.set).id : set_of_missed_questions(tx, caller.user, now);
    if (auto known = FlashcardStore(tx).find_by_question(set, question.id)) return std::move(*known);
    const NoteDraft note = note_of(question);
    return put_all(tx, set, {note}, {render(note)}, now).cards.front();
  });
}

}  // namespace haven
