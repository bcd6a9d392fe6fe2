#include "srs/exam_planner.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "haven/core/error.hpp"

namespace haven::srs::detail {
namespace {

constexpr double seconds_per_day = 86'400.0;
constexpr std::size_t sample_size = 250;  // known cards from which the prices are found

double minutes_on(const ExamOptions& options, std::int64_t day) {
  const DayLoad load = options.preferences.load_on(day);
  if (load == DayLoad::minimum) return 0.0;
  return options.minutes_per_day * (load == DayLoad::reduced ? 0.5 : 1.0);
}

}  // namespace

ExamPlanner::ExamPlanner(const Scheduler& scheduler, std::span<const Card> cards, Timestamp now,
                         const ExamOptions& options)
    : scheduler_(scheduler),
      cards_(cards),
      now_(now),
      options_(options),
      today_(scheduler.days().day(now)),
      days_(study_days()),
      grid_(scheduler.model().algorithm()),
      encounters_(scheduler, options.habits, grid_),
      new_card_(encounters_.with_new()),
      prices_(scheduler.model(), grid_, encounters_, days_) {
  for (const Card& card : cards_) elapsed_.push_back(elapsed(card));
  take_positions();
}

StudyDays ExamPlanner::study_days() const {
  const DayCounter& days = scheduler_.days();
  const std::int64_t end = std::max(today_ + 1, days.day(options_.exam));
  const Duration time_of_day = now_ - days.start_of(today_);
  StudyDays study;
  if (options_.minutes_in_all) study.in_all = 60.0 * *options_.minutes_in_all;
  for (std::int64_t day = today_; day < end; ++day) {
    const Timestamp session = day == today_ ? now_ : days.start_of(day) + time_of_day;
    const double minutes =
        day == today_ ? options_.minutes_today.value_or(minutes_on(options_, day)) : minutes_on(options_, day);
    study.seconds.push_back(60.0 * minutes);
    study.to_exam.push_back(std::max(0.0, (options_.exam - session).in_seconds() / seconds_per_day));
  }
  return study;
}

double ExamPlanner::elapsed(const Card& card) const {
  if (card.is_new()) return 0.0;
  if (card.model != scheduler_.model().fingerprint())
    throw Error(ErrorCode::invalid_argument, "exam plan: a card's memory is that of another model", "other_model");
  if (*card.last_review > now_)
    throw Error(ErrorCode::invalid_argument, "exam plan: a card was reviewed after now", "clock_backwards");
  return scheduler_.days().elapsed(*card.last_review, now_, card.last_day, today_);
}

bool ExamPlanner::met_today(std::size_t place) const {
  const Card& card = cards_[place];
  return !card.is_new() && card.last_day.value_or(scheduler_.days().day(*card.last_review)) >= today_;
}

/// The days on which a card may be met next. Later days are thinned out as the gaps between meetings are, and shifted
/// from card to card, so that all days are covered.
std::vector<std::size_t> ExamPlanner::possible_days(std::size_t place) const {
  std::vector<std::size_t> days;
  const auto add = [&](std::size_t day) {
    if (day < days_.seconds.size() && days_.seconds[day] > 0.0) days.push_back(day);
  };
  if (!met_today(place)) add(0);
  for (const std::size_t gap : ExamPrices::gaps(days_.seconds.size())) add(gap + (gap > 8 ? place % (gap / 8) : 0));
  return days;
}

double ExamPlanner::left_alone(std::size_t place) const {
  const auto& memory = cards_[place].memory;
  return memory ? scheduler_.model().retrievability(*memory, elapsed_[place] + days_.to_exam.front()) : 0.0;
}

Position ExamPlanner::position(std::size_t place, double weight) const {
  Position position{weight, left_alone(place), {}};
  for (const std::size_t day : possible_days(place)) {
    const double elapsed = elapsed_[place] + static_cast<double>(day);
    position.meetings.push_back({day, encounters_.with_known(*cards_[place].memory, elapsed)});
  }
  return position;
}

void ExamPlanner::take_positions() {
  std::vector<std::size_t> known;
  double fresh = 0.0;
  for (std::size_t i = 0; i < cards_.size(); ++i)
    if (cards_[i].is_new())
      fresh += 1.0;
    else
      known.push_back(i);
  const auto more_stable = [&](std::size_t a, std::size_t b) {
    return stability(*cards_[a].memory) < stability(*cards_[b].memory);
  };
  std::stable_sort(known.begin(), known.end(), more_stable);
  const std::size_t step = known.size() / sample_size + 1;
  for (std::size_t first = 0; first < known.size(); first += step) {
    const std::size_t count = std::min(step, known.size() - first);
    positions_.push_back(position(known[first + count / 2], static_cast<double>(count)));
  }
  if (fresh == 0.0) return;
  new_position_ = positions_.size();
  Position unseen;
  unseen.cards = fresh;
  for (std::size_t day = 0; day < days_.seconds.size(); ++day)
    if (days_.seconds[day] > 0.0) unseen.meetings.push_back({day, new_card_});
  positions_.push_back(std::move(unseen));
}

/// Yesterday's prices, where they begin today or before.
bool ExamPlanner::start_from_last_plan() {
  std::vector<double> prices;
  for (const ExamDay& day : options_.last_plan)
    if (day.day == today_ + static_cast<std::int64_t>(prices.size())) prices.push_back(day.worth_per_minute / 60.0);
  prices_.start_from(prices);
  return !prices.empty();
}

ExamPlanner::Prospect ExamPlanner::prospect(std::size_t place, std::size_t day) const {
  Prospect prospect;
  const double* const worth = prices_.worth_after(day);
  const auto leave = [&](const MemoryState& left, double probability) {
    prospect.worth += probability * grid_.interpolate(left, worth);
  };
  const auto& memory = cards_[place].memory;
  const double elapsed = elapsed_[place] + static_cast<double>(day);
  prospect.seconds = memory ? encounters_.meet_known(*memory, elapsed, leave) : encounters_.meet_new(leave);
  return prospect;
}

ExamCard ExamPlanner::judge(std::size_t place) const {
  ExamCard card;
  card.recall_if_left = card.worth_if_not = left_alone(place);
  if (const auto& memory = cards_[place].memory)
    card.recall_now = scheduler_.model().retrievability(*memory, elapsed_[place]);
  for (const std::size_t day : possible_days(place)) {
    const auto [worth, seconds] = prospect(place, day);
    if (day == 0) {
      card.worth_if_met = worth;
      card.seconds = seconds;
    } else if (const double net = worth - prices_.price(day) * seconds; net > card.worth_if_not) {
      card.worth_if_not = net;
      card.next_day = today_ + static_cast<std::int64_t>(day);
    }
  }
  card.advice = card.next_day ? ExamAdvice::later : ExamAdvice::leave;
  if (on_step(place)) card.advice = ExamAdvice::finish;
  return card;
}

/// New cards are all alike: one is judged for all.
std::vector<ExamCard> ExamPlanner::judge_all() const {
  std::vector<ExamCard> cards;
  std::optional<ExamCard> unseen;
  for (std::size_t i = 0; i < cards_.size(); ++i) {
    if (cards_[i].is_new() && !unseen) unseen = judge(i);
    cards.push_back(cards_[i].is_new() ? *unseen : judge(i));
  }
  return cards;
}

std::vector<std::size_t> ExamPlanner::order_today(const std::vector<ExamCard>& cards) const {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < cards.size(); ++i)
    if (cards[i].advice == ExamAdvice::finish ||
        (cards[i].seconds > 0.0 && cards[i].worth_if_met > cards[i].worth_if_not))
      order.push_back(i);
  const auto rank = [&](std::size_t i) {
    return cards[i].advice == ExamAdvice::finish ? 1e9 : cards[i].gain_per_minute();
  };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rank(a) > rank(b); });
  return order;
}

