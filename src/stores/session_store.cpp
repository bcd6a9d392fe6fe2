#include "stores/session_store.hpp"

#include "haven/core/error.hpp"

#include "stores/sql.hpp"

namespace haven {

std::optional<StoredSession> SessionStore::find(Id<Session> id) {
  Sql sql(tx_,
          "SELECT id, user_id, created_at, expires_at, revoked_at, refresh_hash, refresh_prev_hash, refresh_counter, "
          "refresh_salt, rotated_at, idle_expires_at, ip, user_agent, row_version FROM sessions WHERE id = ?");
  if (!sql.with(id).next()) return std::nullopt;
  StoredSession stored;
  stored.session = {sql.id<Session>(0), sql.id<User>(1), sql.time(2), sql.time(3), sql.maybe_time(4)};
  stored.refresh_hash = sql.digest(5);
  if (!sql.is_null(6)) stored.refresh_prev_hash = sql.digest(6);
  stored.refresh_counter = sql.integer(7);
  stored.refresh_salt = sql.digest(8);
  stored.rotated_at = sql.maybe_time(9);
  stored.idle_expires_at = sql.time(10);
  stored.ip = sql.text(11);
  stored.user_agent = sql.text(12);
  stored.row_version = sql.integer(13);
  return stored;
}

void SessionStore::insert(const StoredSession& stored) {
  Sql sql(tx_,
          "INSERT INTO sessions (id, user_id, created_at, expires_at, refresh_hash, refresh_counter, refresh_salt, "
          "idle_expires_at, ip, user_agent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  sql.with(stored.session.id, stored.session.user, stored.session.created_at, stored.session.expires_at,
           stored.refresh_hash, stored.refresh_counter, stored.refresh_salt, stored.idle_expires_at, stored.ip,
           stored.user_agent)
      .run();
}

void SessionStore::rotate(const StoredSession& stored) {
  Sql sql(tx_,
          "UPDATE sessions SET refresh_hash = ?, refresh_prev_hash = ?, refresh_counter = ?, rotated_at = ?, "
          "idle_expires_at = ?, row_version = row_version + 1 WHERE id = ? AND row_version = ?");
  sql.with(stored.refresh_hash, stored.refresh_prev_hash, stored.refresh_counter, stored.rotated_at,
           stored.idle_expires_at, stored.session.id, stored.row_version);
  if (sql.run() != 1) throw lost_race("session");
}

bool SessionStore::revoke(Id<Session> id, std::string_view reason, Timestamp now) {
  Sql sql(tx_,
          "UPDATE sessions SET revoked_at = ?, revoke_reason = ?, row_version = row_version + 1 "
          "WHERE id = ? AND revoked_at IS NULL");
  return sql.with(now, reason, id).run() == 1;
}

}  // namespace haven
