#include "srs/schedule_penalty.hpp"

#include <vector>

namespace haven::srs::detail {
namespace {

constexpr double growth_retention = 0.90, growth_cost = 0.5;
constexpr double short_retention = 0.99, short_cost = 0.0015;
constexpr double ten_minutes_a_day = 144.0;

double growth_penalty(const Fsrs7Gradient& model, double scale, Fsrs7Gradient::Gradient& gradient) {
  const auto schedule = model.schedule(growth_retention);
  const auto& t = schedule.intervals;
  std::size_t at = 0;  // the interval that grew most
  for (std::size_t i = 1; i < t.size(); ++i) {
    if (t[i - 1] >= 1.0 && (at == 0 || t[i] / t[i - 1] > t[at] / t[at - 1])) at = i;
  }
  if (at == 0) return 0.0;
  const double growth = t[at] / t[at - 1];
  const double by_growth = scale * growth_cost * 2.0 * growth;
  std::vector<double> by_interval(t.size(), 0.0);
  by_interval[at] = by_growth / t[at - 1];
  by_interval[at - 1] = -by_growth * growth / t[at - 1];
  model.add_schedule(schedule, by_interval, gradient);
  return scale * growth_cost * growth * growth;
}

double short_penalty(const Fsrs7Gradient& model, double scale, Fsrs7Gradient::Gradient& gradient) {
  const auto schedule = model.schedule(short_retention);
  double sum = 0.0, count = 0.0;
  for (const double t : schedule.intervals) {
    sum += t < 1.0 ? t : 0.0;
    count += t < 1.0 ? 1.0 : 0.0;
  }
  if (!(sum > 0.0) || count / sum <= ten_minutes_a_day) return 0.0;
  std::vector<double> by_interval(schedule.intervals.size(), 0.0);
  for (std::size_t i = 0; i < by_interval.size(); ++i)
    by_interval[i] = schedule.intervals[i] < 1.0 ? -scale * short_cost * count / (sum * sum) : 0.0;
  model.add_schedule(schedule, by_interval, gradient);
  return scale * short_cost * (count / sum - ten_minutes_a_day);
}

}  // namespace

double schedule_penalty(const Fsrs7Gradient& model, double scale, Fsrs7Gradient::Gradient& gradient) {
  return growth_penalty(model, scale, gradient) + short_penalty(model, scale, gradient);
}

}  // namespace haven::srs::detail
