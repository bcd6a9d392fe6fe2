#include "storage/mariadb/transaction.hpp"

#include "haven/core/error.hpp"

#include "storage/mariadb/statement.hpp"

namespace haven::mariadb {
namespace {

class MariadbTransaction final : public Transaction {
 public:
  MariadbTransaction(Pool& pool, Access access)
      : pool_(pool), scope_(std::make_shared<Scope>(Scope{.access = access})) {
    scope_->connection = &pool_.acquire();
    scope_->open = true;
  }
  MariadbTransaction(const MariadbTransaction&) = delete;
  MariadbTransaction& operator=(const MariadbTransaction&) = delete;
  ~MariadbTransaction() override {
    if (scope_->open) end();
  }

  [[nodiscard]] std::unique_ptr<Statement> prepare(std::string_view sql) override {
    require_open();
    return make_statement(scope_, sql);
  }

  void commit() override {
    require_open();
    if (scope_->access == Access::read) return end();
    scope_->connection->give_back_all();
    try {
      scope_->connection->commit();
    } catch (...) {
      end();
      throw;
    }
    end();
  }

 private:
  void require_open() const {
    if (!scope_->open) throw Error(ErrorCode::invalid_argument, "mariadb: this transaction has ended");
  }

  /// Takes back what is not committed.
  void end() noexcept {
    Connection& connection = *scope_->connection;
    connection.give_back_all();
    scope_->open = false;
    if (scope_->access == Access::read) {
      connection.end_reading();
    } else {
      connection.rollback();
    }
    pool_.release(connection);
  }

  Pool& pool_;
  std::shared_ptr<Scope> scope_;
};

}  // namespace

std::unique_ptr<Transaction> begin(Pool& pool, Access access) {
  return std::make_unique<MariadbTransaction>(pool, access);
}

}  // namespace haven::mariadb
