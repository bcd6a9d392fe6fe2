#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <unistd.h>

#include "haven/core/error.hpp"
#include "haven/storage/sqlite.hpp"

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/error.hpp"
#include "storage/sqlite/file_system.hpp"

namespace haven {
namespace sqlite {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw Error(ErrorCode::unavailable, "sqlite: " + what + ": " + std::generic_category().message(errno), "lost");
}

bool is_busy(int result) { return (result & 0xFF) == SQLITE_BUSY; }

void require_unused(int result, const std::string& path) {
  if (is_busy(result)) throw Error(ErrorCode::unavailable, path + ": somebody has this database open", "busy");
}

// Brings the log into the file, so that the file alone is the database. One that is damaged may not be able to; what
// its log holds is then given up together with it.
void fold_log(const std::string& path) {
  const DatabaseHandle db = open_handle(path, SQLITE_OPEN_READWRITE);
  require_unused(sqlite3_exec(db.get(), "PRAGMA journal_mode = DELETE", nullptr, nullptr, nullptr), path);
}

/// Keeps everybody else out of a file, whatever is in it. By SQLite's own locks: those of the system are a process's,
/// and would be lost to the host's connections when a file of ours is closed.
class Lock {
 public:
  explicit Lock(const std::string& path) : db_(open_handle(path, SQLITE_OPEN_READWRITE)) {
    sqlite3_file* file = nullptr;
    check(db_.get(), sqlite3_file_control(db_.get(), "main", SQLITE_FCNTL_FILE_POINTER, &file), "sqlite: " + path);
    for (const int level : {SQLITE_LOCK_SHARED, SQLITE_LOCK_EXCLUSIVE}) {
      const int result = file->pMethods->xLock(file, level);
      require_unused(result, path);
      check(nullptr, result, "sqlite: lock " + path);
    }
  }

 private:
  DatabaseHandle db_;  // closing it unlocks
};

void remove_logs(const std::string& path) {
  for (const char* suffix : {"-wal", "-shm", "-journal"}) {
    if (::unlink((path + suffix).c_str()) != 0 && errno != ENOENT) fail("cannot remove " + path + suffix);
  }
  sync_folder_of(path);  // before the new file is there, which an old log would spoil
}

void move(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) fail("cannot move " + from + " to " + to);
  sync_folder_of(to);
}

void replace(const std::string& with, const std::string& path) {
  require_local(path);
  std::unique_ptr<Lock> lock;
  if (std::filesystem::exists(path)) {
    fold_log(path);
    lock = std::make_unique<Lock>(path);
  }
  remove_logs(path);
  move(with, path);
}

}  // namespace
}  // namespace sqlite

void replace_sqlite(const std::string& with, const std::string& path) { sqlite::replace(with, path); }

}  // namespace haven
