#pragma once

#include <memory>
#include <string_view>

#include "storage/schema_history.hpp"

// Migrations on an engine where a schema statement commits by itself, before and after it runs, so that no transaction
// can hold it together with its record.
namespace haven {

[[nodiscard]] bool commits_schema_statements(std::string_view engine) noexcept;

/// Whether a statement of a migration can be held together with its record after all.
[[nodiscard]] bool changes_rows(std::string_view statement) noexcept;

/// Makes the history table where it is missing, and waits until nobody else on this server migrates. The transaction
/// that comes back keeps others waiting by a lock on a row; it outlives the schema statements, which have transactions
/// of their own.
[[nodiscard]] std::unique_ptr<Transaction> wait_for_turn(Database& database, const MigrationSet& set,
                                                         const Clock& clock);

/// Runs a schema statement and records it.
///
/// Before it runs, it is counted as begun, and that is committed. So a statement that was begun before, and now finds
/// that what it makes is there (reason "exists") or that what it removes is not ("gone"), has taken effect: its process
/// was killed before the record, or another node of a cluster runs the same one. One that was never begun before has
/// failed. Each schema statement must thus make or remove something by name, or come to the same when run twice.
void run_alone(Database& database, const NextStep& next, const Clock& clock);

}  // namespace haven
