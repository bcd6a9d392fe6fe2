#include "backup/files.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <span>
#include <stdlib.h>
#include <system_error>
#include <unistd.h>

#include "haven/core/error.hpp"

#include "crypto/sha256.hpp"

namespace haven::backup {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw Error(ErrorCode::unavailable, what + ": " + std::generic_category().message(errno), "lost");
}

/// An open file or folder.
class File {
 public:
  File(const std::string& path, int flags) : path_(path), descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) fail(path);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { ::close(descriptor_); }

  /// How much was read; 0 at the end.
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> into) const {
    const auto count = ::read(descriptor_, into.data(), into.size());
    if (count < 0) fail(path_);
    return static_cast<std::size_t>(count);
  }
  void write(std::span<const std::uint8_t> bytes) const {
    while (!bytes.empty()) {
      const auto count = ::write(descriptor_, bytes.data(), bytes.size());
      if (count < 0) fail(path_);
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
  }
  void sync() const {
    if (::fsync(descriptor_) != 0) fail(path_);
  }

 private:
  std::string path_;
  int descriptor_;
};

constexpr int new_file = O_WRONLY | O_CREAT | O_EXCL;
constexpr std::size_t piece_size = 256 << 10;
// A sync for so much, so that the commits of others never wait behind more.
constexpr std::uint64_t synced_at = 4 << 20;

std::string hex(const crypto::Digest& digest) {
  std::string text;
  for (const std::uint8_t byte : digest) text += {"0123456789abcdef"[byte >> 4U], "0123456789abcdef"[byte & 15U]};
  return text;
}

/// Reads a file to its end, calls `use` with each piece.
template <class Use>
BackupFile hash(const std::string& path, Use use) {
  const File file(path, O_RDONLY);
  crypto::Sha256 hash;
  BackupFile known{.name = std::filesystem::path(path).filename().string(), .bytes = 0, .sha256 = {}};
  std::string piece(piece_size, '\0');
  const std::span buffer(reinterpret_cast<std::uint8_t*>(piece.data()), piece.size());
  while (const std::size_t count = file.read(buffer)) {
    hash.add(buffer.first(count));
    use(buffer.first(count));
    known.bytes += count;
  }
  known.sha256 = hex(hash.finish());
  return known;
}

}  // namespace

BackupFile checksum_of(const std::string& path) {
  return hash(path, [](std::span<const std::uint8_t>) {});
}

void write_file(const std::string& path, const std::string& content) {
  const File file(path, new_file);
  file.write({reinterpret_cast<const std::uint8_t*>(content.data()), content.size()});
  file.sync();
}

std::string read_file(const std::string& path) {
  std::string content;
  (void)hash(path, [&](std::span<const std::uint8_t> piece) {
    content.append(reinterpret_cast<const char*>(piece.data()), piece.size());
  });
  return content;
}

BackupFile copy_file(const std::string& from, const std::string& to) {
  const File copy(to, new_file);
  std::uint64_t unsynced = 0;
  BackupFile known = hash(from, [&](std::span<const std::uint8_t> piece) {
    copy.write(piece);
    unsynced += piece.size();
    if (unsynced >= synced_at) copy.sync();
    if (unsynced >= synced_at) unsynced = 0;
  });
  copy.sync();
  known.name = std::filesystem::path(to).filename().string();
  return known;
}

void sync_folder(const std::string& folder) { File(folder, O_RDONLY | O_DIRECTORY).sync(); }

std::string make_folder(const std::string& name_begins) {
  std::string name = name_begins + "XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) fail(name_begins);
  return name;
}

}  // namespace haven::backup
