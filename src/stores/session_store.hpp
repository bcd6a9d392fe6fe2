#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "haven/model/user.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// A session as stored: with the state of its refresh tokens, which are kept only as hashes. The token of generation n
/// can be made again from the salt, n, and the server's key.
struct StoredSession {
  Session session;
  std::array<std::uint8_t, 32> refresh_hash{};
  std::optional<std::array<std::uint8_t, 32>> refresh_prev_hash;
  std::int64_t refresh_counter = 0;
  std::array<std::uint8_t, 32> refresh_salt{};
  std::optional<Timestamp> rotated_at;
  Timestamp idle_expires_at;
  std::string ip;
  std::string user_agent;
  std::int64_t row_version = 1;
};

class SessionStore {
 public:
  explicit SessionStore(Transaction& tx) : tx_(tx) {}

  [[nodiscard]] std::optional<StoredSession> find(Id<Session> id);
  void insert(const StoredSession& session);
  /// Stores the refresh state of `session`. Throws Error(unavailable) when the row is no longer the one that was read.
  void rotate(const StoredSession& session);
  /// False when it had ended already.
  bool revoke(Id<Session> id, std::string_view reason, Timestamp now);

 private:
  Transaction& tx_;
};

}  // namespace haven
