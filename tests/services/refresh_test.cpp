#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "haven/services/account_service.hpp"

#include "services/fixture.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

TokenPair log_in(Fixture& fixture) {
  fixture.accounts().register_user({"ada@example.org", "four words in a row", "Ada"});
  return fixture.accounts().login({"ada@example.org", "four words in a row", "", ""});
}

std::string refresh_error(Fixture& fixture, const std::string& token) {
  return error_of([&] { static_cast<void>(fixture.accounts().refresh(token)); });
}

}  // namespace

TEST_CASE("refresh: each use gives a new pair, and the new one works") {
  Fixture fixture;
  const TokenPair first = log_in(fixture);
  const TokenPair second = fixture.accounts().refresh(first.refresh_token);
  CHECK(second.refresh_token != first.refresh_token);
  CHECK(error_of([&] { fixture.accounts().authenticate(second.access_token); }) == "");
  CHECK(refresh_error(fixture, second.refresh_token) == "");
}

TEST_CASE("refresh: within the grace the same child is given again, also by another process") {
  TemporaryFile file;
  Fixture fixture({}, account_options(), file.path());
  const TokenPair first = log_in(fixture);
  const std::string child = fixture.accounts().refresh(first.refresh_token).refresh_token;
  fixture.clock.advance(Duration::seconds(10));
  fixture.reopen();
  CHECK(fixture.accounts().refresh(first.refresh_token).refresh_token == child);
  CHECK(refresh_error(fixture, child) == "");
}

TEST_CASE("refresh: fifty at once make one child and log nobody out") {
  TemporaryFile file;
  Fixture fixture({}, account_options(), file.path());
  const TokenPair first = log_in(fixture);
  std::mutex mutex;
  std::set<std::string> children;
  std::vector<std::string> errors;
  std::vector<std::thread> threads;
  for (int i = 0; i < 50; ++i) {
    threads.emplace_back([&] {
      std::string child;
      const std::string error =
          error_of([&] { child = fixture.accounts().refresh(first.refresh_token).refresh_token; });
      const std::lock_guard lock(mutex);
      children.insert(child);
      if (!error.empty()) errors.push_back(error);
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(errors.empty());
  CHECK(children.size() == 1);
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM sessions WHERE revoked_at IS NULL") == 1);
  CHECK(count(fixture.database(), "SELECT refresh_counter FROM sessions") == 1);
  CHECK(refresh_error(fixture, *children.begin()) == "");
}

TEST_CASE("refresh: a spent token that comes back after the grace ends the session and is noted") {
  Fixture fixture;
  const TokenPair first = log_in(fixture);
  const TokenPair second = fixture.accounts().refresh(first.refresh_token);
  CHECK(error_of([&] { fixture.accounts().authenticate(second.access_token); }) == "");
  fixture.clock.advance(Duration::seconds(11));
  CHECK(refresh_error(fixture, first.refresh_token) == "unauthenticated/refresh_token_reused");
  CHECK(refresh_error(fixture, second.refresh_token) == "unauthenticated/session_revoked");
  CHECK(error_of([&] { fixture.accounts().authenticate(second.access_token); }) == "unauthenticated/session_revoked");
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM audit_logs WHERE action = 'session.refresh_token_reused'") ==
        1);
}

TEST_CASE("refresh: a token of any older generation is recognised as used") {
  Fixture fixture;
  const TokenPair first = log_in(fixture);
  std::string token = first.refresh_token;
  for (int i = 0; i < 3; ++i) token = fixture.accounts().refresh(token).refresh_token;
  CHECK(refresh_error(fixture, first.refresh_token) == "unauthenticated/refresh_token_reused");
  CHECK(refresh_error(fixture, token) == "unauthenticated/session_revoked");
}

TEST_CASE("refresh: a made-up token is refused and harms no session") {
  Fixture fixture;
  const TokenPair first = log_in(fixture);
  std::string forged = first.refresh_token;
  forged[40] = forged[40] == 'A' ? 'B' : 'A';
  CHECK(refresh_error(fixture, forged) == "unauthenticated/token_invalid");
  CHECK(refresh_error(fixture, "") == "unauthenticated/token_invalid");
  CHECK(refresh_error(fixture, first.access_token) == "unauthenticated/token_invalid");
  CHECK(refresh_error(fixture, std::string(75, 'A')) == "unauthenticated/token_invalid");
  CHECK(refresh_error(fixture, first.refresh_token) == "");
}

TEST_CASE("refresh: a session ends when it is idle for too long") {
  Fixture fixture;
  const TokenPair first = log_in(fixture);
  fixture.clock.advance({Duration::days(7).microseconds - 1});
  const TokenPair second = fixture.accounts().refresh(first.refresh_token);
  fixture.clock.advance(Duration::days(7));
  CHECK(refresh_error(fixture, second.refresh_token) == "unauthenticated/token_expired");
}

TEST_CASE("refresh: a session ends after thirty days however busy it was") {
  Fixture fixture;
  std::string token = log_in(fixture).refresh_token;
  for (int day = 0; day < 29; ++day) {
    fixture.clock.advance(Duration::days(1));
    token = fixture.accounts().refresh(token).refresh_token;
  }
  fixture.clock.advance(Duration::days(1));
  CHECK(refresh_error(fixture, token) == "unauthenticated/token_expired");
}

TEST_CASE("refresh: a new signing key in front leaves sessions and their grace alone") {
  TemporaryFile file;
  std::string token, child;
  {
    Fixture fixture({}, account_options(), file.path());
    token = log_in(fixture).refresh_token;
    child = fixture.accounts().refresh(token).refresh_token;
  }
  AccountOptions rotated = account_options();
  rotated.signing_keys.insert(rotated.signing_keys.begin(), {"k2", "fedcba9876543210fedcba9876543210"});
  Fixture fixture({}, rotated, file.path());
  CHECK(fixture.accounts().refresh(token).refresh_token == child);
  const TokenPair next = fixture.accounts().refresh(child);
  CHECK(refresh_error(fixture, next.refresh_token) == "");
}
