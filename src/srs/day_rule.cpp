#include "haven/srs/day_rule.hpp"

#include <algorithm>
#include <chrono>
#include <date/tz.h>
#include <stdexcept>
#include <utility>

#include "haven/core/error.hpp"

namespace haven::srs {
namespace {

constexpr Timestamp first_moment{-62'135'596'800'000'000}, last_moment{253'402'300'799'999'999};  // years 1 to 9999
constexpr std::int64_t first_day = -719'162, last_day = 2'932'896;                                // the same
constexpr std::int64_t microseconds_per_day = Duration::days(1).microseconds;

using Local = date::local_time<std::chrono::microseconds>;
using Moment = date::sys_time<std::chrono::microseconds>;

std::int64_t floor_divide(std::int64_t a, std::int64_t b) noexcept {
  const std::int64_t quotient = a / b;
  return a % b < 0 ? quotient - 1 : quotient;
}

Timestamp checked(Timestamp at) {
  if (at >= first_moment && at <= last_moment) return at;
  throw Error(ErrorCode::invalid_argument,
              "day rule: a time must be in the years 1 to 9999, got " + std::to_string(at.microseconds) + " us");
}

Duration checked(Duration rollover) {
  if (rollover >= Duration{} && rollover < Duration::days(1)) return rollover;
  throw Error(ErrorCode::invalid_argument, "day rule: rollover must be 0 to less than 24 hours, got " +
                                               std::to_string(rollover.microseconds) + " us");
}

/// The date library reads the transitions of a zone file but not the rule at its end, so files of the slim form would
/// have no daylight saving time from 2007 on.
void require_whole_database() {
  constexpr std::int64_t winter = 1'767'225'600, summer = 1'782'864'000;  // of 2026
  const date::time_zone* const zone = date::locate_zone("America/New_York");
  const auto offset = [zone](std::int64_t at) {
    return zone->get_info(date::sys_seconds(std::chrono::seconds(at))).offset;
  };
  if (offset(winter) != offset(summer)) return;
  throw Error(ErrorCode::unavailable, "day rule: the system's time zone database is in the slim form", "time_zones");
}

/// Null for UTC, which needs no database. "localtime" would be another zone on another machine.
const date::time_zone* locate(const std::string& name) {
  if (name == "UTC") return nullptr;
  try {
    require_whole_database();
    if (name != "localtime") return date::locate_zone(name);
  } catch (const Error&) {
    throw;
  } catch (const std::exception&) {  // told below
  }
  throw Error(ErrorCode::invalid_argument, "day rule: there is no time zone \"" + name + "\"");
}

double whole_days(Timestamp from, Timestamp to) noexcept {
  return static_cast<double>(std::max<std::int64_t>(0, floor_divide((to - from).microseconds, microseconds_per_day)));
}

}  // namespace

/// A zone of the system's database with the hour at which its days begin.
class DayCounter::Zone {
 public:
  explicit Zone(const CalendarDays& rule) : rollover_(checked(rule.rollover)), zone_(locate(rule.zone)) {}

  [[nodiscard]] std::int64_t day(Timestamp at) const {
    const std::int64_t local = at.microseconds + offset(at) - rollover_.microseconds;
    const std::int64_t day = floor_divide(local, microseconds_per_day);
    // A clock put back across the rollover does not bring the day before back.
    return at < start_of(day + 1) ? day : day + 1;
  }

  [[nodiscard]] Timestamp start_of(std::int64_t day) const {
    const std::int64_t wall_clock = day * microseconds_per_day + rollover_.microseconds;
    if (zone_ == nullptr) return {wall_clock};
    const Local local{std::chrono::microseconds(wall_clock)};
    // Of a moment that the clock skips, both choices are the first one after.
    return {zone_->to_sys(local, date::choose::earliest).time_since_epoch().count()};
  }

 private:
  /// Microseconds that the local clock is ahead of UTC.
  [[nodiscard]] std::int64_t offset(Timestamp at) const {
    if (zone_ == nullptr) return 0;
    return zone_->get_info(Moment(std::chrono::microseconds(at.microseconds))).offset.count() * 1'000'000;
  }

  Duration rollover_;
  const date::time_zone* zone_;  // null: UTC
};

DayCounter::DayCounter(DayRule rule) : rule_(std::move(rule)) {
  if (const auto* calendar = std::get_if<CalendarDays>(&rule_)) zone_ = std::make_shared<const Zone>(*calendar);
}

std::int64_t DayCounter::day(Timestamp at) const {
  static_cast<void>(checked(at));
  return zone_ ? zone_->day(at) : floor_divide(at.microseconds, microseconds_per_day);
}

Timestamp DayCounter::start_of(std::int64_t day) const {
  if (day < first_day || day > last_day)
    throw Error(ErrorCode::invalid_argument,
                "day rule: a day must be in the years 1 to 9999, got day " + std::to_string(day));
  return zone_ ? zone_->start_of(day) : Timestamp{day * microseconds_per_day};
}

double DayCounter::elapsed(Timestamp from, Timestamp to, std::optional<std::int64_t> from_day,
                           std::optional<std::int64_t> to_day) const {
  static_cast<void>(checked(from));
  static_cast<void>(checked(to));
  if (std::holds_alternative<FullDays>(rule_)) return whole_days(from, to);
  if (zone_) {
    const std::int64_t first = from_day ? *from_day : day(from), last = to_day ? *to_day : day(to);
    return static_cast<double>(std::max<std::int64_t>(0, last - first));
  }
  return std::max(0.0, static_cast<double>((to - from).microseconds) / static_cast<double>(microseconds_per_day));
}

int weekday(std::int64_t day) noexcept {
  const auto shifted = (day + 4) % 7;  // 1970-01-01 was a Thursday
  return static_cast<int>(shifted < 0 ? shifted + 7 : shifted);
}

}  // namespace haven::srs
