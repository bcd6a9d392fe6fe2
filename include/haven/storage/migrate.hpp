#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// One schema change that the library brings along.
struct Migration {
  int version = 0;                      ///< 1, 2, 3, ... without gaps
  std::string name;                     ///< e.g. "users_and_sessions"
  std::vector<std::string> statements;  ///< each makes one change
};

struct MigrationReport {
  int version_before = 0;
  int version_after = 0;
  std::vector<std::string> applied;  ///< names, in order
};

/// Brings the schema up to date, or confirms that it is. Safe to call from several processes at once: each migration
/// runs once. A migration that was cut short is resumed at the statement that had not run. Throws `conflict` when the
/// database is newer than this library (reason "schema_newer") or when an applied migration's text has changed since
/// (reason "schema_changed"); nothing is touched then.
MigrationReport migrate(Database& database, const Clock& clock = system_clock());

/// The schema version of the database (0: empty) and the one this library brings.
struct SchemaVersion {
  int database = 0;
  int library = 0;
};
[[nodiscard]] SchemaVersion schema_version(Database& database);

}  // namespace haven
