#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "haven/storage/sqlite.hpp"

#include "storage/statement_cache.hpp"
#include "storage/turnstile.hpp"

#include <sqlite3.h>

namespace haven::sqlite {

struct CloseDatabase {
  void operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using DatabaseHandle = std::unique_ptr<sqlite3, CloseDatabase>;
using StatementHandle = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

using CachedStatement = StatementCache<StatementHandle>::Entry;

/// sqlite3_open_v2() for one thread, with extended result codes.
[[nodiscard]] DatabaseHandle open_handle(const std::string& path, int flags);
/// The URI that names a file to SQLite, with `query` behind the question mark.
[[nodiscard]] std::string uri_of(std::string_view path, std::string_view query);

/// What a connection is for; a reader refuses to write.
enum class Role { writer, reader };

/// The statements of the driver itself.
enum class Control { begin, begin_immediate, commit, rollback, savepoint, rollback_to_savepoint, release_savepoint };

/// How often a connection that waits looks whether the lock is free.
inline constexpr std::chrono::milliseconds lock_poll{1};

/// One connection with its settings, all read back, and its prepared statements. One thread at a time.
class Connection {
 public:
  Connection(const SqliteOptions& options, Role role);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] sqlite3* get() const noexcept { return db_.get(); }
  /// Runs one of our own statements, which were prepared with the connection; the result code of SQLite.
  int control(Control control) noexcept;
  /// How long the next statements wait for a lock of another process.
  void wait_until(Deadline deadline);
  /// Has another process, or another object, held a lock that was wanted here, a moment ago?
  [[nodiscard]] bool contended() const;
  /// False when SQLite has rolled back, or none was begun.
  [[nodiscard]] bool in_transaction() const noexcept { return sqlite3_get_autocommit(db_.get()) == 0; }

  /// Pages that the write-ahead log held after the last commit here.
  [[nodiscard]] int log_pages() const noexcept { return log_pages_; }

  /// The statement for `sql`, marked as in use. Throws as Transaction::prepare does.
  [[nodiscard]] CachedStatement& take(std::string_view sql);
  void give_back(CachedStatement& statement) noexcept;
  /// Resets every statement in use: their transaction ends.
  void give_back_all() noexcept;

 private:
  void configure(const SqliteOptions& options, Role role);
  void switch_to_wal();
  void prepare_controls();
  static int wait_for_lock(void* self, int count);
  [[nodiscard]] StatementHandle compile(std::string_view sql);

  Deadline deadline_;           ///< for waiting on locks of others
  Deadline contended_until_{};  ///< by what the waits so far let expect
  int log_pages_ = 0;
  bool compiling_ = false;  ///< a statement of a user, which may do less than ours
  DatabaseHandle db_;
  std::array<StatementHandle, 7> controls_;  ///< in the order of Control
  StatementCache<StatementHandle> statements_;
};

/// ":memory:" is private to its one connection.
[[nodiscard]] inline bool in_memory(const SqliteOptions& options) { return options.path == ":memory:"; }
/// Only what can change has a write-ahead log.
[[nodiscard]] inline bool has_log(const SqliteOptions& options) {
  return !in_memory(options) && options.mode != OpenMode::immutable;
}
/// Throws as open_sqlite() does for options that are wrong in themselves.
void validate(const SqliteOptions& options);

}  // namespace haven::sqlite
