#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "haven/services/flashcard_files.hpp"

#include "crypto/bytes.hpp"
#include "services/imported_notes.hpp"

namespace haven {

/// A card that came with a log, a schedule or a mark.
struct StudiedImport {
  Id<Flashcard> card;
  Id<FlashcardSet> set;
  std::string guid;
  PackagedCard packaged;
};

/// What importing notes has come to; what is left to do for it.
struct ImportedFile {
  anki::Collection collection;
  std::vector<StudiedImport> studied;
  std::map<std::string, std::set<Id<FlashcardSet>>, std::less<>> media;  ///< which sets refer to a name
  std::vector<Id<FlashcardSet>> made;                                    ///< new sets
  FlashcardImportReport report;

  void tell(const std::string& name, const std::string& message);
};

/// Takes notes one by one and gives them to the service in batches.
class NoteImporter {
 public:
  NoteImporter(FlashcardService& service, const Caller& caller, const FlashcardImportOptions& options)
      : service_(service), caller_(caller), options_(options) {}

  void begin(const anki::Collection& collection) { file_.collection = collection; }
  /// A note for the set of that title, with the cards that it was made from. One that the service would refuse is a
  /// problem of `name`.
  void add(const std::string& title, const std::string& name, ImportedNote note, std::vector<PackagedCard> cards);
  /// Counts text that was made, whether or not a note takes it. Throws Error(invalid_argument, "too_large").
  void count_text(std::size_t bytes);
  /// A note that gives nothing.
  void skip(const std::string& name, const std::string& message);
  [[nodiscard]] ImportedFile finish();

 private:
  struct Pending {
    Id<FlashcardSet> set;
    ImportedNote note;
    std::vector<PackagedCard> cards;
  };

  /// For a note that has none, the same when it is imported again: it follows from set, kind, front, and how many such
  /// notes came before it.
  std::string guid_for(Id<FlashcardSet> set, const NoteDraft& note);
  Id<FlashcardSet> set_of(const std::string& title);
  void list_own_sets();
  void flush();
  void report_set(Id<FlashcardSet> set);
  void send(Id<FlashcardSet> set, const std::vector<Pending*>& notes);
  void keep_study(Id<FlashcardSet> set, Pending& pending, const std::vector<Flashcard>& cards);

  FlashcardService& service_;
  const Caller& caller_;
  const FlashcardImportOptions& options_;
  std::map<std::string, Id<FlashcardSet>, std::less<>> sets_;  ///< the caller's own, by title
  bool listed_ = false;
  std::vector<Pending> pending_;
  std::size_t pending_bytes_ = 0;          ///< of the cards that they make
  std::size_t text_bytes_ = 0;             ///< of all
  std::map<crypto::Digest, int> unnamed_;  ///< notes without a guid, by what it is made of
  ImportedFile file_;
};

}  // namespace haven
