#include "haven/storage/migrate.hpp"

#include <algorithm>
#include <optional>

#include "haven/core/error.hpp"

#include "storage/migrator.hpp"

namespace haven {
namespace {

/// One row of schema_migrations.
struct Applied {
  int version = 0;
  std::string name;
  std::vector<std::uint8_t> sha256;
  int step = 0;
  bool dirty = false;
};

bool has_history(Transaction& tx, std::string_view engine) {
  const auto query = tx.prepare(
      engine == "sqlite" ? "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'"
                         : "SELECT 1 FROM information_schema.tables WHERE table_schema = database() AND table_name = "
                           "'schema_migrations'");
  return query->step();
}

std::vector<Applied> load_history(Transaction& tx) {
  std::vector<Applied> history;
  const auto query = tx.prepare("SELECT version, name, sha256, step, dirty FROM schema_migrations ORDER BY version");
  while (query->step()) {
    const auto hash = query->blob(2);
    history.push_back({.version = static_cast<int>(query->integer(0)),
                       .name = std::string(query->text(1)),
                       .sha256 = {hash.begin(), hash.end()},
                       .step = static_cast<int>(query->integer(3)),
                       .dirty = query->integer(4) != 0});
  }
  return history;
}

void verify(const Applied& applied, const Migration& migration) {
  const Sha256 expected = checksum(migration);
  if (applied.version == migration.version && applied.name == migration.name &&
      std::equal(expected.begin(), expected.end(), applied.sha256.begin(), applied.sha256.end())) {
    return;
  }
  throw Error(ErrorCode::conflict,
              "migration " + std::to_string(applied.version) + " (" + applied.name +
                  ") was applied with another text than this library's " + std::to_string(migration.version) + " (" +
                  migration.name + ")",
              "schema_changed");
}

// A row that nobody of us has written: it would lead out of the list of statements.
void verify_step(const Applied& applied, const Migration& migration) {
  const auto steps = static_cast<int>(migration.statements.size());
  if (applied.step >= 0 && applied.step <= steps && (applied.step < steps) == applied.dirty) return;
  throw Error(ErrorCode::corrupt_data, "schema_migrations: " + std::to_string(applied.step) + " of " +
                                           std::to_string(steps) + " statements of migration " + migration.name +
                                           " are said to have run, and it to be " +
                                           (applied.dirty ? "unfinished" : "complete"));
}

void verify(const std::vector<Applied>& history, const std::vector<Migration>& migrations) {
  if (!history.empty() && history.back().version > static_cast<int>(migrations.size())) {
    throw Error(ErrorCode::conflict,
                "the database has schema " + std::to_string(history.back().version) + ", this library knows " +
                    std::to_string(migrations.size()),
                "schema_newer");
  }
  for (std::size_t i = 0; i < history.size(); ++i) {
    verify(history[i], migrations[i]);
    verify_step(history[i], migrations[i]);
  }
}

int last_complete(const std::vector<Applied>& history) {
  if (history.empty()) return 0;
  return history.back().dirty ? history.back().version - 1 : history.back().version;
}

/// What is to be run next, or nullopt when the schema is complete.
struct Next {
  const Migration* migration;
  int step;
  bool begun;  ///< its row is in the history
};

std::optional<Next> next_step(const std::vector<Applied>& history, const std::vector<Migration>& migrations) {
  const auto complete = static_cast<std::size_t>(last_complete(history));
  if (complete == migrations.size()) return std::nullopt;
  const bool begun = !history.empty() && history.back().dirty;
  return Next{.migration = &migrations[complete], .step = begun ? history.back().step : 0, .begun = begun};
}

UnfinishedMigration describe(const Next& next) {
  const Migration& migration = *next.migration;
  return {.version = migration.version,
          .name = migration.name,
          .step = next.step,
          .steps = static_cast<int>(migration.statements.size()),
          .statement = migration.statements[static_cast<std::size_t>(next.step)]};
}

void record_begin(Transaction& tx, const Migration& migration, Timestamp now) {
  const auto insert = tx.prepare(
      "INSERT INTO schema_migrations (version, name, sha256, step, dirty, applied_at, ms) VALUES (?, ?, ?, 0, 1, ?, "
      "0)");
  insert->bind(0, std::int64_t{migration.version});
  insert->bind(1, std::string_view(migration.name));
  insert->bind(2, std::span<const std::uint8_t>(checksum(migration)));
  insert->bind(3, now.microseconds);
  insert->step();
}

void record_step(Transaction& tx, const Next& done, Duration took, Timestamp now) {
  const int step = done.step + 1;
  const bool complete = step == static_cast<int>(done.migration->statements.size());
  const auto update =
      tx.prepare("UPDATE schema_migrations SET step = ?, dirty = ?, applied_at = ?, ms = ms + ? WHERE version = ?");
  update->bind(0, std::int64_t{step});
  update->bind(1, std::int64_t{complete ? 0 : 1});
  update->bind(2, now.microseconds);
  update->bind(3, std::max<std::int64_t>(0, took.microseconds / 1000));
  update->bind(4, std::int64_t{done.migration->version});
  update->step();
}

void run(Transaction& tx, const Next& next, const Clock& clock) {
  const Timestamp start = clock.now();
  if (!next.begun) record_begin(tx, *next.migration, start);
  tx.prepare(next.migration->statements[static_cast<std::size_t>(next.step)])->step();
  const Timestamp end = clock.now();
  record_step(tx, next, end - start, end);
}

std::vector<Applied> verified_history(Transaction& tx, std::string_view engine, const MigrationSet& set) {
  if (!has_history(tx, engine)) return {};
  auto history = load_history(tx);
  verify(history, set.migrations);
  return history;
}

/// One statement and its record in one transaction, so that each runs once, whoever else is migrating too. What was
/// run, or nullopt when nothing is left.
std::optional<Next> advance(Database& database, const MigrationSet& set, const Clock& clock) {
  return transact(database, [&](Transaction& tx) {
    if (!has_history(tx, database.engine())) tx.prepare(set.history_table)->step();
    const auto history = verified_history(tx, database.engine(), set);
    const auto next = next_step(history, set.migrations);
    if (next) run(tx, *next, clock);
    return next;
  });
}

}  // namespace

MigrationReport apply(Database& database, const MigrationSet& set, const Clock& clock) {
  const auto history = read(database, [&](Transaction& tx) { return verified_history(tx, database.engine(), set); });
  MigrationReport report{.version_before = last_complete(history), .version_after = 0, .applied = {}};
  report.version_after = static_cast<int>(set.migrations.size());
  if (report.version_before == report.version_after) return report;
  while (const auto done = advance(database, set, clock)) {
    const Migration& migration = *done->migration;
    if (done->step + 1 == static_cast<int>(migration.statements.size())) report.applied.push_back(migration.name);
  }
  return report;
}

MigrationStatus status(Database& database, const MigrationSet& set) {
  const auto history = read(database, [&](Transaction& tx) {
    return has_history(tx, database.engine()) ? load_history(tx) : std::vector<Applied>{};
  });
  const auto& migrations = set.migrations;
  MigrationStatus status;
  status.version = {.database = last_complete(history), .library = static_cast<int>(migrations.size())};
  try {
    verify(history, migrations);
  } catch (const Error& error) {
    status.refusal = error.what();
    return status;
  }
  const auto next = next_step(history, migrations);
  if (next && next->begun) status.unfinished = describe(*next);
  for (auto i = static_cast<std::size_t>(status.version.database); i < migrations.size(); ++i)
    status.pending.push_back(migrations[i].name);
  return status;
}

MigrationReport migrate(Database& database, const Clock& clock) {
  return apply(database, bundled_migrations(database.engine()), clock);
}

MigrationStatus migration_status(Database& database) { return status(database, bundled_migrations(database.engine())); }

SchemaVersion schema_version(Database& database) { return migration_status(database).version; }

}  // namespace haven
