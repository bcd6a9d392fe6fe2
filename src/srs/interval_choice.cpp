#include "srs/interval_choice.hpp"

#include <algorithm>
#include <cmath>

#include "haven/core/random.hpp"
#include "haven/srs/workload.hpp"

namespace haven::srs::detail {
namespace {

constexpr Duration shortest_interval = Duration::minutes(1);
constexpr double shortest_in_whole_days = 0.5;  ///< below, fractional days keep the interval to the second

/// The whole day that `draw` in [0, 1) falls on, each with the same probability.
int drawn_day(FuzzRange range, double draw) noexcept {
  const int count = range.latest - range.earliest + 1;
  return range.earliest + std::min(static_cast<int>(draw * count), count - 1);
}

Duration to_seconds(double days) { return Duration::seconds(static_cast<std::int64_t>(std::round(days * 86'400.0))); }

}  // namespace

Answer::Answer(const Scheduler& scheduler, const Card& card, Timestamp at, const Occasion& occasion)
    : scheduler_(scheduler),
      card_(card),
      at_(at),
      occasion_(occasion),
      today_(occasion.day ? *occasion.day : scheduler.days().day(at)),
      elapsed_days_(card.last_review ? scheduler.days().elapsed(*card.last_review, at, card.last_day, today_) : 0.0) {}

Outcome Answer::outcome(Rating rating) const {
  const Transition to = transition(scheduler_.options(), card_, rating);
  Explanation why = choice(to, rating);
  why.before = card_.memory;
  if (card_.memory) why.retrievability = scheduler_.model().retrievability(*card_.memory, elapsed_days_);
  return {after(to, why, rating), why};
}

Card Answer::card(Rating rating) const {
  const Transition to = transition(scheduler_.options(), card_, rating);
  return after(to, choice(to, rating), rating);
}

/// All but what was before the answer.
Explanation Answer::choice(const Transition& to, Rating rating) const {
  Explanation why;
  why.elapsed_days = elapsed_days_;
  why.after = memory_after(rating);
  why.desired_retention = occasion_.desired_retention.value_or(scheduler_.options().desired_retention);
  why.step = to.delay;
  if (!to.delay) {
    choose_interval(why, rating);
    balance(why, least_days(rating));
  }
  return why;
}

Card Answer::after(const Transition& to, const Explanation& why, Rating rating) const {
  Card after = card_;
  after.state = to.state;
  after.step = to.step;
  after.memory = why.after;
  after.model = scheduler_.model().fingerprint();
  after.due = due(why);
  after.last_review = at_;
  after.last_day = today_;
  after.reviews += 1;
  if (card_.state == CardState::review && rating == Rating::again) after.lapses += 1;
  return after;
}

Answer::Draws Answer::draws() const noexcept {
  Rng rng(mix(card_.key) + static_cast<std::uint64_t>(card_.reviews));
  const double fuzz = rng.uniform();
  return {fuzz, rng.uniform()};
}

MemoryState Answer::memory_after(Rating rating) const {
  const MemoryModel& model = scheduler_.model();
  return card_.memory ? model.next(*card_.memory, elapsed_days_, rating) : model.first(rating);
}

void Answer::choose_interval(Explanation& why, Rating rating) const {
  why.interval = scheduler_.model().interval(why.after, why.desired_retention);
  const bool fractional = std::holds_alternative<FractionalDays>(scheduler_.days().rule());
  if (fractional && why.interval < shortest_in_whole_days) return;
  spread(why);
  keep_order(why, rating);
}

void Answer::spread(Explanation& why) const {
  const int longest = scheduler_.options().maximum_interval;
  // std::nearbyint rounds halves to even, as Python's round() does.
  why.rounded = static_cast<int>(std::clamp(std::nearbyint(why.interval), 1.0, 1e9));
  why.capped = std::min(0, longest - why.rounded);
  const int days = why.rounded + why.capped;
  const FuzzRange range = scheduler_.options().fuzz ? fuzz_range(std::min(why.interval, 1e9), elapsed_days_, longest)
                                                    : FuzzRange{days, days};
  why.earliest = range.earliest;
  why.latest = range.latest;
  if (range.latest > range.earliest) why.fuzzed = drawn_day(range, draws().fuzz) - days;
}

void Answer::keep_order(Explanation& why, Rating rating) const {
  if (!scheduler_.options().ordered_answers) return;
  const int days = why.days();
  int ordered = std::max(days, least_days(rating));
  if (rating == Rating::hard) ordered = std::min(days, days_unordered(Rating::good).value_or(days));
  why.ordered = std::min(ordered, scheduler_.options().maximum_interval) - days;
}

/// The days that an answer would come to if order did not matter; nullopt when it leads to a step.
std::optional<int> Answer::days_unordered(Rating rating) const {
  if (transition(scheduler_.options(), card_, rating).delay) return std::nullopt;
  Explanation why;
  why.after = memory_after(rating);
  why.interval = scheduler_.model().interval(
      why.after, occasion_.desired_retention.value_or(scheduler_.options().desired_retention));
  spread(why);
  return why.days();
}

/// The fewest days that keep an answer behind the one below it: one more than that one comes to.
int Answer::least_days(Rating rating) const {
  if (!scheduler_.options().ordered_answers || rating == Rating::again || rating == Rating::hard) return 0;
  const auto hard = days_unordered(Rating::hard), good = days_unordered(Rating::good);
  const int after_hard = hard ? std::min(*hard, good.value_or(*hard)) + 1 : 0;
  if (rating == Rating::good) return after_hard;
  return good ? std::max(*good, after_hard) + 1 : after_hard;
}

void Answer::balance(Explanation& why, int least) const {
  const int days = why.days();
  const int first = std::min(std::max(why.earliest, least), days), last = std::max(why.latest, days);
  if (occasion_.balanced) {
    why.balanced = std::clamp(days + *occasion_.balanced, first, last) - days;
  } else if (occasion_.workload && first < last) {
    const auto day = choose_day(*occasion_.workload, today_, today_ + first, today_ + last, draws().balance);
    why.balanced = static_cast<int>(day - today_) - days;
  }
}

Timestamp Answer::due(const Explanation& why) const {
  if (why.step) return at_ + *why.step;
  if (why.days() == 0) return at_ + std::max(shortest_interval, to_seconds(why.interval));
  const DayCounter& days = scheduler_.days();
  if (!std::holds_alternative<CalendarDays>(days.rule())) return at_ + Duration::days(why.days());
  return days.start_of(today_ + why.days());
}

}  // namespace haven::srs::detail
