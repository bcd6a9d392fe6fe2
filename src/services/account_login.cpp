#include <optional>
#include <string>

#include "haven/codec/utf8.hpp"

#include "crypto/bytes.hpp"
#include "services/account_errors.hpp"
#include "services/accounts.hpp"
#include "services/email_address.hpp"
#include "services/login_backoff.hpp"
#include "stores/audit_store.hpp"

namespace haven {
namespace {

constexpr std::size_t longest_ip = 45, longest_user_agent = 400;

/// A cut and cleaned copy of what a client says about itself.
std::string noted(const std::string& text, std::size_t limit) {
  return codec::is_utf8(text) ? codec::excerpt(text, limit) : std::string();
}

}  // namespace

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

/// The password was right. Whether that is enough is decided on the row as it is now, not as it was before the hash;
/// nullopt when it is not. An account that waits gets the same answer as a wrong password, and as late.
std::optional<User> Accounts::admit(Transaction& tx, const StoredUser& found, const StoredSession& session,
                                    const std::string& new_hash) const {
  const Timestamp now = session.session.created_at;
  const auto fresh = UserStore(tx).find(found.user.id);
  AuditEvent event{.at = now, .actor = found.user.id, .action = "session.login", .object_type = "session"};
  event.ip = session.ip;
  if (!fresh || fresh->password_hash != found.password_hash || is_slowed_down(fresh->failures, now)) {
    event.action = "session.login_refused";
    event.object_type = "user";
    event.object = found.user.id.uuid;
    AuditStore(tx).append(event);
    return std::nullopt;
  }
  if (fresh->user.status != UserStatus::active) throw account_disabled();
  if (!new_hash.empty()) UserStore(tx).update_password(fresh->user.id, new_hash, now);
  if (fresh->failures.count > 0) UserStore(tx).update_failures(fresh->user.id, {}, now);
  SessionStore(tx).insert(session);
  event.object = session.session.id.uuid;
  AuditStore(tx).append(event);
  return fresh->user;
}

TokenPair Accounts::open_session(const StoredUser& found, const Login& command) {
  const Timestamp now = clock_.now();
  const bool old = hasher_.needs_rehash(found.password_hash);
  const std::string new_hash = old ? hasher_.hash(command.password) : std::string();
  const StoredSession session = new_session(found.user.id, command, now);
  const auto user = transact(database_, [&](Transaction& tx) { return admit(tx, found, session, new_hash); });
  if (!user) throw bad_credentials();
  return token_pair(session, *user, now);
}

}  // namespace haven
