#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace haven::rest {

/// A folder of this process's own for files that live as long as one request; only this user may read it. Destroyed
/// with all that is in it.
class ScratchFolder {
 public:
  /// Throws Error(unavailable) when the system gives none.
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

/// Both throw Error(unavailable) for a disk that does not do its part.
void write_file(const std::filesystem::path& path, std::string_view content);
[[nodiscard]] std::string read_file(const std::filesystem::path& path);

}  // namespace haven::rest
