#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "haven/core/clock.hpp"

namespace haven::srs {

/// Whole periods of 24 hours, as py-fsrs counts.
struct FullDays {
  bool operator==(const FullDays&) const = default;
};

/// The learner's calendar: a day runs from `rollover` after local midnight to the next, however long it is.
struct CalendarDays {
  std::string zone = "UTC";                ///< IANA name, e.g. "America/New_York"
  Duration rollover = Duration::hours(4);  ///< 0 to less than 24 hours

  bool operator==(const CalendarDays&) const = default;
};

/// Days with their fractions. What FSRS-7 was made for.
struct FractionalDays {
  bool operator==(const FractionalDays&) const = default;
};

/// How many days lie between two answers. The texts are "24h", "calendar" and "fractional".
using DayRule = std::variant<FullDays, CalendarDays, FractionalDays>;

/// Days counted by one rule. Local days are numbered from 1970-01-01; without a calendar they are those of UTC.
///
/// Under the calendar rule the days between two answers are the difference of their local days, each as it was at its
/// answer, and never negative: who reviews once a local day always has one day between, also across changes of the
/// clock and of the zone. Times and days must be in the years 1 to 9999, otherwise Error(invalid_argument). Immutable,
/// share freely. day() and start_of() cost about 0.1 us with a calendar.
class DayCounter {
 public:
  /// Throws Error(invalid_argument) for a zone that the system's time zone database does not have, or a rollover out
  /// of range; Error(unavailable), reason "time_zones", when that database is in the slim form, which the date library
  /// misreads. "UTC" needs no database. After 2037 days begin as in winter: the database goes no further.
  explicit DayCounter(DayRule rule = FullDays{});

  [[nodiscard]] const DayRule& rule() const noexcept { return rule_; }
  /// The local day that holds the moment.
  [[nodiscard]] std::int64_t day(Timestamp at) const;
  /// The first moment of a local day; where the clock skips that moment, the first one after.
  [[nodiscard]] Timestamp start_of(std::int64_t day) const;
  /// Days from one moment to a later one (0 if it is not later). `from_day` and `to_day` are their local days as they
  /// were noted then, perhaps in another zone; absent, they are found by this rule. Only the calendar asks for them.
  [[nodiscard]] double elapsed(Timestamp from, Timestamp to, std::optional<std::int64_t> from_day = {},
                               std::optional<std::int64_t> to_day = {}) const;

 private:
  class Zone;
  DayRule rule_;
  std::shared_ptr<const Zone> zone_;  // of the calendar rule
};

/// 0 Sunday to 6 Saturday.
[[nodiscard]] int weekday(std::int64_t day) noexcept;

}  // namespace haven::srs
