#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "haven/model/user.hpp"
#include "haven/storage/database.hpp"

#include "crypto/audit_chain.hpp"

namespace haven {

/// One event for the audit log: ids and words, never secrets or content.
struct AuditEvent {
  Timestamp at;
  std::optional<Id<User>> actor;
  std::string action;  ///< e.g. "session.login"
  std::string object_type = {};
  std::optional<Uuid> object = {};
  std::string ip = {};
  std::string detail = "{}";  ///< JSON
};

/// The audit log, a hash chain: each row's hash covers the row and the hash of the one before. Rows cut off the end
/// leave no trace in it; to notice that, keep the newest hash elsewhere.
class AuditStore {
 public:
  explicit AuditStore(Transaction& tx) : tx_(tx) {}

  void append(const AuditEvent& event);
  /// The sequence number of the first row that does not fit the chain; nullopt when all do.
  [[nodiscard]] std::optional<std::int64_t> first_broken();

 private:
  Transaction& tx_;
};

}  // namespace haven
