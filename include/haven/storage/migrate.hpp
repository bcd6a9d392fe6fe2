#pragma once

#include <optional>
#include <string>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// What a call of migrate() found and did.
struct MigrationReport {
  int version_before = 0;
  int version_after = 0;
  std::vector<std::string> applied;  ///< names of the migrations that this call completed, in order
};

/// Brings the schema up to date, or confirms that it is. Safe to call from several processes at once: each statement
/// runs once. A migration that was cut short is resumed at the statement that had not run. Throws `conflict` when the
/// database is newer than this library (reason "schema_newer") or when an applied migration's text has changed since
/// (reason "schema_changed"); nothing is touched then.
MigrationReport migrate(Database& database, const Clock& clock = system_clock());

/// The last complete migration of the database (0: none) and of this library.
struct SchemaVersion {
  int database = 0;
  int library = 0;
};
[[nodiscard]] SchemaVersion schema_version(Database& database);

/// A migration that was begun and cut short; migrate() resumes it.
struct UnfinishedMigration {
  int version = 0;
  std::string name;
  int step = 0;           ///< statements that have run
  int steps = 0;          ///< of so many
  std::string statement;  ///< the one that comes next
};

/// What migrate() would find, without changing anything.
struct MigrationStatus {
  SchemaVersion version;
  std::vector<std::string> pending;               ///< names of the migrations that are not complete, in order
  std::optional<UnfinishedMigration> unfinished;  ///< the first of these, if it was begun
  std::string refusal;                            ///< why migrate() would refuse; empty when it would not
};
[[nodiscard]] MigrationStatus migration_status(Database& database);

}  // namespace haven
