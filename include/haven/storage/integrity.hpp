#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "haven/storage/database.hpp"

namespace haven {

/// Something wrong in what a database holds.
struct IntegrityProblem {
  enum class Kind {
    structure,    ///< pages, indexes, or a row that breaks its table's rules
    foreign_key,  ///< a row that points to none
  };
  Kind kind = Kind::structure;
  std::string table;    ///< empty where the engine names none
  std::string message;  ///< the engine's words
};

/// What check_integrity() found.
struct IntegrityReport {
  std::vector<IntegrityProblem> problems;  ///< the first ones
  bool cut = false;                        ///< there are more than were asked for
  [[nodiscard]] bool ok() const noexcept { return problems.empty(); }
};

/// Reads the whole database, as it is at one moment, and lists what is wrong: structure first, then foreign keys; at
/// most `problems_at_most` (1..10000) of each. Others may read and write meanwhile; a file of SQLite keeps its
/// write-ahead log until this is done. Takes as long as reading everything. Damage is what it reports, not an error; it
/// throws `unavailable` when the database cannot be asked, `invalid_argument` for an engine that it does not know.
[[nodiscard]] IntegrityReport check_integrity(Database& database, int problems_at_most = 100);

/// How many rows a table has.
struct TableRows {
  std::string table;
  std::int64_t rows = 0;
  bool operator==(const TableRows&) const = default;
};

/// Every table by name, counted at one moment; those that an engine keeps for itself are left out. Reads an index of
/// each table from end to end. Throws as a Statement does, and `invalid_argument` for an engine that it does not know.
[[nodiscard]] std::vector<TableRows> count_rows(Database& database);

}  // namespace haven
