#include "storage/mariadb/statement.hpp"

#include <cmath>
#include <string>
#include <utility>

#include "storage/row_lock.hpp"

namespace haven::mariadb {
namespace {

class MariadbStatement final : public Statement {
 public:
  MariadbStatement(std::shared_ptr<Scope> scope, CachedStatement& cached)
      : scope_(std::move(scope)), cached_(cached), prepared_(cached.prepared) {}
  MariadbStatement(const MariadbStatement&) = delete;
  MariadbStatement& operator=(const MariadbStatement&) = delete;
  ~MariadbStatement() override {
    if (scope_->open) scope_->connection->give_back(cached_);
  }

  void bind_null(int parameter) override { prepared_.parameters.set_null(place(parameter)); }

  void bind(int parameter, std::int64_t value) override { prepared_.parameters.set(place(parameter), value); }

  void bind(int parameter, double value) override {
    // The server knows neither, and would say so of a column only.
    if (!std::isfinite(value)) refuse(describe("parameter", parameter) + " is not finite");
    prepared_.parameters.set(place(parameter), value);
  }

  void bind(int parameter, std::string_view text) override { prepared_.parameters.set_text(place(parameter), text); }

  void bind(int parameter, std::span<const std::uint8_t> bytes) override {
    prepared_.parameters.set_bytes(place(parameter), {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }

  bool step() override {
    require_open();
    if (state_ == State::done) return false;
    if (state_ == State::ready) run();
    const bool has_row = mysql_stmt_field_count(handle()) > 0 && connection().next_row(prepared_);
    state_ = has_row ? State::row : State::done;
    return has_row;
  }

  void reset() override {
    require_open();
    connection().drop_result(prepared_);
    prepared_.parameters.clear();
    state_ = State::ready;
  }

  [[nodiscard]] bool is_null(int column) const override { return kind_of(column) == Kind::null; }

  [[nodiscard]] std::int64_t integer(int column) const override {
    require_kind(column, kind_of(column) == Kind::integer, "an integer");
    return prepared_.row.integer(index(column));
  }

  [[nodiscard]] double real(int column) const override {
    const Kind kind = kind_of(column);
    require_kind(column, kind == Kind::real || kind == Kind::integer, "a real number");
    if (kind == Kind::integer) return static_cast<double>(prepared_.row.integer(index(column)));
    return prepared_.row.real(index(column));
  }

  [[nodiscard]] std::string_view text(int column) const override {
    require_kind(column, kind_of(column) == Kind::text, "text");
    return prepared_.row.string(index(column));
  }

  [[nodiscard]] std::span<const std::uint8_t> blob(int column) const override {
    require_kind(column, kind_of(column) == Kind::bytes, "bytes");
    const std::string_view bytes = prepared_.row.string(index(column));
    return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
  }

  [[nodiscard]] std::int64_t changes() const override { return changes_; }

 private:
  enum class State { ready, row, done };

  static std::size_t index(int number) noexcept { return static_cast<std::size_t>(number); }

  [[noreturn]] static void refuse(const std::string& what) { throw Error(ErrorCode::invalid_argument, what); }

  [[nodiscard]] Connection& connection() const noexcept { return *scope_->connection; }
  [[nodiscard]] MYSQL_STMT* handle() const noexcept { return prepared_.handle.get(); }

  void run() {
    connection().execute(prepared_);
    const bool writes = prepared_.kind == SqlKind::write && mysql_stmt_field_count(handle()) == 0;
    changes_ = writes ? static_cast<std::int64_t>(mysql_stmt_affected_rows(handle())) : 0;
  }

  void require_open() const {
    if (!scope_->open) refuse("mariadb: the transaction of this statement has ended");
  }

  [[nodiscard]] std::size_t place(int parameter) const {
    require_open();
    if (parameter >= 0 && index(parameter) < prepared_.parameters.size()) return index(parameter);
    refuse(describe("parameter", parameter) + " is not there");
  }

  [[nodiscard]] Kind kind_of(int column) const {
    require_open();
    const bool there = state_ == State::row && column >= 0 && index(column) < prepared_.row.size();
    if (!there) refuse(describe("column", column) + " is not there");
    return prepared_.row.kind(index(column));
  }

  void require_kind(int column, bool held, const char* wanted) const {
    if (!held) throw Error(ErrorCode::corrupt_data, describe("column", column) + " does not hold " + wanted);
  }

  [[nodiscard]] std::string describe(const char* what, int number) const {
    return std::string("mariadb: ") + what + ' ' + std::to_string(number) + " of " + prepared_.sql;
  }

  std::shared_ptr<Scope> scope_;
  CachedStatement& cached_;
  Prepared& prepared_;
  State state_ = State::ready;
  std::int64_t changes_ = 0;
};

}  // namespace

std::unique_ptr<Statement> make_statement(std::shared_ptr<Scope> scope, std::string_view sql) {
  if (scope->access == Access::read && (kind_of(sql) != SqlKind::read || locks_rows(sql))) {
    throw Error(ErrorCode::invalid_argument, "mariadb: a read transaction cannot run: " + std::string(sql));
  }
  CachedStatement& cached = scope->connection->take(sql);
  return std::make_unique<MariadbStatement>(std::move(scope), cached);
}

}  // namespace haven::mariadb
