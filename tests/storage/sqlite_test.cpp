// What only the SQLite driver does: settings, refusals, locks of others.
#include "haven/storage/sqlite.hpp"

#include <array>
#include <csignal>
#include <fstream>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "storage/child_process.hpp"
#include "storage/sql.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/file_system.hpp"
#include "storage/temporary_folder.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

std::string pragma(sqlite::Connection& connection, const std::string& name) {
  sqlite3_stmt* raw = nullptr;
  REQUIRE(sqlite3_prepare_v2(connection.get(), ("PRAGMA " + name).c_str(), -1, &raw, nullptr) == SQLITE_OK);
  const sqlite::StatementHandle statement(raw);
  REQUIRE(sqlite3_step(raw) == SQLITE_ROW);
  return reinterpret_cast<const char*>(sqlite3_column_text(raw, 0));
}

std::vector<sqlite3_stmt*> prepared_statements(const sqlite::Connection& connection) {
  std::vector<sqlite3_stmt*> found;
  sqlite3_stmt* statement = nullptr;
  while ((statement = sqlite3_next_stmt(connection.get(), statement)) != nullptr) found.push_back(statement);
  return found;
}

/// Another program that has the file open.
class Stranger {
 public:
  explicit Stranger(const std::string& path) {
    REQUIRE(sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK);
  }
  Stranger(const Stranger&) = delete;
  Stranger& operator=(const Stranger&) = delete;
  ~Stranger() { sqlite3_close(db_); }
  void run(const char* sql) { REQUIRE(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK); }

 private:
  sqlite3* db_ = nullptr;
};

std::int64_t milliseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TEST_CASE("sqlite connection: the settings are in force") {
  const TemporaryFolder folder;
  sqlite::Connection full({.path = folder.path("full.db")}, sqlite::Role::writer);
  CHECK(pragma(full, "journal_mode") == "wal");
  CHECK(pragma(full, "synchronous") == "2");
  CHECK(pragma(full, "foreign_keys") == "1");
  CHECK(pragma(full, "recursive_triggers") == "1");
  CHECK(pragma(full, "wal_autocheckpoint") == "0");
  CHECK(pragma(full, "query_only") == "0");
  sqlite::Connection normal({.path = folder.path("normal.db"), .durability = Durability::normal}, sqlite::Role::reader);
  CHECK(pragma(normal, "synchronous") == "1");
  CHECK(pragma(normal, "query_only") == "1");
}

TEST_CASE("sqlite connection: the statements that begin and end transactions are prepared once and for all") {
  const TemporaryFolder folder;
  sqlite::Connection connection({.path = folder.path("haven.db")}, sqlite::Role::writer);
  const auto prepared = prepared_statements(connection);
  CHECK(prepared.size() == 7);
  REQUIRE(connection.control(sqlite::Control::begin_immediate) == SQLITE_OK);
  REQUIRE(connection.control(sqlite::Control::savepoint) == SQLITE_OK);
  REQUIRE(connection.control(sqlite::Control::rollback_to_savepoint) == SQLITE_OK);
  REQUIRE(connection.control(sqlite::Control::release_savepoint) == SQLITE_OK);
  REQUIRE(connection.control(sqlite::Control::commit) == SQLITE_OK);
  REQUIRE(connection.control(sqlite::Control::begin) == SQLITE_OK);
  REQUIRE(connection.control(sqlite::Control::rollback) == SQLITE_OK);
  CHECK(prepared_statements(connection) == prepared);
  for (sqlite3_stmt* statement : prepared) {
    CHECK(sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_RUN, 0) == 1);
    CHECK(sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_REPREPARE, 0) == 0);
  }
}

TEST_CASE("sqlite connection: no extensions, no other files") {
  const auto database = open_sqlite({.path = ":memory:"});
  const auto tx = database->begin(Access::write);
  CHECK(error_of([&] { execute(*tx, "SELECT load_extension('anything')"); }) == "invalid_argument");
  CHECK(error_of([&] { execute(*tx, "ATTACH 'other.db' AS other"); }) == "invalid_argument");
}

TEST_CASE("sqlite connection: more different statements than it keeps all work, again too") {
  const auto database = open_sqlite({.path = ":memory:"});
  const auto tx = database->begin(Access::write);
  const auto held = tx->prepare("SELECT -1");
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 300; ++i) CHECK(integer(*tx, "SELECT " + std::to_string(i)) == i);
  }
  REQUIRE(held->step());
  CHECK(held->integer(0) == -1);
}

