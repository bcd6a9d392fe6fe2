#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include "haven/storage/database.hpp"
#include "haven/storage/sqlite.hpp"

#include "storage/temporary_folder.hpp"

#ifdef HAVEN_WITH_MARIADB
#include "haven/storage/mariadb.hpp"

#include "mariadb/server.hpp"
#endif

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

/// A SQLite file that each reader opens anew: what it sees was really stored.
class SqliteReopened {
 public:
  [[nodiscard]] Database& database() { return database_; }
  [[nodiscard]] static const char* scratch_table() { return sqlite_scratch_table; }

 private:
  class OwnerOfOne final : public Transaction {
   public:
    explicit OwnerOfOne(const SqliteOptions& options)
        : database_(open_sqlite(options)), tx_(database_->begin(Access::read)) {}
    [[nodiscard]] std::unique_ptr<Statement> prepare(std::string_view sql) override { return tx_->prepare(sql); }
    void commit() override { tx_->commit(); }

   private:
    std::unique_ptr<Database> database_;
    std::unique_ptr<Transaction> tx_;
  };

  class Reopening final : public Database {
   public:
    explicit Reopening(SqliteOptions options) : options_(std::move(options)), writer_(open_sqlite(options_)) {}
    [[nodiscard]] std::unique_ptr<Transaction> begin(Access access) override {
      if (access == Access::write) return writer_->begin(access);
      return std::make_unique<OwnerOfOne>(options_);
    }
    [[nodiscard]] std::string_view engine() const noexcept override { return writer_->engine(); }

   private:
    SqliteOptions options_;
    std::unique_ptr<Database> writer_;
  };

  TemporaryFolder folder_;
  Reopening database_{{.path = folder_.path("haven.db"), .durability = Durability::normal, .readers = 1}};
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

#ifdef HAVEN_WITH_MARIADB

/// A database on the tests' own MariaDB server, fresh for each object.
class Mariadb {
 public:
  Mariadb() : database_(open_mariadb(shared_server().new_database())) {}

  [[nodiscard]] Database& database() { return *database_; }
  [[nodiscard]] static const char* scratch_table() {
    return "CREATE TABLE scratch (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, parent BIGINT REFERENCES scratch "
           "(id), "
           "whole BIGINT, exact DOUBLE, words VARCHAR(100) UNIQUE, bytes VARBINARY(100), "
           "positive BIGINT NOT NULL DEFAULT 1 CHECK (positive > 0))";
  }

 private:
  std::unique_ptr<Database> database_;
};

#endif

}  // namespace haven::test

#ifdef HAVEN_WITH_MARIADB
#define HAVEN_ENGINES \
  haven::test::SqliteFile, haven::test::SqliteReopened, haven::test::SqliteMemory, haven::test::Mariadb
#else
#define HAVEN_ENGINES haven::test::SqliteFile, haven::test::SqliteReopened, haven::test::SqliteMemory
#endif
