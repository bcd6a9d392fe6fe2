#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "haven/storage/mariadb.hpp"

#include "storage/mariadb/handles.hpp"
#include "storage/mariadb/parameters.hpp"
#include "storage/mariadb/row.hpp"
#include "storage/mariadb/row_buffer.hpp"
#include "storage/mariadb/sql_kind.hpp"
#include "storage/statement_cache.hpp"

namespace haven::mariadb {

/// A statement that the server keeps prepared, with what was bound to it and the row that it is at.
struct Prepared {
  std::string sql;
  SqlKind kind;
  StatementHandle handle;
  Parameters parameters;
  Row row;
  RowBuffer aside;  ///< rows that another statement pushed off the wire
};

using CachedStatement = StatementCache<Prepared>::Entry;

/// One connection with its settings, its prepared statements and the transaction that runs on it. The server begins a
/// transaction by itself with the first statement, so that beginning one costs nothing. One thread at a time.
class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Connection(const MariadbOptions& options);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The statement for `sql`, marked as in use. Throws as Transaction::prepare does.
  [[nodiscard]] CachedStatement& take(std::string_view sql);
  void give_back(CachedStatement& statement) noexcept;
  void give_back_all() noexcept;

  /// Sends the statement with its parameters: one round trip. Throws as Statement::step does.
  void execute(Prepared& statement);
  /// Moves to the next row of the result; false when there is none.
  [[nodiscard]] bool next_row(Prepared& statement);
  /// Forgets what is left of the result.
  void drop_result(Prepared& statement) noexcept;

  /// Throws as Transaction::commit does.
  void commit();
  void rollback() noexcept;
  /// Ends a transaction that only read, without waiting for the server's answer.
  void end_reading() noexcept;

  /// Whether an idle connection is still good, as far as that can be told without asking the server.
  [[nodiscard]] bool is_ready() noexcept;
  /// Asks the server.
  [[nodiscard]] bool answers() noexcept;
  [[nodiscard]] bool is_broken() const noexcept { return broken_; }
  /// In the server's process list.
  [[nodiscard]] std::uint64_t id() const noexcept { return id_; }
  [[nodiscard]] Clock::time_point opened_at() const noexcept { return opened_at_; }

 private:
  [[nodiscard]] Prepared prepare(std::string_view sql);
  void require_transaction() const;
  void require_room_for(const Prepared& statement) const;
  void require_alone(const Prepared& statement) const;
  void free_wire();
  [[nodiscard]] bool fetch(Prepared& statement, Row& row);
  void send_commit();
  [[nodiscard]] bool read_answer() noexcept;
  [[nodiscard]] bool hung_up() const noexcept;
  [[noreturn]] void fail(unsigned number, const char* message, std::string_view where);
  [[noreturn]] void fail(const Prepared& statement);

  Clock::time_point opened_at_ = Clock::now();
  StatementCache<Prepared> statements_;
  ConnectionHandle handle_;  ///< closed before the statements: then they need not tell the server
  std::uint64_t id_;
  std::size_t longest_message_;
  Prepared* on_wire_ = nullptr;  ///< whose rows come next from the server
  Row passing_;                  ///< a row on its way aside
  bool answer_is_due_ = false;   ///< to a statement that was sent without waiting
  bool used_ = false;            ///< the transaction has run something
  bool broken_ = false;
  std::optional<std::string> lost_;  ///< the reason for which the transaction is over
};

}  // namespace haven::mariadb
