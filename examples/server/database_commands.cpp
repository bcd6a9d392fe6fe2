// What looks after a database: its schema, and whether it is sound.
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>

#include "haven/storage/integrity.hpp"
#include "haven/storage/migrate.hpp"

#include "commands.hpp"

namespace {

void print(const std::string& name, const std::string& value) {
  std::cout << name << std::string(name.size() < 14 ? 14 - name.size() : 1, ' ') << value << '\n';
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none" : text;
}

std::string described(const std::optional<haven::UnfinishedMigration>& unfinished) {
  if (!unfinished) return "none";
  return unfinished->name + ", " + std::to_string(unfinished->step) + " of " + std::to_string(unfinished->steps) +
         " statements done; next: " + unfinished->statement.substr(0, unfinished->statement.find('\n'));
}

const char* promise(haven::Durability durability) {
  return durability == haven::Durability::full ? "full: what is acknowledged survives a loss of power"
                                               : "normal: what is acknowledged survives a crash of the program";
}

int count_of(const haven::IntegrityReport& report, haven::IntegrityProblem::Kind kind) {
  int count = 0;
  for (const auto& problem : report.problems) count += problem.kind == kind ? 1 : 0;
  return count;
}

std::string said(int problems, bool cut) {
  return problems == 0 ? "sound" : std::to_string(problems) + (cut ? " problems or more" : " problems");
}

}  // namespace

std::unique_ptr<haven::Database> open_database(const Settings& settings, haven::OpenMode mode) {
  if (mode != haven::OpenMode::create && !std::filesystem::exists(settings.database))
    throw std::runtime_error(settings.database + ": no such database: make it with haven-server migrate");
  haven::SqliteOptions options = sqlite_options(settings);
  options.mode = mode;
  return haven::open_sqlite(options);
}

std::unique_ptr<haven::Database> open_current_database(const Settings& settings) {
  auto database = open_database(settings, haven::OpenMode::existing);
  const auto version = haven::schema_version(*database);
  if (version.database < version.library)
    throw std::runtime_error(settings.database + ": the schema is not up to date: run haven-server migrate first");
  if (version.database > version.library)
    throw std::runtime_error(settings.database + ": the schema is newer than this program");
  return database;
}

int run_migrate(const Settings& settings) {
  const auto report = haven::migrate(*open_database(settings, haven::OpenMode::create));
  std::cout << settings.database << ": schema version " << report.version_after << ", " << report.applied.size()
            << " migrations applied\n";
  return done;
}

int run_status(const Settings& settings) {
  const auto database = open_database(settings, haven::OpenMode::existing);
  const auto status = haven::migration_status(*database);
  print("database", settings.database);
  print("engine", std::string(database->engine()));
  print("durability", promise(sqlite_options(settings).durability));
  print("schema",
        std::to_string(status.version.database) + ", this program's is " + std::to_string(status.version.library));
  print("pending", listed(status.pending));
  print("unfinished", described(status.unfinished));
  if (!status.refusal.empty()) print("refused", status.refusal);
  return status.pending.empty() && status.refusal.empty() ? done : unsound;
}

int verify_database(const Settings& settings) {
  using Kind = haven::IntegrityProblem::Kind;
  const auto report = haven::check_integrity(*open_database(settings, haven::OpenMode::existing));
  print("database", settings.database);
  print("integrity", said(count_of(report, Kind::structure), report.cut));
  print("foreign keys", said(count_of(report, Kind::foreign_key), report.cut));
  for (const auto& problem : report.problems)
    std::cerr << (problem.table.empty() ? "" : problem.table + ": ") << problem.message << '\n';
  return report.ok() ? done : unsound;
}
