#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "haven/services/flashcard_files.hpp"

#include "anki/cloze_text.hpp"
#include "services/portable_note.hpp"
#include "services/study_importer.hpp"

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

/// Gives the media of a package to the store, for the sets whose notes name them.
class MediaImport final : public anki::PackageSink {
 public:
  MediaImport(ImportedFile& file, MediaStore& store) : file_(file), store_(store) {}

 private:
  void on_media(const std::string& name, anki::ByteSource& content) override {
    const auto found = file_.media.find(name);
    if (found == file_.media.end()) return;
    try {
      put(name, content, found->second);
      ++file_.report.media;
    } catch (const Error& error) {
      if (error.code() != ErrorCode::invalid_argument && error.code() != ErrorCode::conflict) throw;
      ++file_.report.skipped_media;
      file_.tell(name, error.what());
    }
  }

  void put(const std::string& name, anki::ByteSource& content, const std::set<Id<FlashcardSet>>& sets) {
    std::optional<Id<FlashcardSet>> kept;
    for (const Id<FlashcardSet>& set : sets) {
      const auto copy = kept ? store_.open(*kept, name) : nullptr;
      store_.put(set, name, copy ? *copy : content);
      kept = set;
    }
  }

  ImportedFile& file_;
  MediaStore& store_;
};

class PackageImport final : public anki::PackageSink {
 public:
  explicit PackageImport(NoteImporter& notes) : notes_(notes) {}

  void on_collection(const anki::Collection& collection) override { notes_.begin(collection); }
  void on_deck(anki::Deck&& deck) override { decks_[deck.id] = std::move(deck.name); }
  void on_note_type(anki::NoteType&& type) override { types_[type.id] = std::move(type); }
  void on_note(anki::Note&& note) override {
    end_note();
    note_ = std::move(note);
  }
  void on_card(anki::Card&& card) override { cards_.push_back({std::move(card), {}}); }
  void on_review(const anki::ReviewLogEntry& review) override { cards_.back().reviews.push_back(review); }

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
    std::vector<ImportedNote> made;
    try {
      made = imported_notes(types_.at(note.note_type), note, cards, deck);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::invalid_argument) throw;
      notes_.skip(note.guid, error.what());
    }
    for (const ImportedNote& each : made) notes_.count_text(each.draft.front.size() + each.draft.back.size());
    return made;
  }

  NoteImporter& notes_;
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

anki::ReadOptions part(const FlashcardImportOptions& options, anki::ReadParts parts) {
  anki::ReadOptions read = options.read;
  read.parts = parts;
  return read;
}

[[noreturn]] void refuse_more(std::size_t most, const std::string& what) {
  throw Error(ErrorCode::invalid_argument, "the file has more than " + std::to_string(most) + " " + what, "too_large");
}

/// Reads all of a package; what it holds.
anki::ReadReport checked(const std::filesystem::path& package, const FlashcardImportOptions& options) {
  Check check;
  const anki::ReadReport read = anki::read_package(package, check, part(options, anki::ReadParts::all));
  const FlashcardFileLimits& most = options.most;
  if (read.notes > most.notes) refuse_more(most.notes, "notes");
  if (read.cards > most.cards) refuse_more(most.cards, "cards");
  if (read.reviews > most.reviews) refuse_more(most.reviews, "answers");
  return read;
}

void remove_sets(FlashcardService& service, const Caller& caller, const std::vector<Id<FlashcardSet>>& sets,
                 MediaStore* media) noexcept {
  for (const Id<FlashcardSet>& set : sets) {
    try {
      service.remove_set(caller, set);
      if (media != nullptr) media->remove_all(set);
    } catch (const std::exception&) {  // what made the import fail may make this fail too
    }
  }
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
  const anki::ReadReport read = checked(package, options);
  ImportedFile file;
  service.together([&](FlashcardService& whole) {
    NoteImporter notes(whole, caller, options);
    PackageImport sink(notes);
    anki::read_package(package, sink, part(options, anki::ReadParts::collection));
    sink.end_note();
    file = notes.finish();
  });
  try {
    StudyImporter(service, caller, file).run();
    if (options.media != nullptr && !file.media.empty()) {
      MediaImport media(file, *options.media);
      anki::read_package(package, media, part(options, anki::ReadParts::media));
    }
  } catch (...) {
    remove_sets(service, caller, file.made, options.media);
    throw;
  }
  file.report.skipped_reviews += static_cast<int>(read.skipped_reviews);
  return std::move(file.report);
}

FlashcardImportReport import_text(FlashcardService& service, const Caller& caller, std::string_view content,
                                  const std::string& title, const FlashcardImportOptions& options) {
  const std::vector<anki::TextNote> read = anki::notes_from_text(content, options.most.notes);
  FlashcardImportReport report;
  service.together([&](FlashcardService& whole) {
    NoteImporter notes(whole, caller, options);
    for (const anki::TextNote& note : read) add_line(notes, note, title);
    report = notes.finish().report;
  });
  return report;
}

}  // namespace haven
