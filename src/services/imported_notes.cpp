#include "services/imported_notes.hpp"

#include <optional>
#include <utility>

#include "services/flashcard_checks.hpp"
#include "services/note_cards.hpp"
#include "services/own_note_types.hpp"
#include "services/portable_note.hpp"

namespace haven {
namespace {

NoteDraft draft_for(const anki::Note& note, CardKind kind, std::string front, std::string back) {
  NoteDraft draft;
  draft.kind = kind;
  draft.front = std::move(front);
  draft.back = std::move(back);
  draft.tags = note.tags;
  draft.guid = note.guid.empty() ? "note-" + std::to_string(note.id) : note.guid;
  take_data(std::nullopt, draft);
  return draft;
}

/// Notes of the types that export_package() makes are taken by their fields, whatever templates show of them.
std::optional<ImportedNote> own_note(const anki::NoteType& type, const anki::Note& note,
                                     const std::vector<PackagedCard>& cards) {
  const auto kind = own_kind(type);
  if (!kind) return std::nullopt;
  ImportedNote result{draft_for(note, *kind, note.fields[0], note.fields[1]), {}};
  take_data(note.fields[2], result.draft);
  for (std::size_t i = 0; i < cards.size(); ++i) result.parts.push_back({cards[i].card.ordinal, i});
  return result;
}

ImportedNote cloze_note(const anki::NoteType& type, const anki::Note& note, const std::vector<PackagedCard>& cards,
                        const anki::CardPlace& place) {
  anki::CardText text = anki::cloze_source(type, note, place);
  ImportedNote result{draft_for(note, CardKind::cloze, std::move(text.question), std::move(text.answer)), {}};
  for (std::size_t i = 0; i < cards.size(); ++i) result.parts.push_back({cards[i].card.ordinal, i});
  return result;
}

/// Whether two cards are each other's reverse.
bool reversed(const std::vector<anki::CardText>& texts) {
  return texts.size() == 2 && texts[0].question == texts[1].answer && texts[0].answer == texts[1].question;
}

ImportedNote single_note(const anki::Note& note, anki::CardText text, int ordinal, std::size_t card) {
  ImportedNote result{draft_for(note, CardKind::basic, std::move(text.question), std::move(text.answer)), {{0, card}}};
  if (ordinal > 0) result.draft.guid += "/" + std::to_string(ordinal);
  return result;
}

}  // namespace

std::vector<ImportedNote> imported_notes(const anki::NoteType& type, const anki::Note& note,
                                         const std::vector<PackagedCard>& cards, const std::string& deck) {
  if (auto own = own_note(type, note, cards)) return {std::move(*own)};
  if (type.kind == anki::NoteKind::cloze) return {cloze_note(type, note, cards, {.deck = deck})};
  std::vector<anki::CardText> texts;
  for (const PackagedCard& each : cards) {
    const anki::CardPlace place{.deck = deck, .flag = each.card.flag, .card = each.card.id};
    texts.push_back(anki::render_apart(type, note, each.card.ordinal, place));
  }
  if (reversed(texts)) {
    return {{draft_for(note, CardKind::reversed, texts[0].question, texts[0].answer), {{0, 0}, {1, 1}}}};
  }
  std::vector<ImportedNote> notes;
  for (std::size_t i = 0; i < cards.size(); ++i) {
    notes.push_back(single_note(note, std::move(texts[i]), cards[i].card.ordinal, i));
  }
  return notes;
}

std::size_t check_imported(const NoteDraft& draft) {
  check_note(draft);
  return size_of(render(draft));
}

}  // namespace haven
