#include "anki/scratch_file.hpp"

#include <cerrno>
#include <stdlib.h>
#include <string>
#include <system_error>
#include <unistd.h>

#include "anki/refusal.hpp"

namespace haven::anki {
namespace {

[[noreturn]] void fail_with_errno(const std::string& what) {
  fail(what + ": " + std::error_code(errno, std::generic_category()).message());
}

std::filesystem::path folder_or_default(const std::filesystem::path& folder) {
  std::error_code error;
  return folder.empty() ? std::filesystem::temp_directory_path(error) : folder;
}

}  // namespace

ScratchFile::ScratchFile(const std::filesystem::path& folder) {
  std::string name = (folder_or_default(folder) / "haven-anki-XXXXXX").string();
  descriptor_ = ::mkstemp(name.data());
  if (descriptor_ < 0) fail_with_errno("cannot make a scratch file " + name);
  path_ = name;
}

ScratchFile::~ScratchFile() {
  ::close(descriptor_);
  ::unlink(path_.c_str());
}

void ScratchFile::append(std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const auto written = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail_with_errno("cannot write a scratch file");
    size_ += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

std::size_t ScratchFile::read_at(std::uint64_t offset, std::span<std::uint8_t> into) const {
  for (;;) {
    const auto count = ::pread(descriptor_, into.data(), into.size(), static_cast<off_t>(offset));
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) fail_with_errno("cannot read a scratch file");
  }
}

std::size_t FileSource::read(std::span<std::uint8_t> into) {
  const std::size_t count = file_.read_at(at_, into);
  at_ += count;
  return count;
}

}  // namespace haven::anki
