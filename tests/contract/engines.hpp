#pragma once

#include <memory>

#include "haven/storage/database.hpp"
#include "haven/storage/sqlite.hpp"

#include "storage/temporary_folder.hpp"

// The engines that every contract is run on. Each names the table that the contracts write to, in its own words.
namespace haven::test {

inline constexpr const char* sqlite_scratch_table =
    "CREATE TABLE scratch (id INTEGER NOT NULL PRIMARY KEY, parent INTEGER REFERENCES scratch (id), whole INTEGER, "
    "exact REAL, words TEXT UNIQUE, bytes BLOB, positive INTEGER NOT NULL DEFAULT 1 CHECK (positive > 0)) STRICT";

/// A SQLite file, fresh for each object.
class SqliteFile {
 public:
  SqliteFile() : database_(open_sqlite({.path = folder_.path("haven.db"), .durability = Durability::normal})) {}

  [[nodiscard]] Database& database() { return *database_; }
  [[nodiscard]] static const char* scratch_table() { return sqlite_scratch_table; }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<Database> database_;
};

/// SQLite in memory.
class SqliteMemory {
 public:
  SqliteMemory() : database_(open_sqlite({.path = ":memory:"})) {}

  [[nodiscard]] Database& database() { return *database_; }
  [[nodiscard]] static const char* scratch_table() { return sqlite_scratch_table; }

 private:
  std::unique_ptr<Database> database_;
};

}  // namespace haven::test

#define HAVEN_ENGINES haven::test::SqliteFile, haven::test::SqliteMemory
