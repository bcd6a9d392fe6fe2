#include "haven/services/account_service.hpp"

#include <utility>

#include "haven/codec/utf8.hpp"
#include "haven/core/error.hpp"

#include "crypto/access_token.hpp"
#include "crypto/bytes.hpp"
#include "crypto/password_hasher.hpp"
#include "crypto/refresh_token.hpp"
#include "services/email_address.hpp"
#include "services/login_backoff.hpp"
#include "services/password_rules.hpp"
#include "services/session_cache.hpp"
#include "stores/audit_store.hpp"
#include "stores/session_store.hpp"
#include "stores/user_store.hpp"

namespace haven {
namespace {

constexpr std::size_t longest_display_name = 200, longest_ip = 45, longest_user_agent = 400;

Error unauthenticated(const std::string& message, std::string reason) {
  return {ErrorCode::unauthenticated, message, std::move(reason)};
}
Error bad_credentials() { return unauthenticated("e-mail or password is wrong", "bad_credentials"); }
Error token_invalid() { return unauthenticated("the token is not valid", "token_invalid"); }
Error session_revoked() { return unauthenticated("the session has ended", "session_revoked"); }
Error account_disabled() { return {ErrorCode::forbidden, "the account is disabled", "account_disabled"}; }

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

/// A cut and cleaned copy of what a client says about itself.
std::string noted(const std::string& text, std::size_t limit) {
  return codec::is_utf8(text) ? codec::excerpt(text, limit) : std::string();
}

class Accounts final : public AccountService {
 public:
  Accounts(Database& database, const Clock& clock, AccountOptions options)
      : database_(database),
        clock_(clock),
        options_(std::move(options)),
        access_tokens_(keys_of(options_), options_.issuer, options_.audience),
        hasher_(options_.concurrent_hashes),
        cache_(options_.session_cache) {
    validate(options_);
  }

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
    enum class Kind { rotated, repeated, reused } kind = Kind::rotated;
    StoredSession session;
    User user;
  };

  [[nodiscard]] StoredUser hashed_user(const CreateUser& command);
  [[nodiscard]] bool password_matches(const std::optional<StoredUser>& found, const std::string& password);
  void note_failure(const std::optional<StoredUser>& found, const Login& command);
  [[nodiscard]] TokenPair open_session(const StoredUser& found, const Login& command);
  [[nodiscard]] StoredSession new_session(Id<User> user, const Login& command, Timestamp now) const;
  void rehash_if_needed(Transaction& tx, const StoredUser& user, const std::string& new_hash, Timestamp now) const;

  [[nodiscard]] Rotation rotate(Transaction& tx, const crypto::RefreshToken& token, Timestamp now) const;
  [[nodiscard]] bool was_issued(const StoredSession& stored, const crypto::RefreshToken& token) const;
  void revoke_reused(Transaction& tx, const StoredSession& stored, Timestamp now) const;
  [[nodiscard]] std::string refresh_token_of(const StoredSession& stored) const;
  [[nodiscard]] TokenPair token_pair(const StoredSession& stored, const User& user, Timestamp now) const;

