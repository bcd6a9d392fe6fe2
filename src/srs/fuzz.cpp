#include <algorithm>
#include <cmath>

#include "haven/core/error.hpp"
#include "haven/srs/scheduler.hpp"

namespace haven::srs {
namespace {

/// A share of the days between two lengths.
struct Band {
  double from, to, share;
};
constexpr Band bands[] = {{2.5, 7.0, 0.15}, {7.0, 20.0, 0.10}, {20.0, 1e9, 0.05}};
constexpr double shortest_fuzzed = 2.5;

double spread(double interval) noexcept {
  double days = 1.0;
  for (const Band& band : bands) days += band.share * std::max(std::min(interval, band.to) - band.from, 0.0);
  return days;
}

/// Halves go up.
double rounded(double days) noexcept { return std::floor(days + 0.5); }

}  // namespace

FuzzRange fuzz_range(double interval_days, double elapsed_days, int maximum_interval) {
  if (!(interval_days >= 0.0 && interval_days <= 1e9 && elapsed_days >= 0.0 && elapsed_days <= 1e9) ||
      maximum_interval < 1)
    throw Error(ErrorCode::invalid_argument, "fuzz_range: days must be 0 to 1e9 and the maximum interval 1 or more");
  const double longest = maximum_interval;
  const double interval = std::min(interval_days, longest);
  if (interval < shortest_fuzzed) {
    const int day = static_cast<int>(std::clamp(rounded(interval), 1.0, longest));
    return {day, day};
  }
  const double days = spread(interval_days);
  double low = std::max(2.0, rounded(interval - days));
  const double high = std::min(rounded(interval + days), longest);
  if (interval > elapsed_days) low = std::max(low, std::floor(elapsed_days) + 1.0);
  return {static_cast<int>(std::min(low, high)), static_cast<int>(high)};
}

}  // namespace haven::srs
