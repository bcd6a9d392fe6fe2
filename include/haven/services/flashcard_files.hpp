#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "haven/anki/package.hpp"
#include "haven/anki/reader.hpp"
#include "haven/anki/text_file.hpp"
#include "haven/anki/writer.hpp"
#include "haven/services/flashcard_service.hpp"
#include "haven/services/media_store.hpp"

namespace haven {

// Flashcards from files and back, by the public functions of FlashcardService alone.

/// What a file may hold; one with more is Error(invalid_argument, "too_large").
struct FlashcardFileLimits {
  static constexpr std::size_t any = std::numeric_limits<std::size_t>::max();

  std::size_t notes = any;
  std::size_t cards = any;       ///< of a package
  std::size_t reviews = any;     ///< of a package
  std::size_t text_bytes = any;  ///< of the texts that templates make of notes, and of all cards
};

struct FlashcardImportOptions {
  std::optional<Id<FlashcardSet>> set = std::nullopt;  ///< for all notes; absent: a set for each deck, by its name
  bool study = true;                                   ///< answers, due days, suspensions and flags too
  MediaStore* media = nullptr;                         ///< none: media are passed over
  FlashcardFileLimits most = {};
  anki::ReadOptions read = {};  ///< its progress is told while checking, then while importing; `parts` is not looked at
};

/// A note or a file of media that could not be imported.
struct FlashcardImportProblem {
  std::string note;     ///< its guid, "line 3", or the name of the file
  std::string message;  ///< why
};

struct FlashcardImportReport {
  std::vector<Id<FlashcardSet>> sets;                         ///< that received notes, in the order of the file
  int notes = 0;                                              ///< imported, as new ones or again
  int inserted = 0, updated = 0, unchanged = 0, removed = 0;  ///< cards
  int reviews = 0;                                            ///< answers and due days new in the caller's log
  int known_reviews = 0;                                      ///< that were there already
  int media = 0;
  int skipped_media = 0;      ///< see `problems`
  int skipped_notes = 0;      ///< see `problems`
  int skipped_schedules = 0;  ///< of cards in review without an answer in the log: they are new here
  int skipped_reviews = 0;    ///< of cards that are gone, in the future, no answers, or other than when first imported
  std::vector<FlashcardImportProblem> problems;  ///< the first 100
};

/// Imports an Anki package. All of it is read and checked before anything is kept. Then all notes and sets are kept, or
/// none, in one transaction, for which others wait with what they write: about a second for 10,000 notes. Only then
/// come the log, some cards in each transaction and each of them whole, and the media, each file whole; when something
/// fails there, the new sets are removed again. The call may be repeated, also after the process was killed: notes are
/// known by their guid, answers by card and time, sets by title.
///
/// Basic notes with one card become basic, with a card and its reverse reversed, cloze notes cloze; other notes with
/// several cards give a basic note for each. Templates are rendered (see anki::render_apart); HTML is kept as it is.
/// Notes that export_package() wrote come back as they were: question, extra, media and image notes too. Other files do
/// not say these things; a known note keeps them. A link to a question that is not live is left out.
/// Answers enter the caller's log under his present scheduler, which works out memory anew; a review card's due day
/// stays as it was in Anki, as a row of the log. Notes longer than FlashcardLimits, or without a question, are passed
/// over.
///
/// Throws as anki::read_package() and the service do. Holds the log in memory.
FlashcardImportReport import_package(FlashcardService& service, const Caller& caller,
                                     const std::filesystem::path& package, const FlashcardImportOptions& options = {});

/// Imports a text file of notes (see anki::notes_from_text) into `options.set`, or a set for each deck; notes without a
/// deck go to the set `title`. The first field is the front, the second the back, a third is added below the back. A
/// note type whose name has "cloze" in it, or a front with deletions (but for the note type "Basic"), makes cloze
/// notes, one with "reversed" reversed ones. A note without a guid gets one that follows from its set, kind and front,
/// so that it is known when it comes again. Throws Error(invalid_argument) that names the line for a file that cannot
/// be read, before anything is kept.
FlashcardImportReport import_text(FlashcardService& service, const Caller& caller, std::string_view content,
                                  const std::string& title, const FlashcardImportOptions& options = {});

struct FlashcardExportOptions {
  anki::PackageFormat format = anki::PackageFormat::anki21;
  bool study = true;            ///< the caller's answers, schedules, suspensions and flags too
  MediaStore* media = nullptr;  ///< none: no media
  std::uint64_t media_bytes = std::numeric_limits<std::uint64_t>::max();  ///< at most, of all of them
  std::filesystem::path scratch_folder = {};
};

struct FlashcardExportReport {
  int notes = 0;
  int cards = 0;
  int reviews = 0;
  int media = 0;
  int missing_media = 0;  ///< that cards refer to, but the store does not have
};

/// Exports a set as an Anki package with one deck of the set's title. Throws as the service does,
/// Error(invalid_argument, "too_large") for media that come to more than `media_bytes`, and Error(unavailable) for a
/// disk that does not do its part; the package is there only when all went well.
FlashcardExportReport export_package(FlashcardService& service, const Caller& caller, Id<FlashcardSet> set,
                                     const std::filesystem::path& package, const FlashcardExportOptions& options = {});

/// The notes of a set as text.
[[nodiscard]] std::string export_text(FlashcardService& service, const Caller& caller, Id<FlashcardSet> set,
                                      anki::TextLayout layout = anki::TextLayout::csv_names);

}  // namespace haven
