#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <thread>

#include "haven/storage/mariadb.hpp"

#include "storage/mariadb/connect.hpp"
#include "storage/mariadb/retry.hpp"
#include "storage/mariadb/transaction.hpp"

namespace haven {
namespace mariadb {
namespace {

class ServerDatabase final : public MariadbDatabase {
 public:
  explicit ServerDatabase(const MariadbOptions& options) : pool_(options) {}

  [[nodiscard]] std::unique_ptr<Transaction> begin(Access access) override { return mariadb::begin(pool_, access); }
  [[nodiscard]] std::string_view engine() const noexcept override { return "mariadb"; }
  [[nodiscard]] bool should_retry(int attempt, const Error& error) override {
    const auto pause = pause_before_retry(attempt, error);
    if (!pause) return false;
    pool_.note_retry();
    std::this_thread::sleep_for(*pause);
    return true;
  }
  [[nodiscard]] PoolReport pool() const override { return pool_.report(); }

 private:
  Pool pool_;
};

}  // namespace
}  // namespace mariadb

std::unique_ptr<MariadbDatabase> open_mariadb(const MariadbOptions& options) {
  mariadb::validate(options);
  return std::make_unique<mariadb::ServerDatabase>(options);
}

}  // namespace haven
