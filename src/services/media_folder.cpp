#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>

#include "haven/codec/utf8.hpp"
#include "haven/core/clock.hpp"
#include "haven/core/error.hpp"
#include "haven/services/media_store.hpp"

#include "services/media_file.hpp"

namespace haven {
namespace {

namespace fs = std::filesystem;

void check_name(const std::string& name) {
  constexpr std::size_t longest = 255;
  const bool plain = !name.empty() && name.size() <= longest && name != "." && name != ".." &&
                     name.find_first_of("/\\:") == std::string::npos && codec::is_utf8(name) &&
                     !codec::has_control_characters(name) && name.find_first_of("\t\n") == std::string::npos;
  if (!plain) throw Error(ErrorCode::invalid_argument, "media: not a name of a file: " + codec::excerpt(name), "media");
}

std::string hex(const crypto::Digest& digest) {
  std::string text;
  for (const std::uint8_t byte : digest) text += {"0123456789abcdef"[byte >> 4U], "0123456789abcdef"[byte & 15U]};
  return text;
}

std::string unique() { return "new-" + to_string(crypto::new_uuid(system_clock().now())); }

/// What a set has.
struct Usage {
  std::int64_t files = 0;
  std::uint64_t bytes = 0;
};

Usage usage_of(const fs::path& file) {
  std::error_code error;
  const std::uint64_t bytes = fs::file_size(file, error);
  return error ? Usage{} : Usage{1, bytes};
}

Usage counted(const fs::path& folder) {
  Usage usage;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const Usage file = usage_of(at->path());
    usage.files += file.files;
    usage.bytes += file.bytes;
  }
  return usage;
}

/// What sets have, counted once by each process. Thread-safe.
class Usages {
 public:
  /// Counts `added` in place of `removed`. Throws Error(conflict, "media_full") when that is more than may be.
  void change(const fs::path& set, const Usage& removed, const Usage& added, const MediaFolderOptions& most) {
    const std::lock_guard lock(mutex_);
    Usage& known = usage(set);
    const Usage after{known.files - std::min(known.files, removed.files) + added.files,
                      known.bytes - std::min(known.bytes, removed.bytes) + added.bytes};
    const bool grows = after.files > known.files || after.bytes > known.bytes;
    if (grows && (after.files > most.set_files || after.bytes > most.set_bytes))
      throw Error(ErrorCode::conflict, "media: the set has as many as it may", "media_full");
    known = after;
  }
  /// Counts again when next asked for.
  void forget(const fs::path& set) {
    const std::lock_guard lock(mutex_);
    known_.erase(set);
  }

 private:
  Usage& usage(const fs::path& set) {
    constexpr std::size_t most_known = 10'000;
    if (known_.size() >= most_known && !known_.contains(set)) known_.clear();
    const auto [known, fresh] = known_.try_emplace(set);
    if (fresh) known->second = counted(set);
    return known->second;
  }

  std::mutex mutex_;
  std::map<fs::path, Usage> known_;
};

class MediaFolder final : public MediaStore {
 public:
  MediaFolder(const fs::path& folder, const MediaFolderOptions& options)
      : options_(options), objects_(folder / "objects"), sets_(folder / "sets") {
    media::make_folder(objects_);
    media::make_folder(sets_);
  }

  void put(Id<FlashcardSet> set, const std::string& name, anki::ByteSource& content) override {
    check_name(name);
    require_room();
    const media::NewFile file(objects_ / unique());
    const media::Checked known = file.take(content, options_.file_bytes);
    const fs::path place = folder_of(set) / name;
    media::make_folder(place.parent_path());
    const auto old = object_of(place);
    const Usage before = usage_of(place), after{1, known.bytes};
    usages_.change(place.parent_path(), before, after, options_);
    try {
      link(file.path(), object_of(known), place);
    } catch (const Error&) {
      usages_.forget(place.parent_path());
      throw;
    }
    if (old) remove_unused(*old);
  }

  [[nodiscard]] std::unique_ptr<anki::ByteSource> open(Id<FlashcardSet> set, const std::string& name) override {
    check_name(name);
    auto file = std::make_unique<media::FileSource>(folder_of(set) / name);
    return file->is_open() ? std::unique_ptr<anki::ByteSource>(std::move(file)) : nullptr;
  }

  bool remove(Id<FlashcardSet> set, const std::string& name) override {
    check_name(name);
    return remove(folder_of(set) / name);
  }

  void remove_all(Id<FlashcardSet> set) override {
    std::error_code ignored;
    for (fs::directory_iterator at(folder_of(set), ignored), end; !ignored && at != end; at.increment(ignored)) {
      remove(at->path());
    }
    fs::remove(folder_of(set), ignored);
    usages_.forget(folder_of(set));
  }

 private:
  [[nodiscard]] fs::path folder_of(Id<FlashcardSet> set) const { return sets_ / to_string(set); }

  [[nodiscard]] fs::path object_of(const media::Checked& known) const {
    const std::string name = hex(known.sha256);
    return objects_ / name.substr(0, 2) / name;
  }

  /// By its content, for the name does not say it.
  [[nodiscard]] std::optional<fs::path> object_of(const fs::path& place) const {
    media::FileSource file(place);
    return file.is_open() ? std::optional(object_of(media::checked(file))) : std::nullopt;
  }

  void require_room() const {
    std::error_code error;
    const fs::space_info space = fs::space(objects_, error);
    if (error || space.available < options_.free_bytes + options_.file_bytes) media::fail("no room is left");
  }

  /// By way of another name, so that the old content stays until the new one is there. That name is beside the sets: a
  /// set may have media of any name. An object may be removed by others before there is a second name for it; then it
  /// is made again.
  void link(const fs::path& file, const fs::path& object, const fs::path& place) const {
    media::make_folder(object.parent_path());
    const fs::path name = sets_ / unique();
    std::error_code error = std::make_error_code(std::errc::no_such_file_or_directory);
    for (int tries = 0; error == std::errc::no_such_file_or_directory && tries < 10; ++tries) {
      fs::create_hard_link(file, object, error);  // unless it is there
      fs::create_hard_link(object, name, error);
    }
    if (!error) fs::rename(name, place, error);
    std::error_code ignored;
    fs::remove(name, ignored);  // rename() leaves it when both are the same object
    if (error) media::fail("cannot keep " + place.string() + ": " + error.message());
    media::sync_folder(object.parent_path());
    media::sync_folder(place.parent_path());
  }

  bool remove(const fs::path& place) {
    const auto object = object_of(place);
    const Usage gone = usage_of(place);
    std::error_code error;
    const bool removed = fs::remove(place, error);
    if (error) media::fail("cannot remove " + place.string() + ": " + error.message());
    if (!removed) return false;
    usages_.change(place.parent_path(), gone, {}, options_);
    media::sync_folder(place.parent_path());
    if (object) remove_unused(*object);
    return true;
  }

  /// An object with no other name is of no set any more.
  static void remove_unused(const fs::path& object) {
    std::error_code error;
    if (fs::hard_link_count(object, error) == 1 && !error) fs::remove(object, error);
  }

  MediaFolderOptions options_;
  fs::path objects_;
  fs::path sets_;
  Usages usages_;
};

}  // namespace

std::unique_ptr<MediaStore> open_media_folder(const fs::path& folder, const MediaFolderOptions& options) {
  return std::make_unique<MediaFolder>(folder, options);
}

}  // namespace haven
