#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/bytes.hpp"

namespace haven::crypto {

/// What one row of the audit log says.
struct AuditEntry {
  std::int64_t sequence = 0;
  std::int64_t at_microseconds = 0;
  std::optional<Uuid> actor;
  std::string action;
  std::string object_type;
  std::optional<Uuid> object;
  std::string ip;
  std::string request_id;
  std::string detail;  ///< JSON
};

/// The hash of a row, over its own content and the hash of the row before it: a row that is changed, dropped, added or
/// moved breaks the chain from there on. Each field goes in with its length, so that no two contents look alike.
[[nodiscard]] Digest chain_hash(const Digest& previous, const AuditEntry& entry);

}  // namespace haven::crypto