TEST_CASE("open_sqlite: bad options are refused") {
  const auto refused = [](SqliteOptions options) { return error_of([&] { (void)open_sqlite(options); }); };
  CHECK(refused({.path = ""}) == "invalid_argument");
  CHECK(refused({.path = std::string("a\0b", 3)}) == "invalid_argument");
  CHECK(refused({.path = ":memory:", .readers = 0}) == "invalid_argument");
  CHECK(refused({.path = ":memory:", .readers = 65}) == "invalid_argument");
  CHECK(refused({.path = ":memory:", .busy_timeout = {-1}}) == "invalid_argument");
}

TEST_CASE("open_sqlite: a folder that is not there is unavailable, a file of something else is corrupt") {
  const TemporaryFolder folder;
  CHECK(error_of([&] { (void)open_sqlite({.path = folder.path("none/haven.db")}); }) == "unavailable cannot_open");
  std::ofstream(folder.path("letter.txt")) << std::string(5000, 'x');
  CHECK(error_of([&] { (void)open_sqlite({.path = folder.path("letter.txt")}); }) == "corrupt_data");
}

TEST_CASE("open_sqlite: memory is private to the object") {
  const auto one = open_sqlite({.path = ":memory:"});
  const auto two = open_sqlite({.path = ":memory:"});
  execute(*one, "CREATE TABLE t (x INTEGER) STRICT");
  CHECK(error_of([&] { execute(*two, "INSERT INTO t VALUES (1)"); }) == "invalid_argument");
}

TEST_CASE("open_sqlite: what was committed is there after reopening, and the log is gone") {
  const TemporaryFolder folder;
  const SqliteOptions options{.path = folder.path("haven.db")};
  execute(*open_sqlite(options), "CREATE TABLE t (x INTEGER) STRICT");
  execute(*open_sqlite(options), "INSERT INTO t VALUES (7)");
  CHECK_FALSE(std::filesystem::exists(folder.path("haven.db-wal")));
  CHECK(integer(*open_sqlite(options), "SELECT x FROM t") == 7);
}

TEST_CASE("open_sqlite: several at once may create the same file") {
  const TemporaryFolder folder;
  for (int round = 0; round < 10; ++round) {
    const SqliteOptions options{.path = folder.path("haven" + std::to_string(round))};
    std::vector<std::string> errors(4);
    std::vector<std::thread> threads;
    for (std::string& error : errors) {
      threads.emplace_back([&] { error = error_of([&] { (void)open_sqlite(options); }); });
    }
    for (std::thread& thread : threads) thread.join();
    for (const std::string& error : errors) CHECK(error == "");
  }
}

