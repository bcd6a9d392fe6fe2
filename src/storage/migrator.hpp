#pragma once

#include "haven/storage/migrate.hpp"

#include "storage/migrations.hpp"

namespace haven {

/// migrate() with any set of migrations.
MigrationReport apply(Database& database, const MigrationSet& set, const Clock& clock);

/// migration_status() with any set of migrations.
[[nodiscard]] MigrationStatus status(Database& database, const MigrationSet& set);

}  // namespace haven
