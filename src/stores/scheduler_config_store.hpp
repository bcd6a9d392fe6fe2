#pragma once

#include <cstdint>
#include <optional>

#include "haven/model/flashcard.hpp"
#include "haven/srs/scheduler.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// How rows name a configuration: the first 8 bytes of its hash.
[[nodiscard]] std::int64_t config_id(const ConfigHash& hash) noexcept;
/// The hash of the options' canonical JSON.
[[nodiscard]] ConfigHash config_hash(const srs::SchedulerOptions& options);

struct StoredConfig {
  ConfigHash hash{};
  srs::SchedulerOptions options;
};

/// Every scheduler under which anything was scheduled.
class SchedulerConfigStore {
 public:
  explicit SchedulerConfigStore(Transaction& tx) : tx_(tx) {}

  [[nodiscard]] std::optional<StoredConfig> find(std::int64_t id);
  /// Stores the options unless they are there.
  void keep(const ConfigHash& hash, const srs::SchedulerOptions& options, Timestamp now);

 private:
  Transaction& tx_;
};

}  // namespace haven
