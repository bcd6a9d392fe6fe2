#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "haven/storage/mariadb.hpp"

#include "storage/mariadb/connection.hpp"
#include "storage/turnstile.hpp"

namespace haven::mariadb {

/// The connections to one server, lent out first come first served. Thread-safe.
///
/// It has no thread of its own: an idle connection is looked at when it is to be used, and those that are too many are
/// closed as others come back.
class Pool {
 public:
  /// Opens connections_at_least.
  explicit Pool(const MariadbOptions& options);

  /// A connection that is good, as far as that can be told. Throws as Database::begin does.
  [[nodiscard]] Connection& acquire();
  void release(Connection& connection) noexcept;

  void note_retry() noexcept;
  [[nodiscard]] PoolReport report() const;

 private:
  using Clock = Connection::Clock;
  using Owner = std::unique_ptr<Connection>;

  struct Idle {
    Owner connection;
    Clock::time_point since;
  };
  struct Lent {
    Owner connection;
    Clock::time_point since;
    std::thread::id thread;
  };

  [[nodiscard]] Owner find_good();
  [[nodiscard]] std::optional<Idle> pop_idle();
  [[nodiscard]] bool is_good(Idle& idle);
  [[nodiscard]] Owner open();
  [[nodiscard]] Connection& lend(Owner connection);
  [[nodiscard]] Owner take_back(Connection& connection) noexcept;
  [[nodiscard]] Owner take_surplus(Clock::time_point now) noexcept;
  [[nodiscard]] bool is_worn_out(const Connection& connection) const noexcept;
  void note_lost() noexcept;
  [[nodiscard]] Error busy_error();

  const MariadbOptions options_;
  Turnstile places_;
  mutable std::mutex mutex_;
  // The rest is guarded by the mutex, under which nobody waits for the server.
  std::vector<Idle> idle_;  ///< the one used last stands at the end, and goes first
  std::vector<Lent> lent_;
  Clock::time_point trouble_at_{};  ///< when a connection was last found to be lost: those of before are doubtful
  PoolReport counts_;               ///< its counters
};

}  // namespace haven::mariadb
