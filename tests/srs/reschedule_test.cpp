#include "haven/srs/reschedule.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::srs;

namespace {

constexpr std::int64_t today = 20'000;

Timestamp morning(std::int64_t day) { return Timestamp{} + Duration::days(day) + Duration::hours(8); }

Scheduler scheduler_at(double retention, DayRule rule = FullDays{}) {
  SchedulerOptions options;
  options.desired_retention = retention;
  options.day_rule = std::move(rule);
  return Scheduler(options);
}

/// Cards that were begun in the last 300 days and answered when due, nine times of ten with Good.
struct Deck {
  std::vector<std::vector<Review>> reviews;
  std::vector<ScheduledCard> cards;
  std::vector<Card> plain;

  Deck(const Scheduler& scheduler, std::size_t count) : reviews(count) {
    Rng rng(11);
    for (std::size_t i = 0; i < count; ++i) {
      const Card fresh = new_card(i, morning(today - 300 + static_cast<std::int64_t>(rng.below(300))));
      Card card = fresh;
      while (card.due < morning(today) && (card.state != CardState::review || rng.uniform() < 0.9)) {
        Review review;
        review.at = card.due;
        review.rating = rng.uniform() < 0.9 ? Rating::good : Rating::again;
        card = scheduler.review(card, review.rating, review.at);
        reviews[i].push_back(review);
      }
      cards.push_back({card, fresh, reviews[i]});
      plain.push_back(card);
    }
  }
};

int most_after(const ReschedulePlan& plan) {
  int most = 0;
  for (const DayChange& day : plan.days) most = std::max(most, day.after);
  return most;
}

int cards_of(const ReschedulePlan& plan, int DayChange::*when) {
  int cards = 0;
  for (const DayChange& day : plan.days) cards += day.*when;
  return cards;
}

std::int64_t day_of(const Card& card) { return Scheduler{}.days().day(card.due); }

std::string refusal(const SpreadOptions& options) {
  try {
    static_cast<void>(plan_spread(Scheduler{}, {}, morning(today), options));
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("plan_reschedule: without limits every card is where the new scheduler would have put it, or today") {
  const Deck deck(scheduler_at(0.9), 300);
  const Scheduler next = scheduler_at(0.95);
  const auto plan = plan_reschedule(next, deck.cards, morning(today));
  for (const Move& move : plan.moves) {
    Card wanted = replay(next, deck.cards[move.card].fresh, deck.reviews[move.card]);
    wanted.due = std::max(wanted.due, morning(today));
    CHECK(move.after == wanted);
    CHECK(move.before == deck.plain[move.card]);
  }
  CHECK(plan.earlier > 150);  // more retention, shorter intervals
  CHECK(plan.above_limit == 0);
  CHECK(plan.recall_lost == 0.0);
}

TEST_CASE("plan_reschedule: a card's own retention goes before the scheduler's") {
  const Deck deck(scheduler_at(0.9), 100);
  std::vector<ScheduledCard> cards = deck.cards;
  for (ScheduledCard& card : cards) card.desired_retention = 0.95;
  const auto own = plan_reschedule(scheduler_at(0.9), cards, morning(today));
  const auto expected = plan_reschedule(scheduler_at(0.95), deck.cards, morning(today));
  REQUIRE(own.moves.size() == expected.moves.size());
  for (std::size_t i = 0; i < own.moves.size(); ++i) CHECK(own.moves[i].after == expected.moves[i].after);
}

TEST_CASE("plan_reschedule: a plan of 5,000 cards keeps the limit on every day and moves none to the past") {
  for (const DayRule& rule : {DayRule(FullDays{}), DayRule(CalendarDays{.zone = "America/New_York"})}) {
    const Deck deck(scheduler_at(0.9, rule), 5000);
    SpreadOptions options;
    options.cards_per_day = 150;
    const auto plan = plan_reschedule(scheduler_at(0.97, rule), deck.cards, morning(today), options);
    CHECK(plan.above_limit == 0);
    CHECK(most_after(plan) == 150);
    CHECK(cards_of(plan, &DayChange::before) == 5000);
    CHECK(cards_of(plan, &DayChange::after) == 5000);
    CHECK(plan.recall_lost > 0.0);
    CHECK(std::all_of(plan.moves.begin(), plan.moves.end(), [](const Move& move) {
      return move.after.due >= morning(today) || move.after.due == move.before.due;
    }));
  }
}

TEST_CASE("plan_reschedule: undone, every card is as it was") {
  const Deck deck(scheduler_at(0.9), 500);
  SpreadOptions options;
  options.cards_per_day = 20;
  const auto plan = plan_reschedule(scheduler_at(0.8), deck.cards, morning(today), options);
  std::vector<Card> cards = deck.plain;
  for (const Move& move : plan.moves) cards[move.card] = move.after;
  CHECK_FALSE(cards == deck.plain);
  for (const Move& move : plan.moves) cards[move.card] = move.before;
  CHECK(cards == deck.plain);
}

TEST_CASE("plan_spread: those wait that lose the least by it") {
  const Scheduler scheduler = scheduler_at(0.9);
  std::vector<Card> cards;
  for (int i = 0; i < 10; ++i) {
    Card card = scheduler.review(new_card(1, morning(today - 20)), Rating::easy, morning(today - 20));
    card.memory = Fsrs6State{2.0 + 3.0 * ((i * 7) % 10), 5.0};
    card.due = morning(today - i % 3);
    cards.push_back(card);
  }
  SpreadOptions options;
  options.cards_per_day = 4;
  const auto plan = plan_spread(scheduler, cards, morning(today), options);
  const auto loss = [&](const Card& card) {
    return scheduler.retrievability(card, morning(today)) - scheduler.retrievability(card, morning(today + 1));
  };
  double least_today = 1.0, most_waiting = 0.0;
  for (const Card& card : cards) {
    const bool waits =
        std::any_of(plan.moves.begin(), plan.moves.end(), [&](const Move& move) { return move.before == card; });
    if (waits)
      most_waiting = std::max(most_waiting, loss(card));
    else
      least_today = std::min(least_today, loss(card));
  }
  CHECK(plan.moves.size() == 6);
  CHECK(plan.later == 6);
  CHECK(most_waiting <= least_today);
  for (const Move& move : plan.moves) CHECK(move.after.memory == move.before.memory);
}

TEST_CASE("plan_spread: a break stays empty, reduced days have half, and other cards count") {
  const Scheduler scheduler = scheduler_at(0.9);
  const Deck deck(scheduler, 2000);
  SpreadOptions options;
  options.minutes_per_day = 10.0;
  options.seconds_per_card = 15.0;  // 40 cards
  options.preferences.days_off = {today + 1, today + 2, today + 3};
  options.preferences.weekdays[static_cast<std::size_t>(weekday(today + 5))] = DayLoad::reduced;
  const std::vector<int> others = {0, 0, 0, 0, 30};
  options.other_cards = others;
  const auto plan = plan_spread(scheduler, deck.plain, morning(today), options);
  CHECK(plan.above_limit == 0);
  CHECK(plan.recall_lost > 0.0);
  for (const Move& move : plan.moves)
    CHECK_FALSE(std::binary_search(options.preferences.days_off.begin(), options.preferences.days_off.end(),
                                   day_of(move.after)));
  const auto after = [&](std::int64_t day) {
    int cards = 0;
    for (const DayChange& change : plan.days) cards += change.day == day ? change.after : 0;
    return cards;
  };
  CHECK(after(today) == 40);
  CHECK(after(today + 1) + after(today + 2) + after(today + 3) == 0);
  CHECK(after(today + 4) == 10);
  CHECK(after(today + 5) == 20);
  CHECK(after(today + 6) == 40);
}

TEST_CASE("plan_spread: says when the limit cannot hold") {
  const Scheduler scheduler = scheduler_at(0.9);
  Card card = scheduler.review(new_card(1, morning(today - 20)), Rating::easy, morning(today - 20));
  const std::vector<Card> cards(100, card);
  SpreadOptions options;
  options.cards_per_day = 10;
  options.longest_delay = 4;
  const auto plan = plan_spread(scheduler, cards, morning(today), options);
  CHECK(plan.above_limit == 50);  // four days of ten, and sixty on the fifth
  CHECK(plan.days.back().day == today + 4);
  CHECK(plan.days.back().after == 60);
}

TEST_CASE("plan_advance: the cards least likely to be recalled come due now") {
  const Scheduler scheduler = scheduler_at(0.9);
  const Deck deck(scheduler, 400);
  const auto plan = plan_advance(scheduler, deck.plain, morning(today), 30);
  REQUIRE(plan.moves.size() == 30);
  CHECK(plan.earlier == 30);
  double highest = 0.0;
  std::vector<bool> moved(deck.plain.size(), false);
  for (const Move& move : plan.moves) {
    CHECK(move.after.due == morning(today));
    CHECK(day_of(move.before) > today);
    highest = std::max(highest, scheduler.retrievability(move.before, morning(today)));
    moved[move.card] = true;
  }
  for (std::size_t i = 0; i < moved.size(); ++i) {
    const Card& card = deck.plain[i];
    if (moved[i] || card.state != CardState::review || day_of(card) <= today) continue;
    CHECK(scheduler.retrievability(card, morning(today)) >= highest);
  }
}

TEST_CASE("reschedule: an option out of its range is refused") {
  SpreadOptions options;
  options.cards_per_day = 0;
  CHECK(refusal(options) == "reschedule: cards_per_day must be at least 1");
  options = {};
  options.minutes_per_day = std::nan("");
  CHECK(refusal(options) == "reschedule: minutes_per_day must be positive");
  options = {};
  options.seconds_per_card = 0.0;
  CHECK(refusal(options) == "reschedule: seconds_per_card must be finite and positive, got 0.000000");
  options = {};
  options.longest_delay = -1;
  CHECK(refusal(options) == "reschedule: longest_delay must be in 0..3650, got -1");
}
