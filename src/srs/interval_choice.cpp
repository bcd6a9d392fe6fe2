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
      calendar_(std::holds_alternative<CalendarDays>(scheduler.days().rule())),
      today_(calendar_ && occasion.day ? *occasion.day : scheduler.days().day(at)),
      elapsed_days_(card.last_review ? scheduler.days().elapsed(*card.last_review, at, card.last_day, today_) : 0.0) {}

Outcome Answer::outcome(Rating rating) const {
  const Transition to = transition(scheduler_.options(), card_.state, card_.step, rating);
  Explanation why = choice(to, rating);
  why.before = card_.memory;
  if (card_.memory) why.retrievability = scheduler_.model().retrievability(*card_.memory, elapsed_days_);
  return {after(to, why, rating), why};
}

Card Answer::card(Rating rating) const {
  const Transition to = transition(scheduler_.options(), card_.state, card_.step, rating);
  return after(to, choice(to, rating), rating);
}

/// All but what was before the answer.
Explanation Answer::choice(const Transition& to, Rating rating) const {
  Explanation why;
  why.elapsed_days = elapsed_days_;
  why.after = memory_after(rating);
  why.step = to.delay;
  set_interval(why, rating);
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
  after.last_day = calendar_ ? std::optional(today_) : occasion_.day;
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

void Answer::set_interval(Explanation& why, Rating rating) const {
  const double retention = occasion_.desired_retention.value_or(scheduler_.options().desired_retention);
  why.desired_retention = retention;
  if (why.step) return;
  why.interval = scheduler_.model().interval(why.after, retention);
  const bool fractional = std::holds_alternative<FractionalDays>(scheduler_.days().rule());
  if (fractional && why.interval < shortest_in_whole_days) return;
  spread(why);
  balance(why, keep_order(why, rating));
}

void Answer::spread(Explanation& why) const {
  const int longest = scheduler_.options().maximum_interval;
  const double interval = std::min(why.interval, 1e9);
  // std::nearbyint rounds halves to even, as Python's round() does.
  why.rounded = static_cast<int>(std::max(std::nearbyint(interval), 1.0));
  why.capped = std::min(0, longest - why.rounded);
  const int days = why.rounded + why.capped;
  why.earliest = why.latest = days;
  if (!scheduler_.options().fuzz) return;
  // Around the longest interval, where the model's lies beyond it.
  const FuzzRange range = fuzz_range(std::min<double>(interval, longest), elapsed_days_, longest);
  why.earliest = range.earliest;
  why.latest = range.latest;
  if (range.latest > range.earliest) why.fuzzed = drawn_day(range, draws().fuzz) - days;
}

/// The days of an answer as if order did not matter.
std::optional<int> Answer::days_unordered(Rating rating) const {
  const Transition to = transition(scheduler_.options(), card_.state, card_.step, rating);
  if (to.delay) return std::nullopt;
  Explanation why;
  why.after = memory_after(rating);
  why.interval = scheduler_.model().interval(
      why.after, occasion_.desired_retention.value_or(scheduler_.options().desired_retention));
  const bool fractional = std::holds_alternative<FractionalDays>(scheduler_.days().rule());
  if (fractional && why.interval < shortest_in_whole_days) return 0;
  spread(why);
  return why.days();
}

/// Hard is not longer than Good; each of the others a day longer than the one before it, up to the longest interval.
Answer::OrderedDays Answer::ordered_days() const {
  const int longest = scheduler_.options().maximum_interval;
  OrderedDays days{days_unordered(Rating::hard), days_unordered(Rating::good), days_unordered(Rating::easy)};
  const auto put_after = [longest](std::optional<int>& later, std::optional<int> earlier) {
    if (later && earlier && *later > 0) later = std::min(std::max(*later, *earlier + 1), longest);
  };
  if (days.hard && days.good) days.hard = std::min(*days.hard, *days.good);
  put_after(days.good, days.hard);
  put_after(days.easy, days.good ? days.good : days.hard);
  return days;
}

/// Puts the answer in order. The days between two answers are shared out half and half, so that balancing cannot bring
/// them out of order again.
Answer::Bounds Answer::keep_order(Explanation& why, Rating rating) const {
  Bounds bounds{why.earliest, why.latest};
  if (!scheduler_.options().ordered_answers || rating == Rating::again) return bounds;
  const OrderedDays days = ordered_days();
  const auto between = [](std::optional<int> a, std::optional<int> b) { return (*a + *b) / 2; };
  const std::optional<int> own = rating == Rating::hard ? days.hard : (rating == Rating::good ? days.good : days.easy);
  why.ordered = *own - why.days();
  if (rating == Rating::hard && days.good) bounds.last = std::min(bounds.last, between(days.hard, days.good));
  if (rating == Rating::good && days.hard) bounds.first = std::max(bounds.first, between(days.hard, days.good) + 1);
  if (rating == Rating::good && days.easy) bounds.last = std::min(bounds.last, between(days.good, days.easy));
  if (rating == Rating::easy && days.good) bounds.first = std::max(bounds.first, between(days.good, days.easy) + 1);
  return bounds;
}

void Answer::balance(Explanation& why, Bounds bounds) const {
  const int days = why.days();
  const int first = std::min(bounds.first, days), last = std::max(bounds.last, days);
  if (occasion_.balanced) {
    why.balanced = std::clamp(days + *occasion_.balanced, first, last) - days;
  } else if (occasion_.workload && first < last) {
    const auto day = choose_day(*occasion_.workload, today_, today_ + first, today_ + last, draws().balance);
    why.balanced = static_cast<int>(day - today_) - days;
  }
}

/// A noted day may lag behind the scheduler's zone; a card never falls due before its answer.
Timestamp Answer::due(const Explanation& why) const {
  if (why.step) return at_ + *why.step;
  if (why.days() == 0) return at_ + std::max(shortest_interval, to_seconds(why.interval));
  if (!calendar_) return at_ + Duration::days(why.days());
  return std::max(scheduler_.days().start_of(today_ + why.days()), at_ + shortest_interval);
}

}  // namespace haven::srs::detail
