#include "srs/exam_prices.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "math/elementary.hpp"

namespace haven::srs::detail {
namespace {

// The search: as the temperature falls, the plan comes nearer to the best and the prices move less. The factors and
// the numbers of rounds were found by trial on exams of 14 to 60 days.
constexpr std::array<double, 3> temperatures = {0.4, 0.2, 0.1};  // of the price of a usual meeting
constexpr int rounds = 8, rounds_nearly = 5;                     // at each of them
constexpr double usual_seconds = 15.0;
constexpr double least_temperature = 1e-4, highest_price = 0.3;  // of a usual meeting, as far as it counts here
constexpr double day_step = 0.7;
constexpr double first_level_step = 0.7, least_level_step = 0.02, most_level_change = 0.5;
constexpr double first_price = 0.003;  // per second
constexpr double never = -1e9;

double logarithm(double ratio) noexcept { return math::detail::log(std::clamp(ratio, 0.01, 100.0)); }

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
  limited_in_all_ = days_.in_all < sum(days_.seconds);
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
  squares_.assign(n, 0.0);
  price_.assign(n, first_price);
  common_price_ = limited_in_all_ ? first_price : 0.0;
}

void ExamPrices::start_from(std::span<const double> prices) {
  std::copy_n(prices.begin(), std::min(prices.size(), price_.size()), price_.begin());
  if (limited_in_all_) common_price_ = *std::min_element(price_.begin(), price_.end());
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

std::vector<double> ExamPrices::shares(const Position& position) const {
  std::vector<double> shares = {position.left_alone};
  for (const Meeting& meeting : position.meetings) shares.push_back(net_worth(meeting.day, meeting.chances));
  const double best = *std::max_element(shares.begin(), shares.end());
  for (double& share : shares) share = math::detail::exp((share - best) / temperature_);
  const double all = sum(shares);
  for (double& share : shares) share /= all;
  return shares;
}

double ExamPrices::expected_met(const Position& position) const {
  return position.cards * (1.0 - shares(position).front());
}

void ExamPrices::meet(double cards, std::size_t day, const Chances& chances) {
  used_[day] += cards * chances.seconds;
  squares_[day] += cards * chances.seconds * chances.seconds;
  for (const Share& to : chances.after) mass_[day * nodes_ + to.node] += cards * to.weight;
}

void ExamPrices::spend_from(const Position& position) {
  const auto share = shares(position);
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
  std::fill(squares_.begin(), squares_.end(), 0.0);
  std::fill(mass_.begin(), mass_.end(), 0.0);
  known_ = 0.0;
  for (const Position& position : positions) spend_from(position);
  for (std::size_t day = 0; day < price_.size(); ++day)
    for (std::size_t node = 0; node < nodes_; ++node) spend_node(day, node);
}

double ExamPrices::share_used() const noexcept {
  const double limit = limited_in_all_ ? days_.in_all : sum(days_.seconds);
  return limit > 0.0 ? sum(used_) / limit : 1.0;
}

/// How far the logarithm of all prices goes, by the excess of use: half as far for each time that it went too far.
/// Where there are more new cards than time, all of them come and go with a small change of price.
double ExamPrices::change_of_level(double excess) {
  const bool too_far = excess * last_excess_ < 0.0;
  level_step_ = std::clamp(level_step_ * (too_far ? 0.5 : 1.2), least_level_step, first_level_step);
  last_excess_ = excess;
  return std::clamp(level_step_ * excess, -most_level_change, most_level_change);
}

/// All prices by the use of all days, and each by the use of its own. The probability of a meeting falls by a factor e
/// when its price rises by one temperature, which gives the second step its size.
void ExamPrices::move_prices() {
  const double all = share_used();
  const double level = math::detail::exp(change_of_level(logarithm(all)));
  const double common = common_price_;
  common_price_ *= level;
  for (std::size_t day = 0; day < price_.size(); ++day) {
    if (days_.seconds[day] <= 0.0 || squares_[day] <= 0.0) continue;
    const double step = day_step * temperature_ * used_[day] / squares_[day];
    const double use = used_[day] / days_.seconds[day];
    if (limited_in_all_)
      price_[day] = common_price_ + std::max(0.0, price_[day] - common + step * logarithm(use));
    else
      price_[day] = std::max(0.0, level * price_[day] + step * logarithm(use / all));
  }
}

void ExamPrices::settle(std::span<const Position> positions, bool nearly) {
  level_step_ = first_level_step;
  for (const double temperature : std::span(temperatures).subspan(nearly ? temperatures.size() - 1 : 0)) {
    for (int round = 0; round < (nearly ? rounds_nearly : rounds); ++round) {
      set_temperature(temperature);
      solve();
      spend(positions);
      move_prices();
    }
  }
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
