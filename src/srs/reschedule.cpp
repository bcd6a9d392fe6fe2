#include "haven/srs/reschedule.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <utility>

#include "haven/core/error.hpp"

namespace haven::srs {
namespace {

constexpr int no_limit = std::numeric_limits<int>::max();

void require(bool holds, const std::string& rule) {
  if (!holds) throw Error(ErrorCode::invalid_argument, "reschedule: " + rule);
}

void check(const SpreadOptions& options) {
  require(options.cards_per_day.value_or(1) >= 1, "cards_per_day must be at least 1");
  require(options.minutes_per_day.value_or(1.0) > 0.0, "minutes_per_day must be positive");
  require(options.seconds_per_card > 0.0 && std::isfinite(options.seconds_per_card),
          "seconds_per_card must be finite and positive, got " + std::to_string(options.seconds_per_card));
  require(options.longest_delay >= 0 && options.longest_delay <= 3650,
          "longest_delay must be in 0..3650, got " + std::to_string(options.longest_delay));
}

/// The most cards of a normal day.
int limit(const SpreadOptions& options) {
  const double by_time = options.minutes_per_day ? *options.minutes_per_day * 60.0 / options.seconds_per_card : 1e9;
  return std::min(options.cards_per_day.value_or(no_limit), static_cast<int>(std::clamp(by_time, 1.0, 1e9)));
}

/// A card on its way to a day.
struct Placing {
  std::size_t card = 0;
  Card wanted;
  std::int64_t own_day = 0;  ///< today or later
  std::int64_t day = 0;      ///< given
};

/// Lays cards on days.
class Spread {
 public:
  Spread(const Scheduler& scheduler, const SpreadOptions& options, Timestamp now)
      : scheduler_(scheduler),
        options_(options),
        now_(now),
        today_(scheduler.days().day(now)),
        limit_(limit(options)) {}

  /// A card of the plan: `wanted` as it would be if all days had room.
  void add(std::size_t place, const Card& before, const Card& wanted);
  [[nodiscard]] ReschedulePlan plan();

 private:
  [[nodiscard]] std::int64_t day_of(Timestamp due) const { return std::max(today_, scheduler_.days().day(due)); }
  [[nodiscard]] Timestamp session(std::int64_t day) const {
    const DayCounter& days = scheduler_.days();
    return day == today_ ? now_ : days.start_of(day) + (now_ - days.start_of(today_));
  }
  [[nodiscard]] double recall(const Placing& placing, std::int64_t day) const {
    return scheduler_.retrievability(placing.wanted, std::max(session(day), *placing.wanted.last_review));
  }
  [[nodiscard]] std::size_t room(std::int64_t day) const;
  void lay_out();
  void fill(std::int64_t day, std::vector<std::size_t>& waiting);
  [[nodiscard]] Card placed(const Placing& placing, const Card& before) const;
  void note(ReschedulePlan& plan, const Card& before, const Card& after);

