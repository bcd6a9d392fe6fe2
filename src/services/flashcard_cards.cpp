#include <algorithm>
#include <utility>
#include <vector>

#include "haven/core/error.hpp"

#include "crypto/bytes.hpp"
#include "services/flashcard_access.hpp"
#include "services/flashcard_checks.hpp"
#include "services/flashcards.hpp"
#include "services/note_cards.hpp"
#include "services/note_writer.hpp"
#include "stores/flashcard_set_store.hpp"
#include "stores/question_store.hpp"
#include "stores/quiz_store.hpp"

namespace haven {
namespace {

constexpr const char* missed_questions = "Missed questions";

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

/// The question at a place of an ended sitting of the caller, as it was missed there.
Question question_missed(Transaction& tx, const Caller& caller, const CardFromQuestion& command) {
  const auto quiz = QuizStore(tx).find(command.session);
  if (!quiz || quiz->session.user != caller.user) {
    throw Error(ErrorCode::not_found, "there is no such quiz session");
  }
  if (quiz->session.status != QuizStatus::finished) {
    throw Error(ErrorCode::conflict, "the session is in progress", "session_in_progress");
  }
  const auto answer = QuizStore(tx).find_answer(command.session, command.position);
  if (!answer) throw Error(ErrorCode::not_found, "the session has no such position");
  if (answer->correct) throw Error(ErrorCode::conflict, "the question was answered correctly", "not_missed");
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
                   Timestamp now, QuestionLinks links = QuestionLinks::as_given) {
  AddedNotes added;
  NoteWriter writer(tx, set, now, links);
  std::int64_t count = 0;
  for (const auto& each : cards) count += static_cast<std::int64_t>(each.size());
  std::int64_t position = FlashcardSetStore(tx).take_positions(set, count);
  for (std::size_t i = 0; i < notes.size(); ++i) writer.put(notes[i], cards[i], position, added);
  FlashcardSetStore(tx).recount(set);
  return added;
}

}  // namespace

AddedNotes Flashcards::add_notes(const Caller& caller, const AddNotes& command) {
  const NoteCards cards = checked(command.notes);
  const Timestamp now = clock_.now();
  return transact(database_, [&](Transaction& tx) {
    static_cast<void>(changeable_set(tx, caller, command.set));
    if (!command.from_file) check_questions(tx, command.notes);
    const QuestionLinks links = command.from_file ? QuestionLinks::from_file : QuestionLinks::as_given;
    return put_all(tx, command.set, command.notes, cards, now, links);
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
    NoteWriter notes(tx, card.set, now);
    AddedNotes ignored;
    for (const StoredCard& stored : FlashcardStore(tx).note(card.set, card.note_guid)) notes.remove(stored, ignored);
    FlashcardSetStore(tx).recount(card.set);
  });
}

Flashcard Flashcards::add_missed_question(const Caller& caller, const CardFromQuestion& command) {
  const Timestamp now = clock_.now();
  return transact(database_, [&](Transaction& tx) {
    const Question question = question_missed(tx, caller, command);
    const Id<FlashcardSet> set =
        command.set ? changeable_set(tx, caller, *command.set).id : set_of_missed_questions(tx, caller.user, now);
    if (auto known = FlashcardStore(tx).find_by_question(set, question.id)) return std::move(*known);
    const NoteDraft note = note_of(question);
    return put_all(tx, set, {note}, {render(note)}, now).cards.front();
  });
}

}  // namespace haven
