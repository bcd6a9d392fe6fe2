#pragma once

#include <string>
#include <vector>

#include "haven/backup/backup.hpp"

namespace haven::backup {

/// What the database of a backup is called in its folder.
inline constexpr const char* sqlite_name = "haven.db";

/// Notes in `manifest` what a SQLite file that nobody changes holds.
void describe_sqlite(const std::string& file, BackupManifest& manifest);

/// What is wrong with such a file, or different from the manifest, in words.
[[nodiscard]] std::vector<std::string> compare_sqlite(const std::string& file, const BackupManifest& manifest);

}  // namespace haven::backup