  const Scheduler& scheduler_;
  const SpreadOptions& options_;
  Timestamp now_;
  std::int64_t today_;
  int limit_;
  std::vector<Placing> placings_;
  std::vector<Card> before_;
  std::map<std::int64_t, int> on_steps_;  // cards by day that are not spread
  std::map<std::int64_t, DayChange> days_;
  int above_limit_ = 0;
};

void Spread::add(std::size_t place, const Card& before, const Card& wanted) {
  const std::int64_t own_day = day_of(wanted.due);
  placings_.push_back({place, wanted, own_day, own_day});
  before_.push_back(before);
}

std::size_t Spread::room(std::int64_t day) const {
  const DayLoad load = options_.preferences.load_on(day);
  if (load == DayLoad::minimum) return 0;
  const int most = load == DayLoad::reduced && limit_ != no_limit ? limit_ / 2 : limit_;
  const auto place = static_cast<std::size_t>(day - today_);
  const int others = place < options_.other_cards.size() ? options_.other_cards[place] : 0;
  const auto on_steps = on_steps_.find(day);
  return static_cast<std::size_t>(std::max(0, most - others - (on_steps == on_steps_.end() ? 0 : on_steps->second)));
}

/// Gives a day to as many of the waiting cards as it has room for, those first that lose the most by waiting, and to
/// all that cannot wait any longer.
void Spread::fill(std::int64_t day, std::vector<std::size_t>& waiting) {
  const auto must = std::partition(waiting.begin(), waiting.end(),
                                   [&](std::size_t i) { return day - placings_[i].own_day >= options_.longest_delay; });
  const auto forced = static_cast<std::size_t>(must - waiting.begin());
  const std::size_t space = room(day);
  std::size_t count = std::max(forced, std::min(space, waiting.size()));
  above_limit_ += static_cast<int>(forced > space ? forced - space : 0);
  if (count < waiting.size() && count > forced) {
    std::vector<std::pair<double, std::size_t>> ranked;
    for (auto i = must; i != waiting.end(); ++i)
      ranked.emplace_back(recall(placings_[*i], day + 1) - recall(placings_[*i], day), *i);
    std::sort(ranked.begin(), ranked.end());
    for (std::size_t i = 0; i < ranked.size(); ++i) waiting[forced + i] = ranked[i].second;
  }
  for (std::size_t i = 0; i < count; ++i) placings_[waiting[i]].day = day;
  waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(count));
}

void Spread::lay_out() {
  std::map<std::int64_t, std::vector<std::size_t>> wanted;
  for (std::size_t i = 0; i < placings_.size(); ++i) {
    if (placings_[i].wanted.state == CardState::review)
      wanted[placings_[i].own_day].push_back(i);
    else
      ++on_steps_[placings_[i].own_day];
  }
  std::vector<std::size_t> waiting;
  for (std::int64_t day = today_; !waiting.empty() || !wanted.empty(); ++day) {
    if (waiting.empty()) day = wanted.begin()->first;
    if (const auto own = wanted.find(day); own != wanted.end()) {
      waiting.insert(waiting.end(), own->second.begin(), own->second.end());
      wanted.erase(own);
    }
    fill(day, waiting);
  }
}

/// The card with the due time of the day that it was given. One that stays where it was, stays to the second.
Card Spread::placed(const Placing& placing, const Card& before) const {
  Card after = placing.wanted;
  const DayCounter& days = scheduler_.days();
  if (placing.day != placing.own_day)
    after.due = days.start_of(placing.day) + (std::holds_alternative<CalendarDays>(days.rule())
                                                  ? Duration{}
                                                  : after.due - days.start_of(days.day(after.due)));
  if (after.due != before.due) after.due = std::max(after.due, now_);
  return after;
}

void Spread::note(ReschedulePlan& plan, const Card& before, const Card& after) {
  const std::int64_t from = day_of(before.due), to = day_of(after.due);
  ++days_[from].before;
  ++days_[to].after;
  plan.earlier += to < from ? 1 : 0;
  plan.later += to > from ? 1 : 0;
}

ReschedulePlan Spread::plan() {
  lay_out();
  ReschedulePlan plan;
  for (std::size_t i = 0; i < placings_.size(); ++i) {
    const Placing& placing = placings_[i];
    const Card after = placed(placing, before_[i]);
    note(plan, before_[i], after);
    if (placing.day > placing.own_day)
      plan.recall_lost += recall(placing, placing.own_day) - recall(placing, placing.day);
    if (!(after == before_[i])) plan.moves.push_back({placing.card, before_[i], after});
  }
  for (const auto& [day, change] : days_) plan.days.push_back({day, change.before, change.after});
  plan.above_limit = above_limit_;
  return plan;
}

}  // namespace

ReschedulePlan plan_reschedule(const Scheduler& scheduler, std::span<const ScheduledCard> cards, Timestamp now,
                               const SpreadOptions& options) {
  check(options);
  Spread spread(scheduler, options, now);
  for (std::size_t i = 0; i < cards.size(); ++i) {
    if (cards[i].reviews.empty()) continue;
    Occasion occasion;
    occasion.desired_retention = cards[i].desired_retention;
    spread.add(i, cards[i].card, replay(scheduler, cards[i].fresh, cards[i].reviews, occasion));
  }
  return spread.plan();
}

ReschedulePlan plan_spread(const Scheduler& scheduler, std::span<const Card> cards, Timestamp now,
                           const SpreadOptions& options) {
  check(options);
  Spread spread(scheduler, options, now);
  for (std::size_t i = 0; i < cards.size(); ++i)
    if (!cards[i].is_new()) spread.add(i, cards[i], cards[i]);
  return spread.plan();
}

ReschedulePlan plan_advance(const Scheduler& scheduler, std::span<const Card> cards, Timestamp now, int count) {
  require(count >= 0, "count must be 0 or more, got " + std::to_string(count));
  const std::int64_t today = scheduler.days().day(now);
  std::vector<std::pair<double, std::size_t>> ranked;
  for (std::size_t i = 0; i < cards.size(); ++i)
    if (cards[i].state == CardState::review && scheduler.days().day(cards[i].due) > today)
      ranked.emplace_back(scheduler.retrievability(cards[i], now), i);
  std::sort(ranked.begin(), ranked.end());
  ranked.resize(std::min(ranked.size(), static_cast<std::size_t>(count)));
  const SpreadOptions unlimited;
  Spread spread(scheduler, unlimited, now);
  for (const auto& [recall, i] : ranked) {
    Card wanted = cards[i];
    wanted.due = now;
    spread.add(i, cards[i], wanted);
  }
  return spread.plan();
}

}  // namespace haven::srs
