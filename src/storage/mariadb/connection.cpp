#include "storage/mariadb/connection.hpp"

#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <utility>

#include "storage/mariadb/connect.hpp"
#include "storage/mariadb/error.hpp"
#include "storage/mariadb/settings.hpp"

namespace haven::mariadb {
namespace {

constexpr std::string_view commit_text = "COMMIT";
constexpr std::string_view rollback_text = "ROLLBACK";

[[noreturn]] void refuse(std::string_view why, std::string_view sql) {
  throw Error(ErrorCode::invalid_argument, "mariadb: " + std::string(why) + ": " + std::string(sql));
}

}  // namespace

Connection::Connection(const MariadbOptions& options)
    : handle_(connect(options)),
      id_(mysql_thread_id(handle_.get())),
      longest_message_(longest_message(handle_.get())) {}

CachedStatement& Connection::take(std::string_view sql) {
  require_transaction();
  return statements_.take(sql, [&] { return prepare(sql); });
}

Prepared Connection::prepare(std::string_view sql) {
  const SqlKind kind = kind_of(sql);
  if (kind == SqlKind::other) refuse("transactions and settings are the driver's", sql);
  free_wire();
  StatementHandle handle(mysql_stmt_init(handle_.get()));
  if (!handle) throw Error(ErrorCode::unavailable, "mariadb: no memory for a statement", "full");
  if (mysql_stmt_prepare(handle.get(), sql.data(), sql.size()) != 0) {
    fail(mysql_stmt_errno(handle.get()), mysql_stmt_error(handle.get()), sql);
  }
  if (kind == SqlKind::read && mysql_stmt_field_count(handle.get()) == 0) refuse("gives no rows", sql);
  const std::size_t parameters = mysql_stmt_param_count(handle.get());
  return {std::string(sql), kind, std::move(handle), Parameters(parameters), {}, {}};
}

void Connection::give_back(CachedStatement& statement) noexcept {
  drop_result(statement.prepared);
  statement.prepared.parameters.clear();
  statements_.give_back(statement);
}

void Connection::give_back_all() noexcept {
  while (CachedStatement* statement = statements_.last_in_use()) give_back(*statement);
}

void Connection::require_transaction() const {
  if (!lost_) return;
  throw Error(ErrorCode::unavailable, "mariadb: the transaction was ended by an earlier error", *lost_);
}

// The server answers a longer message by closing the connection.
void Connection::require_room_for(const Prepared& statement) const {
  if (statement.parameters.bytes() < longest_message_) return;
  throw Error(ErrorCode::invalid_argument,
              "mariadb: parameters of more than max_allowed_packet (" + std::to_string(longest_message_) +
                  " bytes) for: " + statement.sql,
              "too_large");
}

// It would commit what the transaction did so far.
void Connection::require_alone(const Prepared& statement) const {
  if (statement.kind == SqlKind::schema && used_)
    refuse("must be the first statement of its transaction", statement.sql);
}

void Connection::execute(Prepared& statement) {
  require_transaction();
  require_room_for(statement);
  require_alone(statement);
  free_wire();
  used_ = statement.kind != SqlKind::schema;
  MYSQL_STMT* const handle = statement.handle.get();
  if (statement.parameters.size() > 0) mysql_stmt_bind_param(handle, statement.parameters.binds());
  if (mysql_stmt_execute(handle) != 0) fail(statement);
  if (mysql_stmt_field_count(handle) > 0) on_wire_ = &statement;
}

bool Connection::next_row(Prepared& statement) {
  require_transaction();
  if (on_wire_ != &statement) return statement.aside.take(statement.row);
  return fetch(statement, statement.row);
}

bool Connection::fetch(Prepared& statement, Row& row) {
  const int result = mysql_stmt_fetch(statement.handle.get());
  if (result == 0 || result == MYSQL_DATA_TRUNCATED) {
    row.read(statement.handle.get());
    return true;
  }
  on_wire_ = nullptr;
  if (result != MYSQL_NO_DATA) fail(statement);
  return false;
}

// The server sends all rows of a result before it listens again.
void Connection::free_wire() {
  if (on_wire_ == nullptr) return;
  Prepared& statement = *on_wire_;
  while (fetch(statement, passing_)) statement.aside.append(passing_);
}

void Connection::drop_result(Prepared& statement) noexcept {
  statement.aside.clear();
  if (on_wire_ != &statement) return;
  on_wire_ = nullptr;
  mysql_stmt_free_result(statement.handle.get());
}

void Connection::fail(const Prepared& statement) {
  MYSQL_STMT* const handle = statement.handle.get();
  // An error amid the rows is only noted by the connection.
  if (mysql_stmt_errno(handle) != 0) fail(mysql_stmt_errno(handle), mysql_stmt_error(handle), statement.sql);
  fail(mysql_errno(handle_.get()), mysql_error(handle_.get()), statement.sql);
}

void Connection::fail(unsigned number, const char* message, std::string_view where) {
  Error error = error_of(number, message, where);
  broken_ = broken_ || ends_connection(number);
  if (error.code() == ErrorCode::unavailable) lost_ = error.reason();
  throw error;
}

void Connection::commit() {
  if (lost_) {
    const std::string reason = *lost_;
    rollback();
    throw Error(ErrorCode::unavailable, "mariadb: COMMIT: the transaction was ended by an earlier error", reason);
  }
  if (!used_) return;
  try {
    send_commit();
  } catch (...) {
    rollback();
    throw;
  }
  used_ = false;
}

// Until COMMIT is sent, a connection that breaks takes nothing with it that might be kept.
void Connection::send_commit() {
  MYSQL* const handle = handle_.get();
  broken_ = hung_up() || mysql_send_query(handle, commit_text.data(), commit_text.size()) != 0;
  if (broken_) throw lost_error("before COMMIT");
  if (mysql_read_query_result(handle) == 0) return;
  const unsigned number = mysql_errno(handle);
  broken_ = ends_connection(number);
  throw commit_error_of(number, mysql_error(handle));
}

void Connection::rollback() noexcept {
  const bool needed = used_ || lost_;
  used_ = false;
  lost_.reset();
  if (!needed || broken_) return;
  broken_ = mysql_real_query(handle_.get(), rollback_text.data(), rollback_text.size()) != 0;
}

void Connection::end_reading() noexcept {
  if (lost_) return rollback();
  if (!std::exchange(used_, false) || broken_) return;
  broken_ = mysql_send_query(handle_.get(), rollback_text.data(), rollback_text.size()) != 0;
  answer_is_due_ = !broken_;
}

bool Connection::read_answer() noexcept {
  answer_is_due_ = false;
  broken_ = mysql_read_query_result(handle_.get()) != 0;
  return !broken_;
}

bool Connection::is_ready() noexcept {
  if (broken_) return false;
  return answer_is_due_ ? read_answer() : !hung_up();
}

bool Connection::answers() noexcept {
  if (broken_ || (answer_is_due_ && !read_answer())) return false;
  broken_ = mysql_ping(handle_.get()) != 0;
  return !broken_;
}

// The server says nothing unasked, except for why it hangs up. Under TLS there may be other bytes.
bool Connection::hung_up() const noexcept {
  std::array<char, 1> byte{};
  const auto seen = recv(mysql_get_socket(handle_.get()), byte.data(), byte.size(), MSG_PEEK | MSG_DONTWAIT);
  if (seen == 0) return true;
  return seen > 0 ? !is_encrypted(handle_.get()) : errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR;
}

}  // namespace haven::mariadb
