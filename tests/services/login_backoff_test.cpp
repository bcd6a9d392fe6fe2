#include "services/login_backoff.hpp"

#include <doctest/doctest.h>

using namespace haven;

namespace {

const Timestamp start{1'000'000'000'000};

LoginFailures fail(int times, Timestamp at) {
  LoginFailures failures;
  for (int i = 0; i < times; ++i) failures = after_failure(failures, at);
  return failures;
}

}  // namespace

TEST_CASE("login backoff: four failures do not slow an account down") {
  CHECK_FALSE(is_slowed_down({}, start));
  CHECK_FALSE(is_slowed_down(fail(4, start), start));
}

TEST_CASE("login backoff: every failure is dated, and from the fifth on the end of the wait is known") {
  CHECK(fail(4, start).failed_at == start);
  CHECK_FALSE(fail(4, start).locked_until.has_value());
  CHECK(fail(5, start).failed_at == start);
  CHECK(fail(5, start).locked_until == start + Duration::minutes(1));
}

TEST_CASE("login backoff: from the fifth failure on it waits 1, 2, 4, 8, then 15 minutes") {
  LoginFailures failures = fail(4, start);
  Timestamp now = start;
  for (const int minutes : {1, 2, 4, 8, 15, 15, 15}) {
    failures = after_failure(failures, now);
    CHECK(is_slowed_down(failures, now + Duration::minutes(minutes) - Duration{1}));
    CHECK_FALSE(is_slowed_down(failures, now + Duration::minutes(minutes)));
    now = now + Duration::minutes(minutes);
  }
}

TEST_CASE("login backoff: failures more than 15 minutes apart do not add up") {
  LoginFailures failures = fail(4, start);
  failures = after_failure(failures, start + Duration::minutes(15) + Duration{1});
  CHECK(failures.count == 1);
  CHECK(after_failure(fail(4, start), start + Duration::minutes(15)).count == 5);
}

TEST_CASE("login backoff: twelve hours after the last wait all is forgotten") {
  const LoginFailures failures = fail(9, start);
  const Timestamp end = *failures.locked_until;
  CHECK(after_failure(failures, end + Duration::hours(12)).count == 10);
  CHECK(after_failure(failures, end + Duration::hours(12) + Duration{1}).count == 1);
}