TEST_CASE("sqlite: a lock of somebody else is waited for, then the database is busy") {
  const TemporaryFolder folder;
  const auto database = open_sqlite({.path = folder.path("haven.db"), .busy_timeout = {200'000}});
  execute(*database, "CREATE TABLE t (x INTEGER) STRICT");
  Stranger stranger(folder.path("haven.db"));
  stranger.run("BEGIN IMMEDIATE");
  const auto start = std::chrono::steady_clock::now();
  CHECK(error_of([&] { execute(*database, "INSERT INTO t VALUES (1)"); }) == "unavailable busy");
  CHECK(milliseconds_since(start) >= 150);
  CHECK(milliseconds_since(start) < 5'000);
  CHECK(integer(*database, "SELECT count(*) FROM t") == 0);  // readers go on
  stranger.run("ROLLBACK");
  execute(*database, "INSERT INTO t VALUES (1)");
  CHECK(integer(*database, "SELECT count(*) FROM t") == 1);
}

TEST_CASE("sqlite: the lock of another process is respected, and falls with it") {
  const TemporaryFolder folder;
  const SqliteOptions options{.path = folder.path("haven.db"), .busy_timeout = {50'000}};
  execute(*open_sqlite(options), "CREATE TABLE t (x INTEGER) STRICT");
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  ChildProcess holder([&] {
    const auto database = open_sqlite(options);
    const auto held = database->begin(Access::write);
    execute(*held, "INSERT INTO t VALUES (1)");
    if (write(ends[1], "!", 1) == 1) pause();
  });
  char told = 0;
  REQUIRE(::read(ends[0], &told, 1) == 1);
  const auto database = open_sqlite(options);
  CHECK(error_of([&] { execute(*database, "INSERT INTO t VALUES (2)"); }) == "unavailable busy");
  holder.kill(SIGKILL);
  holder.wait();
  execute(*database, "INSERT INTO t VALUES (3)");
  CHECK(integer(*database, "SELECT sum(x) FROM t") == 3);
  close(ends[0]);
  close(ends[1]);
}

TEST_CASE("sqlite: network file systems are told from local ones") {
  const TemporaryFolder folder;
  CHECK(error_of([&] { sqlite::require_local(folder.path("haven.db")); }) == "");
  CHECK(sqlite::is_network_file_system(0x6969));            // NFS
  CHECK(sqlite::is_network_file_system(0xFF534D42));        // CIFS
  CHECK_FALSE(sqlite::is_network_file_system(0xEF53));      // ext4
  CHECK_FALSE(sqlite::is_network_file_system(0x01021994));  // tmpfs
}

TEST_CASE("sqlite: all who wait behind a lock of somebody else hear busy, and go on after it") {
  const TemporaryFolder folder;
  const auto database = open_sqlite({.path = folder.path("haven.db"), .busy_timeout = {100'000}});
  execute(*database, "CREATE TABLE t (x INTEGER) STRICT");
  Stranger stranger(folder.path("haven.db"));
  stranger.run("BEGIN IMMEDIATE");
  std::vector<std::string> errors(8);
  std::vector<std::thread> threads;
  for (std::string& error : errors) {
    threads.emplace_back([&] { error = error_of([&] { execute(*database, "INSERT INTO t VALUES (1)"); }); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& error : errors) CHECK(error == "unavailable busy");
  stranger.run("COMMIT");
  execute(*database, "INSERT INTO t VALUES (1)");
  CHECK(integer(*database, "SELECT count(*) FROM t") == 1);
}

TEST_CASE("sqlite: a write transaction that stays open makes others busy, not stuck") {
  const TemporaryFolder folder;
  for (const std::string& path : {folder.path("haven.db"), std::string(":memory:")}) {
    const auto database = open_sqlite({.path = path, .busy_timeout = {50'000}});
    const auto open = database->begin(Access::write);
    std::string error;
    std::thread([&] { error = error_of([&] { (void)database->begin(Access::write); }); }).join();
    CHECK(error == "unavailable busy");
  }
}

TEST_CASE("sqlite: readers beyond the pool wait, then hear busy") {
  const TemporaryFolder folder;
  const auto database = open_sqlite({.path = folder.path("haven.db"), .readers = 2, .busy_timeout = {50'000}});
  auto first = database->begin(Access::read);
  const auto second = database->begin(Access::read);
  CHECK(error_of([&] { (void)database->begin(Access::read); }) == "unavailable busy");
  first.reset();
  CHECK(database->begin(Access::read) != nullptr);
}

TEST_CASE("sqlite: two databases on one file lose nothing and never hear of a lock") {
  const TemporaryFolder folder;
  const SqliteOptions options{
      .path = folder.path("haven.db"), .durability = Durability::normal, .busy_timeout = Duration::seconds(20)};
  const auto one = open_sqlite(options);
  const auto two = open_sqlite(options);
  execute(*one, "CREATE TABLE t (x INTEGER) STRICT");
  std::vector<std::string> errors(8);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    threads.emplace_back([&, i] {
      Database& database = i % 2 == 0 ? *one : *two;
      for (int n = 0; n < 25; ++n) {
        const auto error = error_of([&] { execute(database, "INSERT INTO t VALUES (1)"); });
        if (!error.empty()) errors[i] = error;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& error : errors) CHECK(error == "");
  CHECK(integer(*one, "SELECT count(*) FROM t") == 200);
}

TEST_CASE("sqlite: the log stays bounded under a long run of commits") {
  const TemporaryFolder folder;
  const auto database = open_sqlite({.path = folder.path("haven.db"), .durability = Durability::normal});
  execute(*database, "CREATE TABLE t (x BLOB) STRICT");
  for (int i = 0; i < 100; ++i) execute(*database, "INSERT INTO t VALUES (zeroblob(1000000))");
  CHECK(std::filesystem::file_size(folder.path("haven.db-wal")) < 40'000'000);
}
