#include "haven/services/account_service.hpp"

#include <optional>
#include <utility>

#include "haven/codec/utf8.hpp"
#include "haven/core/error.hpp"

#include "crypto/bytes.hpp"
#include "services/accounts.hpp"
#include "services/email_address.hpp"
#include "services/password_rules.hpp"
#include "stores/audit_store.hpp"

namespace haven {
namespace {

constexpr std::size_t longest_display_name = 200;
constexpr std::size_t least_hash_memory = 19 * crypto::mebibyte, most_hash_memory = 1024 * crypto::mebibyte;

void check_positive(Duration duration, const char* name) {
  if (duration <= Duration{}) throw Error(ErrorCode::invalid_argument, std::string(name) + ": must be positive");
}

void validate(const AccountOptions& options) {
  check_positive(options.access_lifetime, "access_lifetime");
  check_positive(options.refresh_lifetime, "refresh_lifetime");
  check_positive(options.refresh_idle_lifetime, "refresh_idle_lifetime");
  if (options.refresh_grace < Duration{} || options.refresh_grace > Duration::minutes(1)) {
    throw Error(ErrorCode::invalid_argument, "refresh_grace: must be 0 to 60 seconds");
  }
  if (options.session_cache < Duration{} || options.session_cache > Duration::minutes(1)) {
    throw Error(ErrorCode::invalid_argument, "session_cache: must be 0 to 60 seconds");
  }
  if (options.minimum_password_length < 8 || options.minimum_password_length > 64) {
    throw Error(ErrorCode::invalid_argument, "minimum_password_length: must be 8 to 64");
  }
  if (options.hash_memory < least_hash_memory || options.hash_memory > most_hash_memory) {
    throw Error(ErrorCode::invalid_argument, "hash_memory: must be 19 MiB to 1 GiB");
  }
  if (options.concurrent_hashes < 0)
    throw Error(ErrorCode::invalid_argument, "concurrent_hashes: must not be negative");
}

std::vector<crypto::AccessTokens::Key> keys_of(const AccountOptions& options) {
  std::vector<crypto::AccessTokens::Key> keys;
  for (const auto& key : options.signing_keys) keys.push_back({key.id, key.secret});
  return keys;
}

/// A new user that has passed every rule, without its password hash.
StoredUser new_user(const CreateUser& command, std::size_t minimum_password_length, Timestamp now) {
  StoredUser stored;
  stored.email_norm = normalise_email(command.email);
  const std::string& name = command.display_name;
  if (name.size() > longest_display_name || !codec::is_utf8(name) || codec::has_control_characters(name)) {
    throw Error(ErrorCode::invalid_argument, "display_name: must be at most 200 bytes of text", "display_name");
  }
  check_password(command.password, minimum_password_length, {stored.email_norm, name});
  stored.user = {crypto::new_id<User>(now), command.email, name, command.role, UserStatus::active, now};
  return stored;
}

}  // namespace

Accounts::Accounts(Database& database, const Clock& clock, AccountOptions options)
    : database_(database),
      clock_(clock),
      options_(std::move(options)),
      access_tokens_(keys_of(options_), options_.issuer, options_.audience),
      hasher_({.memory = options_.hash_memory, .concurrent = options_.concurrent_hashes}),
      cache_(options_.session_cache) {
  validate(options_);
}

StoredUser Accounts::hashed_user(const CreateUser& command) {
  StoredUser user = new_user(command, options_.minimum_password_length, clock_.now());
  user.password_hash = hasher_.hash(command.password);
  return user;
}

void Accounts::register_user(const RegisterUser& command) {
  const StoredUser user = hashed_user({command.email, command.password, command.display_name, Role::student});
  transact(database_, [&](Transaction& tx) {
    const auto taken = UserStore(tx).find_by_email(user.email_norm);
    if (!taken) UserStore(tx).insert(user);
    // Whoever gives a taken address is unknown, and hardly ever the one whose account it is.
    AuditStore(tx).append({.at = user.user.created_at,
                           .actor = taken ? std::nullopt : std::optional(user.user.id),
                           .action = taken ? "user.register_again" : "user.register",
                           .object_type = "user",
                           .object = (taken ? taken->user.id : user.user.id).uuid});
  });
}

User Accounts::create_user(const CreateUser& command) {
  const StoredUser user = hashed_user(command);
  transact(database_, [&](Transaction& tx) {
    if (UserStore(tx).find_by_email(user.email_norm)) {
      throw Error(ErrorCode::conflict, "email: an account with this address exists", "unique");
    }
    UserStore(tx).insert(user);
    AuditStore(tx).append({.at = user.user.created_at,
                           .actor = std::nullopt,
                           .action = "user.create",
                           .object_type = "user",
                           .object = user.user.id.uuid});
  });
  return user.user;
}

User Accounts::me(const Caller& caller) {
  const auto found = read(database_, [&](Transaction& tx) { return UserStore(tx).find(caller.user); });
  if (!found) throw Error(ErrorCode::not_found, "the account is gone");
  return found->user;
}

std::unique_ptr<AccountService> make_account_service(Database& database, const Clock& clock, AccountOptions options) {
  return std::make_unique<Accounts>(database, clock, std::move(options));
}

}  // namespace haven
