#include "haven/storage/integrity.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include "haven/storage/migrate.hpp"
#include "haven/storage/sqlite.hpp"

#include "storage/sql.hpp"
#include "storage/temporary_folder.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

using namespace haven;
using namespace haven::test;
using Kind = IntegrityProblem::Kind;

namespace {

/// Runs SQL as somebody who keeps no rules.
void run_carelessly(const std::string& path, const char* sql) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
  CHECK(sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(db);
}

/// A file with a parent and a child table, and 50 rows in each.
struct Family {
  TemporaryFolder folder;
  std::string path = folder.path("haven.db");

  Family() {
    run_carelessly(
        path,
        "CREATE TABLE parent (id INTEGER NOT NULL PRIMARY KEY, name TEXT UNIQUE) STRICT; CREATE TABLE child "
        "(id INTEGER NOT NULL PRIMARY KEY, parent INTEGER REFERENCES parent (id), positive INTEGER CHECK "
        "(positive > 0)) STRICT; CREATE TABLE `odd ``name` (x INTEGER) STRICT; CREATE TEMP VIEW n AS WITH "
        "RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 50) SELECT i FROM n; INSERT INTO "
        "parent SELECT i, 'n' || i FROM n; INSERT INTO child SELECT i, i, 1 FROM n");
  }
  [[nodiscard]] IntegrityReport check(int problems_at_most = 100) const {
    return check_integrity(*open_sqlite({.path = path}), problems_at_most);
  }
};

}  // namespace

TEST_CASE("check_integrity: the whole schema, empty, is in order") {
  const auto database = open_sqlite({.path = ":memory:"});
  migrate(*database);
  CHECK(check_integrity(*database).ok());
}

TEST_CASE("check_integrity: a sound file of somebody else is in order") { CHECK(Family().check().ok()); }

TEST_CASE("check_integrity: rows that point to none are listed with their table, the first ones at most") {
  const Family family;
  run_carelessly(family.path, "DELETE FROM parent WHERE id <= 20");
  const auto all = family.check();
  CHECK(all.problems.size() == 20);
  CHECK_FALSE(all.cut);
  CHECK(all.problems[0].kind == Kind::foreign_key);
  CHECK(all.problems[0].table == "child");
  CHECK(all.problems[0].message == "row 1 points to none in parent");
  const auto first = family.check(3);
  CHECK(first.problems.size() == 3);
  CHECK(first.cut);
}

TEST_CASE("check_integrity: rows that break their table's rules") {
  const Family family;
  run_carelessly(family.path, "PRAGMA ignore_check_constraints = 1; UPDATE child SET positive = 0 WHERE id <= 5");
  const auto all = family.check();
  CHECK_FALSE(all.ok());
  for (const IntegrityProblem& problem : all.problems) CHECK(problem.kind == Kind::structure);
  CHECK(all.problems[0].message == "CHECK constraint failed in child");
}

TEST_CASE("check_integrity: an index that lacks rows") {
  const Family family;
  run_carelessly(family.path,
                 "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = 'CREATE TABLE parent (id INTEGER NOT NULL "
                 "PRIMARY KEY, name TEXT) STRICT' WHERE name = 'parent'; DELETE FROM sqlite_schema WHERE name = "
                 "'sqlite_autoindex_parent_1'");
  run_carelessly(family.path, "UPDATE parent SET name = 'other' WHERE id <= 10; CREATE INDEX i ON parent (name)");
  CHECK_FALSE(family.check().ok());  // pages that nobody owns
}

TEST_CASE("check_integrity: damage that the check itself comes upon is reported, not thrown") {
  const Family family;
  const auto size = std::filesystem::file_size(family.path);
  std::fstream file(family.path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096);  // all pages but the first, which holds the schema
  file << std::string(size - 4096, '\x55');
  file.close();
  const auto report = family.check();
  CHECK_FALSE(report.ok());
  CHECK(report.problems[0].kind == Kind::structure);
}

TEST_CASE("check_integrity: how many problems are wanted, and of which engine") {
  const auto database = open_sqlite({.path = ":memory:"});
  CHECK(error_of([&] { (void)check_integrity(*database, 0); }) == "invalid_argument");
  CHECK(error_of([&] { (void)check_integrity(*database, 10'001); }) == "invalid_argument");
  struct Oracle final : Database {
    [[nodiscard]] std::unique_ptr<Transaction> begin(Access access) override {
      return open_sqlite({.path = ":memory:"})->begin(access);
    }
    [[nodiscard]] std::string_view engine() const noexcept override { return "oracle"; }
  } oracle;
  CHECK(error_of([&] { (void)check_integrity(oracle); }) == "invalid_argument");
}

TEST_CASE("count_rows: every table by name, SQLite's own left out") {
  const Family family;
  run_carelessly(family.path, "DELETE FROM child WHERE id > 7");
  const auto rows = count_rows(*open_sqlite({.path = family.path}));
  CHECK(rows == std::vector<TableRows>{{"child", 7}, {"odd `name", 0}, {"parent", 50}});
}
