#include "haven/srs/workload.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "haven/core/error.hpp"
#include "haven/srs/day_rule.hpp"

#include "math/elementary.hpp"

namespace haven::srs {
namespace {

constexpr double load_exponent = 2.15, distance_exponent = 3.0;  // of Anki's load balancer
constexpr double reduced_share = 0.4;                            // comes to about half the reviews in simulation
constexpr double sibling_reach = 5.0;                            // days, as in Anki

int cards_on(const Workload& workload, std::int64_t day) noexcept {
  const std::int64_t place = day - workload.first_day;
  if (place < 0 || place >= static_cast<std::int64_t>(workload.cards_due.size())) return 0;
  return std::max(0, workload.cards_due[static_cast<std::size_t>(place)]);
}

DayLoad load_on(const Workload& workload, std::int64_t day) noexcept {
  return workload.preferences != nullptr ? workload.preferences->load_on(day) : DayLoad::normal;
}

/// Days to the nearest sibling, at most `sibling_reach`.
double sibling_distance(const Workload& workload, std::int64_t day) noexcept {
  double nearest = sibling_reach;
  for (const std::int64_t sibling : workload.sibling_days)
    nearest = std::min(nearest, std::abs(static_cast<double>(day - sibling)));
  return nearest;
}

/// What speaks against a day, before anything else.
int objection(const Workload& workload, std::int64_t day) noexcept {
  const int unwanted = load_on(workload, day) == DayLoad::minimum ? 2 : 0;
  const int shared = sibling_distance(workload, day) == 0.0 ? 1 : 0;
  return unwanted + shared;
}

double weight(const Workload& workload, std::int64_t today, std::int64_t day) noexcept {
  const double share = load_on(workload, day) == DayLoad::reduced ? reduced_share : 1.0;
  const double load = (1.0 + cards_on(workload, day)) / share;
  const double spacing = std::max(1.0, sibling_distance(workload, day)) / sibling_reach;
  const auto distance = static_cast<double>(day - today);
  return spacing *
         math::detail::exp(-load_exponent * math::detail::log(load) - distance_exponent * math::detail::log(distance));
}

void check_range(std::int64_t today, std::int64_t earliest, std::int64_t latest, double draw) {
  const auto refuse = [](const std::string& what) { throw Error(ErrorCode::invalid_argument, "choose_day: " + what); };
  if (earliest <= today)
    refuse("earliest must be after day " + std::to_string(today) + ", got " + std::to_string(earliest));
  if (latest < earliest)
    refuse("latest must be at least day " + std::to_string(earliest) + ", got " + std::to_string(latest));
  if (!(draw >= 0.0 && draw < 1.0)) refuse("draw must be in [0, 1), got " + std::to_string(draw));
}

/// The days of a range to which nothing weighs more than to the others.
struct Candidates {
  int objection = std::numeric_limits<int>::max();
  double weight = 0.0;  ///< of all of them
};

Candidates find_candidates(const Workload& workload, std::int64_t today, std::int64_t earliest,
                           std::int64_t latest) noexcept {
  Candidates best;
  for (std::int64_t day = earliest; day <= latest; ++day) {
    const int found = objection(workload, day);
    if (found > best.objection) continue;
    if (found < best.objection) best = {found, 0.0};
    best.weight += weight(workload, today, day);
  }
  return best;
}

}  // namespace

DayLoad DayPreferences::load_on(std::int64_t day) const noexcept {
  if (std::find(days_off.begin(), days_off.end(), day) != days_off.end()) return DayLoad::minimum;
  return weekdays[static_cast<std::size_t>(weekday(day))];
}

std::int64_t choose_day(const Workload& workload, std::int64_t today, std::int64_t earliest, std::int64_t latest,
                        double draw) {
  check_range(today, earliest, latest, draw);
  const Candidates candidates = find_candidates(workload, today, earliest, latest);
  double left = draw * candidates.weight;
  std::int64_t chosen = earliest;
  for (std::int64_t day = earliest; day <= latest && left >= 0.0; ++day) {
    if (objection(workload, day) != candidates.objection) continue;
    chosen = day;  // the last one also takes what rounding leaves
    left -= weight(workload, today, day);
  }
  return chosen;
}

}  // namespace haven::srs
