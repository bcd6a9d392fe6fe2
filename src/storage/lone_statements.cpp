#include "storage/lone_statements.hpp"

#include <algorithm>
#include <array>

#include "haven/core/error.hpp"

namespace haven {
namespace {

constexpr int waits_at_most = 120;  ///< each as long as the database's options let a lock be waited for

/// Counts the statement as begun once more; how often it was, with this time. 0: somebody else has recorded it.
std::int64_t count_begin(Database& database, const NextStep& next, Timestamp now) {
  return transact(database, [&](Transaction& tx) -> std::int64_t {
    if (!next.begun) record_begin(tx, *next.migration, now);
    const auto update =
        tx.prepare("UPDATE schema_migrations SET begun = begun + 1 WHERE version = ? AND step = ? AND dirty = 1");
    update->bind(0, std::int64_t{next.migration->version});
    update->bind(1, std::int64_t{next.step});
    update->step();
    if (update->changes() == 0) return 0;
    const auto query = tx.prepare("SELECT begun FROM schema_migrations WHERE version = ?");
    query->bind(0, std::int64_t{next.migration->version});
    query->step();
    return query->integer(0);
  });
}

/// It has surely not taken effect.
void take_back_begin(Database& database, const NextStep& next) {
  transact(database, [&](Transaction& tx) {
    const auto update =
        tx.prepare("UPDATE schema_migrations SET begun = begun - 1 WHERE version = ? AND step = ? AND begun > 0");
    update->bind(0, std::int64_t{next.migration->version});
    update->bind(1, std::int64_t{next.step});
    update->step();
  });
}

bool found_its_work_done(const Error& error) { return error.reason() == "exists" || error.reason() == "gone"; }

/// After these the server may have gone on with the statement.
bool is_open_ended(const Error& error) {
  constexpr std::array<std::string_view, 3> reasons = {"connection_lost", "outcome_unknown", "interrupted"};
  return std::find(reasons.begin(), reasons.end(), error.reason()) != reasons.end();
}

void execute(Database& database, const std::string& statement) {
  const auto tx = database.begin(Access::write);
  tx->prepare(statement)->step();
  tx->commit();
}

/// True when the statement has taken effect, false when it is to be tried again.
bool attempt(Database& database, const NextStep& next, std::int64_t begun, int number) {
  try {
    execute(database, next.statement());
    return true;
  } catch (const Error& error) {
    if (found_its_work_done(error) && begun > 1) return true;
    if (!is_open_ended(error)) take_back_begin(database, next);
    if (!database.should_retry(number, error)) throw;
    return false;
  }
}

}  // namespace

bool commits_schema_statements(std::string_view engine) noexcept { return engine == "mariadb"; }

bool changes_rows(std::string_view statement) noexcept {
  constexpr std::array<std::string_view, 3> words = {"INSERT ", "UPDATE ", "DELETE "};
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return statement.starts_with(word); });
}

std::unique_ptr<Transaction> wait_for_turn(Database& database, const MigrationSet& set, const Clock& clock) {
  transact(database, [&](Transaction& tx) { make_history_table(tx, set); });
  transact(database, [&](Transaction& tx) { record_history_table(tx, set, clock.now()); });
  for (int waits = 1;; ++waits) {
    try {
      auto tx = database.begin(Access::write);
      tx->prepare("SELECT version FROM schema_migrations WHERE version = 0 FOR UPDATE")->step();
      return tx;
    } catch (const Error& error) {
      if (error.reason() != "lock_timeout" || waits == waits_at_most) throw;
    }
  }
}

void run_alone(Database& database, const NextStep& next, const Clock& clock) {
  const Timestamp start = clock.now();
  NextStep step = next;
  for (int number = 0;; ++number) {
    const std::int64_t begun = count_begin(database, step, start);
    if (begun == 0) return;
    step.begun = true;
    if (attempt(database, step, begun, number)) break;
  }
  const Timestamp end = clock.now();
  transact(database, [&](Transaction& tx) { record_step(tx, step, end - start, end); });
}

}  // namespace haven
