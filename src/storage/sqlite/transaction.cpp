#include "storage/sqlite/transaction.hpp"

#include <utility>

#include "haven/core/error.hpp"

#include "storage/sqlite/statement.hpp"

namespace haven::sqlite {
namespace {

class SqliteTransaction : public Transaction {
 public:
  explicit SqliteTransaction(Access access) : scope_(std::make_shared<Scope>(Scope{.access = access})) {}
  SqliteTransaction(const SqliteTransaction&) = delete;
  SqliteTransaction& operator=(const SqliteTransaction&) = delete;

  [[nodiscard]] std::unique_ptr<Statement> prepare(std::string_view sql) override {
    require_open();
    return make_statement(scope_, sql);
  }

 protected:
  /// The last step of construction, which cannot fail: from here on the transaction has something to end.
  void open(Connection& connection) noexcept {
    scope_->connection = &connection;
    scope_->open = true;
  }
  void require_open() const {
    if (!scope_->open) throw Error(ErrorCode::invalid_argument, "sqlite: this transaction has ended");
  }
  /// Ends the statements; true the first time.
  bool close() noexcept {
    if (!std::exchange(scope_->open, false)) return false;
    scope_->connection->give_back_all();
    return true;
  }
  [[nodiscard]] Connection& connection() const noexcept { return *scope_->connection; }

 private:
  std::shared_ptr<Scope> scope_;
};

class WriterTransaction final : public SqliteTransaction {
 public:
  WriterTransaction(Writer& writer, Connection& connection, Access access, Deadline deadline)
      : SqliteTransaction(access), writer_(writer), access_(access) {
    writer_.begin(deadline);
    open(connection);
  }
  ~WriterTransaction() override {
    if (close()) writer_.rollback();
  }

  void commit() override {
    require_open();
    close();
    if (access_ == Access::read) return writer_.rollback();
    writer_.commit();
  }

 private:
  Writer& writer_;
  Access access_;
};

class ReaderTransaction final : public SqliteTransaction {
 public:
  ReaderTransaction(ReaderPool& readers, Deadline deadline) : SqliteTransaction(Access::read), readers_(readers) {
    open(readers_.begin(deadline));
  }
  ~ReaderTransaction() override {
    if (close()) readers_.end(connection());
  }

  void commit() override {
    require_open();
    close();
    readers_.end(connection());
  }

 private:
  ReaderPool& readers_;
};

}  // namespace

std::unique_ptr<Transaction> begin_on_writer(Writer& writer, Connection& connection, Access access, Deadline deadline) {
  return std::make_unique<WriterTransaction>(writer, connection, access, deadline);
}

std::unique_ptr<Transaction> begin_on_reader(ReaderPool& readers, Deadline deadline) {
  return std::make_unique<ReaderTransaction>(readers, deadline);
}

}  // namespace haven::sqlite
