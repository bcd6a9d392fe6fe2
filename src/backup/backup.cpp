#include "haven/backup/backup.hpp"

#include <filesystem>
#include <system_error>

#include "haven/core/error.hpp"
#include "haven/core/version.hpp"

#include "backup/content.hpp"
#include "backup/files.hpp"
#include "backup/manifest.hpp"

namespace haven {
namespace backup {
namespace {

namespace fs = std::filesystem;

fs::path parent_of(const std::string& folder) { return fs::absolute(fs::path(folder)).parent_path(); }

/// A folder in the making, which takes its name when all is in it.
class Draft {
 public:
  explicit Draft(const std::string& folder) : folder_(folder) {
    if (fs::exists(fs::symlink_status(folder)))
      throw Error(ErrorCode::conflict, folder + ": is there already", "exists");
    path_ = make_folder(folder + ".partial-");
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    std::error_code ignored;
    if (!finished_) fs::remove_all(path_, ignored);
  }

  [[nodiscard]] std::string path(const char* name) const { return path_ + '/' + name; }
  void finish() {
    sync_folder(path_);
    std::error_code error;
    fs::rename(path_, folder_, error);
    if (error) throw Error(ErrorCode::unavailable, folder_ + ": " + error.message(), "lost");
    finished_ = true;
    sync_folder(parent_of(folder_).string());
  }

 private:
  std::string folder_;
  std::string path_;
  bool finished_ = false;
};

/// A trailing slash would make the draft a folder inside.
std::string without_slashes(std::string folder) {
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  return folder;
}

Timestamp in_milliseconds(Timestamp time) { return {time.microseconds / 1000 * 1000}; }

void write_manifest(const Draft& draft, const BackupManifest& manifest) {
  write_file(draft.path(manifest_name), to_json(manifest));
  std::vector<BackupFile> files = manifest.files;
  files.push_back(checksum_of(draft.path(manifest_name)));
  write_file(draft.path(sums_name), sums_of(files));
}

BackupManifest make(const SqliteOptions& database, const std::string& folder, const SqliteCopyOptions& options,
                    const Clock& clock) {
  Draft draft(without_slashes(folder));
  BackupManifest manifest;
  manifest.library = version();
  manifest.created_at = in_milliseconds(clock.now());
  const std::string file = draft.path(sqlite_name);
  copy_sqlite(database, file, options);
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  describe_sqlite(file, manifest);
  manifest.files = {checksum_of(file)};
  write_manifest(draft, manifest);
  draft.finish();
  return manifest;
}

}  // namespace
}  // namespace backup

BackupManifest back_up(const SqliteOptions& database, const std::string& folder, const SqliteCopyOptions& options,
                       const Clock& clock) {
  return backup::make(database, folder, options, clock);
}

}  // namespace haven
