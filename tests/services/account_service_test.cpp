#include "haven/services/account_service.hpp"

#include <string>

#include "services/fixture.hpp"
#include "stores/audit_store.hpp"
#include "stores/user_store.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

const std::string email = "ada@example.org";
const std::string password = "four words in a row";

User create(Fixture& fixture, Role role = Role::student) {
  return fixture.accounts().create_user({email, password, "Ada", role});
}

TokenPair log_in(Fixture& fixture, const std::string& with = password) {
  return fixture.accounts().login({email, with, "192.0.2.7", "test"});
}

std::string login_error(Fixture& fixture, const std::string& address, const std::string& with) {
  return error_of([&] { static_cast<void>(fixture.accounts().login({address, with, "192.0.2.7", "test"})); });
}

void set_status(Fixture& fixture, Id<User> user, const std::string& status) {
  transact(fixture.database(), [&](Transaction& tx) {
    const auto statement = tx.prepare("UPDATE users SET status = ? WHERE id = ?");
    statement->bind(0, std::string_view(status));
    statement->bind(1, std::span<const std::uint8_t>(user.uuid.bytes));
    statement->step();
  });
}

}  // namespace

TEST_CASE("accounts: who registers can log in and is a student") {
  Fixture fixture;
  fixture.accounts().register_user({"Ada@Example.org", password, "Ada"});
  const TokenPair pair = log_in(fixture);
  CHECK(pair.user.email == "Ada@Example.org");
  CHECK(pair.user.role == Role::student);
  CHECK(pair.access_lifetime == Duration::minutes(15));
  const Caller caller = fixture.accounts().authenticate(pair.access_token);
  CHECK(caller.user == pair.user.id);
  CHECK(fixture.accounts().me(caller).display_name == "Ada");
}

TEST_CASE("accounts: registering a known address again changes nothing and says nothing") {
  Fixture fixture;
  fixture.accounts().register_user({email, password, "Ada"});
  CHECK(error_of([&] { fixture.accounts().register_user({"ADA@example.org", "another password", "Eve"}); }) == "");
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM users") == 1);
  CHECK(log_in(fixture).user.display_name == "Ada");
  CHECK(login_error(fixture, email, "another password") == "unauthenticated/bad_credentials");
}

TEST_CASE("accounts: who registers a known address again is not taken for its owner in the audit log") {
  Fixture fixture;
  fixture.accounts().register_user({email, password, "Ada"});
  fixture.accounts().register_user({email, "another password", "Eve"});
  const std::string rows = "SELECT COUNT(*) FROM audit_logs JOIN users ON users.id = object_id WHERE action = ";
  CHECK(count(fixture.database(), rows + "'user.register' AND actor_id = object_id") == 1);
  CHECK(count(fixture.database(), rows + "'user.register_again' AND actor_id IS NULL") == 1);
}

TEST_CASE("accounts: bad addresses, passwords and names are refused and nothing is stored") {
  Fixture fixture;
  AccountService& accounts = fixture.accounts();
  CHECK(error_of([&] { accounts.register_user({"ada", password, "Ada"}); }) == "invalid_argument/email");
  CHECK(error_of([&] { accounts.register_user({email, "short", "Ada"}); }) == "invalid_argument/password");
  CHECK(error_of([&] { accounts.register_user({email, "password1", "Ada"}); }) == "invalid_argument/password");
  CHECK(error_of([&] {
          accounts.register_user({email, std::string(1025, 'x'), "Ada"});
        }) == "invalid_argument/password");
  CHECK(error_of([&] {
          accounts.register_user({email, password, std::string(201, 'x')});
        }) == "invalid_argument/display_name");
  CHECK(error_of([&] { accounts.register_user({email, password, "\xFF"}); }) == "invalid_argument/display_name");
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM users") == 0);
}

TEST_CASE("accounts: an operator creates users with a role, and is told of a taken address") {
  Fixture fixture;
  CHECK(create(fixture, Role::instructor).role == Role::instructor);
  CHECK(log_in(fixture).user.role == Role::instructor);
  CHECK(error_of([&] { create(fixture); }) == "conflict/unique");
}

TEST_CASE("accounts: unknown address, no address and wrong password are the same to the caller") {
  Fixture fixture;
  create(fixture);
  CHECK(login_error(fixture, email, "wrong password") == "unauthenticated/bad_credentials");
  CHECK(login_error(fixture, "eve@example.org", password) == "unauthenticated/bad_credentials");
  CHECK(login_error(fixture, "no address", password) == "unauthenticated/bad_credentials");
  CHECK(login_error(fixture, email, std::string(2000, 'x')) == "unauthenticated/bad_credentials");
  CHECK(login_error(fixture, email, "") == "unauthenticated/bad_credentials");
}

