#include "storage/sqlite/statement.hpp"

#include <cmath>
#include <utility>

#include "storage/row_lock.hpp"
#include "storage/sqlite/error.hpp"

namespace haven::sqlite {
namespace {

class SqliteStatement final : public Statement {
 public:
  SqliteStatement(std::shared_ptr<Scope> scope, CachedStatement& statement)
      : scope_(std::move(scope)), cached_(statement), handle_(statement.prepared.get()) {}
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;
  ~SqliteStatement() override {
    if (scope_->open) scope_->connection->give_back(cached_);
  }

  void bind_null(int parameter) override { check_bound(sqlite3_bind_null(place(parameter), parameter + 1)); }

  void bind(int parameter, std::int64_t value) override {
    check_bound(sqlite3_bind_int64(place(parameter), parameter + 1, value));
  }

  void bind(int parameter, double value) override {
    // SQLite would store NULL for NaN without a word; other engines know no infinity.
    if (!std::isfinite(value))
      throw Error(ErrorCode::invalid_argument, describe("parameter", parameter) + " is not finite");
    check_bound(sqlite3_bind_double(place(parameter), parameter + 1, value));
  }

  void bind(int parameter, std::string_view text) override {
    const char* data = text.empty() ? "" : text.data();  // a null pointer would mean NULL
    check_bound(sqlite3_bind_text64(place(parameter), parameter + 1, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  }

  void bind(int parameter, std::span<const std::uint8_t> bytes) override {
    const void* data = bytes.empty() ? static_cast<const void*>("") : bytes.data();
    check_bound(sqlite3_bind_blob64(place(parameter), parameter + 1, data, bytes.size(), SQLITE_TRANSIENT));
  }

  bool step() override {
    require_transaction();
    if (state_ == State::done) return false;
    const int changes_before = sqlite3_total_changes(db());
    const int result = sqlite3_step(handle_);
    if (result == SQLITE_ROW) {
      state_ = State::row;
      return true;
    }
    if (result != SQLITE_DONE) fail(result);
    state_ = State::done;
    changes_ = sqlite3_total_changes(db()) != changes_before ? sqlite3_changes64(db()) : 0;
    return false;
  }

  void reset() override {
    require_open();
    sqlite3_reset(handle_);
    sqlite3_clear_bindings(handle_);
    state_ = State::ready;
  }

  [[nodiscard]] bool is_null(int column) const override { return type_of(column) == SQLITE_NULL; }

  [[nodiscard]] std::int64_t integer(int column) const override {
    require_type(column, type_of(column) == SQLITE_INTEGER, "an integer");
    return sqlite3_column_int64(handle_, column);
  }

  [[nodiscard]] double real(int column) const override {
    const int type = type_of(column);
    require_type(column, type == SQLITE_FLOAT || type == SQLITE_INTEGER, "a real number");
    return sqlite3_column_double(handle_, column);
  }

  [[nodiscard]] std::string_view text(int column) const override {
    require_type(column, type_of(column) == SQLITE_TEXT, "text");
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
    require_memory(text != nullptr);
    return {text, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
  }

  [[nodiscard]] std::span<const std::uint8_t> blob(int column) const override {
    require_type(column, type_of(column) == SQLITE_BLOB, "bytes");
    const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(handle_, column));
    const int size = sqlite3_column_bytes(handle_, column);
    require_memory(bytes != nullptr || size == 0);
    return {bytes, static_cast<std::size_t>(size)};
  }

  [[nodiscard]] std::int64_t changes() const override { return changes_; }

 private:
  enum class State { ready, row, done };

  [[nodiscard]] sqlite3* db() const { return scope_->connection->get(); }

  void require_open() const {
    if (!scope_->open) throw Error(ErrorCode::invalid_argument, "sqlite: the transaction of this statement has ended");
  }

  // After an error such as a full disk SQLite may have rolled back; another step would then commit by itself.
  void require_transaction() const {
    require_open();
    if (!scope_->connection->in_transaction()) {
      throw Error(ErrorCode::unavailable, "sqlite: the transaction was rolled back by an earlier error", "lost");
    }
  }

  [[noreturn]] void fail(int result) {
    Error error = error_of(db(), result, "sqlite: " + std::string(sqlite3_sql(handle_)));
    sqlite3_reset(handle_);
    state_ = State::ready;
    throw error;
  }

  [[nodiscard]] sqlite3_stmt* place(int parameter) const {
    require_open();
    if (parameter < 0 || parameter >= sqlite3_bind_parameter_count(handle_)) {
      throw Error(ErrorCode::invalid_argument, describe("parameter", parameter) + " is not there");
    }
    return handle_;
  }

  void check_bound(int result) const { check(db(), result, "sqlite: bind"); }

  [[nodiscard]] int type_of(int column) const {
    require_open();
    if (state_ != State::row || column < 0 || column >= sqlite3_column_count(handle_)) {
      throw Error(ErrorCode::invalid_argument, describe("column", column) + " is not there");
    }
    return sqlite3_column_type(handle_, column);
  }

  void require_type(int column, bool held, const char* wanted) const {
    if (!held) throw Error(ErrorCode::corrupt_data, describe("column", column) + " does not hold " + wanted);
  }

  // SQLite may have to copy a value that it hands out, and gives none when it cannot.
  void require_memory(bool given) const {
    if (!given) throw error_of(nullptr, SQLITE_NOMEM, "sqlite: column");
  }

  [[nodiscard]] std::string describe(const char* what, int number) const {
    return std::string("sqlite: ") + what + ' ' + std::to_string(number) + " of " + sqlite3_sql(handle_);
  }

  std::shared_ptr<Scope> scope_;
  CachedStatement& cached_;
  sqlite3_stmt* handle_;
  State state_ = State::ready;
  std::int64_t changes_ = 0;
};

}  // namespace

std::unique_ptr<Statement> make_statement(std::shared_ptr<Scope> scope, std::string_view sql) {
  CachedStatement& cached = scope->connection->take(sql);
  auto statement = std::make_unique<SqliteStatement>(scope, cached);
  if (scope->access == Access::read && (sqlite3_stmt_readonly(cached.prepared.get()) == 0 || locks_rows(sql))) {
    throw Error(ErrorCode::invalid_argument, "sqlite: a read transaction cannot run: " + std::string(sql));
  }
  return statement;
}

}  // namespace haven::sqlite
