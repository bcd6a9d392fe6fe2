#pragma once

#include <functional>
#include <memory>

#include "haven/storage/database.hpp"

namespace haven::test {

/// Another database, whose transactions it counts. Not for several threads.
class SpyDatabase final : public Database {
 public:
  explicit SpyDatabase(Database& database) : database_(database) {}

  [[nodiscard]] std::unique_ptr<Transaction> begin(Access access) override {
    if (access == Access::write && before_write) before_write();
    ++(access == Access::write ? writes : reads);
    return database_.begin(access);
  }
  [[nodiscard]] std::string_view engine() const noexcept override { return database_.engine(); }
  [[nodiscard]] bool should_retry(int attempt, const Error& error) override {
    return database_.should_retry(attempt, error);
  }

  std::function<void()> before_write;
  int reads = 0;
  int writes = 0;

 private:
  Database& database_;
};

}  // namespace haven::test
