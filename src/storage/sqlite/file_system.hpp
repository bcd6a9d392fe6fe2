#pragma once

#include <cstdint>
#include <string>

namespace haven::sqlite {

/// By the numbers of statfs(2): NFS, SMB, CIFS, AFS, Ceph and their like.
[[nodiscard]] bool is_network_file_system(std::uint32_t type) noexcept;

/// Throws Error(invalid_argument) when the folder of `path` is on a network file system: several machines cannot share
/// the memory that coordinates a write-ahead log, and would corrupt the file.
void require_local(const std::string& path);

/// Brings to the disk which files are in the folder of `path`. Throws Error(unavailable, "lost").
void sync_folder_of(const std::string& path);

}  // namespace haven::sqlite
