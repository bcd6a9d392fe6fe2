#include <filesystem>
#include <set>

#include "haven/core/error.hpp"

#include "backup/content.hpp"
#include "backup/files.hpp"
#include "backup/manifest.hpp"

namespace haven {
namespace backup {
namespace {

namespace fs = std::filesystem;

std::string path_in(const std::string& folder, const std::string& name) { return folder + '/' + name; }

// Names come from the manifest, which is not yet trusted: none may lead out of the folder.
bool is_known(const BackupManifest& manifest) {
  return manifest.engine == "sqlite" && manifest.files.size() == 1 && manifest.files[0].name == sqlite_name;
}

void load_manifest(const std::string& folder, BackupReport& report) {
  BackupManifest manifest = manifest_from_json(read_file(path_in(folder, manifest_name)));
  if (!is_known(manifest)) {
    report.problems.push_back("the manifest is of an engine \"" + manifest.engine + "\", or of files, not known here");
    return;
  }
  report.manifest = std::move(manifest);
}

void check_sums(const std::string& folder, BackupReport& report) {
  std::vector<BackupFile> files = report.manifest->files;
  files.push_back(checksum_of(path_in(folder, manifest_name)));
  if (read_file(path_in(folder, sums_name)) == sums_of(files)) return;
  report.problems.push_back(std::string(sums_name) + " does not agree with the manifest");
}

void check_file(const std::string& folder, const BackupFile& expected, BackupReport& report) {
  const BackupFile found = checksum_of(path_in(folder, expected.name));
  if (found.bytes != expected.bytes) {
    report.problems.push_back(expected.name + ": " + std::to_string(found.bytes) + " bytes, the manifest says " +
                              std::to_string(expected.bytes));
  } else if (found.sha256 != expected.sha256) {
    report.problems.push_back(expected.name + ": the checksum is wrong");
  }
}

// A log beside the database would be read by whoever opens it.
void check_for_strangers(const std::string& folder, BackupReport& report) {
  std::set<std::string> known = {manifest_name, sums_name};
  for (const BackupFile& file : report.manifest->files) known.insert(file.name);
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!known.contains(name)) report.problems.push_back(name + ": is not of this backup");
  }
}

void check_all(const std::string& folder, BackupReport& report) {
  load_manifest(folder, report);
  if (!report.manifest) return;
  check_sums(folder, report);
  for (const BackupFile& file : report.manifest->files) check_file(folder, file, report);
  check_for_strangers(folder, report);
  if (report.ok()) report.problems = compare_sqlite(path_in(folder, sqlite_name), *report.manifest);
}

}  // namespace
}  // namespace backup

BackupReport verify_backup(const std::string& folder) {
  if (!std::filesystem::is_directory(folder)) throw Error(ErrorCode::not_found, folder + ": no such backup");
  BackupReport report;
  try {
    backup::check_all(folder, report);
  } catch (const Error& error) {  // a file that is missing, cannot be read, or is no manifest
    report.problems.emplace_back(error.what());
  }
  return report;
}

}  // namespace haven
