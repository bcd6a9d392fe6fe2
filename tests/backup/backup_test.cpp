#include "haven/backup/backup.hpp"

#include <algorithm>
#include <string>

#include "haven/core/random.hpp"
#include "haven/core/version.hpp"

#include "backup/files.hpp"
#include "backup/manifest.hpp"
#include "backup/stored.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

using namespace haven;
using namespace haven::test;

namespace {

class StoppedClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return {1'795'381'200'123'456}; }
};

std::int64_t rows_of(const BackupManifest& manifest, const std::string& table) {
  const auto found = std::find_if(manifest.tables.begin(), manifest.tables.end(),
                                  [&](const TableRows& rows) { return rows.table == table; });
  return found == manifest.tables.end() ? -1 : found->rows;
}

/// Whether a backup with one bit of a file turned still verifies.
bool verifies_with_a_flip(const Stored& stored, const char* name, std::size_t place) {
  const std::string path = stored.in_backup(name);
  const std::string sound = content_of(path);
  std::string changed = sound;
  changed[place] = static_cast<char>(changed[place] ^ 1);
  overwrite(path, changed);
  const bool ok = verify_backup(stored.backup).ok();
  overwrite(path, sound);
  return ok;
}

/// What verify_backup() says when the manifest was changed by somebody who knows how to make the checksums fit.
template <class Change>
std::string problem_after(const Stored& stored, Change change) {
  BackupManifest manifest = backup::manifest_from_json(content_of(stored.in_backup("manifest.json")));
  change(manifest);
  overwrite(stored.in_backup("manifest.json"), backup::to_json(manifest));
  auto files = manifest.files;
  files.push_back(backup::checksum_of(stored.in_backup("manifest.json")));
  overwrite(stored.in_backup("SHA256SUMS"), backup::sums_of(files));
  const auto report = verify_backup(stored.backup);
  return report.ok() ? "" : report.problems.front();
}

}  // namespace

