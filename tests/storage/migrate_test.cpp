#include "haven/storage/migrate.hpp"

#include <csignal>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "haven/storage/sqlite.hpp"

#include "storage/child_process.hpp"
#include "storage/migrator.hpp"
#include "storage/sql.hpp"
#include "storage/temporary_folder.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

/// Every table, index and trigger with its text, and what the migrations put in.
std::string dump(Database& database) {
  return text(database,
              "SELECT group_concat(line, char(10)) FROM (SELECT name || ': ' || coalesce(sql, '') AS line FROM "
              "sqlite_schema UNION ALL SELECT hex(id) || code || name || weight_min || weight_max FROM "
              "nclex_categories UNION ALL SELECT version || name || hex(sha256) || step || dirty FROM "
              "schema_migrations ORDER BY 1)");
}

std::string expected_dump() {
  const auto database = open_sqlite({.path = ":memory:"});
  migrate(*database);
  return dump(*database);
}

MigrationSet two_migrations() {
  auto set = bundled_migrations("sqlite");
  set.migrations = {{1, "one", {"CREATE TABLE a (x INTEGER) STRICT", "CREATE TABLE b (x INTEGER) STRICT"}},
                    {2, "two", {"CREATE TABLE c (x INTEGER) STRICT"}}};
  return set;
}

int statements_of(const MigrationSet& set) {
  int count = 0;
  for (const Migration& migration : set.migrations) count += static_cast<int>(migration.statements.size());
  return count;
}

/// A database that calls `before_commit` with the number of each write transaction: 1, 2, 3, ...
class Watched final : public Database {
 public:
  Watched(Database& database, std::function<void(int)> before_commit)
      : database_(database), before_commit_(std::move(before_commit)) {}

  [[nodiscard]] std::unique_ptr<Transaction> begin(Access access) override {
    auto tx = database_.begin(access);
    if (access == Access::read) return tx;
    return std::make_unique<WatchedTransaction>(*this, std::move(tx));
  }
  [[nodiscard]] std::string_view engine() const noexcept override { return database_.engine(); }

 private:
  class WatchedTransaction final : public Transaction {
   public:
    WatchedTransaction(Watched& owner, std::unique_ptr<Transaction> tx) : owner_(owner), tx_(std::move(tx)) {}
    [[nodiscard]] std::unique_ptr<Statement> prepare(std::string_view sql) override { return tx_->prepare(sql); }
    void commit() override {
      owner_.before_commit_(++owner_.commits_);
      tx_->commit();
    }

   private:
    Watched& owner_;
    std::unique_ptr<Transaction> tx_;
  };

  Database& database_;
  std::function<void(int)> before_commit_;
  int commits_ = 0;
};

}  // namespace

TEST_CASE("migrate: an empty database gets the whole schema") {
  const auto database = open_sqlite({.path = ":memory:"});
  CHECK(schema_version(*database).database == 0);
  const auto report = migrate(*database);
  CHECK(report.version_before == 0);
  CHECK(report.version_after == schema_version(*database).library);
  CHECK(schema_version(*database).database == schema_version(*database).library);
  CHECK(report.applied.size() == static_cast<std::size_t>(report.version_after));
  CHECK(report.applied.front() == "users_and_sessions");
}

TEST_CASE("migrate: every table of this schema is there, and nothing is damaged") {
  const auto database = open_sqlite({.path = ":memory:"});
  migrate(*database);
  for (const char* table :
       {"users", "sessions", "nclex_categories", "questions", "question_versions", "item_banks", "item_bank_items",
        "quiz_sessions", "quiz_answers", "quiz_results", "audit_logs", "schema_migrations"}) {
    CAPTURE(table);
    CHECK(integer(*database, std::string("SELECT count(*) FROM ") + table) >= 0);
  }
  CHECK(text(*database, "PRAGMA integrity_check") == "ok");
}

TEST_CASE("migrate: every foreign key has an index that begins with it") {
  const auto database = open_sqlite({.path = ":memory:"});
  migrate(*database);
  const auto missing = integer(
      *database,
      "SELECT count(*) FROM pragma_table_list t JOIN pragma_foreign_key_list(t.name) f WHERE t.schema = 'main' AND "
      "f.seq = 0 AND NOT EXISTS (SELECT 1 FROM pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c WHERE "
      "c.seqno = 0 AND c.name = f.\"from\")");
  CHECK(missing == 0);
  CHECK(integer(*database, "SELECT count(*) FROM pragma_table_list t JOIN pragma_foreign_key_list(t.name)") > 10);
}

