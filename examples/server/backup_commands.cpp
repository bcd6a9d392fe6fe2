// Backups of a database that may be in use.
#include <chrono>
#include <iostream>
#include <string>

#include "haven/backup/backup.hpp"

#include "commands.hpp"

namespace {

void print(const std::string& what, const haven::BackupManifest& manifest) {
  std::int64_t rows = 0;
  std::uint64_t bytes = 0;
  for (const auto& table : manifest.tables) rows += table.rows;
  for (const auto& file : manifest.files) bytes += file.bytes;
  std::cout << what << ": " << manifest.engine << ", schema version " << manifest.schema_version << ", "
            << manifest.tables.size() << " tables, " << rows << " rows, " << bytes << " bytes\n";
}

}  // namespace

int run_backup(const Settings& settings) {
  haven::SqliteCopyOptions options;
  options.pause = {settings.pause_milliseconds * std::int64_t{1000}};
  print(settings.backup, haven::back_up(sqlite_options(settings), settings.backup, options));
  return done;
}

int verify_backup(const Settings& settings) {
  const auto report = haven::verify_backup(settings.backup);
  for (const std::string& problem : report.problems) std::cerr << settings.backup << ": " << problem << '\n';
  if (!report.ok()) return unsound;
  print(settings.backup + ": sound", *report.manifest);
  return done;
}

int run_verify(const Settings& settings) {
  return settings.backup.empty() ? verify_database(settings) : verify_backup(settings);
}

int run_restore(const Settings& settings) {
  const auto manifest = haven::restore_backup(settings.backup, settings.database, {.replace = settings.force});
  print(settings.database, manifest);
  return done;
}
