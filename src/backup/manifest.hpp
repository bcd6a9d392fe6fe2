#pragma once

#include <string>
#include <vector>

#include "haven/backup/backup.hpp"

namespace haven::backup {

inline constexpr const char* manifest_name = "manifest.json";
inline constexpr const char* sums_name = "SHA256SUMS";

[[nodiscard]] std::string to_json(const BackupManifest& manifest);
/// Throws Error(corrupt_data) for anything else than what to_json() writes.
[[nodiscard]] BackupManifest manifest_from_json(const std::string& text);

/// The content of SHA256SUMS.
[[nodiscard]] std::string sums_of(const std::vector<BackupFile>& files);

}  // namespace haven::backup
