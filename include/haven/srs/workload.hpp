#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace haven::srs {

/// How much of a weekday's usual load a learner wants.
enum class DayLoad {
  normal,
  reduced,  ///< about half of it
  minimum,  ///< none, wherever the range of a card leaves another day
};

/// When a learner wants to review.
struct DayPreferences {
  std::array<DayLoad, 7> weekdays{};   ///< from Sunday
  std::vector<std::int64_t> days_off;  ///< local days, in any order: holidays, breaks; as `minimum`

  [[nodiscard]] DayLoad load_on(std::int64_t day) const noexcept;

  bool operator==(const DayPreferences&) const = default;
};

/// What the days ahead hold already. A view: what it points to must outlive it.
struct Workload {
  std::int64_t first_day = 0;                   ///< local day of cards_due[0]
  std::span<const int> cards_due;               ///< by day; days beyond have none
  std::span<const std::int64_t> sibling_days;   ///< days on which cards of the same note are due
  const DayPreferences* preferences = nullptr;  ///< none: all days normal
};

/// The day within [earliest, latest] on which a card should come due.
///
/// Days wanted as `minimum` and days off are taken only when the range holds no other, then days with a sibling only
/// when it holds no other; so both hold on empty days too. Among the days left the choice is random, with weight
/// (1 / (1 + cards))^2.15 (1 / days from `today`)^3 as Anki's balancer has it: later days are emptier as yet, and
/// without the second factor intervals would grow. Reduced days count as two and a half times as full, and within five
/// days of a sibling a day has a fifth of its weight for each day between. `draw` is uniform in [0, 1).
/// Pure, O(days in the range), about 60 ns each. Throws Error(invalid_argument) unless `today` < `earliest` <= `latest`
/// and the draw is in range.
[[nodiscard]] std::int64_t choose_day(const Workload& workload, std::int64_t today, std::int64_t earliest,
                                      std::int64_t latest, double draw);

}  // namespace haven::srs
