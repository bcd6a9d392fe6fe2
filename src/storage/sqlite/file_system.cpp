#include "storage/sqlite/file_system.hpp"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <filesystem>
#include <sys/vfs.h>
#include <system_error>
#include <unistd.h>

#include "haven/core/error.hpp"

namespace haven::sqlite {

bool is_network_file_system(std::uint32_t type) noexcept {
  constexpr std::array<std::uint32_t, 9> network = {
      0x6969,      // NFS
      0x517B,      // SMB
      0xFF534D42,  // CIFS
      0xFE534D42,  // SMB2
      0x5346414F,  // AFS
      0x73757245,  // Coda
      0x00C36400,  // Ceph
      0x0BD00BD0,  // Lustre
      0x01161970,  // GFS2
  };
  return std::find(network.begin(), network.end(), type) != network.end();
}

void require_local(const std::string& path) {
  std::error_code unknown;
  const auto folder = std::filesystem::absolute(path, unknown).parent_path();
  struct statfs info {};
  if (statfs(folder.c_str(), &info) != 0) return;  // opening the file tells what is wrong
  if (!is_network_file_system(static_cast<std::uint32_t>(info.f_type))) return;
  throw Error(ErrorCode::invalid_argument, "sqlite: " + path + " is on a network file system");
}

void sync_folder_of(const std::string& path) {
  const auto folder = std::filesystem::absolute(path).parent_path();
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  if (!synced) throw Error(ErrorCode::unavailable, "sqlite: cannot sync " + folder.string(), "lost");
}

}  // namespace haven::sqlite
