#include "storage/schema_history.hpp"

#include <algorithm>

#include "haven/core/error.hpp"

namespace haven {
namespace {

bool has_history(Transaction& tx, std::string_view engine) {
  const auto query = tx.prepare(
      engine == "sqlite" ? "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'"
                         : "SELECT 1 FROM information_schema.tables WHERE table_schema = database() AND table_name = "
                           "'schema_migrations'");
  return query->step();
}

/// The table itself, as the migration that it is.
Migration history_migration(const MigrationSet& set) { return {0, "schema_migrations", {set.history_table}}; }

void verify_text(const Applied& applied, const Migration& migration) {
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

void verify_row(const Applied& applied, const Migration& migration) {
  verify_text(applied, migration);
  verify_step(applied, migration);
}

void insert(Transaction& tx, const Migration& migration, int step, bool dirty, Timestamp now) {
  const auto statement = tx.prepare(
      "INSERT INTO schema_migrations (version, name, sha256, step, begun, dirty, applied_at, ms) "
      "VALUES (?, ?, ?, ?, 0, ?, ?, 0)");
  statement->bind(0, std::int64_t{migration.version});
  statement->bind(1, std::string_view(migration.name));
  statement->bind(2, std::span<const std::uint8_t>(checksum(migration)));
  statement->bind(3, std::int64_t{step});
  statement->bind(4, std::int64_t{dirty ? 1 : 0});
  statement->bind(5, now.microseconds);
  statement->step();
}

}  // namespace

std::vector<Applied> load_history(Transaction& tx, std::string_view engine) {
  std::vector<Applied> history;
  if (!has_history(tx, engine)) return history;
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

void verify(const std::vector<Applied>& history, const MigrationSet& set) {
  if (history.empty()) return;
  const auto newest = static_cast<int>(set.migrations.size());
  if (history.back().version > newest) {
    throw Error(ErrorCode::conflict,
                "the database has schema " + std::to_string(history.back().version) + ", this library knows " +
                    std::to_string(newest),
                "schema_newer");
  }
  verify_row(history.front(), history_migration(set));
  for (std::size_t i = 1; i < history.size(); ++i) verify_row(history[i], set.migrations[i - 1]);
}

int last_complete(const std::vector<Applied>& history) {
  if (history.empty()) return 0;
  return history.back().dirty ? history.back().version - 1 : history.back().version;
}

std::optional<NextStep> next_step(const std::vector<Applied>& history, const MigrationSet& set) {
  const auto complete = static_cast<std::size_t>(last_complete(history));
  if (complete == set.migrations.size()) return std::nullopt;
  const bool begun = !history.empty() && history.back().dirty;
  return NextStep{.migration = &set.migrations[complete], .step = begun ? history.back().step : 0, .begun = begun};
}

void make_history_table(Transaction& tx, const MigrationSet& set) { tx.prepare(set.history_table)->step(); }

void record_history_table(Transaction& tx, const MigrationSet& set, Timestamp now) {
  if (tx.prepare("SELECT 1 FROM schema_migrations WHERE version = 0")->step()) return;
  insert(tx, history_migration(set), 1, false, now);
}

void record_begin(Transaction& tx, const Migration& migration, Timestamp now) { insert(tx, migration, 0, true, now); }

bool record_step(Transaction& tx, const NextStep& done, Duration took, Timestamp now) {
  const auto update = tx.prepare(
      "UPDATE schema_migrations SET step = ?, begun = 0, dirty = ?, applied_at = ?, ms = ms + ? "
      "WHERE version = ? AND step = ? AND dirty = 1");
  update->bind(0, std::int64_t{done.step + 1});
  update->bind(1, std::int64_t{done.is_last() ? 0 : 1});
  update->bind(2, now.microseconds);
  update->bind(3, std::max<std::int64_t>(0, took.microseconds / 1000));
  update->bind(4, std::int64_t{done.migration->version});
  update->bind(5, std::int64_t{done.step});
  update->step();
  return update->changes() == 1;
}

}  // namespace haven
