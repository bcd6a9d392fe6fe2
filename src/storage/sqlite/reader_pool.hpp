#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "storage/sqlite/connection.hpp"

namespace haven::sqlite {

/// The read connections, lent out first come first served. Thread-safe.
class ReaderPool {
 public:
  explicit ReaderPool(const SqliteOptions& options);

  /// A connection with an open read transaction. Throws Error(unavailable) when none is free before the deadline.
  [[nodiscard]] Connection& begin(Deadline deadline);
  void end(Connection& connection) noexcept;

 private:
  Connection& take();
  void put_back(Connection& connection);

  std::vector<std::unique_ptr<Connection>> connections_;
  Turnstile places_;
  std::mutex mutex_;
  std::vector<Connection*> free_;
};

}  // namespace haven::sqlite