TEST_CASE("accounts: five failures slow an account down, even for the right password") {
  Fixture fixture;
  create(fixture);
  for (int i = 0; i < 5; ++i) CHECK(login_error(fixture, email, "wrong password") == "unauthenticated/bad_credentials");
  CHECK(login_error(fixture, email, password) == "unauthenticated/bad_credentials");
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM audit_logs WHERE action = 'session.login_refused'") == 1);
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM sessions") == 0);
  fixture.clock.advance(Duration::minutes(1));
  CHECK(login_error(fixture, email, password) == "");
}

TEST_CASE("accounts: attempts while an account waits do not make it wait longer") {
  Fixture fixture;
  create(fixture);
  for (int i = 0; i < 8; ++i) CHECK(login_error(fixture, email, "wrong password") == "unauthenticated/bad_credentials");
  fixture.clock.advance(Duration::minutes(1));
  CHECK(login_error(fixture, email, password) == "");
}

TEST_CASE("accounts: a success forgets the failures before it") {
  Fixture fixture;
  create(fixture);
  for (int i = 0; i < 4; ++i) CHECK(login_error(fixture, email, "wrong password") == "unauthenticated/bad_credentials");
  CHECK(login_error(fixture, email, password) == "");
  CHECK(login_error(fixture, email, "wrong password") == "unauthenticated/bad_credentials");
  CHECK(login_error(fixture, email, password) == "");
}

TEST_CASE("accounts: a disabled account is told so only with the right password") {
  Fixture fixture;
  const User user = create(fixture);
  set_status(fixture, user.id, "disabled");
  CHECK(login_error(fixture, email, "wrong password") == "unauthenticated/bad_credentials");
  CHECK(login_error(fixture, email, password) == "forbidden/account_disabled");
}

TEST_CASE("accounts: logout ends the session at once, and only that session") {
  Fixture fixture;
  create(fixture);
  const TokenPair first = log_in(fixture), second = log_in(fixture);
  const Caller caller = fixture.accounts().authenticate(first.access_token);
  fixture.accounts().logout(caller);
  fixture.accounts().logout(caller);
  CHECK(error_of([&] { fixture.accounts().authenticate(first.access_token); }) == "unauthenticated/session_revoked");
  CHECK(error_of([&] { fixture.accounts().refresh(first.refresh_token); }) == "unauthenticated/session_revoked");
  CHECK(error_of([&] { fixture.accounts().authenticate(second.access_token); }) == "");
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM audit_logs WHERE action = 'session.logout'") == 1);
}

TEST_CASE("accounts: an access token expires after its lifetime") {
  Fixture fixture;
  create(fixture);
  const std::string token = log_in(fixture).access_token;
  fixture.clock.advance({Duration::minutes(15).microseconds - 1});
  CHECK(error_of([&] { fixture.accounts().authenticate(token); }) == "");
  fixture.clock.advance(Duration{1});
  CHECK(error_of([&] { fixture.accounts().authenticate(token); }) == "unauthenticated/token_expired");
}

TEST_CASE("accounts: a token that was found good before is still checked against the clock") {
  Fixture fixture;
  create(fixture);
  const std::string token = log_in(fixture).access_token;
  CHECK(error_of([&] { fixture.accounts().authenticate(token); }) == "");
  fixture.clock.advance({-Duration::minutes(2).microseconds});  // it is issued in the future now
  CHECK(error_of([&] { fixture.accounts().authenticate(token); }) == "unauthenticated/token_invalid");
  fixture.clock.advance(Duration::minutes(2));
  CHECK(error_of([&] { fixture.accounts().authenticate(token); }) == "");
  for (std::size_t i = 0; i < token.size(); i += 7) {  // and so is every token that is but like it
    std::string other = token;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    CHECK(error_of([&] { fixture.accounts().authenticate(other); }) == "unauthenticated/token_invalid");
  }
}

TEST_CASE("accounts: tokens of other servers, refresh tokens and rubbish are no access tokens") {
  Fixture fixture;
  AccountOptions foreign_options = account_options();
  foreign_options.signing_keys[0].secret = "fedcba9876543210fedcba9876543210";
  Fixture foreign({}, foreign_options);
  create(fixture);
  create(foreign);
  CHECK(error_of([&] { fixture.accounts().authenticate(log_in(foreign).access_token); }) ==
        "unauthenticated/token_invalid");
  CHECK(error_of([&] { fixture.accounts().authenticate(log_in(fixture).refresh_token); }) ==
        "unauthenticated/token_invalid");
  CHECK(error_of([&] { fixture.accounts().authenticate(""); }) == "unauthenticated/token_invalid");
}

TEST_CASE("accounts: what another process does to an account acts within five seconds") {
  Fixture fixture;
  const User user = create(fixture);
  const std::string token = log_in(fixture).access_token;
  CHECK(fixture.accounts().authenticate(token).role == Role::student);
  set_status(fixture, user.id, "disabled");
  fixture.clock.advance(Duration::seconds(5));
  CHECK(error_of([&] { fixture.accounts().authenticate(token); }) == "forbidden/account_disabled");
}

