#pragma once

#include <cstdint>
#include <string>

#include "haven/backup/backup.hpp"

// Files of backups: what is written is on the disk when a function returns. All throw Error(unavailable, "lost") for a
// disk that does not do its part.
namespace haven::backup {

/// The checksum of a whole file, under its last name.
[[nodiscard]] BackupFile checksum_of(const std::string& path);

/// A new file that its owner alone can read.
void write_file(const std::string& path, const std::string& content);
[[nodiscard]] std::string read_file(const std::string& path);

/// Copies to a new file that its owner alone can read; the checksum of what was copied, under the name of `to`.
[[nodiscard]] BackupFile copy_file(const std::string& from, const std::string& to);

/// Brings to the disk which files a folder holds.
void sync_folder(const std::string& folder);

/// A new, empty folder with a name that begins as told, which its owner alone can read.
[[nodiscard]] std::string make_folder(const std::string& name_begins);

}  // namespace haven::backup
