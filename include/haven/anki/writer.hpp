#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "haven/anki/package.hpp"

namespace haven::anki {

/// How a package is laid out. Anki reads all of them.
enum class PackageFormat {
  anki2,    ///< as every version reads it: collection.anki2
  anki21,   ///< from Anki 2.1 on: collection.anki21
  anki21b,  ///< from Anki 2.1.50 on: collection.anki21b, compressed by Zstandard
};

struct WriteOptions {
  PackageFormat format = PackageFormat::anki21;
  /// For the database and the media until the package is written. Empty: the system's folder for such files.
  std::filesystem::path scratch_folder;
  Timestamp created;  ///< Collection::created
};

/// Writes a package, .apkg or .colpkg by its name; what Anki makes of them differs, their layout does not.
///
/// Objects are given one by one, what others refer to first; nothing but note types is kept in memory. The package
/// appears under its name when finish() has ended well, and an older one of that name is replaced then. Destroying the
/// writer before leaves nothing behind. One thread at a time.
///
/// add() throws Error(invalid_argument) for a value that a reader would refuse: an id given twice, an unknown note
/// type, note, card or deck, a wrong number of fields, text that is not UTF-8 or holds NUL or, in fields, U+001F, a
/// tag with a space, a media name that is a path. Every function throws Error(unavailable) for a disk that does not do
/// its part.
class PackageWriter {
 public:
  explicit PackageWriter(std::filesystem::path package, const WriteOptions& options = {});
  PackageWriter(const PackageWriter&) = delete;
  PackageWriter& operator=(const PackageWriter&) = delete;
  ~PackageWriter();

  /// Deck 1, "Default", is there already and may be given another name. Parents that are missing are made by Anki.
  /// A filtered deck is written as a plain one.
  void add(const Deck& deck);
  void add(const NoteType& type);
  void add(const Note& note);
  void add(const Card& card);
  void add(const ReviewLogEntry& review);
  /// Reads `content` to its end at once.
  void add_media(const std::string& name, ByteSource& content);

  void finish();

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace haven::anki
