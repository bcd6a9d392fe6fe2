#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "haven/anki/package.hpp"

#include "crypto/bytes.hpp"

// Files of a media folder. All throw Error(unavailable, "media_store") for a disk that does not do its part.
namespace haven::media {

[[noreturn]] void fail(const std::string& what);

void make_folder(const std::filesystem::path& folder);
/// Brings to the disk which files a folder holds.
void sync_folder(const std::filesystem::path& folder);

/// A file of a media folder, from its beginning.
class FileSource final : public anki::ByteSource {
 public:
  explicit FileSource(const std::filesystem::path& path);
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  ~FileSource() override;

  [[nodiscard]] bool is_open() const noexcept { return descriptor_ >= 0; }
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> into) override;

 private:
  int descriptor_;
};

struct Checked {
  crypto::Digest sha256{};
  std::uint64_t bytes = 0;
};

/// Of all that is left of a source.
[[nodiscard]] Checked checked(anki::ByteSource& content);

/// A new file that its owner alone can read, and that is removed with the object.
class NewFile {
 public:
  explicit NewFile(std::filesystem::path path);
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile();

  /// Copies the content, which is on the disk then. Throws Error(invalid_argument, "too_large") for more bytes.
  Checked take(anki::ByteSource& content, std::uint64_t most) const;
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
  int descriptor_;
};

}  // namespace haven::media