TEST_CASE("accounts: without the session cache each call reads the row") {
  AccountOptions options = account_options();
  options.session_cache = Duration{};
  Fixture fixture({}, options);
  const User user = create(fixture);
  const std::string token = log_in(fixture).access_token;
  CHECK(error_of([&] { fixture.accounts().authenticate(token); }) == "");
  set_status(fixture, user.id, "disabled");
  CHECK(error_of([&] { fixture.accounts().authenticate(token); }) == "forbidden/account_disabled");
}

TEST_CASE("accounts: a hash of other costs is renewed at login") {
  Fixture fixture;
  const User user = create(fixture);
  // argon2-cffi 25.1.0: hash_secret(b"correct horse", b"somesaltsomesalt", 1, 8192, 1, 32, Type.ID)
  const std::string old =
      "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$+jQGvnLH9sd/RHpVFdneZ1pWEi8VDK30k/E/IE+o3IE";
  transact(fixture.database(), [&](Transaction& tx) { UserStore(tx).update_password(user.id, old, {0}); });
  CHECK(login_error(fixture, email, "correct horse") == "");
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM users WHERE password_hash LIKE '%m=65536,t=2%'") == 1);
  CHECK(login_error(fixture, email, "correct horse") == "");
}

TEST_CASE("accounts: passwords and tokens are stored only as hashes") {
  TemporaryFile file;
  Fixture fixture({}, account_options(), file.path());
  create(fixture);
  const TokenPair pair = log_in(fixture);
  const TokenPair next = fixture.accounts().refresh(pair.refresh_token);
  std::string stored;
  for (const char* suffix : {"", "-wal"}) {
    std::ifstream bytes(file.path() + suffix, std::ios::binary);
    std::ostringstream text;
    text << bytes.rdbuf();
    stored += text.str();
  }
  REQUIRE(stored.find(email) != std::string::npos);
  for (const std::string& secret : {password, pair.access_token, pair.refresh_token, next.refresh_token}) {
    CHECK(stored.find(secret) == std::string::npos);
  }
}

TEST_CASE("accounts: everything that happens stands in the audit log, in one unbroken chain") {
  Fixture fixture;
  fixture.accounts().register_user({email, password, "Ada"});
  fixture.accounts().register_user({email, password, "Ada"});
  CHECK(login_error(fixture, email, "wrong password") != "");
  CHECK(login_error(fixture, "eve@example.org", password) != "");
  const TokenPair pair = log_in(fixture);
  fixture.accounts().refresh(pair.refresh_token);
  fixture.accounts().logout(fixture.accounts().authenticate(pair.access_token));
  for (const char* action :
       {"user.register", "user.register_again", "session.login", "session.refresh", "session.logout"}) {
    CAPTURE(action);
    const std::string where = " FROM audit_logs WHERE action = '" + std::string(action) + "'";
    CHECK(count(fixture.database(), "SELECT COUNT(*)" + where) == 1);
  }
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM audit_logs WHERE action = 'session.login_failed'") == 2);
  CHECK_FALSE(read(fixture.database(), [](Transaction& tx) { return AuditStore(tx).first_broken(); }).has_value());
}

TEST_CASE("accounts: bad options are refused") {
  ManualClock clock;
  const auto database = open_sqlite({.path = ":memory:"});
  const auto refusal = [&](auto change) {
    AccountOptions options = account_options();
    change(options);
    return error_of([&] { static_cast<void>(make_account_service(*database, clock, options)); });
  };
  CHECK(refusal([](AccountOptions&) {}) == "");
  CHECK(refusal([](AccountOptions& o) { o.signing_keys.clear(); }) == "invalid_argument/");
  CHECK(refusal([](AccountOptions& o) { o.signing_keys[0].secret = "weak"; }) == "invalid_argument/");
  CHECK(refusal([](AccountOptions& o) { o.access_lifetime = {}; }) == "invalid_argument/");
  CHECK(refusal([](AccountOptions& o) { o.refresh_grace = Duration::hours(1); }) == "invalid_argument/");
  CHECK(refusal([](AccountOptions& o) { o.session_cache = Duration::hours(1); }) == "invalid_argument/");
  CHECK(refusal([](AccountOptions& o) { o.minimum_password_length = 4; }) == "invalid_argument/");
  CHECK(refusal([](AccountOptions& o) { o.concurrent_hashes = -1; }) == "invalid_argument/");
  CHECK(refusal([](AccountOptions& o) { o.hash_memory = (19 << 20) - 1; }) == "invalid_argument/");
  CHECK(refusal([](AccountOptions& o) { o.hash_memory = (1 << 30) + 1; }) == "invalid_argument/");
}
