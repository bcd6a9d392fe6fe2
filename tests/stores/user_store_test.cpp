#include "stores/user_store.hpp"

#include "stores/fixture.hpp"
#include "stores/session_store.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

StoredSession session_of(const StoredUser& user) {
  StoredSession stored;
  stored.session = {crypto::new_id<Session>(now), user.user.id, now, now + Duration::days(30), std::nullopt};
  stored.refresh_hash = crypto::sha256("first");
  stored.refresh_salt = {1, 2, 3};
  stored.idle_expires_at = now + Duration::days(7);
  stored.ip = "::1";
  stored.user_agent = "test";
  return stored;
}

}  // namespace

TEST_CASE("user store: a user is found by id and by address as it was stored") {
  const auto database = fresh_database();
  const StoredUser stored = user("ada@example.org");
  transact(*database, [&](Transaction& tx) { UserStore(tx).insert(stored); });
  read(*database, [&](Transaction& tx) {
    const auto found = UserStore(tx).find(stored.user.id);
    REQUIRE(found.has_value());
    CHECK(found->user.role == Role::instructor);
    CHECK(found->user.created_at == now);
    CHECK(found->password_hash == "hash");
    CHECK(found->failures.count == 0);
    CHECK(UserStore(tx).find_by_email("ada@example.org")->user.id == stored.user.id);
    CHECK_FALSE(UserStore(tx).find_by_email("ADA@example.org").has_value());
    CHECK_FALSE(UserStore(tx).find({}).has_value());
  });
}

TEST_CASE("user store: an address belongs to one user") {
  const auto database = fresh_database();
  transact(*database, [&](Transaction& tx) { UserStore(tx).insert(user("ada@example.org")); });
  CHECK(reason_of([&] {
          transact(*database, [&](Transaction& tx) { UserStore(tx).insert(user("ada@example.org")); });
        }) == "conflict/unique");
}

TEST_CASE("user store: failures and password can be changed") {
  const auto database = fresh_database();
  const StoredUser stored = user("ada@example.org");
  transact(*database, [&](Transaction& tx) {
    UserStore users(tx);
    users.insert(stored);
    users.update_failures(stored.user.id, {5, now, now + Duration::minutes(1)}, now);
    users.update_password(stored.user.id, "new hash", now);
    const auto found = users.find(stored.user.id);
    CHECK(found->failures.count == 5);
    CHECK(found->failures.failed_at == now);
    CHECK(found->failures.locked_until == now + Duration::minutes(1));
    CHECK(found->password_hash == "new hash");
    users.update_failures(stored.user.id, {}, now);
    CHECK_FALSE(users.find(stored.user.id)->failures.failed_at.has_value());
    CHECK_FALSE(users.find(stored.user.id)->failures.locked_until.has_value());
  });
}

TEST_CASE("session store: a session is found as it was stored and rotates") {
  const auto database = fresh_database();
  const StoredUser owner = user("ada@example.org");
  StoredSession stored = session_of(owner);
  transact(*database, [&](Transaction& tx) {
    UserStore(tx).insert(owner);
    SessionStore sessions(tx);
    sessions.insert(stored);
    stored.refresh_prev_hash = stored.refresh_hash;
    stored.refresh_hash = crypto::sha256("second");
    stored.refresh_counter = 1;
    stored.rotated_at = now + Duration::minutes(1);
    sessions.rotate(stored);
    const auto found = sessions.find(stored.session.id);
    REQUIRE(found.has_value());
    CHECK(found->refresh_hash == crypto::sha256("second"));
    CHECK(found->refresh_prev_hash == crypto::sha256("first"));
    CHECK(found->refresh_salt == stored.refresh_salt);
    CHECK(found->rotated_at == stored.rotated_at);
    CHECK(found->ip == "::1");
    CHECK(found->row_version == 2);
  });
}

TEST_CASE("session store: a rotation from a row that has changed since is run again") {
  const auto database = fresh_database();
  const StoredUser owner = user("ada@example.org");
  const StoredSession stored = session_of(owner);
  transact(*database, [&](Transaction& tx) {
    UserStore(tx).insert(owner);
    SessionStore(tx).insert(stored);
    SessionStore(tx).rotate(stored);
    CHECK(reason_of([&] { SessionStore(tx).rotate(stored); }) == "unavailable/deadlock");
  });
}

TEST_CASE("session store: a session is revoked once") {
  const auto database = fresh_database();
  const StoredUser owner = user("ada@example.org");
  const StoredSession stored = session_of(owner);
  transact(*database, [&](Transaction& tx) {
    UserStore(tx).insert(owner);
    SessionStore sessions(tx);
    sessions.insert(stored);
    CHECK(sessions.revoke(stored.session.id, "logout", now));
    CHECK_FALSE(sessions.revoke(stored.session.id, "logout", now + Duration::minutes(1)));
    CHECK(sessions.find(stored.session.id)->session.revoked_at == now);
  });
}
