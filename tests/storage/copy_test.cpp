// Copies of a database in use: what they hold, and that nobody waits for them.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "haven/storage/integrity.hpp"
#include "haven/storage/sqlite.hpp"

#include "storage/sql.hpp"
#include "storage/temporary_folder.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

void fill(Database& database, int rows) {
  execute(database, "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, bytes BLOB NOT NULL) STRICT");
  transact(database, [&](Transaction& tx) {
    for (int i = 0; i < rows; ++i) execute(tx, "INSERT INTO t (bytes) VALUES (randomblob(2000))");
  });
}

std::string content(Database& database) {
  return text(database, "SELECT group_concat(line) FROM (SELECT id || hex(bytes) AS line FROM t ORDER BY id)");
}

std::unique_ptr<Database> open_copy(const std::string& path) {
  return open_sqlite({.path = path, .mode = OpenMode::immutable});
}

struct Stored {
  TemporaryFolder folder;
  SqliteOptions options{.path = folder.path("haven.db"), .durability = Durability::normal};
  std::unique_ptr<Database> database = open_sqlite(options);
  std::string copy = folder.path("a copy?#%.db");
};

}  // namespace

TEST_CASE("copy_sqlite: the copy holds what is committed, the log's part too") {
  Stored stored;
  fill(*stored.database, 300);
  const std::int64_t pages = copy_sqlite(stored.options, stored.copy);
  CHECK(std::filesystem::file_size(stored.copy) == static_cast<std::uintmax_t>(pages) * 4096);
  const auto copy = open_copy(stored.copy);
  CHECK(content(*copy) == content(*stored.database));
  CHECK(check_integrity(*copy).ok());
}

TEST_CASE("copy_sqlite: commits go on beside it, and the copy is of the moment when it began") {
  Stored stored;
  fill(*stored.database, 300);
  const std::string before = content(*stored.database);
  SqliteCopyOptions options{.pages_per_step = 10};
  int steps = 0;
  options.progress = [&](std::int64_t copied, std::int64_t all) {
    ++steps;
    CHECK(copied <= all);
    execute(*stored.database, "UPDATE t SET bytes = randomblob(2000)");
    execute(*stored.database, "INSERT INTO t (bytes) VALUES (randomblob(2000))");
  };
  copy_sqlite(stored.options, stored.copy, options);
  CHECK(steps > 10);
  const auto copy = open_copy(stored.copy);
  CHECK(content(*copy) == before);
  CHECK(integer(*stored.database, "SELECT count(*) FROM t") == 300 + steps);
}

TEST_CASE("copy_sqlite: a file that is there is not touched") {
  Stored stored;
  fill(*stored.database, 1);
  std::ofstream(stored.copy) << "mine";
  CHECK(error_of([&] { copy_sqlite(stored.options, stored.copy); }) == "conflict exists");
  CHECK(std::filesystem::file_size(stored.copy) == 4);
}

TEST_CASE("copy_sqlite: what is broken off leaves no file") {
  Stored stored;
  fill(*stored.database, 300);
  SqliteCopyOptions options{.pages_per_step = 10};
  options.progress = [](std::int64_t copied, std::int64_t) {
    if (copied > 50) throw Error(ErrorCode::unavailable, "enough", "stopped");
  };
  CHECK(error_of([&] { copy_sqlite(stored.options, stored.copy, options); }) == "unavailable stopped");
  CHECK_FALSE(std::filesystem::exists(stored.copy));
}

TEST_CASE("copy_sqlite: bad options, a source or a folder that is not there") {
  Stored stored;
  const auto refused = [&](SqliteOptions from, SqliteCopyOptions options) {
    return error_of([&] { copy_sqlite(from, stored.copy, options); });
  };
  CHECK(refused(stored.options, {.pages_per_step = 0}) == "invalid_argument");
  CHECK(refused(stored.options, {.pages_per_step = 65'537}) == "invalid_argument");
  CHECK(refused(stored.options, {.pause = {-1}}) == "invalid_argument");
  CHECK(refused({.path = ":memory:"}, {}) == "invalid_argument");
  CHECK(refused({.path = stored.folder.path("none.db")}, {}) == "unavailable cannot_open");
  CHECK_FALSE(std::filesystem::exists(stored.folder.path("none.db")));
  CHECK_FALSE(std::filesystem::exists(stored.copy));
  CHECK(error_of([&] { copy_sqlite(stored.options, stored.folder.path("none/copy.db")); }) ==
        "unavailable cannot_open");
}

TEST_CASE("open_sqlite: an existing file must be there") {
  Stored stored;
  fill(*stored.database, 1);
  CHECK(integer(*open_sqlite({.path = stored.options.path, .mode = OpenMode::existing}), "SELECT count(*) FROM t") ==
        1);
  const std::string none = stored.folder.path("none.db");
  for (const OpenMode mode : {OpenMode::existing, OpenMode::immutable}) {
    CHECK(error_of([&] { (void)open_sqlite({.path = none, .mode = mode}); }) == "unavailable cannot_open");
  }
  CHECK_FALSE(std::filesystem::exists(none));
}

TEST_CASE("open_sqlite: an immutable file is read, never written, and nothing appears beside it") {
  Stored stored;
  fill(*stored.database, 10);
  copy_sqlite(stored.options, stored.copy);
  const auto copy = open_copy(stored.copy);
  CHECK(integer(*copy, "SELECT count(*) FROM t") == 10);
  CHECK(error_of([&] { (void)copy->begin(Access::write); }) == "unavailable read_only");
  CHECK_FALSE(std::filesystem::exists(stored.copy + "-wal"));
  CHECK_FALSE(std::filesystem::exists(stored.copy + "-shm"));
}
