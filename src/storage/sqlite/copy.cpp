#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <thread>
#include <unistd.h>

#include "haven/core/error.hpp"
#include "haven/storage/sqlite.hpp"

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/error.hpp"
#include "storage/sqlite/file_system.hpp"

namespace haven {
namespace sqlite {
namespace {

// Pages of the copy that SQLite keeps before it writes them; the file must not lag behind much.
constexpr int pages_kept = 64;

void validate(const SqliteCopyOptions& options) {
  const auto refuse = [](const std::string& what) {
    throw Error(ErrorCode::invalid_argument, "SqliteCopyOptions: " + what);
  };
  if (options.pages_per_step < 1 || options.pages_per_step > 65'536) {
    refuse("pages_per_step must be 1..65536, got " + std::to_string(options.pages_per_step));
  }
  if (options.pause < Duration{} || options.pause > Duration::minutes(1)) {
    refuse("pause must be 0..1 min, got " + std::to_string(options.pause.in_seconds()) + " s");
  }
}

void run(sqlite3* db, const std::string& sql) {
  check(db, sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), "sqlite: " + sql);
}

/// The source, on a snapshot of its own: without one, every commit of somebody else would make SQLite begin the copy
/// again.
class Source {
 public:
  explicit Source(const SqliteOptions& options) : connection_(existing(options), Role::reader) {
    connection_.wait_until(deadline_after(options.busy_timeout));
    check(connection_.get(), connection_.control(Control::begin), "sqlite: BEGIN");
    run(connection_.get(), "SELECT count(*) FROM sqlite_schema");  // a snapshot is taken at the first look
  }
  [[nodiscard]] sqlite3* get() const noexcept { return connection_.get(); }

 private:
  static SqliteOptions existing(SqliteOptions options) {
    if (options.mode == OpenMode::create) options.mode = OpenMode::existing;
    return options;
  }

  Connection connection_;
};

/// A new file that is removed with the object unless it is kept.
class NewFile {
 public:
  explicit NewFile(std::string path) : path_(std::move(path)) {
    const int descriptor = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (descriptor >= 0) {
      ::close(descriptor);
    } else if (errno == EEXIST) {
      throw Error(ErrorCode::conflict, path_ + ": is there already", "exists");
    } else {
      throw Error(ErrorCode::unavailable, path_ + ": " + std::generic_category().message(errno), "cannot_open");
    }
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    if (!kept_) ::unlink(path_.c_str());
  }

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  void keep() {
    sync_folder_of(path_);
    kept_ = true;
  }

 private:
  std::string path_;
  bool kept_ = false;
};

/// The connection that writes the copy.
class Target {
 public:
  // Nobody else knows the file, so locks, which network disks may not have, are of no use.
  explicit Target(const std::string& path)
      : db_(open_handle(uri_of(path, "nolock=1"), SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI)) {
    run(db_.get(), "PRAGMA journal_mode = OFF");
    run(db_.get(), "PRAGMA cache_size = " + std::to_string(pages_kept));
  }

  [[nodiscard]] sqlite3* get() const noexcept { return db_.get(); }
  void sync() const {
    sqlite3_file* file = nullptr;
    check(get(), sqlite3_file_control(get(), "main", SQLITE_FCNTL_FILE_POINTER, &file), "sqlite: copy");
    check(nullptr, file->pMethods->xSync(file, SQLITE_SYNC_NORMAL), "sqlite: copy");
  }

 private:
  DatabaseHandle db_;
};

struct FinishBackup {
  void operator()(sqlite3_backup* backup) const noexcept { sqlite3_backup_finish(backup); }
};

/// Some pages more; false when all are copied. The last step syncs by itself.
bool step(sqlite3_backup* backup, const Target& target, int pages) {
  const int result = sqlite3_backup_step(backup, pages);
  if (result == SQLITE_DONE) return false;
  if (result != SQLITE_OK) throw error_of(nullptr, result, "sqlite: copy");
  target.sync();
  return true;
}

std::int64_t copy_pages(const Source& source, const Target& target, const SqliteCopyOptions& options) {
  const std::unique_ptr<sqlite3_backup, FinishBackup> backup(
      sqlite3_backup_init(target.get(), "main", source.get(), "main"));
  if (!backup) throw error_of(target.get(), sqlite3_errcode(target.get()), "sqlite: copy");
  for (bool more = true; more;) {
    more = step(backup.get(), target, options.pages_per_step);
    const std::int64_t all = sqlite3_backup_pagecount(backup.get());
    if (options.progress) options.progress(all - sqlite3_backup_remaining(backup.get()), all);
    if (more) std::this_thread::sleep_for(std::chrono::microseconds(options.pause.microseconds));
  }
  return sqlite3_backup_pagecount(backup.get());
}

std::int64_t copy(const SqliteOptions& from, const std::string& to, const SqliteCopyOptions& options) {
  sqlite::validate(from);
  validate(options);
  if (in_memory(from)) throw Error(ErrorCode::invalid_argument, "copy_sqlite: memory cannot be copied");
  if (from.mode != OpenMode::immutable) require_local(from.path);
  const Source source(from);
  NewFile file(to);
  const std::int64_t pages = copy_pages(source, Target(to), options);
  file.keep();
  return pages;
}

}  // namespace
}  // namespace sqlite

std::int64_t copy_sqlite(const SqliteOptions& from, const std::string& to, const SqliteCopyOptions& options) {
  return sqlite::copy(from, to, options);
}

}  // namespace haven
