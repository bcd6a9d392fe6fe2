#include <array>
#include <fstream>
#include <system_error>

#include "haven/codec/utf8.hpp"
#include "haven/core/clock.hpp"
#include "haven/services/flashcard_files.hpp"

#include "crypto/sha256.hpp"

namespace haven {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what) { throw Error(ErrorCode::unavailable, "media folder: " + what); }

void check(const std::error_code& error, const std::string& what) {
  if (error) fail(what + ": " + error.message());
}

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

class FileSource final : public anki::ByteSource {
 public:
  explicit FileSource(const fs::path& file) : file_(file, std::ios::binary) {}
  [[nodiscard]] bool good() const { return file_.good(); }
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> into) override {
    file_.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size()));
    if (file_.bad()) fail("cannot read");
    return static_cast<std::size_t>(file_.gcount());
  }

 private:
  std::ifstream file_;
};

/// A file under a name of its own, removed with the object unless it was moved away.
class NewFile {
 public:
  explicit NewFile(fs::path path) : path_(std::move(path)) {}
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }

  [[nodiscard]] const fs::path& path() const noexcept { return path_; }
  void move_to(const fs::path& place) const {
    std::error_code error;
    fs::rename(path_, place, error);
    check(error, "cannot keep " + place.string());
  }

 private:
  fs::path path_;
};

/// Copies a source to a file; returns its SHA-256.
crypto::Digest copy(anki::ByteSource& content, const fs::path& path) {
  crypto::Sha256 hash;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  std::array<std::uint8_t, 64 << 10> piece;
  while (const std::size_t count = content.read(piece)) {
    hash.add(std::span(piece).first(count));
    file.write(reinterpret_cast<const char*>(piece.data()), static_cast<std::streamsize>(count));
    if (!file) break;
  }
  file.close();
  if (!file) fail("cannot write " + path.string());
  return hash.finish();
}

class MediaFolder final : public MediaStore {
 public:
  explicit MediaFolder(const fs::path& folder) : objects_(folder / "objects"), sets_(folder / "sets") {
    make(objects_);
    make(sets_);
  }

  void put(Id<FlashcardSet> set, const std::string& name, anki::ByteSource& content) override {
    check_name(name);
    const NewFile file(objects_ / ("new-" + unique()));
    const std::string digest = hex(copy(content, file.path()));
    const fs::path object = objects_ / digest.substr(0, 2) / digest;
    make(object.parent_path());
    std::error_code ignored;
    if (!fs::exists(object, ignored)) file.move_to(object);
    link(object, sets_ / to_string(set), name);
  }

  [[nodiscard]] std::unique_ptr<anki::ByteSource> open(Id<FlashcardSet> set, const std::string& name) override {
    check_name(name);
    auto file = std::make_unique<FileSource>(sets_ / to_string(set) / name);
    return file->good() ? std::unique_ptr<anki::ByteSource>(std::move(file)) : nullptr;
  }

 private:
  static std::string unique() { return to_string(crypto::new_uuid(system_clock().now())); }

  static void make(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    check(error, "cannot make " + folder.string());
  }

  /// By way of another name, so that the old content stays until the new one is there. That name is beside the sets: a
  /// set may have media of any name.
  void link(const fs::path& object, const fs::path& set, const std::string& name) const {
    make(set);
    const NewFile file(sets_ / ("new-" + unique()));
    std::error_code error;
    fs::create_hard_link(object, file.path(), error);
    check(error, "cannot link " + name);
    file.move_to(set / name);
  }

  fs::path objects_;
  fs::path sets_;
};

}  // namespace

std::unique_ptr<MediaStore> open_media_folder(const fs::path& folder) { return std::make_unique<MediaFolder>(folder); }

}  // namespace haven
