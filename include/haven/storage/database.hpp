#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>

#include "haven/core/error.hpp"

namespace haven {

/// A prepared statement with bound parameters. Obtained from a Transaction and usable until that ends; it belongs to
/// the transaction's thread. Parameters and columns count from 0; a parameter that was not bound is NULL. Text is UTF-8
/// and may contain NUL. A view returned by a column is valid until the next step() or reset().
///
/// Errors: `invalid_argument` for a parameter or column that is not there, a NaN or an infinity, bad SQL, a write in a
/// read transaction, or a transaction that has ended; `conflict` for a violated UNIQUE, CHECK, NOT NULL or FOREIGN KEY
/// (reason "unique", "check", "not_null", "foreign_key") and for a row that is never changed ("immutable");
/// `unavailable` for a busy, full, read-only or lost database; `corrupt_data` for a damaged one, and for a column read
/// as a type that it does not hold (NULL is one). After an `unavailable` the transaction is over, but for commit() or
/// its destruction; after the others it can go on.
class Statement {
 public:
  virtual ~Statement() = default;

  virtual void bind_null(int parameter) = 0;
  virtual void bind(int parameter, std::int64_t value) = 0;
  /// Comes back bit for bit, but for the sign of a negative zero.
  virtual void bind(int parameter, double value) = 0;
  virtual void bind(int parameter, std::string_view text) = 0;
  virtual void bind(int parameter, std::span<const std::uint8_t> bytes) = 0;

  /// Runs to the next row; false when there is none (left), and again false until reset().
  virtual bool step() = 0;
  /// Makes the statement ready to run again; parameters are cleared.
  virtual void reset() = 0;

  [[nodiscard]] virtual bool is_null(int column) const = 0;
  [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
  /// A real number, or an integer as one.
  [[nodiscard]] virtual double real(int column) const = 0;
  [[nodiscard]] virtual std::string_view text(int column) const = 0;
  [[nodiscard]] virtual std::span<const std::uint8_t> blob(int column) const = 0;
  /// Rows changed by the last INSERT, UPDATE or DELETE that this statement ran.
  [[nodiscard]] virtual std::int64_t changes() const = 0;
};

enum class Access { read, write };

/// One transaction; it belongs to one thread. Destroying it without commit() rolls back.
class Transaction {
 public:
  virtual ~Transaction() = default;

  /// A statement for portable SQL with `?` parameters; prepared once for each connection, so ask again rather than keep
  /// it. Throws `conflict` (reason "statement_in_use") when the same SQL is asked for while an earlier one of it is
  /// alive, `invalid_argument` for SQL that begins or ends transactions.
  ///
  /// A SELECT of a write transaction may end in `FOR UPDATE`: until the transaction ends, nobody else changes its rows
  /// or reads them so. Where writers take turns anyway, that is no news.
  [[nodiscard]] virtual std::unique_ptr<Statement> prepare(std::string_view sql) = 0;
  /// Makes all changes durable, as the database's options say, before it returns. Throws as Statement does; then
  /// nothing is kept, unless the reason is "outcome_unknown": a server went away while it was committing. Either way
  /// the transaction has ended.
  virtual void commit() = 0;
};

/// How far an acknowledged commit can be trusted.
enum class Durability {
  full,    ///< it is on the disk: survives power loss
  normal,  ///< survives the process, not always power loss
};

/// A database that the platform can live on. Thread-safe. A host adds an engine by implementing this class.
///
/// A read transaction sees one consistent snapshot. Write transactions run one after the other, or, if at the same
/// time, isolated so that none writes over what it has not seen: such a one throws `unavailable` ("deadlock").
class Database {
 public:
  virtual ~Database() = default;

  /// Opens a transaction; waits for a free connection no longer than the options allow, then throws `unavailable`.
  /// Do not open a second one on the same thread before the first is gone.
  [[nodiscard]] virtual std::unique_ptr<Transaction> begin(Access access) = 0;
  /// "sqlite", "mariadb", ...: names the dialect's migrations.
  [[nodiscard]] virtual std::string_view engine() const noexcept = 0;
  /// Whether a transaction that failed with `error`, its `attempt`-th failure counted from 0, left nothing behind and
  /// may well succeed when run again; sleeps before it says so, longer each time. Unless an engine knows more: one that
  /// lost against another (`unavailable`, "deadlock"), up to 4 times. One that waited its full time for its turn
  /// ("busy") is never run again.
  [[nodiscard]] virtual bool should_retry(int attempt, const Error& error);
};

/// Runs `work` in a write transaction and commits; an exception rolls back. `work` may run more than once, so it
/// changes nothing outside the transaction. Returns what `work` returns, after the commit.
template <class Work>
auto transact(Database& database, Work&& work);

/// The same in a read transaction: one consistent snapshot.
template <class Work>
auto read(Database& database, Work&& work);

template <class Work>
auto transact(Database& database, Work&& work) {
  for (int attempt = 0;; ++attempt) {
    try {
      auto tx = database.begin(Access::write);
      if constexpr (std::is_void_v<decltype(work(*tx))>) {
        work(*tx);
        tx->commit();
        return;
      } else {
        auto result = work(*tx);
        tx->commit();
        return result;
      }
    } catch (const Error& error) {
      if (!database.should_retry(attempt, error)) throw;
    }
  }
}

template <class Work>
auto read(Database& database, Work&& work) {
  for (int attempt = 0;; ++attempt) {
    try {
      const auto tx = database.begin(Access::read);
      return work(*tx);
    } catch (const Error& error) {
      if (!database.should_retry(attempt, error)) throw;
    }
  }
}

}  // namespace haven
