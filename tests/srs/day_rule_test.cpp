#include "haven/srs/day_rule.hpp"

#include <chrono>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "haven/core/error.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::srs;

namespace {

std::int64_t days_from_civil(int year, int month, int day) {
  return (std::chrono::sys_days{std::chrono::year{year} / month / day}).time_since_epoch().count();
}

/// "2026-03-08 05:30" as UTC.
Timestamp utc(const char* text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0;
  REQUIRE(std::sscanf(text, "%d-%d-%d %d:%d", &year, &month, &day, &hour, &minute) == 5);
  return Timestamp{} + Duration::days(days_from_civil(year, month, day)) + Duration::hours(hour) +
         Duration::minutes(minute);
}

DayCounter calendar(const std::string& zone, int rollover_hour = 4) {
  return DayCounter(CalendarDays{zone, Duration::hours(rollover_hour)});
}

/// Two answers, each with the zone that the learner was in, and the days that lie between them.
struct Trip {
  const char* what;
  const char *from_zone, *from;  // UTC
  const char *to_zone, *to;
  double days;
};

// Made by hand with the zones' published rules; the day rolls over at 04:00 local.
const std::vector<Trip> trips = {
    {"same evening", "America/New_York", "2026-01-10 23:00", "America/New_York", "2026-01-11 02:00", 0},
    {"past midnight, before the rollover", "America/New_York", "2026-01-10 23:00", "America/New_York",
     "2026-01-11 08:59", 0},
    {"past the rollover", "America/New_York", "2026-01-10 23:00", "America/New_York", "2026-01-11 09:00", 1},
    {"day of 23 hours, 08:00 to 08:00 local", "America/New_York", "2026-03-07 13:00", "America/New_York",
     "2026-03-08 12:00", 1},
    {"day of 25 hours, 08:00 to 08:00 local", "America/New_York", "2026-10-31 12:00", "America/New_York",
     "2026-11-01 13:00", 1},
    {"an hour within the day of 25 hours", "America/New_York", "2026-11-01 07:30", "America/New_York",
     "2026-11-01 08:30", 0},
    {"24 hours and three quarters, over a rollover", "America/New_York", "2026-10-31 08:30", "America/New_York",
     "2026-11-01 09:15", 1},
    {"24 hours and 54 minutes within one day of 25 hours", "America/New_York", "2026-10-31 08:05", "America/New_York",
     "2026-11-01 08:59", 0},
    {"Kiritimati, UTC+14", "Pacific/Kiritimati", "2026-05-01 13:59", "Pacific/Kiritimati", "2026-05-01 14:01", 1},
    {"Pago Pago, UTC-11", "Pacific/Pago_Pago", "2026-05-01 14:59", "Pacific/Pago_Pago", "2026-05-01 15:01", 1},
    {"west over the date line: the local day again", "Pacific/Kiritimati", "2026-05-01 20:00", "Pacific/Pago_Pago",
     "2026-05-02 20:00", 0},
    {"east over the date line: one local day later", "Pacific/Pago_Pago", "2026-05-02 20:00", "Pacific/Kiritimati",
     "2026-05-02 22:00", 1},
    {"Tokyo to New York, 09:00 local both, 38 hours", "Asia/Tokyo", "2026-01-01 00:00", "America/New_York",
     "2026-01-02 14:00", 1},
    {"New York to Tokyo, 20:00 local both, 10 hours", "America/New_York", "2026-01-02 01:00", "Asia/Tokyo",
     "2026-01-02 11:00", 1},
    {"the local day falls back: never negative", "Asia/Tokyo", "2026-01-02 20:00", "America/New_York",
     "2026-01-02 22:00", 0},
    {"quarter-hour zone", "Asia/Kathmandu", "2026-06-01 22:14", "Asia/Kathmandu", "2026-06-01 22:16", 1},
    {"Lord Howe puts its clock forward by half an hour", "Australia/Lord_Howe", "2026-10-02 22:30",
     "Australia/Lord_Howe", "2026-10-03 22:00", 1},
    {"Samoa left out 2011-12-30", "Pacific/Apia", "2011-12-29 20:00", "Pacific/Apia", "2011-12-30 20:00", 2},
};

}  // namespace

TEST_CASE("DayCounter: days between answers across clock changes and journeys") {
  for (const Trip& trip : trips) {
    CAPTURE(trip.what);
    const DayCounter here = calendar(trip.from_zone), there = calendar(trip.to_zone);
    CHECK(there.elapsed(utc(trip.from), utc(trip.to), here.day(utc(trip.from))) == trip.days);
  }
}

