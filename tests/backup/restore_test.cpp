#include <array>
#include <csignal>
#include <iterator>
#include <string>

#include "haven/backup/backup.hpp"

#include "backup/stored.hpp"
#include "storage/child_process.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

/// A backup that holds "first", beside a database that has gone on to "first,second" and is closed.
struct Restored : Stored {
  Restored() {
    back_up(options, backup);
    note("second");
    database.reset();
  }
  [[nodiscard]] std::string restore(const RestoreOptions& how = {.replace = true}) const {
    return error_of([&] { restore_backup(backup, options.path, how); });
  }
  [[nodiscard]] bool only_the_database() const {
    const std::filesystem::directory_iterator entries(folder.path(""));
    return std::distance(begin(entries), end(entries)) == 2;  // and the backup
  }
};

}  // namespace

TEST_CASE("restore_backup: to a place where nothing is") {
  const Restored restored;
  const std::string path = restored.folder.path("other.db");
  const BackupManifest manifest = restore_backup(restored.backup, path);
  CHECK(manifest.files.size() == 1);
  CHECK(notes_of(path) == "first");
  CHECK(std::filesystem::status(path).permissions() ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

TEST_CASE("restore_backup: an existing database is replaced only if it may be") {
  const Restored restored;
  CHECK(restored.restore({}) == "conflict exists");
  CHECK(notes_of(restored.options.path) == "first,second");
  CHECK(restored.restore() == "");
  CHECK(notes_of(restored.options.path) == "first");
  CHECK(restored.only_the_database());
}

TEST_CASE("restore_backup: the log that the old database left behind is not taken for the new one's") {
  Restored restored;
  ChildProcess writer([&] {
    const auto database = open_sqlite(restored.options);
    execute(*database, "INSERT INTO notes (words) VALUES ('third')");
    raise(SIGKILL);
  });
  writer.wait();
  REQUIRE(std::filesystem::exists(restored.options.path + "-wal"));
  CHECK(restored.restore() == "");
  CHECK(restored.only_the_database());
  CHECK(notes_of(restored.options.path) == "first");
}

TEST_CASE("restore_backup: logs without a database are removed") {
  Restored restored;
  ChildProcess writer([&] {
    const auto database = open_sqlite(restored.options);
    execute(*database, "INSERT INTO notes (words) VALUES ('third')");
    raise(SIGKILL);
  });
  writer.wait();
  std::filesystem::remove(restored.options.path);
  CHECK(restored.restore({}) == "");
  CHECK(notes_of(restored.options.path) == "first");
}

TEST_CASE("restore_backup: a database that is damaged, or none at all, is replaced") {
  for (const std::string& rubbish : {std::string(), std::string(8192, 'x'), std::string("short")}) {
    const Restored restored;
    overwrite(restored.options.path, rubbish);
    overwrite(restored.options.path + "-wal", std::string(5000, 'y'));
    CHECK(restored.restore() == "");
    CHECK(notes_of(restored.options.path) == "first");
  }
}

TEST_CASE("restore_backup: a database that this process has open is never replaced") {
  const Restored restored;
  const auto open = open_sqlite(restored.options);
  CHECK(restored.restore() == "unavailable busy");
  execute(*open, "INSERT INTO notes (words) VALUES ('third')");
  CHECK(notes_of(restored.options.path) == "first,second,third");
}

TEST_CASE("restore_backup: a damaged database that somebody has open is not replaced either") {
  const Restored restored;
  const auto open = open_sqlite(restored.options);
  std::fstream(restored.options.path, std::ios::in | std::ios::out) << std::string(100, 'x');
  CHECK(restored.restore() == "unavailable busy");
}

TEST_CASE("restore_backup: a database that another process has open is never replaced") {
  const Restored restored;
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  ChildProcess holder([&] {
    const auto database = open_sqlite(restored.options);
    if (write(ends[1], "!", 1) == 1) pause();
  });
  char told = 0;
  REQUIRE(::read(ends[0], &told, 1) == 1);
  CHECK(restored.restore() == "unavailable busy");
  holder.kill(SIGKILL);
  holder.wait();
  CHECK(restored.restore() == "");
  CHECK(notes_of(restored.options.path) == "first");
  close(ends[0]);
  close(ends[1]);
}

TEST_CASE("restore_backup: a backup that does not verify replaces nothing") {
  const Restored restored;
  std::string content = content_of(restored.in_backup("haven.db"));
  content[content.size() / 2] ^= 1;
  overwrite(restored.in_backup("haven.db"), content);
  CHECK(restored.restore() == "corrupt_data");
  CHECK(notes_of(restored.options.path) == "first,second");
  CHECK(restored.only_the_database());
  CHECK(error_of([&] { restore_backup(restored.folder.path("none"), restored.options.path, {.replace = true}); }) ==
        "not_found");
}

TEST_CASE("restore_backup: a folder that is not there, or a folder in the way") {
  const Restored restored;
  CHECK(error_of([&] { restore_backup(restored.backup, restored.folder.path("none/haven.db")); }) ==
        "unavailable lost");
  CHECK(error_of([&] { restore_backup(restored.backup, restored.backup, {.replace = true}); }) ==
        "unavailable cannot_open");
  CHECK(verify_backup(restored.backup).ok());
}
