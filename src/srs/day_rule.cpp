#include "haven/srs/day_rule.hpp"

#include <algorithm>
#include <chrono>
#include <date/tz.h>
#include <stdexcept>
#include <utility>

#include "haven/core/error.hpp"

namespace haven::srs {
namespace {

constexpr std::int64_t microseconds_per_day = Duration::days(1).microseconds;

using Local = date::local_time<std::chrono::microseconds>;
using Moment = date::sys_time<std::chrono::microseconds>;

std::int64_t floor_divide(std::int64_t a, std::int64_t b) noexcept {
  const std::int64_t quotient = a / b;
  return a % b < 0 ? quotient - 1 : quotient;
}

Duration checked(Duration rollover) {
  if (rollover >= Duration{} && rollover < Duration::days(1)) return rollover;
  throw Error(ErrorCode::invalid_argument, "day rule: rollover must be 0 to less than 24 hours, got " +
                                               std::to_string(rollover.microseconds) + " us");
}

const date::time_zone* locate(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {
    throw Error(ErrorCode::invalid_argument, "day rule: there is no time zone \"" + name + "\"");
  }
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
    const auto offset = zone_->get_info(Moment(std::chrono::microseconds(at.microseconds))).offset;
    const std::int64_t local = at.microseconds + offset.count() * 1'000'000 - rollover_.microseconds;
    const std::int64_t day = floor_divide(local, microseconds_per_day);
    // A clock put back across the rollover does not bring the day before back.
    return at < start_of(day + 1) ? day : day + 1;
  }

  [[nodiscard]] Timestamp start_of(std::int64_t day) const {
    const Local local(std::chrono::microseconds(day * microseconds_per_day + rollover_.microseconds));
    // Of a moment that the clock skips, both choices are the first one after.
    return {zone_->to_sys(local, date::choose::earliest).time_since_epoch().count()};
  }

 private:
  Duration rollover_;
  const date::time_zone* zone_;
};

DayCounter::DayCounter(DayRule rule) : rule_(std::move(rule)) {
  if (const auto* calendar = std::get_if<CalendarDays>(&rule_)) zone_ = std::make_shared<const Zone>(*calendar);
}

std::int64_t DayCounter::day(Timestamp at) const {
  return zone_ ? zone_->day(at) : floor_divide(at.microseconds, microseconds_per_day);
}

Timestamp DayCounter::start_of(std::int64_t day) const {
  return zone_ ? zone_->start_of(day) : Timestamp{day * microseconds_per_day};
}

double DayCounter::elapsed(Timestamp from, Timestamp to, std::optional<std::int64_t> from_day,
                           std::optional<std::int64_t> to_day) const {
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
