#include "srs/exam_prices.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "math/elementary.hpp"
#include "srs/minimise.hpp"

namespace haven::srs::detail {
namespace {

// The search: as the temperature falls, the plan comes nearer to the best, and less smooth in the prices. The factors
// and the numbers of steps were found by trial on exams of 14 to 60 days.
constexpr std::array<double, 3> temperatures = {0.4, 0.1, 0.03};  // of the price of a usual meeting
constexpr int steps_at_each = 15;                                 // of the search
constexpr double least_gain = 2e-5;                               // of the cards: what a step must still gain
constexpr double usual_seconds = 15.0;
constexpr double least_temperature = 1e-4, highest_price = 0.3;  // of a usual meeting, as far as it counts here
constexpr double first_price = 0.003;                            // per second
constexpr double least_unit = 1e-6, highest_in_units = 1e6;      // of prices in the search
constexpr double never = -1e9;

double sum(std::span<const double> values) noexcept { return std::accumulate(values.begin(), values.end(), 0.0); }

}  // namespace

std::vector<std::size_t> ExamPrices::gaps(std::size_t days) {
  std::vector<std::size_t> gaps;
  for (std::size_t gap = 1; gap < days; gap = std::max(gap + 1, gap * 9 / 8)) gaps.push_back(gap);
  return gaps;
}

ExamPrices::ExamPrices(const MemoryModel& model, const MemoryGrid& grid, const Encounters& encounters, StudyDays days)
    : days_(std::move(days)), nodes_(grid.size()), gaps_(gaps(days_.seconds.size())) {
  const std::size_t n = days_.seconds.size();
  days_.in_all = std::min(days_.in_all, sum(days_.seconds));
  for (const std::size_t gap : gaps_)
    for (std::size_t node = 0; node < nodes_; ++node)
      next_.push_back(encounters.with_known(grid.state(node), static_cast<double>(gap)));
  for (std::size_t day = 0; day < n; ++day)
    for (std::size_t node = 0; node < nodes_; ++node)
      left_alone_.push_back(model.retrievability(grid.state(node), days_.to_exam[day]));
  worth_ = left_alone_;
  mass_.assign(n * nodes_, 0.0);
  choice_.assign(n * nodes_ * gaps_.size(), 0.0);
  used_.assign(n, 0.0);
  price_.assign(n, first_price);
}

void ExamPrices::start_from(std::span<const double> prices) {
  std::copy_n(prices.begin(), std::min(prices.size(), price_.size()), price_.begin());
}

/// Mean worth of what a meeting on a day leaves, net of the price of its seconds.
double ExamPrices::net_worth(std::size_t day, const Chances& chances) const noexcept {
  const double* const worth = worth_after(day);
  double sum = -price_[day] * chances.seconds;
  for (const Share& share : chances.after) sum += share.weight * worth[share.node];
  return sum;
}

void ExamPrices::set_temperature(double relative) {
  const double price = sum(price_) / static_cast<double>(price_.size());
  temperature_ = std::max(least_temperature, relative * std::min(highest_price, price * usual_seconds));
}

/// The worth of one state after one day, and how likely each next meeting is.
void ExamPrices::choose(std::size_t day, std::size_t node) {
  const std::size_t here = day * nodes_ + node;
  double* const choice = choice_.data() + here * gaps_.size();
  double best = left_alone_[here];
  std::size_t count = 0;
  for (; count < gaps_.size() && day + gaps_[count] < price_.size(); ++count) {
    const std::size_t then = day + gaps_[count];
    const Chances& next = next_[count * nodes_ + node];
    choice[count] = days_.seconds[then] > 0.0 ? net_worth(then, next) : never;
    best = std::max(best, choice[count]);
  }
  double sum = math::detail::exp((left_alone_[here] - best) / temperature_);
  for (std::size_t k = 0; k < count; ++k) sum += choice[k] = math::detail::exp((choice[k] - best) / temperature_);
  for (std::size_t k = 0; k < count; ++k) choice[k] /= sum;
  worth_[here] = best + temperature_ * math::detail::log(sum);
}

void ExamPrices::solve() {
  for (std::size_t day = price_.size(); day-- > 0;)
    for (std::size_t node = 0; node < nodes_; ++node) choose(day, node);
}

ExamPrices::Choice ExamPrices::choice_of(const Position& position) const {
  Choice choice{{position.left_alone}};
  for (const Meeting& meeting : position.meetings) choice.shares.push_back(net_worth(meeting.day, meeting.chances));
  const double best = *std::max_element(choice.shares.begin(), choice.shares.end());
  for (double& share : choice.shares) share = math::detail::exp((share - best) / temperature_);
  const double all = sum(choice.shares);
  for (double& share : choice.shares) share /= all;
  choice.worth = best + temperature_ * math::detail::log(all);
  return choice;
}

double ExamPrices::expected_met(const Position& position) const {
  return position.cards * (1.0 - choice_of(position).shares.front());
}

void ExamPrices::meet(double cards, std::size_t day, const Chances& chances) {
  used_[day] += cards * chances.seconds;
  for (const Share& to : chances.after) mass_[day * nodes_ + to.node] += cards * to.weight;
}

void ExamPrices::spend_from(const Position& position) {
  const auto [share, worth] = choice_of(position);
  worth_of_cards_ += position.cards * worth;
  known_ += position.cards * share.front() * position.left_alone;
  for (std::size_t k = 0; k < position.meetings.size(); ++k)
    meet(position.cards * share[k + 1], position.meetings[k].day, position.meetings[k].chances);
}

void ExamPrices::spend_node(std::size_t day, std::size_t node) {
  constexpr double negligible = 1e-4;  // cards
  const std::size_t here = day * nodes_ + node;
  double alone = mass_[here];
  if (alone < negligible) return;
  for (std::size_t k = 0; k < gaps_.size() && day + gaps_[k] < price_.size(); ++k) {
    const double cards = mass_[here] * choice_[here * gaps_.size() + k];
    if (cards < negligible) continue;
    meet(cards, day + gaps_[k], next_[k * nodes_ + node]);
    alone -= cards;
  }
  known_ += alone * left_alone_[here];
}

/// Lets the cards take their courses: what the days are used, and what is known in the end.
void ExamPrices::spend(std::span<const Position> positions) {
  std::fill(used_.begin(), used_.end(), 0.0);
  std::fill(mass_.begin(), mass_.end(), 0.0);
  known_ = worth_of_cards_ = 0.0;
  for (const Position& position : positions) spend_from(position);
  for (std::size_t day = 0; day < price_.size(); ++day)
    for (std::size_t node = 0; node < nodes_; ++node) spend_node(day, node);
}

/// Prices from the variables of the search: the last is common to all days, the others are what each costs above it.
/// The common one is there for the limit of all days together, and where there is none, for the search's sake: days are
/// nearly as good as one another, so that their level moves easily and their differences hardly.
void ExamPrices::take(std::span<const double> x) {
  for (std::size_t day = 0; day < price_.size(); ++day) price_[day] = unit_ * (x.back() + x[day]);
}

/// The dual problem: what the cards are worth net of the price of their time, and the price of all the time that there
/// is. Convex in the prices; its slope is the time that is left.
double ExamPrices::dual(std::span<const double> x, std::span<double> slope, std::span<const Position> positions) {
  take(x);
  solve();
  spend(positions);
  double value = worth_of_cards_ + unit_ * x.back() * days_.in_all;
  for (std::size_t day = 0; day < price_.size(); ++day) {
    value += unit_ * x[day] * days_.seconds[day];
    slope[day] = unit_ * (days_.seconds[day] - used_[day]);
  }
  slope[price_.size()] = unit_ * (days_.in_all - sum(used_));
  return value;
}

/// From where the prices are, at a temperature.
void ExamPrices::search(std::span<const Position> positions, double temperature) {
  set_temperature(temperature);
  const std::size_t days = price_.size();
  const double common = *std::min_element(price_.begin(), price_.end());
  unit_ = std::max(least_unit, sum(price_) / static_cast<double>(days));
  std::vector<double> x;
  for (const double price : price_) x.push_back((price - common) / unit_);
  x.push_back(common / unit_);
  double cards = 0.0;
  for (const Position& position : positions) cards += position.cards;
  const Objective objective = [&](std::span<const double> at, std::span<double> slope) {
    return dual(at, slope, positions);
  };
  const Bounds bounds{std::vector<double>(days + 1, 0.0), std::vector<double>(days + 1, highest_in_units)};
  minimise(objective, bounds, x, {.most_steps = steps_at_each, .tolerance = least_gain * cards});
  take(x);
}

void ExamPrices::settle(std::span<const Position> positions, bool nearly) {
  for (const double temperature : std::span(temperatures).subspan(nearly ? temperatures.size() - 1 : 0))
    search(positions, temperature);
  solve();
  spend(positions);
}

ExamPrices ExamPrices::settled_with(double times, std::span<const Position> positions) const {
  ExamPrices changed = *this;
  for (double& seconds : changed.days_.seconds) seconds *= times;
  changed.days_.in_all *= times;
  changed.settle(positions, false);
  return changed;
}

ExamPrices ExamPrices::free_of_limits(std::span<const Position> positions) const {
  ExamPrices changed = *this;
  std::fill(changed.price_.begin(), changed.price_.end(), 0.0);
  changed.temperature_ = least_temperature;
  changed.solve();
  changed.spend(positions);
  return changed;
}

}  // namespace haven::srs::detail
