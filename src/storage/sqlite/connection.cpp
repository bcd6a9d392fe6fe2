#include "storage/sqlite/connection.hpp"

#include <thread>
#include <tuple>

#include "storage/row_lock.hpp"
#include "storage/sqlite/error.hpp"

namespace haven::sqlite {
namespace {

constexpr int truncate_wal_above_bytes = 64 << 20;
constexpr int writer_cache_kibibytes = 8 << 10;
constexpr std::chrono::seconds contention_remembered{1};

/// In the order of Control.
constexpr std::array control_texts = {
    "BEGIN", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK", "SAVEPOINT member", "ROLLBACK TO member", "RELEASE member"};

std::string query_text(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* raw = nullptr;
  check(db, sqlite3_prepare_v2(db, sql.c_str(), -1, &raw, nullptr), sql);
  const StatementHandle statement(raw);
  const int result = sqlite3_step(statement.get());
  if (result == SQLITE_DONE) return {};
  if (result != SQLITE_ROW) throw error_of(db, result, sql);
  const auto* text = sqlite3_column_text(statement.get(), 0);
  if (text == nullptr) throw error_of(db, SQLITE_NOMEM, sql);
  return reinterpret_cast<const char*>(text);
}

void set(sqlite3* db, const std::string& pragma, const std::string& value, const std::string& expected) {
  query_text(db, "PRAGMA " + pragma + " = " + value);
  const std::string found = query_text(db, "PRAGMA " + pragma);
  if (found == expected) return;
  throw Error(ErrorCode::unavailable, "sqlite: " + pragma + " must be " + expected + ", got " + found, "settings");
}

void set(sqlite3* db, const std::string& pragma, int value) {
  set(db, pragma, std::to_string(value), std::to_string(value));
}

void set_config(sqlite3* db, int option, int value) {
  int found = -1;
  check(db, sqlite3_db_config(db, option, value, &found), "sqlite: configure");
  if (found != value) throw Error(ErrorCode::unavailable, "sqlite: a connection setting was refused", "settings");
}

// SQLite 3.40 counts its own JSON functions among the unsafe ones, so that an untrusted schema could not check its JSON
// columns. Nothing is lost there: we register no functions, and extensions and writable_schema are off.
bool untrusted_schema_may_check_json() {
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(":memory:", &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  const std::unique_ptr<sqlite3, CloseDatabase> db(raw);
  check(raw, opened, "sqlite: open");
  set(raw, "trusted_schema", 0);
  const int made = sqlite3_exec(raw, "CREATE TABLE t (x CHECK (json_valid(x)))", nullptr, nullptr, nullptr);
  if (made != SQLITE_OK && made != SQLITE_ERROR) throw error_of(raw, made, "sqlite: CREATE TABLE");
  return made == SQLITE_OK;
}

// Transactions are begun and ended by the driver alone, and no other file is pulled in.
int authorize(void* compiling, int action, const char*, const char*, const char*, const char*) {
  const bool ours =
      action == SQLITE_TRANSACTION || action == SQLITE_SAVEPOINT || action == SQLITE_ATTACH || action == SQLITE_DETACH;
  return ours && *static_cast<const bool*>(compiling) ? SQLITE_DENY : SQLITE_OK;
}

int note_log_size(void* pages, sqlite3*, const char*, int count) {
  *static_cast<int*>(pages) = count;
  return SQLITE_OK;
}

int open_flags(OpenMode mode) {
  switch (mode) {
    case OpenMode::create:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case OpenMode::existing:
      return SQLITE_OPEN_READWRITE;
    default:
      return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
  }
}

DatabaseHandle open(const SqliteOptions& options) {
  const bool immutable = options.mode == OpenMode::immutable;
  return open_handle(immutable ? uri_of(options.path, "immutable=1") : options.path, open_flags(options.mode));
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n;") == std::string_view::npos; }

}  // namespace

DatabaseHandle open_handle(const std::string& path, int flags) {
  sqlite3* raw = nullptr;
  const int result = sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  DatabaseHandle db(raw);
  check(raw, result, "sqlite: open " + path);
  return db;
}

std::string uri_of(std::string_view path, std::string_view query) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string uri = path.starts_with('/') ? "file://" : "file:";  // else a path with two slashes would name a host
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (plain.find(c) != std::string_view::npos) {
      uri += c;
    } else {
      uri += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return uri.append("?").append(query);
}

Connection::Connection(const SqliteOptions& options, Role role) : db_(open(options)) {
  wait_until(deadline_after(options.busy_timeout));
  sqlite3_busy_handler(db_.get(), wait_for_lock, this);
  configure(options, role);
  sqlite3_set_authorizer(db_.get(), authorize, &compiling_);
  prepare_controls();
  sqlite3_wal_hook(db_.get(), note_log_size, &log_pages_);
}

void Connection::configure(const SqliteOptions& options, Role role) {
  sqlite3* const db = db_.get();
  set_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0);
  set_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1);
  set_config(db, SQLITE_DBCONFIG_DQS_DML, 0);
  set_config(db, SQLITE_DBCONFIG_DQS_DDL, 0);
  if (has_log(options)) switch_to_wal();
  if (has_log(options)) set(db, "synchronous", options.durability == Durability::full ? 2 : 1);
  set(db, "foreign_keys", 1);
  set(db, "trusted_schema", untrusted_schema_may_check_json() ? 0 : 1);
  set(db, "recursive_triggers", 1);  // else INSERT OR REPLACE removes rows behind the back of delete triggers
  set(db, "cell_size_check", 1);
  set(db, "wal_autocheckpoint", 0);  // see Checkpointer
  set(db, "journal_size_limit", truncate_wal_above_bytes);
  if (role == Role::reader) return set(db, "query_only", 1);
  set(db, "cache_size", -writer_cache_kibibytes);
}

// Two processes that switch a new file at once are told "busy" without a wait: SQLite fears a deadlock.
void Connection::switch_to_wal() {
  for (;;) {
    try {
      return set(db_.get(), "journal_mode", "WAL", "wal");
    } catch (const Error& error) {
      if (error.reason() != "busy" || std::chrono::steady_clock::now() >= deadline_) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }
}

// After the authorizer, since setting one makes SQLite prepare everything again.
void Connection::prepare_controls() {
  static_assert(std::tuple_size_v<decltype(controls_)> == control_texts.size());
  for (std::size_t i = 0; i < controls_.size(); ++i) {
    sqlite3_stmt* raw = nullptr;
    const char* sql = control_texts[i];
    check(db_.get(), sqlite3_prepare_v3(db_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr), sql);
    controls_[i].reset(raw);
  }
}

int Connection::control(Control control) noexcept {
  sqlite3_stmt* const statement = controls_[static_cast<std::size_t>(control)].get();
  const int result = sqlite3_step(statement);
  sqlite3_reset(statement);
  return result == SQLITE_DONE ? SQLITE_OK : result;
}

void Connection::wait_until(Deadline deadline) { deadline_ = deadline; }

// SQLite's own handler soon looks only ten times a second: beside a process that commits without a pause it would
// hardly ever find the lock free.
int Connection::wait_for_lock(void* connection, int) {
  auto& self = *static_cast<Connection*>(connection);
  const Deadline now = std::chrono::steady_clock::now();
  self.contended_until_ = now + contention_remembered;
  if (now >= self.deadline_) return 0;
  std::this_thread::sleep_for(lock_poll);
  return 1;
}

bool Connection::contended() const { return std::chrono::steady_clock::now() < contended_until_; }

// SQLite knows no locks on rows, and needs none: whoever may ask for one is the only writer.
StatementHandle Connection::compile(std::string_view sql) {
  if (locks_rows(sql)) sql.remove_suffix(row_lock.size());
  sqlite3_stmt* raw = nullptr;
  const char* rest = nullptr;
  compiling_ = true;
  const int result =
      sqlite3_prepare_v3(db_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, &rest);
  compiling_ = false;
  StatementHandle statement(raw);
  if (result == SQLITE_AUTH) {
    throw Error(ErrorCode::invalid_argument, "sqlite: transactions and files are the driver's: " + std::string(sql));
  }
  check(db_.get(), result, "sqlite: " + std::string(sql));
  if (!statement || !blank({rest, sql.data() + sql.size()})) {
    throw Error(ErrorCode::invalid_argument, "sqlite: expected exactly one statement, got: " + std::string(sql));
  }
  return statement;
}

CachedStatement& Connection::take(std::string_view sql) {
  return statements_.take(sql, [&] { return compile(sql); });
}

void Connection::give_back(CachedStatement& statement) noexcept {
  sqlite3_reset(statement.prepared.get());
  sqlite3_clear_bindings(statement.prepared.get());
  statements_.give_back(statement);
}

void Connection::give_back_all() noexcept {
  while (CachedStatement* statement = statements_.last_in_use()) give_back(*statement);
}

}  // namespace haven::sqlite
