#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "haven/services/flashcard_files.hpp"

#include "anki/cloze_text.hpp"
#include "services/note_importer.hpp"
#include "services/portable_note.hpp"

namespace haven {
namespace {

void read_to_end(anki::ByteSource& content) {
  std::array<std::uint8_t, 64 << 10> piece;
  while (content.read(piece) > 0) {
  }
}

/// Looks at everything and keeps nothing.
class Check final : public anki::PackageSink {
  void on_media(const std::string&, anki::ByteSource& content) override { read_to_end(content); }
};

class PackageImport final : public anki::PackageSink {
 public:
  PackageImport(NoteImporter& notes, bool with_media) : notes_(notes), with_media_(with_media) {}

  void on_collection(const anki::Collection& collection) override { notes_.begin(collection); }
  void on_deck(anki::Deck&& deck) override { decks_[deck.id] = std::move(deck.name); }
  void on_note_type(anki::NoteType&& type) override { types_[type.id] = std::move(type); }
  void on_note(anki::Note&& note) override {
    end_note();
    note_ = std::move(note);
  }
  void on_card(anki::Card&& card) override { cards_.push_back({std::move(card), {}}); }
  void on_review(const anki::ReviewLogEntry& review) override { cards_.back().reviews.push_back(review); }
  void on_media(const std::string& name, anki::ByteSource& content) override {
    end_note();
    if (with_media_) notes_.add_media(name, content);
  }

  /// The last note has no other behind it.
  void end_note() {
    if (!note_) return;
    const anki::Note note = std::move(*note_);
    note_.reset();
    std::vector<PackagedCard> cards = std::exchange(cards_, {});
    if (cards.empty()) return notes_.skip(note.guid, "has no cards");
    const std::string& deck = decks_.at(cards[0].card.deck);
    for (ImportedNote& each : rendered(note, cards, deck)) notes_.add(deck, note.guid, std::move(each), cards);
  }

 private:
  /// Nothing, and a problem, when a template cannot be rendered.
  std::vector<ImportedNote> rendered(const anki::Note& note, const std::vector<PackagedCard>& cards,
                                     const std::string& deck) {
    try {
      return imported_notes(types_.at(note.note_type), note, cards, deck);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::invalid_argument) throw;
      notes_.skip(note.guid, error.what());
      return {};
    }
  }

  NoteImporter& notes_;
  bool with_media_;
  std::map<std::int64_t, std::string> decks_;
  std::map<std::int64_t, anki::NoteType> types_;
  std::optional<anki::Note> note_;
  std::vector<PackagedCard> cards_;
};

bool contains(std::string text, std::string_view word) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return text.find(word) != std::string::npos;
}

/// Note types may have any name and language; but "Basic" is what we write ourselves.
CardKind kind_of(const anki::TextNote& note) {
  if (note.note_type == "Basic") return CardKind::basic;
  const bool deletions = !note.fields.empty() && !anki::cloze_numbers(anki::parse_cloze(note.fields[0])).empty();
  if (deletions || contains(note.note_type, "cloze")) return CardKind::cloze;
  return contains(note.note_type, "reversed") ? CardKind::reversed : CardKind::basic;
}

ImportedNote imported(const anki::TextNote& note) {
  ImportedNote result;
  NoteDraft& draft = result.draft;
  draft.kind = kind_of(note);
  draft.guid = note.guid;
  draft.tags = note.tags;
  for (std::size_t i = 0; i < note.fields.size(); ++i) {
    std::string& side = i == 0 ? draft.front : draft.back;
    if (i > 1 && !side.empty() && !note.fields[i].empty()) side += "<br>\n";
    side += note.fields[i];
  }
  take_data(note.data, draft);
  return result;
}

void add_line(NoteImporter& notes, const anki::TextNote& note, const std::string& title) {
  const std::string line = "line " + std::to_string(note.line);
  std::optional<ImportedNote> read;
  try {
    read = imported(note);
  } catch (const Error& error) {
    return notes.skip(line, error.what());
  }
  notes.add(note.deck.empty() ? title : note.deck, line, std::move(*read), {});
}

}  // namespace

FlashcardImportReport import_package(FlashcardService& service, const Caller& caller,
                                     const std::filesystem::path& package, const FlashcardImportOptions& options) {
  Check check;
  anki::read_package(package, check, options.read);
  NoteImporter notes(service, caller, options);
  PackageImport sink(notes, options.media != nullptr);
  const anki::ReadReport read = anki::read_package(package, sink, options.read);
  sink.end_note();
  FlashcardImportReport report = notes.finish();
  report.skipped_reviews += static_cast<int>(read.skipped_reviews);
  return report;
}

FlashcardImportReport import_text(FlashcardService& service, const Caller& caller, std::string_view content,
                                  const std::string& title, const FlashcardImportOptions& options) {
  const std::vector<anki::TextNote> read = anki::notes_from_text(content);
  NoteImporter notes(service, caller, options);
  for (const anki::TextNote& note : read) add_line(notes, note, title);
  return notes.finish();
}

}  // namespace haven
