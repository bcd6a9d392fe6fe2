#include "services/media_file.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <functional>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "haven/core/error.hpp"

#include "crypto/sha256.hpp"

namespace haven::media {
namespace {

[[noreturn]] void fail_with_errno(const std::string& what) {
  fail(what + ": " + std::generic_category().message(errno));
}

void write(int descriptor, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) fail_with_errno("cannot write");
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

using Use = std::function<void(std::span<const std::uint8_t> piece, std::uint64_t bytes_so_far)>;

Checked checked(anki::ByteSource& content, const Use& use) {
  crypto::Sha256 hash;
  Checked known;
  std::array<std::uint8_t, 64 << 10> buffer;
  while (const std::size_t count = content.read(buffer)) {
    const std::span piece = std::span(buffer).first(count);
    hash.add(piece);
    known.bytes += count;
    use(piece, known.bytes);
  }
  known.sha256 = hash.finish();
  return known;
}

}  // namespace

void fail(const std::string& what) { throw Error(ErrorCode::unavailable, "media folder: " + what, "media_store"); }

void make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) fail("cannot make " + folder.string() + ": " + error.message());
}

void sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) fail_with_errno("cannot open " + folder.string());
  const int error = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  if (error != 0) fail("cannot sync " + folder.string() + ": " + std::generic_category().message(error));
}

FileSource::FileSource(const std::filesystem::path& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}

FileSource::~FileSource() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::size_t FileSource::read(std::span<std::uint8_t> into) {
  for (;;) {
    const auto count = ::read(descriptor_, into.data(), into.size());
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) fail_with_errno("cannot read");
  }
}

Checked checked(anki::ByteSource& content) {
  return checked(content, [](std::span<const std::uint8_t>, std::uint64_t) {});
}

NewFile::NewFile(std::filesystem::path path)
    : path_(std::move(path)), descriptor_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) {
  if (descriptor_ < 0) fail_with_errno("cannot make " + path_.string());
}

NewFile::~NewFile() {
  ::close(descriptor_);
  ::unlink(path_.c_str());
}

Checked NewFile::take(anki::ByteSource& content, std::uint64_t most) const {
  const Checked known = checked(content, [&](std::span<const std::uint8_t> piece, std::uint64_t bytes) {
    if (bytes > most)
      throw Error(ErrorCode::invalid_argument, "media: at most " + std::to_string(most) + " bytes", "too_large");
    write(descriptor_, piece);
  });
  if (::fsync(descriptor_) != 0) fail_with_errno("cannot sync " + path_.string());
  return known;
}

}  // namespace haven::media
