#include "haven/storage/migrate.hpp"

#include "haven/core/error.hpp"

#include "storage/lone_statements.hpp"
#include "storage/migrator.hpp"
#include "storage/schema_history.hpp"

namespace haven {
namespace {

std::vector<Applied> verified_history(Transaction& tx, std::string_view engine, const MigrationSet& set) {
  auto history = load_history(tx, engine);
  verify(history, set);
  return history;
}

UnfinishedMigration describe(const NextStep& next) {
  return {.version = next.migration->version,
          .name = next.migration->name,
          .step = next.step,
          .steps = static_cast<int>(next.migration->statements.size()),
          .statement = next.statement()};
}

void run(Transaction& tx, const NextStep& next, const Clock& clock) {
  const Timestamp start = clock.now();
  if (!next.begun) record_begin(tx, *next.migration, start);
  tx.prepare(next.statement())->step();
  const Timestamp end = clock.now();
  record_step(tx, next, end - start, end);
}

/// One statement and its record in one transaction, so that each runs once, whoever else is migrating too. What was
/// run, or nullopt when nothing is left.
std::optional<NextStep> advance(Database& database, const MigrationSet& set, const Clock& clock) {
  return transact(database, [&](Transaction& tx) {
    make_history_table(tx, set);
    record_history_table(tx, set, clock.now());
    const auto history = verified_history(tx, database.engine(), set);
    const auto next = next_step(history, set);
    if (next) run(tx, *next, clock);
    return next;
  });
}

/// The same where a schema statement commits by itself.
std::optional<NextStep> advance_alone(Database& database, const MigrationSet& set, const Clock& clock) {
  const auto next = transact(database, [&](Transaction& tx) {
    const auto found = next_step(verified_history(tx, database.engine(), set), set);
    if (!found || !changes_rows(found->statement())) return found;
    run(tx, *found, clock);
    return found;
  });
  if (next && !changes_rows(next->statement())) run_alone(database, *next, clock);
  return next;
}

}  // namespace

MigrationReport apply(Database& database, const MigrationSet& set, const Clock& clock) {
  const auto history = read(database, [&](Transaction& tx) { return verified_history(tx, database.engine(), set); });
  MigrationReport report{.version_before = last_complete(history), .version_after = 0, .applied = {}};
  report.version_after = static_cast<int>(set.migrations.size());
  if (report.version_before == report.version_after) return report;
  const bool alone = commits_schema_statements(database.engine());
  const auto turn = alone ? wait_for_turn(database, set, clock) : nullptr;
  while (const auto done = alone ? advance_alone(database, set, clock) : advance(database, set, clock)) {
    if (done->is_last()) report.applied.push_back(done->migration->name);
  }
  return report;
}

MigrationStatus status(Database& database, const MigrationSet& set) {
  const auto history = read(database, [&](Transaction& tx) { return load_history(tx, database.engine()); });
  const auto& migrations = set.migrations;
  MigrationStatus status;
  status.version = {.database = last_complete(history), .library = static_cast<int>(migrations.size())};
  try {
    verify(history, set);
  } catch (const Error& error) {
    status.refusal = error.what();
    return status;
  }
  const auto next = next_step(history, set);
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
