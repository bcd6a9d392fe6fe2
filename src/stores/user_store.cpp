#include "stores/user_store.hpp"

#include "stores/sql.hpp"
#include "stores/stored_enum.hpp"

namespace haven {
namespace {

StoredUser read_user(const Sql& row) {
  StoredUser stored;
  stored.user = {row.id<User>(0),
                 row.text(1),
                 row.text(2),
                 stored_enum(row.text(3), parse_role),
                 stored_enum(row.text(4), parse_user_status),
                 row.time(5)};
  stored.email_norm = row.text(6);
  if (!row.is_null(7)) stored.password_hash = row.text(7);
  stored.failures = {row.small(8), row.maybe_time(9), row.maybe_time(10)};
  return stored;
}

}  // namespace

std::optional<StoredUser> UserStore::find(Id<User> id) {
  Sql sql(tx_,
          "SELECT id, email, display_name, role, status, created_at, email_norm, password_hash, failed_logins, "
          "failed_at, locked_until FROM users WHERE id = ?");
  if (!sql.with(id).next()) return std::nullopt;
  return read_user(sql);
}

std::optional<StoredUser> UserStore::find_by_email(std::string_view email_norm) {
  Sql sql(tx_,
          "SELECT id, email, display_name, role, status, created_at, email_norm, password_hash, failed_logins, "
          "failed_at, locked_until FROM users WHERE email_norm = ?");
  if (!sql.with(email_norm).next()) return std::nullopt;
  return read_user(sql);
}

void UserStore::insert(const StoredUser& stored) {
  const User& user = stored.user;
  Sql sql(
      tx_,
      "INSERT INTO users (id, email, email_norm, password_hash, role, status, display_name, created_at, updated_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  sql.with(user.id, user.email, stored.email_norm, stored.password_hash, to_string(user.role), to_string(user.status),
           user.display_name, user.created_at, user.created_at)
      .run();
}

void UserStore::update_failures(Id<User> id, const LoginFailures& failures, Timestamp now) {
  Sql sql(tx_,
          "UPDATE users SET failed_logins = ?, failed_at = ?, locked_until = ?, updated_at = ?, "
          "row_version = row_version + 1 WHERE id = ?");
  sql.with(failures.count, failures.failed_at, failures.locked_until, now, id).run();
}

void UserStore::update_password(Id<User> id, const std::string& password_hash, Timestamp now) {
  Sql sql(tx_, "UPDATE users SET password_hash = ?, updated_at = ?, row_version = row_version + 1 WHERE id = ?");
  sql.with(password_hash, now, id).run();
}

}  // namespace haven
