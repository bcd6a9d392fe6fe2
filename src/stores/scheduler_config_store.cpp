#include "stores/scheduler_config_store.hpp"

#include "haven/codec/scheduler_json.hpp"
#include "haven/core/error.hpp"

#include "crypto/bytes.hpp"
#include "stores/sql.hpp"

namespace haven {

std::int64_t config_id(const ConfigHash& hash) noexcept { return crypto::leading_word(hash); }

ConfigHash config_hash(const srs::SchedulerOptions& options) { return crypto::sha256(codec::canonical_json(options)); }

std::optional<StoredConfig> SchedulerConfigStore::find(std::int64_t id) {
  Sql sql(tx_, "SELECT hash, options FROM scheduler_configs WHERE id = ?");
  if (!sql.with(id).next()) return std::nullopt;
  return StoredConfig{sql.digest(0), codec::scheduler_options_from_json(sql.text(1))};
}

void SchedulerConfigStore::keep(const ConfigHash& hash, const srs::SchedulerOptions& options, Timestamp now) {
  const std::int64_t id = config_id(hash);
  Sql known(tx_, "SELECT hash FROM scheduler_configs WHERE id = ?");
  if (known.with(id).next()) {
    if (known.digest(0) == hash) return;
    throw Error(ErrorCode::corrupt_data, "two scheduler configurations share their number");
  }
  Sql sql(tx_,
          "INSERT INTO scheduler_configs (id, hash, algorithm, model, options, created_at) VALUES (?, ?, ?, ?, ?, ?)");
  sql.with(id, hash, srs::to_string(srs::algorithm_of(options.parameters)), srs::fingerprint(options.parameters),
           codec::canonical_json(options), now)
      .run();
}

}  // namespace haven
