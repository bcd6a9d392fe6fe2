#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include "haven/anki/package.hpp"

namespace haven::anki {

/// Takes what a package holds, in this order: the collection; every deck; every note type; then each note, followed
/// by its cards, each followed by its reviews by time; the media at last. What an object refers to has come before it,
/// and ids differ. An exception of the sink ends the reading and passes on.
class PackageSink {
 public:
  virtual ~PackageSink() = default;
  virtual void on_collection(const Collection&) {}
  virtual void on_deck(Deck&&) {}
  virtual void on_note_type(NoteType&&) {}
  virtual void on_note(Note&&) {}
  virtual void on_card(Card&&) {}
  virtual void on_review(const ReviewLogEntry&) {}
  /// `name` is a plain file name, as fields refer to it. Content that is not read is not checked either.
  virtual void on_media(const std::string& name, ByteSource& content) {
    static_cast<void>(name);
    static_cast<void>(content);
  }
};

/// What a package may come to; one that asks for more is refused.
struct ReadLimits {
  std::size_t entries = 200'000;                            ///< of the archive
  std::uint64_t collection_bytes = std::uint64_t{4} << 30;  ///< the database, unpacked
  std::uint64_t media_file_bytes = std::uint64_t{512} << 20;
  std::uint64_t media_bytes = std::uint64_t{16} << 30;  ///< all of them
  std::uint64_t ratio = 250;   ///< bytes unpacked for each packed one, once 16 MiB are unpacked
  int value_bytes = 16 << 20;  ///< one value of the database: a note's fields, the list of decks, ...
};

enum class ReadStage { unpacking, checking, notes, media };

/// `done` of `total`, in bytes (unpacking; the total is not known then, and 0), tables (checking), notes or media
/// files.
struct ReadProgress {
  ReadStage stage = ReadStage::unpacking;
  std::uint64_t done = 0;
  std::uint64_t total = 0;
};

/// What of a package is read.
enum class ReadParts {
  all,
  collection,  ///< all but the media
  media,       ///< on_media() alone is called
};

struct ReadOptions {
  ReadParts parts = ReadParts::all;
  /// Where the database is unpacked to, as a file of its own with a random name that only this user may read. It is
  /// gone when reading ends. Empty: the system's folder for such files.
  std::filesystem::path scratch_folder;
  ReadLimits limits;
  /// Called now and then; false ends the reading. Empty for none.
  std::function<bool(const ReadProgress&)> progress;
};

/// What was given to the sink, and what was passed over because real collections are full of it.
struct ReadReport {
  std::size_t decks = 0;
  std::size_t note_types = 0;
  std::size_t notes = 0;
  std::size_t cards = 0;
  std::size_t reviews = 0;
  std::size_t media = 0;
  std::size_t skipped_cards = 0;    ///< without a note, or without a template
  std::size_t skipped_reviews = 0;  ///< of cards that are gone
};

/// Reads a package: `collection.anki21b` (schema 18, Zstandard) where it has one, else `collection.anki21`, else
/// `collection.anki2` (schema 11 both). Streams: the database is unpacked to a scratch file and every object read when
/// its turn comes, so that memory does not grow with the package (note types, decks and the list of media apart).
/// Decks of the name given twice, cards of unknown decks and suchlike are mended as Anki does: such cards go to deck 1,
/// which is always given.
///
/// The package is never trusted. Throws Error(corrupt_data) for what is no archive or a broken one, a database that is
/// damaged, has another schema or values of other types, text that is not UTF-8, names of entries or media that are
/// paths, two of the same name, and a bad checksum; with reason "too_large" for what passes a limit;
/// Error(unavailable), reason "cancelled", when `progress` said so; Error(not_found) when there is no such file,
/// Error(unavailable) for a disk that does not do its part. Sinks should keep nothing until reading has ended well.
///
/// Thread-safe, as far as the sink is.
ReadReport read_package(const std::filesystem::path& package, PackageSink& sink, const ReadOptions& options = {});
/// The same of bytes in memory.
ReadReport read_package(std::span<const std::uint8_t> package, PackageSink& sink, const ReadOptions& options = {});

}  // namespace haven::anki
