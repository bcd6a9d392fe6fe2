#include <filesystem>
#include <unistd.h>

#include "haven/core/error.hpp"

#include "backup/content.hpp"
#include "backup/files.hpp"

namespace haven {
namespace backup {
namespace {

void require_sound(const std::string& what, const std::vector<std::string>& problems) {
  if (problems.empty()) return;
  throw Error(ErrorCode::corrupt_data,
              what + ": " + problems.front() +
                  (problems.size() > 1 ? " (and " + std::to_string(problems.size() - 1) + " more)" : std::string()));
}

/// A folder beside the database, for the copy on its way; it is removed with the object.
class Workshop {
 public:
  explicit Workshop(const std::string& path) : folder_(make_folder(path + ".restoring-")) {}
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;
  ~Workshop() {
    ::unlink(file().c_str());
    ::rmdir(folder_.c_str());
  }
  [[nodiscard]] std::string file() const { return folder_ + '/' + sqlite_name; }

 private:
  std::string folder_;
};

BackupManifest restore(const std::string& folder, const std::string& path, const RestoreOptions& options) {
  if (!options.replace && std::filesystem::exists(std::filesystem::symlink_status(path)))
    throw Error(ErrorCode::conflict, path + ": is there already", "exists");
  BackupReport backup = verify_backup(folder);
  require_sound(folder, backup.problems);
  const Workshop workshop(path);
  if (copy_file(folder + '/' + sqlite_name, workshop.file()) != backup.manifest->files[0])
    throw Error(ErrorCode::corrupt_data, path + ": the copy is not what the backup holds");
  require_sound(path, compare_sqlite(workshop.file(), *backup.manifest));
  replace_sqlite(workshop.file(), path);
  return *std::move(backup.manifest);
}

}  // namespace
}  // namespace backup

BackupManifest restore_backup(const std::string& folder, const std::string& path, const RestoreOptions& options) {
  return backup::restore(folder, path, options);
}

}  // namespace haven