TEST_CASE("back_up: the manifest says what the backup holds") {
  const Stored stored;
  const BackupManifest made = back_up(stored.options, stored.backup, {}, StoppedClock());
  const BackupReport report = verify_backup(stored.backup);
  REQUIRE(report.problems.empty());
  const BackupManifest& read = *report.manifest;
  CHECK(read.library == version());
  CHECK(read.engine == "sqlite");
  CHECK(read.schema_version == schema_version(*stored.database).library);
  CHECK(read.created_at == Timestamp{1'795'381'200'123'000});
  CHECK(read.tables == made.tables);
  CHECK(read.files == made.files);
  CHECK(rows_of(read, "notes") == 1);
  CHECK(rows_of(read, "nclex_categories") == integer(*stored.database, "SELECT count(*) FROM nclex_categories"));
  CHECK(rows_of(read, "users") == 0);
  CHECK(static_cast<std::uint64_t>(read.page_count) * 4096 == std::filesystem::file_size(stored.in_backup("haven.db")));
}

TEST_CASE("back_up: only the owner can read it, and a slash at the end of its name is no matter") {
  const Stored stored;
  back_up(stored.options, stored.backup + "//");
  using std::filesystem::perms;
  const auto rights = [](const std::string& path) { return std::filesystem::status(path).permissions(); };
  CHECK(rights(stored.backup) == perms::owner_all);
  for (const char* name : {"haven.db", "manifest.json", "SHA256SUMS"})
    CHECK(rights(stored.in_backup(name)) == (perms::owner_read | perms::owner_write));
}

TEST_CASE("back_up: a folder that is there is not touched, and what fails leaves nothing") {
  const Stored stored;
  std::filesystem::create_directory(stored.backup);
  CHECK(error_of([&] { back_up(stored.options, stored.backup); }) == "conflict exists");
  CHECK(std::filesystem::is_empty(stored.backup));
  const TemporaryFolder other;
  SqliteCopyOptions options;
  options.progress = [](std::int64_t, std::int64_t) { throw Error(ErrorCode::unavailable, "enough", "stopped"); };
  CHECK(error_of([&] { back_up(stored.options, other.path("backup"), options); }) == "unavailable stopped");
  CHECK(error_of([&] { back_up({.path = other.path("none.db")}, other.path("backup")); }) == "unavailable cannot_open");
  CHECK(std::filesystem::is_empty(other.path("")));
  CHECK(error_of([&] { back_up(stored.options, other.path("none/backup")); }) == "unavailable lost");
}

TEST_CASE("verify_backup: one flipped bit, wherever it is") {
  const Stored stored;
  back_up(stored.options, stored.backup);
  for (const char* name : {"manifest.json", "SHA256SUMS"}) {
    const std::size_t size = content_of(stored.in_backup(name)).size();
    for (std::size_t place = 0; place < size; ++place) {
      CAPTURE(name);
      CAPTURE(place);
      REQUIRE_FALSE(verifies_with_a_flip(stored, name, place));
    }
  }
  Rng rng(7);
  const std::size_t size = content_of(stored.in_backup("haven.db")).size();
  for (int i = 0; i < 200; ++i) REQUIRE_FALSE(verifies_with_a_flip(stored, "haven.db", rng.below(size)));
  CHECK(verify_backup(stored.backup).ok());
}

TEST_CASE("verify_backup: files that are missing, cut short, or of somebody else") {
  for (const char* name : {"haven.db", "manifest.json", "SHA256SUMS"}) {
    CAPTURE(name);
    const Stored stored;
    back_up(stored.options, stored.backup);
    const std::string content = content_of(stored.in_backup(name));
    overwrite(stored.in_backup(name), content.substr(0, content.size() - 1));
    CHECK_FALSE(verify_backup(stored.backup).ok());
    std::filesystem::remove(stored.in_backup(name));
    CHECK_FALSE(verify_backup(stored.backup).ok());
    overwrite(stored.in_backup(name), content);
    CHECK(verify_backup(stored.backup).ok());
    overwrite(stored.in_backup("haven.db-wal"), "a log");
    CHECK(verify_backup(stored.backup).problems.front() == "haven.db-wal: is not of this backup");
  }
}

TEST_CASE("verify_backup: a manifest that the database does not keep to, though the checksums fit") {
  const Stored stored;
  back_up(stored.options, stored.backup);
  const auto rows = [](BackupManifest& manifest, std::int64_t count) {
    for (TableRows& table : manifest.tables)
      if (table.table == "notes") table.rows = count;
  };
  CHECK(problem_after(stored, [&](BackupManifest& m) { rows(m, 2); }) == "rows of notes: 1, the manifest says 2");
  CHECK(problem_after(stored, [&](BackupManifest& m) { rows(m, 1); }) == "");
  CHECK(problem_after(stored, [](BackupManifest& m) {
          m.tables.push_back({"zebras", 0});
        }) == "table zebras is missing");
  CHECK(problem_after(stored, [](BackupManifest& m) { m.tables.pop_back(); }) == "");
  CHECK(problem_after(stored, [](BackupManifest& m) { m.tables.pop_back(); }).ends_with("is not in the manifest"));
}

TEST_CASE("verify_backup: another schema version, page count, engine or file than the manifest's") {
  const Stored stored;
  back_up(stored.options, stored.backup);
  const auto changed = [&](auto change) {
    const Stored own;
    back_up(own.options, own.backup);
    return problem_after(own, change);
  };
  CHECK(changed([](BackupManifest& m) { m.schema_version += 1; }).starts_with("schema version: "));
  CHECK(changed([](BackupManifest& m) { m.page_count += 1; }).starts_with("pages: "));
  CHECK(changed([](BackupManifest& m) { m.engine = "oracle"; }).find("oracle") != std::string::npos);
  CHECK(changed([](BackupManifest& m) { m.files[0].name = "../haven.db"; }).find("not known here") !=
        std::string::npos);
  CHECK(changed([](BackupManifest& m) { m.files[0].bytes += 1; }).find("bytes") != std::string::npos);
}

TEST_CASE("verify_backup: a database that was already damaged when it was copied") {
  const Stored stored;
  execute(*stored.database, "CREATE TABLE replies (note INTEGER REFERENCES notes (id)) STRICT");
  {
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open(stored.options.path.c_str(), &db) == SQLITE_OK);
    CHECK(sqlite3_exec(db, "INSERT INTO replies VALUES (99)", nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(db);
  }
  back_up(stored.options, stored.backup);
  CHECK(verify_backup(stored.backup).problems.front() == "replies: row 1 points to none in notes");
}

TEST_CASE("verify_backup: no folder, or none of ours") {
  const TemporaryFolder folder;
  CHECK(error_of([&] { (void)verify_backup(folder.path("none")); }) == "not_found");
  CHECK_FALSE(verify_backup(folder.path("")).ok());
}

TEST_CASE("manifest: anything else than what is written is refused") {
  const std::string sound =
      R"({"format":1,"library":"0.1.0","engine":"sqlite","schema_version":9,"created_at":"2026-11-22T21:00:00.123Z",)"
      R"("page_count":3,"tables":{"a":1},"files":[{"name":"haven.db","bytes":12288,"sha256":"00"}]})";
  CHECK(backup::manifest_from_json(sound).tables[0].rows == 1);
  const auto refused = [&](const std::string& part, const std::string& instead) {
    std::string changed = sound;
    changed.replace(changed.find(part), part.size(), instead);
    return error_of([&] { (void)backup::manifest_from_json(changed); });
  };
  CHECK(refused("\"format\":1", "\"format\":2") == "corrupt_data");
  CHECK(refused("\"page_count\":3", "\"page_count\":-3") == "corrupt_data");
  CHECK(refused("\"page_count\":3", "\"page_count\":3,\"more\":1") == "corrupt_data");
  CHECK(refused("\"a\":1", "\"a\":\"1\"") == "corrupt_data");
  CHECK(refused("\"a\":1", "\"a\":1,\"a\":1") == "corrupt_data");
  CHECK(refused("2026-11", "2026-13") == "corrupt_data");
  CHECK(refused("[{", "{\"a\":{") == "corrupt_data");
  CHECK(refused("\"bytes\":12288,", "") == "corrupt_data");
  CHECK(refused(sound, "[]") == "corrupt_data");
}