TEST_CASE("DayCounter: one answer on every local day has one day between, all through two years") {
  for (const char* zone : {"America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns",
                           "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"}) {
    const DayCounter days = calendar(zone);
    const std::int64_t first = days.day(utc("2025-01-01 12:00"));
    for (std::int64_t day = first; day < first + 730; ++day) {
      const Timestamp start = days.start_of(day), next = days.start_of(day + 1);
      CHECK(days.day(start) == day);
      CHECK(days.day(next - Duration{1}) == day);
      CHECK(days.elapsed(start, next - Duration{1}) == 0.0);
      CHECK(days.elapsed(next - Duration{1}, next) == 1.0);
    }
  }
}

TEST_CASE("DayCounter: a clock put back across the rollover does not bring the day before back") {
  const DayCounter days(CalendarDays{"Europe/Berlin", Duration::minutes(150)});  // 02:30 comes twice on 2026-10-25
  const Timestamp first = utc("2026-10-25 00:30"), second = utc("2026-10-25 01:30");
  CHECK(days.start_of(days.day(first)) == first);
  for (Timestamp at = first; at < second; at = at + Duration::minutes(5)) CHECK(days.day(at) == days.day(first));
  CHECK(days.day(first - Duration{1}) == days.day(first) - 1);
}

TEST_CASE("DayCounter: a rollover that the clock skips begins the day at the first moment after") {
  const DayCounter days(CalendarDays{"Europe/Berlin", Duration::minutes(150)});  // no 02:30 on 2026-03-29
  const Timestamp skipped = utc("2026-03-29 01:00");
  CHECK(days.start_of(days.day(skipped)) == skipped);
  CHECK(days.day(skipped - Duration{1}) == days.day(skipped) - 1);
}

TEST_CASE("DayCounter: whole and fractional days of 24 hours") {
  const DayCounter whole{FullDays{}}, fractional{FractionalDays{}};
  const Timestamp at = utc("2026-03-08 05:30");
  CHECK(whole.elapsed(at, at + Duration::hours(47)) == 1.0);
  CHECK(whole.elapsed(at, at + Duration::hours(48)) == 2.0);
  CHECK(whole.elapsed(at, at - Duration::hours(1)) == 0.0);
  CHECK(fractional.elapsed(at, at + Duration::hours(36)) == 1.5);
  CHECK(fractional.elapsed(at, at - Duration::hours(1)) == 0.0);
  CHECK(whole.day(Timestamp{-1}) == -1);
  CHECK(whole.start_of(-1) == Timestamp{-Duration::days(1).microseconds});
}

TEST_CASE("DayCounter: an unknown zone and a rollover out of range are refused") {
  CHECK_THROWS_WITH_AS(calendar("Mars/Olympus"), "day rule: there is no time zone \"Mars/Olympus\"", Error);
  CHECK_THROWS_AS(calendar("UTC", 24), Error);
  CHECK_THROWS_AS(calendar("UTC", -1), Error);
}

TEST_CASE("DayCounter: UTC is the calendar without a database, and localtime is no zone") {
  const DayCounter days(CalendarDays{"UTC", Duration::hours(4)});
  CHECK(days.day(utc("1970-01-02 03:59")) == 0);
  CHECK(days.day(utc("1970-01-02 04:00")) == 1);
  CHECK(days.start_of(1) == utc("1970-01-02 04:00"));
  CHECK_THROWS_AS(calendar("localtime"), Error);
}

TEST_CASE("DayCounter: times and days beyond the years 1 to 9999 are refused") {
  constexpr Timestamp never{std::numeric_limits<std::int64_t>::max()}, dawn{std::numeric_limits<std::int64_t>::min()};
  for (const DayCounter& days : {DayCounter{FullDays{}}, DayCounter{FractionalDays{}}, calendar("Europe/Berlin")}) {
    CHECK_THROWS_AS(static_cast<void>(days.day(never)), Error);
    CHECK_THROWS_AS(static_cast<void>(days.day(dawn)), Error);
    CHECK_THROWS_AS(static_cast<void>(days.elapsed(dawn, never)), Error);
    CHECK_THROWS_AS(static_cast<void>(days.start_of(150'000'000)), Error);
    CHECK(days.day(utc("9999-12-31 23:00")) >= 2'932'895);
  }
}

TEST_CASE("weekday: counts from Sunday") {
  CHECK(weekday(0) == 4);                              // a Thursday
  CHECK(weekday(-5) == 6);                             // the Saturday before
  CHECK(weekday(days_from_civil(2026, 11, 22)) == 0);  // a Sunday
}
