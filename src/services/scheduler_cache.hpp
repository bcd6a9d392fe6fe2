#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "haven/model/flashcard.hpp"
#include "haven/srs/scheduler.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// Schedulers that were built before, by their hash. Only speed. Thread-safe.
class SchedulerCache {
 public:
  [[nodiscard]] std::shared_ptr<const srs::Scheduler> find(const ConfigHash& hash);
  void keep(const ConfigHash& hash, std::shared_ptr<const srs::Scheduler> scheduler);

 private:
  static constexpr std::size_t most = 10'000;

  std::mutex mutex_;
  std::map<ConfigHash, std::shared_ptr<const srs::Scheduler>> schedulers_;
};

/// The schedulers that the rows of one transaction name.
class Schedulers {
 public:
  Schedulers(Transaction& tx, SchedulerCache& cache) : tx_(tx), cache_(cache) {}

  /// Throws Error(corrupt_data) for a hash that is not stored.
  [[nodiscard]] const srs::Scheduler& get(const ConfigHash& hash);
  /// The same by the number under which the hash is stored.
  [[nodiscard]] const srs::Scheduler& get(std::int64_t id);
  [[nodiscard]] bool knows(const ConfigHash& hash);
  /// The scheduler of these options; its row is stored when something is scheduled by it, by keep().
  [[nodiscard]] const srs::Scheduler& of(const ConfigHash& hash, const srs::SchedulerOptions& options);
  void keep(const ConfigHash& hash, Timestamp now);

 private:
  [[nodiscard]] std::shared_ptr<const srs::Scheduler> look_up(const ConfigHash& hash);

  Transaction& tx_;
  SchedulerCache& cache_;
  std::map<ConfigHash, std::shared_ptr<const srs::Scheduler>> held_;
};

}  // namespace haven