TEST_CASE("migrate: every table is STRICT") {
  const auto database = open_sqlite({.path = ":memory:"});
  migrate(*database);
  CHECK(integer(*database,
                "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND NOT strict AND name NOT "
                "LIKE 'sqlite%'") == 0);
}

TEST_CASE("migrate: the second time changes nothing") {
  const auto database = open_sqlite({.path = ":memory:"});
  migrate(*database);
  const auto before = dump(*database);
  const auto report = migrate(*database);
  CHECK(report.version_before == report.version_after);
  CHECK(report.applied.empty());
  CHECK(dump(*database) == before);
}

TEST_CASE("migrate: several at once on one file run each statement once") {
  const TemporaryFolder folder;
  const SqliteOptions options{.path = folder.path("haven.db"), .busy_timeout = Duration::seconds(60)};
  std::vector<std::unique_ptr<Database>> databases(4);
  for (auto& database : databases) database = open_sqlite(options);
  std::vector<std::string> errors(databases.size());
  std::vector<MigrationReport> reports(databases.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < databases.size(); ++i) {
    threads.emplace_back([&, i] { errors[i] = error_of([&] { reports[i] = migrate(*databases[i]); }); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& error : errors) CHECK(error == "");
  std::size_t applied = 0;
  for (const MigrationReport& report : reports) applied += report.applied.size();
  CHECK(applied == static_cast<std::size_t>(schema_version(*databases[0]).library));
  CHECK(dump(*databases[0]) == expected_dump());
}

TEST_CASE("migrate: needs no write lock when the schema is complete") {
  const TemporaryFolder folder;
  const auto database = open_sqlite({.path = folder.path("haven.db"), .busy_timeout = {50'000}});
  migrate(*database);
  const auto other = open_sqlite({.path = folder.path("haven.db")});
  const auto held = other->begin(Access::write);
  CHECK(error_of([&] { migrate(*database); }) == "");
}

TEST_CASE("migrate: an applied migration whose text has changed is refused and nothing is touched") {
  const auto database = open_sqlite({.path = ":memory:"});
  auto set = two_migrations();
  const auto two = set.migrations.back();
  set.migrations.pop_back();
  apply(*database, set, system_clock());
  set.migrations[0].statements[1] = "CREATE TABLE b (x TEXT) STRICT";
  set.migrations.push_back(two);
  CHECK(error_of([&] { apply(*database, set, system_clock()); }) == "conflict schema_changed");
  CHECK(integer(*database, "SELECT count(*) FROM sqlite_schema WHERE name = 'c'") == 0);
}

TEST_CASE("migrate: a renamed, split or joined migration counts as changed") {
  const auto changed = [](auto change) {
    const auto database = open_sqlite({.path = ":memory:"});
    auto set = two_migrations();
    apply(*database, set, system_clock());
    change(set.migrations[0]);
    return error_of([&] { apply(*database, set, system_clock()); });
  };
  CHECK(changed([](Migration& one) { one.name = "uno"; }) == "conflict schema_changed");
  CHECK(changed([](Migration& one) {
          one.statements[0] += one.statements[1];
          one.statements.pop_back();
        }) == "conflict schema_changed");
}

TEST_CASE("migrate: a database of a newer library is refused and nothing is touched") {
  const auto database = open_sqlite({.path = ":memory:"});
  auto set = two_migrations();
  apply(*database, set, system_clock());
  set.migrations.pop_back();
  CHECK(error_of([&] { apply(*database, set, system_clock()); }) == "conflict schema_newer");
  CHECK(integer(*database, "SELECT max(version) FROM schema_migrations") == 2);
}

TEST_CASE("migrate: a history whose count of statements cannot be true is refused as damage") {
  for (const char* damage : {"step = 9", "step = 2, dirty = 1", "step = 1, dirty = 0"}) {
    CAPTURE(damage);
    const auto database = open_sqlite({.path = ":memory:"});
    auto set = two_migrations();
    set.migrations.pop_back();
    apply(*database, set, system_clock());
    execute(*database, std::string("UPDATE schema_migrations SET ") + damage);
    CHECK(error_of([&] { apply(*database, set, system_clock()); }) == "corrupt_data");
    CHECK(status(*database, set).refusal.find("said to have run") != std::string::npos);
  }
}

TEST_CASE("migrate: a statement that fails leaves those before it, and is resumed") {
  const auto database = open_sqlite({.path = ":memory:"});
  const auto set = two_migrations();
  execute(*database, "CREATE TABLE b (in_the_way INTEGER) STRICT");
  CHECK(error_of([&] { apply(*database, set, system_clock()); }) == "invalid_argument");
  CHECK(integer(*database, "SELECT step FROM schema_migrations WHERE dirty = 1") == 1);
  CHECK(schema_version(*database).database == 0);
  execute(*database, "DROP TABLE b");
  const auto report = apply(*database, set, system_clock());
  CHECK(report.applied == std::vector<std::string>{"one", "two"});
  CHECK(integer(*database, "SELECT count(*) FROM schema_migrations WHERE dirty = 1") == 0);
}

TEST_CASE("migrate: killed at any statement it resumes to the same schema") {
  const std::string expected = expected_dump();
  const int statements = statements_of(bundled_migrations("sqlite"));
  REQUIRE(statements > 30);
  for (int fatal = 1; fatal <= statements; ++fatal) {
    CAPTURE(fatal);
    const TemporaryFolder folder;
    const SqliteOptions options{.path = folder.path("haven.db"), .durability = Durability::normal};
    ChildProcess child([&] {
      const auto database = open_sqlite(options);
      Watched watched(*database, [&](int commit) {
        if (commit == fatal) raise(SIGKILL);
      });
      migrate(watched);
    });
    REQUIRE(WIFSIGNALED(child.wait()));
    const auto database = open_sqlite(options);
    CHECK(schema_version(*database).database < schema_version(*database).library);
    migrate(*database);
    CHECK(dump(*database) == expected);
  }
}

TEST_CASE("migration_status: what is pending, nothing once it is done") {
  const auto database = open_sqlite({.path = ":memory:"});
  const auto set = two_migrations();
  CHECK(status(*database, set).pending == std::vector<std::string>{"one", "two"});
  CHECK_FALSE(status(*database, set).unfinished.has_value());
  apply(*database, set, system_clock());
  const MigrationStatus done = status(*database, set);
  CHECK(done.pending.empty());
  CHECK(done.version.database == 2);
  CHECK(done.version.library == 2);
  CHECK(done.refusal == "");
}

TEST_CASE("migration_status: names the statement at which a migration was cut short") {
  const auto database = open_sqlite({.path = ":memory:"});
  const auto set = two_migrations();
  execute(*database, "CREATE TABLE b (in_the_way INTEGER) STRICT");
  CHECK(error_of([&] { apply(*database, set, system_clock()); }) == "invalid_argument");
  const auto unfinished = status(*database, set).unfinished;
  REQUIRE(unfinished.has_value());
  CHECK(unfinished->version == 1);
  CHECK(unfinished->name == "one");
  CHECK(unfinished->step == 1);
  CHECK(unfinished->steps == 2);
  CHECK(unfinished->statement == "CREATE TABLE b (x INTEGER) STRICT");
}

TEST_CASE("migration_status: a history that migrate() refuses, without an exception") {
  const auto database = open_sqlite({.path = ":memory:"});
  auto set = two_migrations();
  apply(*database, set, system_clock());
  set.migrations[1].name = "zwei";
  CHECK(status(*database, set).refusal.find("another text") != std::string::npos);
  set.migrations.pop_back();
  const MigrationStatus newer = status(*database, set);
  CHECK(newer.refusal.find("schema 2") != std::string::npos);
  CHECK(newer.version.database == 2);
  CHECK(newer.pending.empty());
}

TEST_CASE("split_statements: empty lines part statements, comment lines are left out") {
  const auto statements = split_statements("-- a word\nCREATE a (\n-- on x\n  x);\n\n\nBEGIN\n  y;\nEND;\n\n-- end\n");
  CHECK(statements == std::vector<std::string>{"CREATE a (\n  x);\n", "BEGIN\n  y;\nEND;\n"});
}

TEST_CASE("bundled_migrations: they are numbered without gaps, and an engine without any is refused") {
  const auto set = bundled_migrations("sqlite");
  for (std::size_t i = 0; i < set.migrations.size(); ++i) {
    CHECK(set.migrations[i].version == static_cast<int>(i) + 1);
    CHECK_FALSE(set.migrations[i].statements.empty());
  }
  CHECK(error_of([] { (void)bundled_migrations("oracle"); }) == "invalid_argument");
}

TEST_CASE("bundled_migrations: the same on every engine, each in its own words") {
  const auto sqlite = bundled_migrations("sqlite");
  const auto mariadb = bundled_migrations("mariadb");
  CHECK(sqlite.history_table != mariadb.history_table);
  REQUIRE(sqlite.migrations.size() == mariadb.migrations.size());
  for (std::size_t i = 0; i < sqlite.migrations.size(); ++i) {
    CHECK(sqlite.migrations[i].version == mariadb.migrations[i].version);
    CHECK(sqlite.migrations[i].name == mariadb.migrations[i].name);
    CHECK(sqlite.migrations[i].statements.size() == mariadb.migrations[i].statements.size());
  }
}
