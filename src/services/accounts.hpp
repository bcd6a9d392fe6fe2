#pragma once

#include <optional>
#include <string>

#include "haven/services/account_service.hpp"

#include "crypto/access_token.hpp"
#include "crypto/password_hasher.hpp"
#include "crypto/refresh_token.hpp"
#include "services/recently_used.hpp"
#include "services/session_cache.hpp"
#include "stores/session_store.hpp"
#include "stores/user_store.hpp"

namespace haven {

/// The account service over the stores: account_service.cpp has the accounts, account_login.cpp the way in, and
/// account_sessions.cpp what lives after it.
class Accounts final : public AccountService {
 public:
  /// Throws Error(invalid_argument) for bad options.
  Accounts(Database& database, const Clock& clock, AccountOptions options);

  void register_user(const RegisterUser& command) override;
  User create_user(const CreateUser& command) override;
  TokenPair login(const Login& command) override;
  TokenPair refresh(const std::string& refresh_token) override;
  void logout(const Caller& caller) override;
  Caller authenticate(const std::string& access_token) override;
  User me(const Caller& caller) override;

 private:
  /// What came of an attempt to rotate, decided inside the transaction and told after its commit.
  struct Rotation {
    bool reused = false;
    StoredSession session;
    User user;
  };

  /// A token that was found good at `since`, and stays so until it expires.
  struct GoodToken {
    Id<Session> session;
    Id<User> user;
    Timestamp since;
    Timestamp until;
  };

  [[nodiscard]] StoredUser hashed_user(const CreateUser& command);
  [[nodiscard]] bool password_matches(const std::optional<StoredUser>& found, const std::string& password);
  void note_failure(const std::optional<StoredUser>& found, const Login& command);
  [[nodiscard]] TokenPair open_session(const StoredUser& found, const Login& command);
  [[nodiscard]] StoredSession new_session(Id<User> user, const Login& command, Timestamp now) const;
  [[nodiscard]] std::optional<User> admit(Transaction& tx, const StoredUser& found, const StoredSession& session,
                                          const std::string& new_hash) const;

  [[nodiscard]] Rotation rotate(Transaction& tx, const crypto::RefreshToken& token, Timestamp now) const;
  void advance(Transaction& tx, StoredSession& stored, Timestamp now) const;
  [[nodiscard]] bool was_issued(const StoredSession& stored, const crypto::RefreshToken& token) const;
  void revoke_reused(Transaction& tx, const StoredSession& stored, Timestamp now) const;
  [[nodiscard]] std::string refresh_token_of(const StoredSession& stored) const;
  [[nodiscard]] GoodToken check_token(const std::string& access_token, Timestamp now);
  [[nodiscard]] TokenPair token_pair(const StoredSession& stored, const User& user, Timestamp now) const;

  Database& database_;
  const Clock& clock_;
  AccountOptions options_;
  crypto::AccessTokens access_tokens_;
  crypto::PasswordHasher hasher_;
  SessionCache cache_;
  /// Only speed: what a token says never changes, so its signature need not be checked at each request.
  RecentlyUsed<std::string, GoodToken> tokens_{4 << 20};
};

}  // namespace haven
