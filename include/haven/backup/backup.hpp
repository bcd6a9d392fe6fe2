#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/storage/integrity.hpp"
#include "haven/storage/sqlite.hpp"

namespace haven {

/// One file of a backup.
struct BackupFile {
  std::string name;
  std::uint64_t bytes = 0;
  std::string sha256;  ///< in hexadecimal digits
  bool operator==(const BackupFile&) const = default;
};

/// What a backup holds. It stands in the backup as `manifest.json`; beside it `SHA256SUMS` has the checksum of every
/// file, in the form that `sha256sum -c` reads.
struct BackupManifest {
  std::string library;  ///< version of Haven that made it
  std::string engine;   ///< as Database::engine()
  int schema_version = 0;
  Timestamp created_at;  ///< in whole milliseconds
  std::int64_t page_count = 0;
  std::vector<TableRows> tables;
  std::vector<BackupFile> files;
};

/// What verify_backup() found.
struct BackupReport {
  std::optional<BackupManifest> manifest;  ///< nullopt when it cannot be read
  std::vector<std::string> problems;       ///< in words; empty when all is well
  [[nodiscard]] bool ok() const noexcept { return problems.empty(); }
};

struct RestoreOptions {
  bool replace = false;  ///< an existing database may be replaced
};

/// Copies a database, which may be in use, into the new folder `folder`: the state of one moment. The folder appears
/// when it is complete and on the disk, readable by its owner alone; what is broken off leaves a folder
/// `<folder>.partial-…`, or nothing. Throws `conflict` (reason "exists") when `folder` is there, `unavailable` for a
/// disk that does not do its part, and as copy_sqlite() does. Writers go on; see copy_sqlite().
BackupManifest back_up(const SqliteOptions& database, const std::string& folder, const SqliteCopyOptions& options = {},
                       const Clock& clock = system_clock());

/// Checks the checksum of every file, then the database in it: its pages, integrity, foreign keys, schema version, and
/// the rows of every table against the manifest. Changes nothing, and needs no room. A backup that is damaged, however
/// badly, gives problems, not an error; throws `not_found` when the folder is not there.
[[nodiscard]] BackupReport verify_backup(const std::string& folder);

/// Puts the database of a backup at `path`. Verifies the backup before it begins and the copy before it stands there,
/// which happens at once: at any moment `path` is what it was or what it shall be. Throws `conflict` for a database
/// that exists (reason "exists") and may not be replaced; `unavailable` (reason "busy") for one that is open, here or
/// in another process, which is never replaced; `corrupt_data` for a backup that does not verify.
BackupManifest restore_backup(const std::string& folder, const std::string& path, const RestoreOptions& options = {});

}  // namespace haven
