#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/model/user.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// How accounts and tokens behave.
struct AccountOptions {
  /// Keys that sign access tokens, at least 32 bytes each: the first signs, all verify (rotation). Empty is refused.
  struct SigningKey {
    std::string id;
    std::string secret;
  };
  std::vector<SigningKey> signing_keys;
  std::string issuer = "haven";
  std::string audience = "haven";
  Duration access_lifetime = Duration::minutes(15);
  Duration refresh_lifetime = Duration::days(30);
  Duration refresh_idle_lifetime = Duration::days(7);
  Duration refresh_grace = Duration::seconds(10);  ///< a rotated refresh token still returns the same child for so long
  Duration session_cache =
      Duration::seconds(5);  ///< how long a checked session may be trusted without its row; 0 switches the cache off
  std::size_t minimum_password_length = 8;  ///< characters; 8..64. The longest password has 1024 bytes
  /// Memory of one argon2id computation with two passes: 64 MiB, or less for more logins a second, but not below the
  /// 19 MiB that OWASP asks for. A hash of another cost is renewed at the next login.
  std::size_t hash_memory = std::size_t{64} << 20;
  int concurrent_hashes = 0;  ///< argon2id computations at once; 0: two for each core
};

struct RegisterUser {
  std::string email;
  std::string password;
  std::string display_name;
};

struct CreateUser {
  std::string email;
  std::string password;
  std::string display_name;
  Role role = Role::student;
};

struct Login {
  std::string email;
  std::string password;
  std::string ip;  ///< of the client, for the session list and the audit log
  std::string user_agent;
};

struct TokenPair {
  std::string access_token;  ///< JWT, HS256
  Duration access_lifetime;
  std::string refresh_token;  ///< opaque; only its hash is stored
  User user;
};

/// Accounts, logins and their sessions. Thread-safe. Each change is one transaction with its audit row, which holds ids
/// and never content. A login or a registration computes one password hash (about 0.1 s of one core) outside of it.
class AccountService {
 public:
  virtual ~AccountService() = default;

  /// Creates a student. Says nothing about whether the address had an account (then nothing changes), and takes the
  /// same time. Throws invalid_argument: bad address (reason "email"), password too short, too long, common, or made of
  /// the address or the name ("password"), bad name ("display_name").
  virtual void register_user(const RegisterUser& command) = 0;
  /// For operators: creates a user with a role. Throws as above, and conflict (reason "unique") when the address is
  /// taken.
  virtual User create_user(const CreateUser& command) = 0;

  /// Throws unauthenticated (reason "bad_credentials") alike for an unknown address, a wrong password and a slowed-down
  /// account, after the same work; forbidden (reason "account_disabled") for a disabled account when the password is
  /// right; unavailable (reason "busy") when too many logins wait for a hash. Five failures, each within 15 minutes of
  /// the one before, slow an account down: it waits 1 minute, after each further failure 2, 4, 8, then 15.
  virtual TokenPair login(const Login& command) = 0;
  /// Rotates: the token given is spent, a new pair is returned. Within the grace the same child is returned again.
  /// Throws unauthenticated: "token_invalid", "token_expired", "session_revoked", or "refresh_token_reused", which ends
  /// the session.
  virtual TokenPair refresh(const std::string& refresh_token) = 0;
  /// Ends the caller's session.
  virtual void logout(const Caller& caller) = 0;

  /// Who presents this access token. Throws unauthenticated: "token_expired", "token_invalid", "session_revoked";
  /// forbidden "account_disabled".
  virtual Caller authenticate(const std::string& access_token) = 0;
  virtual User me(const Caller& caller) = 0;
};

/// Throws Error(invalid_argument) for bad options.
[[nodiscard]] std::unique_ptr<AccountService> make_account_service(Database& database, const Clock& clock,
                                                                   AccountOptions options);

}  // namespace haven
