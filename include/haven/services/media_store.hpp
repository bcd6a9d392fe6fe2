#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "haven/anki/package.hpp"
#include "haven/core/id.hpp"
#include "haven/model/flashcard.hpp"

namespace haven {

/// Keeps the media that cards refer to by name. Asks nobody for rights: its callers do. A host brings its own, or uses
/// a folder. Thread-safe. All throw Error(invalid_argument, "media") for a name that is a path, and Error(unavailable,
/// "media_store") for a disk that does not do its part or has no room left.
class MediaStore {
 public:
  virtual ~MediaStore() = default;
  /// Keeps the content under a name in a set, in place of what had it; it is on the disk when this returns. Throws
  /// Error(invalid_argument, "too_large") for a content, Error(conflict, "media_full") for a set that comes to more
  /// than the store takes, and what `content` throws; nothing is kept then.
  virtual void put(Id<FlashcardSet> set, const std::string& name, anki::ByteSource& content) = 0;
  /// From the beginning; nullptr when there is none.
  [[nodiscard]] virtual std::unique_ptr<anki::ByteSource> open(Id<FlashcardSet> set, const std::string& name) = 0;
  /// Whether there was one.
  virtual bool remove(Id<FlashcardSet> set, const std::string& name) = 0;
  /// All that the set has.
  virtual void remove_all(Id<FlashcardSet> set) = 0;
};

struct MediaFolderOptions {
  std::uint64_t file_bytes = 16 << 20;
  std::uint64_t set_bytes = std::uint64_t{1} << 30;
  std::int64_t set_files = 10'000;
  std::uint64_t free_bytes = std::uint64_t{1} << 30;  ///< left on the disk, on which the database may be too
};

/// Media in a folder of a file system that has hard links: `objects/` by their SHA-256, so that equal ones are kept
/// once and until nothing refers to them, and `sets/` by set and name. Several processes may share it; the limits of a
/// set hold for each of them.
[[nodiscard]] std::unique_ptr<MediaStore> open_media_folder(const std::filesystem::path& folder,
                                                            const MediaFolderOptions& options = {});

}  // namespace haven
