#include <string>
#include <utility>

#include "crypto/bytes.hpp"
#include "services/account_errors.hpp"
#include "services/accounts.hpp"
#include "stores/audit_store.hpp"

namespace haven {
namespace {

AuditEvent event(const StoredSession& stored, Timestamp at, std::string action) {
  return {.at = at,
          .actor = stored.session.user,
          .action = std::move(action),
          .object_type = "session",
          .object = stored.session.id.uuid};
}

void check_alive(const StoredSession& stored, Timestamp now) {
  if (stored.session.revoked_at) throw session_revoked();
  if (now >= stored.session.expires_at || now >= stored.idle_expires_at) {
    throw unauthenticated("the refresh token has expired", "token_expired");
  }
}

}  // namespace

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
  AuditStore(tx).append(event(stored, now, "session.refresh_token_reused"));
}

/// Spends the present token: the next generation takes its place.
void Accounts::advance(Transaction& tx, StoredSession& stored, Timestamp now) const {
  stored.refresh_prev_hash = stored.refresh_hash;
  ++stored.refresh_counter;
  stored.refresh_hash = crypto::sha256(refresh_token_of(stored));
  stored.rotated_at = now;
  stored.idle_expires_at = now + options_.refresh_idle_lifetime;
  SessionStore(tx).rotate(stored);
  AuditStore(tx).append(event(stored, now, "session.refresh"));
}

Accounts::Rotation Accounts::rotate(Transaction& tx, const crypto::RefreshToken& token, Timestamp now) const {
  auto stored = SessionStore(tx).find({token.session});
  if (!stored) throw token_invalid();
  const crypto::Digest hash = crypto::sha256(to_string(token));
  const bool present = crypto::equal(hash, stored->refresh_hash);
  const bool previous = stored->refresh_prev_hash && crypto::equal(hash, *stored->refresh_prev_hash);
  if (!present && !previous && !was_issued(*stored, token)) throw token_invalid();
  check_alive(*stored, now);
  const auto user = UserStore(tx).find(stored->session.user);
  if (!user || user->user.status != UserStatus::active) throw account_disabled();
  const bool repeated = previous && now - *stored->rotated_at <= options_.refresh_grace;
  if (present) advance(tx, *stored, now);
  if (!present && !repeated) revoke_reused(tx, *stored, now);
  return {!present && !repeated, std::move(*stored), user->user};
}

TokenPair Accounts::refresh(const std::string& refresh_token) {
  const auto token = crypto::parse_refresh_token(refresh_token);
  if (!token) throw token_invalid();
  const Timestamp now = clock_.now();
  const Rotation rotation = transact(database_, [&](Transaction& tx) { return rotate(tx, *token, now); });
  if (rotation.reused) {
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

Accounts::GoodToken Accounts::check_token(const std::string& access_token, Timestamp now) {
  if (const auto good = tokens_.find(access_token); good && good->since <= now && now < good->until) return *good;
  const crypto::AccessClaims claims = access_tokens_.verify(access_token, now);
  const auto session = parse_id<Session>(claims.session);
  const auto user = parse_id<User>(claims.subject);
  if (!session || !user) throw token_invalid();
  const GoodToken good{*session, *user, now, claims.expires_at};
  tokens_.keep(access_token, good, 2 * access_token.size() + 256);
  return good;
}

Caller Accounts::authenticate(const std::string& access_token) {
  const Timestamp now = clock_.now();
  const GoodToken token = check_token(access_token, now);
  if (const auto cached = cache_.find(token.session, now); cached && cached->user == token.user) return *cached;
  const std::uint64_t ticket = cache_.ticket();
  const Caller caller = read(database_, [&](Transaction& tx) {
    const auto stored = SessionStore(tx).find(token.session);
    const auto user = UserStore(tx).find(token.user);
    if (!stored || !user || stored->session.user != token.user) throw token_invalid();
    if (stored->session.revoked_at || now >= stored->session.expires_at) throw session_revoked();
    if (user->user.status != UserStatus::active) throw account_disabled();
    return Caller{token.user, token.session, user->user.role};
  });
  cache_.keep(caller, now, ticket);
  return caller;
}

}  // namespace haven
