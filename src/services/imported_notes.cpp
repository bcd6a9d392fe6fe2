#include "services/imported_notes.hpp"

#include <algorithm>
#include <utility>

#include "services/flashcard_checks.hpp"
#include "services/note_cards.hpp"

namespace haven {
namespace {

/// The names in both texts that the service takes.
std::vector<std::string> media_of(const NoteDraft& draft) {
  std::vector<std::string> names = anki::media_names(draft.front + draft.back);
  std::erase_if(names, [](const std::string& name) { return name.size() > FlashcardLimits::medium; });
  if (names.size() > FlashcardLimits::media) names.resize(FlashcardLimits::media);
  return names;
}

NoteDraft draft_for(const anki::Note& note, CardKind kind, std::string front, std::string back) {
  NoteDraft draft;
  draft.kind = kind;
  draft.front = std::move(front);
  draft.back = std::move(back);
  draft.tags = note.tags;
  draft.guid = note.guid.empty() ? "note-" + std::to_string(note.id) : note.guid;
  draft.media = media_of(draft);
  return draft;
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
