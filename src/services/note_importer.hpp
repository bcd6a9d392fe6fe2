#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "haven/services/flashcard_files.hpp"

#include "crypto/bytes.hpp"
#include "services/imported_notes.hpp"

namespace haven {

/// The answers of a packaged card as rows of the caller's log: answers, resets, and the due day that Anki has given it.
/// `skipped` counts what is no answer. Their ids follow from set, note, ordinal and time.
[[nodiscard]] std::vector<FlashcardReview> rows_of(const PackagedCard& card, const Flashcard& imported,
                                                   const anki::Collection& collection,
                                                   const srs::CalendarDays& calendar, int& skipped);

/// Takes notes one by one and gives them to the service in batches, each note's log after it. When it is destroyed
/// before finish(), the sets that it made are removed.
class NoteImporter {
 public:
  NoteImporter(FlashcardService& service, const Caller& caller, const FlashcardImportOptions& options)
      : service_(service), caller_(caller), options_(options) {}
  NoteImporter(const NoteImporter&) = delete;
  NoteImporter& operator=(const NoteImporter&) = delete;
  ~NoteImporter();

  void begin(const anki::Collection& collection) { collection_ = collection; }
  /// A note for the set of that title, with the cards that it was made from. One that the service would refuse is a
  /// problem of `name`.
  void add(const std::string& title, const std::string& name, ImportedNote note, std::vector<PackagedCard> cards);
  /// A note that gives nothing.
  void skip(const std::string& name, const std::string& message);
  void add_media(const std::string& name, anki::ByteSource& content);
  /// Everything that is left. add() may not follow, but add_media().
  void flush();
  [[nodiscard]] FlashcardImportReport finish();

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
  void tell(const std::string& name, const std::string& message);
  void put_media(const std::string& name, anki::ByteSource& content, const std::set<Id<FlashcardSet>>& sets);
  void send(Id<FlashcardSet> set, const std::vector<const Pending*>& notes);
  void study(Id<FlashcardSet> set, const std::vector<const Pending*>& notes, const std::vector<Flashcard>& cards);
  void send(std::vector<FlashcardReview>& rows);
  void mark(const std::map<std::pair<bool, int>, std::vector<Id<Flashcard>>>& marks);

  FlashcardService& service_;
  const Caller& caller_;
  const FlashcardImportOptions& options_;
  anki::Collection collection_;
  std::map<std::string, Id<FlashcardSet>, std::less<>> sets_;  ///< the caller's own, by title
  bool listed_ = false;
  std::vector<Id<FlashcardSet>> made_;
  std::vector<Pending> pending_;
  std::size_t pending_bytes_ = 0;          ///< of the cards that they make
  std::map<crypto::Digest, int> unnamed_;  ///< notes without a guid, by what it is made of
  std::map<std::string, std::set<Id<FlashcardSet>>, std::less<>> media_;  ///< which sets refer to a name
  FlashcardImportReport report_;
  bool finished_ = false;
};

}  // namespace haven
