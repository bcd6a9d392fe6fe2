#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "haven/storage/database.hpp"

namespace haven::test {

/// Another transaction, whose statements are written down.
class SpyTransaction final : public Transaction {
 public:
  SpyTransaction(std::unique_ptr<Transaction> transaction, std::vector<std::string>& statements)
      : transaction_(std::move(transaction)), statements_(statements) {}

  [[nodiscard]] std::unique_ptr<Statement> prepare(std::string_view sql) override {
    statements_.emplace_back(sql);
    return transaction_->prepare(sql);
  }
  void commit() override { transaction_->commit(); }

 private:
  std::unique_ptr<Transaction> transaction_;
  std::vector<std::string>& statements_;
};

/// Another database, whose transactions and statements it counts. Not for several threads.
class SpyDatabase final : public Database {
 public:
  explicit SpyDatabase(Database& database) : database_(database) {}

  [[nodiscard]] std::unique_ptr<Transaction> begin(Access access) override {
    if (access == Access::write && before_write) before_write();
    ++(access == Access::write ? writes : reads);
    return std::make_unique<SpyTransaction>(database_.begin(access), statements);
  }
  [[nodiscard]] std::string_view engine() const noexcept override { return database_.engine(); }
  [[nodiscard]] bool should_retry(int attempt, const Error& error) override {
    return database_.should_retry(attempt, error);
  }

  std::function<void()> before_write;
  int reads = 0;
  int writes = 0;
  std::vector<std::string> statements;  ///< as prepared, in order

 private:
  Database& database_;
};

}  // namespace haven::test
