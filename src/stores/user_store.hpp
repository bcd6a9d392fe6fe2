#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "haven/model/user.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// How often logins have failed lately.
struct LoginFailures {
  int count = 0;
  std::optional<Timestamp> failed_at;     ///< the last time
  std::optional<Timestamp> locked_until;  ///< absent with fewer failures than slow an account down
};

/// A user as stored: with what a login needs.
struct StoredUser {
  User user;
  std::string email_norm;
  std::string password_hash;  ///< empty: cannot log in with a password
  LoginFailures failures;
};

class UserStore {
 public:
  explicit UserStore(Transaction& tx) : tx_(tx) {}

  [[nodiscard]] std::optional<StoredUser> find(Id<User> id);
  [[nodiscard]] std::optional<StoredUser> find_by_email(std::string_view email_norm);
  /// Throws Error(conflict, "unique") when the address is taken.
  void insert(const StoredUser& user);
  void update_failures(Id<User> id, const LoginFailures& failures, Timestamp now);
  void update_password(Id<User> id, const std::string& password_hash, Timestamp now);

 private:
  Transaction& tx_;
};

}  // namespace haven
