#include "backup/content.hpp"

#include <map>

#include "haven/core/error.hpp"
#include "haven/storage/migrate.hpp"

namespace haven::backup {
namespace {

std::unique_ptr<Database> open_immutable(const std::string& file) {
  return open_sqlite({.path = file, .mode = OpenMode::immutable});
}

std::int64_t page_count(Database& database) {
  return read(database, [](Transaction& tx) {
    const auto query = tx.prepare("PRAGMA page_count");
    query->step();
    return query->integer(0);
  });
}

void describe(Database& database, BackupManifest& manifest) {
  manifest.engine = database.engine();
  manifest.schema_version = schema_version(database).database;
  manifest.page_count = page_count(database);
  manifest.tables = count_rows(database);
}

void compare(const std::string& what, std::int64_t found, std::int64_t expected, std::vector<std::string>& problems) {
  if (found == expected) return;
  problems.push_back(what + ": " + std::to_string(found) + ", the manifest says " + std::to_string(expected));
}

std::map<std::string, std::int64_t> by_name(const std::vector<TableRows>& tables) {
  std::map<std::string, std::int64_t> rows;
  for (const TableRows& table : tables) rows[table.table] = table.rows;
  return rows;
}

void compare_rows(const std::vector<TableRows>& found, const std::vector<TableRows>& expected,
                  std::vector<std::string>& problems) {
  const auto there = by_name(found);
  const auto wanted = by_name(expected);
  for (const auto& [table, rows] : wanted) {
    const auto place = there.find(table);
    if (place == there.end()) problems.push_back("table " + table + " is missing");
    if (place != there.end()) compare("rows of " + table, place->second, rows, problems);
  }
  for (const auto& [table, rows] : there)
    if (!wanted.contains(table)) problems.push_back("table " + table + " is not in the manifest");
}

void check(Database& database, const BackupManifest& manifest, std::vector<std::string>& problems) {
  const IntegrityReport integrity = check_integrity(database);
  for (const IntegrityProblem& problem : integrity.problems)
    problems.push_back(problem.table.empty() ? problem.message : problem.table + ": " + problem.message);
  if (!problems.empty()) return;
  BackupManifest found;
  describe(database, found);
  compare("schema version", found.schema_version, manifest.schema_version, problems);
  compare("pages", found.page_count, manifest.page_count, problems);
  compare_rows(found.tables, manifest.tables, problems);
}

}  // namespace

void describe_sqlite(const std::string& file, BackupManifest& manifest) { describe(*open_immutable(file), manifest); }

std::vector<std::string> compare_sqlite(const std::string& file, const BackupManifest& manifest) {
  std::vector<std::string> problems;
  try {
    check(*open_immutable(file), manifest, problems);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::corrupt_data) throw;
    problems.emplace_back(error.what());
  }
  return problems;
}

}  // namespace haven::backup