  Database& database_;
  const Clock& clock_;
  AccountOptions options_;
  crypto::AccessTokens access_tokens_;
  crypto::PasswordHasher hasher_;
  SessionCache cache_;
};

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
    const Id<User> subject = taken ? taken->user.id : user.user.id;
    AuditStore(tx).append({.at = user.user.created_at,
                           .actor = subject,
                           .action = taken ? "user.register_again" : "user.register",
                           .object_type = "user",
                           .object = subject.uuid});
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

/// Takes as long for an account that is not there, or waits, as for one that is.
bool Accounts::password_matches(const std::optional<StoredUser>& found, const std::string& password) {
  if (!found || found->password_hash.empty()) return hasher_.verify_nothing(password);
  return hasher_.verify(found->password_hash, password);
}

TokenPair Accounts::login(const Login& command) {
  std::string email_norm;
  try {
    email_norm = normalise_email(command.email);
  } catch (const Error&) {  // no account has such an address: fail as for an unknown one
  }
  const auto found = read(database_, [&](Transaction& tx) { return UserStore(tx).find_by_email(email_norm); });
  if (!password_matches(found, command.password)) {
    note_failure(found, command);
    throw bad_credentials();
  }
  return open_session(*found, command);
}

void Accounts::note_failure(const std::optional<StoredUser>& found, const Login& command) {
  const Timestamp now = clock_.now();
  transact(database_, [&](Transaction& tx) {
    AuditEvent event{.at = now, .actor = std::nullopt, .action = "session.login_failed", .object_type = "user"};
    event.ip = noted(command.ip, longest_ip);
    if (const auto user = found ? UserStore(tx).find(found->user.id) : std::nullopt) {
      event.object = user->user.id.uuid;
      const bool waits = is_slowed_down(user->failures, now);
      if (!waits) UserStore(tx).update_failures(user->user.id, after_failure(user->failures, now), now);
    }
    AuditStore(tx).append(event);
  });
}

StoredSession Accounts::new_session(Id<User> user, const Login& command, Timestamp now) const {
  StoredSession stored;
  stored.session = {crypto::new_id<Session>(now), user, now, now + options_.refresh_lifetime, std::nullopt};
  stored.idle_expires_at = now + options_.refresh_idle_lifetime;
  crypto::fill_random(stored.refresh_salt);
  stored.refresh_hash = crypto::sha256(refresh_token_of(stored));
  stored.ip = noted(command.ip, longest_ip);
  stored.user_agent = noted(command.user_agent, longest_user_agent);
  return stored;
}

void Accounts::rehash_if_needed(Transaction& tx, const StoredUser& user, const std::string& new_hash,
                                Timestamp now) const {
  if (!new_hash.empty()) UserStore(tx).update_password(user.user.id, new_hash, now);
  if (user.failures.count > 0) UserStore(tx).update_failures(user.user.id, {}, now);
}

/// The password was right. Whether that is enough is decided on the row as it is now, not as it was before the hash.
TokenPair Accounts::open_session(const StoredUser& found, const Login& command) {
  const Timestamp now = clock_.now();
  const bool old = crypto::PasswordHasher::needs_rehash(found.password_hash);
  const std::string new_hash = old ? hasher_.hash(command.password) : std::string();
  const StoredSession session = new_session(found.user.id, command, now);
  const User user = transact(database_, [&](Transaction& tx) {
    const auto fresh = UserStore(tx).find(found.user.id);
    const bool same = fresh && fresh->password_hash == found.password_hash;
    if (!same || is_slowed_down(fresh->failures, now)) throw bad_credentials();
    if (fresh->user.status != UserStatus::active) throw account_disabled();
    rehash_if_needed(tx, *fresh, new_hash, now);
    SessionStore(tx).insert(session);
    AuditStore(tx).append({.at = now,
                           .actor = fresh->user.id,
                           .action = "session.login",
                           .object_type = "session",
                           .object = session.session.id.uuid,
                           .ip = session.ip});
    return fresh->user;
  });
  return token_pair(session, user, now);
}

/// The present refresh token, made again. After a rotation of keys an older key may have made it.
std::string Accounts::refresh_token_of(const StoredSession& stored) const {
  std::string first;
  for (const auto& key : options_.signing_keys) {
    std::string text = to_string(
        crypto::make_refresh_token(key.secret, stored.session.id.uuid, stored.refresh_salt, stored.refresh_counter));
    if (crypto::sha256(text) == stored.refresh_hash) return text;
    if (first.empty()) first = std::move(text);
  }
  return first;
}

TokenPair Accounts::token_pair(const StoredSession& stored, const User& user, Timestamp now) const {
  TokenPair pair;
  pair.access_lifetime = options_.access_lifetime;
  pair.access_token = access_tokens_.sign({.subject = to_string(user.id),
                                           .session = to_string(stored.session.id),
                                           .role = std::string(to_string(user.role)),
                                           .issued_at = now,
                                           .expires_at = now + options_.access_lifetime});
  pair.refresh_token = refresh_token_of(stored);
  pair.user = user;
  return pair;
}

/// True for a token that this server once gave for an earlier generation of the session.
bool Accounts::was_issued(const StoredSession& stored, const crypto::RefreshToken& token) const {
  if (token.generation < 0 || token.generation >= stored.refresh_counter) return false;
  for (const auto& key : options_.signing_keys) {
    const auto made = crypto::make_refresh_token(key.secret, token.session, stored.refresh_salt, token.generation);
    if (crypto::equal(made.secret, token.secret)) return true;
  }
  return false;
}

void Accounts::revoke_reused(Transaction& tx, const StoredSession& stored, Timestamp now) const {
  SessionStore(tx).revoke(stored.session.id, "refresh_token_reused", now);
  AuditStore(tx).append({.at = now,
                         .actor = stored.session.user,
                         .action = "session.refresh_token_reused",
                         .object_type = "session",
                         .object = stored.session.id.uuid});
}

Accounts::Rotation Accounts::rotate(Transaction& tx, const crypto::RefreshToken& token, Timestamp now) const {
  const auto stored = SessionStore(tx).find({token.session});
  if (!stored) throw token_invalid();
  const crypto::Digest hash = crypto::sha256(to_string(token));
  const bool present = crypto::equal(hash, stored->refresh_hash);
  const bool previous = stored->refresh_prev_hash && crypto::equal(hash, *stored->refresh_prev_hash);
  if (!present && !previous && !was_issued(*stored, token)) throw token_invalid();
  if (stored->session.revoked_at) throw session_revoked();
  if (now >= stored->session.expires_at || now >= stored->idle_expires_at) {
    throw unauthenticated("the refresh token has expired", "token_expired");
  }
  const auto user = UserStore(tx).find(stored->session.user);
  if (!user) throw session_revoked();
  if (user->user.status != UserStatus::active) throw account_disabled();
  Rotation rotation{Rotation::Kind::repeated, *stored, user->user};
  if (previous && now - *stored->rotated_at <= options_.refresh_grace) return rotation;
  if (!present) {
    revoke_reused(tx, *stored, now);
    rotation.kind = Rotation::Kind::reused;
    return rotation;
  }
  StoredSession& next = rotation.session;
  next.refresh_prev_hash = hash;
  ++next.refresh_counter;
  next.refresh_hash = crypto::sha256(refresh_token_of(next));
  next.rotated_at = now;
  next.idle_expires_at = now + options_.refresh_idle_lifetime;
  SessionStore(tx).rotate(next);
  AuditStore(tx).append({.at = now,
                         .actor = user->user.id,
                         .action = "session.refresh",
                         .object_type = "session",
                         .object = next.session.id.uuid});
  rotation.kind = Rotation::Kind::rotated;
  return rotation;
}

TokenPair Accounts::refresh(const std::string& refresh_token) {
  const auto token = crypto::parse_refresh_token(refresh_token);
  if (!token) throw token_invalid();
  const Timestamp now = clock_.now();
  const Rotation rotation = transact(database_, [&](Transaction& tx) { return rotate(tx, *token, now); });
  if (rotation.kind == Rotation::Kind::reused) {
    cache_.forget(rotation.session.session.id);
    throw unauthenticated("the refresh token was used before; the session has ended", "refresh_token_reused");
  }
  return token_pair(rotation.session, rotation.user, now);
}

void Accounts::logout(const Caller& caller) {
  const Timestamp now = clock_.now();
  transact(database_, [&](Transaction& tx) {
    if (!SessionStore(tx).revoke(caller.session, "logout", now)) return;
    AuditStore(tx).append({.at = now,
                           .actor = caller.user,
                           .action = "session.logout",
                           .object_type = "session",
                           .object = caller.session.uuid});
  });
  cache_.forget(caller.session);
}

Caller Accounts::authenticate(const std::string& access_token) {
  const Timestamp now = clock_.now();
  const crypto::AccessClaims claims = access_tokens_.verify(access_token, now);
  const auto session_id = parse_id<Session>(claims.session);
  const auto user_id = parse_id<User>(claims.subject);
  if (!session_id || !user_id) throw token_invalid();
  if (const auto cached = cache_.find(*session_id, now); cached && cached->user == *user_id) return *cached;
  const std::uint64_t ticket = cache_.ticket();
  const Caller caller = read(database_, [&](Transaction& tx) {
    const auto stored = SessionStore(tx).find(*session_id);
    const auto user = UserStore(tx).find(*user_id);
    if (!stored || !user || stored->session.user != *user_id) throw token_invalid();
    if (stored->session.revoked_at || now >= stored->session.expires_at) throw session_revoked();
    if (user->user.status != UserStatus::active) throw account_disabled();
    return Caller{*user_id, *session_id, user->user.role};
  });
  cache_.keep(caller, now, ticket);
  return caller;
}

User Accounts::me(const Caller& caller) {
  const auto found = read(database_, [&](Transaction& tx) { return UserStore(tx).find(caller.user); });
  if (!found) throw Error(ErrorCode::not_found, "the account is gone");
  return found->user;
}

}  // namespace

std::unique_ptr<AccountService> make_account_service(Database& database, const Clock& clock, AccountOptions options) {
  return std::make_unique<Accounts>(database, clock, std::move(options));
}

}  // namespace haven
