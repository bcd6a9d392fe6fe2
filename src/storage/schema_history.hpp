#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/storage/database.hpp"

#include "storage/migrations.hpp"

namespace haven {

/// One row of schema_migrations. That of version 0 stands for the table itself.
struct Applied {
  int version = 0;
  std::string name;
  std::vector<std::uint8_t> sha256;
  int step = 0;  ///< statements that are done
  bool dirty = false;
};

/// What is to be run next.
struct NextStep {
  const Migration* migration;
  int step;
  bool begun;  ///< its migration is in the history

  [[nodiscard]] const std::string& statement() const { return migration->statements[static_cast<std::size_t>(step)]; }
  [[nodiscard]] bool is_last() const { return step + 1 == static_cast<int>(migration->statements.size()); }
};

/// The history, empty when there is none; throws as migrate() does when `set` has another past.
[[nodiscard]] std::vector<Applied> load_history(Transaction& tx, std::string_view engine);
void verify(const std::vector<Applied>& history, const MigrationSet& set);

[[nodiscard]] int last_complete(const std::vector<Applied>& history);
/// nullopt when the schema is complete.
[[nodiscard]] std::optional<NextStep> next_step(const std::vector<Applied>& history, const MigrationSet& set);

/// Makes the table and its first row where they are missing.
void make_history_table(Transaction& tx, const MigrationSet& set);
void record_history_table(Transaction& tx, const MigrationSet& set, Timestamp now);

void record_begin(Transaction& tx, const Migration& migration, Timestamp now);
/// False when somebody else has recorded it.
bool record_step(Transaction& tx, const NextStep& done, Duration took, Timestamp now);

}  // namespace haven
