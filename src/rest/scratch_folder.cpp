#include "rest/scratch_folder.hpp"

#include <fstream>
#include <stdlib.h>
#include <system_error>

#include "haven/core/error.hpp"

namespace haven::rest {
namespace {

Error disk_failed() { return {ErrorCode::unavailable, "the folder for temporary files cannot be used"}; }

}  // namespace

ScratchFolder::ScratchFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "haven-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw disk_failed();
  path_ = pattern;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void write_file(const std::filesystem::path& path, std::string_view content) {
  std::ofstream file(path, std::ios::binary);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  file.close();
  if (!file) throw disk_failed();
}

std::string read_file(const std::filesystem::path& path) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(path, missing);
  if (missing) throw disk_failed();
  std::string content(size, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  if (!file) throw disk_failed();
  return content;
}

}  // namespace haven::rest
