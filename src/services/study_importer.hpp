#pragma once

#include <map>
#include <utility>
#include <vector>

#include "services/note_importer.hpp"

namespace haven {

/// The answers of a packaged card as rows of the caller's log: answers, resets, and the due day that Anki has given it.
/// `skipped` counts what is no answer. Their ids follow from set, note, ordinal and time.
[[nodiscard]] std::vector<FlashcardReview> rows_of(const StudiedImport& import, const anki::Collection& collection,
                                                   const srs::CalendarDays& calendar, int& skipped);

/// The id of a mark that imported cards bring, so that the same imported again is known.
[[nodiscard]] Uuid id_of_marks(bool suspended, int flag);

/// Gives what was studied of an imported file to the caller's log, in batches that each hold whole cards.
class StudyImporter {
 public:
  StudyImporter(FlashcardService& service, const Caller& caller, ImportedFile& file)
      : service_(service), caller_(caller), file_(file) {}

  void run();

 private:
  void take(const StudiedImport& import);
  const srs::CalendarDays& calendar_of(Id<FlashcardSet> set);
  void send();
  void send(std::vector<FlashcardReview> rows);
  void mark();

  FlashcardService& service_;
  const Caller& caller_;
  ImportedFile& file_;
  std::map<Id<FlashcardSet>, srs::CalendarDays> calendars_;
  std::vector<FlashcardReview> rows_;
  std::map<std::pair<bool, int>, std::vector<Id<Flashcard>>> marks_;  ///< by suspension and flag
};

}  // namespace haven
