#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "haven/anki/package.hpp"

namespace haven::anki {

/// A file with a random name that only this user may read, removed with the object.
class ScratchFile {
 public:
  /// In the system's folder for such files when `folder` is empty. Throws Error(unavailable).
  explicit ScratchFile(const std::filesystem::path& folder);
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile();

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  /// Bytes appended so far.
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  void append(std::span<const std::uint8_t> bytes);
  /// From the beginning; independent of what is appended.
  [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::uint8_t> into) const;

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

/// The bytes of a file, from its beginning.
class FileSource final : public ByteSource {
 public:
  explicit FileSource(const ScratchFile& file) : file_(file) {}
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> into) override;

 private:
  const ScratchFile& file_;
  std::uint64_t at_ = 0;
};

/// Bytes are moved in pieces of this size.
inline constexpr std::size_t piece_bytes = 64 << 10;

}  // namespace haven::anki
