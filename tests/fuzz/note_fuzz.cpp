// Notes of flashcards, and what their files say of them: a note that is taken makes bounded cards from which it comes
// back, and goes through the form of files and back; everything else is refused by an Error. Lines of the input: kind,
// tags, media, extra; the next one is the back, all others are the front.

#include <array>
#include <string>
#include <vector>

#include "haven/core/error.hpp"

#include "codec/note_data.hpp"
#include "input.hpp"
#include "services/flashcard_checks.hpp"
#include "services/note_cards.hpp"
#include "services/portable_note.hpp"

namespace {

using namespace haven;

std::string next_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string line(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::vector<std::string> next_list(std::string_view& text) {
  const std::string line = next_line(text);
  std::vector<std::string> list;
  for (std::size_t start = 0; start < line.size();) {
    const std::size_t end = std::min(line.find(',', start), line.size());
    list.push_back(line.substr(start, end - start));
    start = end + 1;
  }
  return list;
}

NoteDraft note_of(std::string_view text) {
  NoteDraft note;
  note.kind = parse_card_kind(next_line(text)).value_or(CardKind::cloze);
  note.tags = next_list(text);
  note.media = next_list(text);
  if (const std::string extra = next_line(text); !extra.empty()) note.extra = extra;
  note.back = next_line(text);
  note.front = std::string(text);
  return note;
}

bool same(const NoteDraft& a, const NoteDraft& b) {
  return a.kind == b.kind && a.front == b.front && a.back == b.back && a.tags == b.tags && a.media == b.media &&
         a.extra == b.extra && a.question == b.question;
}

Flashcard card_of(const NoteDraft& note, const RenderedCard& rendered) {
  Flashcard card;
  card.kind = note.kind;
  card.ordinal = rendered.ordinal;
  card.front = rendered.front;
  card.back = rendered.back;
  card.source = rendered.source;
  card.extra = note.extra;
  card.tags = note.tags;
  card.media = note.media;
  return card;
}

void check_cards(const NoteDraft& note) {
  const std::vector<RenderedCard> cards = render(note);
  test::must(!cards.empty() && cards.size() <= FlashcardLimits::clozes && size_of(cards) <= FlashcardLimits::rendered);
  for (const RenderedCard& rendered : cards) test::must(same(draft_of(card_of(note, rendered)), note));
}

void check_file(const NoteDraft& note) {
  const PortableNote portable = to_portable(note);
  NoteDraft back{.kind = note.kind == CardKind::image ? CardKind::basic : note.kind,
                 .front = portable.front,
                 .back = portable.back,
                 .tags = portable.tags};
  take_data(portable.data, back);
  test::must(same(back, note));
}

void check_data(std::string_view text) {
  const codec::NoteData data = codec::note_data_from_json(text);
  test::must(codec::note_data_from_json(codec::note_data_to_json(data)) == data);
}

template <class Work>
void refused_or(const Work& work) {
  try {
    work();
  } catch (const Error& error) {
    test::must(error.code() == ErrorCode::invalid_argument);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = test::text_of(data, size);
  refused_or([&] { check_data(text); });
  refused_or([&] {
    const NoteDraft note = note_of(text);
    check_note(note);
    check_cards(note);
    check_file(note);
  });
  return 0;
}