/// All of today's, unless the plan may choose its days: then what it expects to use, and what no later day can take.
double ExamPlanner::seconds_for_today() const {
  const double today = days_.seconds.front();
  if (!options_.minutes_in_all) return today;
  const double later = std::accumulate(days_.seconds.begin() + 1, days_.seconds.end(), 0.0);
  return std::min(today, std::max(prices_.expected_seconds(0), days_.in_all - later));
}

std::size_t ExamPlanner::count_fitting(const ExamPlan& plan) const {
  double left = seconds_for_today();
  std::size_t count = 0;
  for (; count < plan.today.size() && left > 0.0; ++count) left -= plan.cards[plan.today[count]].seconds;
  return count;
}

std::vector<ExamDay> ExamPlanner::planned_days() const {
  std::vector<ExamDay> days;
  for (std::size_t i = 0; i < days_.seconds.size(); ++i)
    days.push_back({today_ + static_cast<std::int64_t>(i), days_.seconds[i] / 60.0, prices_.expected_seconds(i) / 60.0,
                    60.0 * prices_.price(i)});
  if (options_.minutes_in_all) days.front().planned = seconds_for_today() / 60.0;
  return days;
}

ExamOutlook ExamPlanner::outlook() const {
  ExamOutlook outlook;
  outlook.known = prices_.expected_known();
  outlook.known_at_most = std::max(outlook.known, prices_.free_of_limits(positions_).expected_known());
  for (std::size_t i = 0; i < cards_.size(); ++i) outlook.known_if_left += left_alone(i);
  if (new_position_) outlook.new_learned = prices_.expected_met(positions_[*new_position_]);
  const double target = options_.target * static_cast<double>(cards_.size());
  outlook.reaches_target = outlook.known >= target;
  if (!outlook.reaches_target && outlook.known_at_most >= target) outlook.minutes_needed = minutes_needed(target);
  return outlook;
}

/// The minutes a day with which so many cards would be known, by bisection.
std::optional<double> ExamPlanner::minutes_needed(double known) const {
  double low = 1.0, high = minutes_of_a_day / options_.minutes_per_day;
  if (!(high < 1e6) || prices_.settled_with(high, positions_).expected_known() < known) return std::nullopt;
  while (high > 1.02 * low) {
    const double middle = std::sqrt(low * high);
    (prices_.settled_with(middle, positions_).expected_known() < known ? low : high) = middle;
  }
  return high * options_.minutes_per_day;
}

ExamPlan ExamPlanner::plan() {
  const bool nearly = start_from_last_plan();
  prices_.settle(positions_, nearly);
  ExamPlan plan;
  plan.cards = judge_all();
  plan.today = order_today(plan.cards);
  plan.fitting = count_fitting(plan);
  for (const std::size_t i : std::span(plan.today).first(plan.fitting))
    if (plan.cards[i].advice != ExamAdvice::finish) plan.cards[i].advice = ExamAdvice::study;
  plan.days = planned_days();
  plan.outlook = outlook();
  return plan;
}

}  // namespace haven::srs::detail
