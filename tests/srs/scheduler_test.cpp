#include "haven/srs/scheduler.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::srs;

namespace {

constexpr Timestamp t0{1'704'067'200'000'000};  // 2024-01-01T00:00:00Z
constexpr std::array ratings = {Rating::again, Rating::hard, Rating::good, Rating::easy};

/// A card in review with this stability and, under FSRS-6, about this interval.
Card in_review(const Scheduler& scheduler, std::uint64_t key, double stability, Timestamp last = t0) {
  Card card = new_card(key, last);
  card.state = CardState::review;
  card.step.reset();
  card.memory = Fsrs6State{stability, 5.0};
  card.model = scheduler.model().fingerprint();
  card.last_review = last;
  card.last_day = scheduler.days().day(last);
  card.reviews = 3;
  return card;
}

template <class Call>
std::string reason_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    return error.reason();
  }
  return "none";
}

SchedulerOptions random_options(Rng& rng) {
  SchedulerOptions options;
  if (rng.below(3) == 0) options.parameters = Fsrs7Parameters{};
  if (rng.below(5) == 0) options.parameters = Sm2Parameters{};
  options.desired_retention = 0.7 + 0.29 * rng.uniform();
  if (rng.below(3) == 0) options.learning_steps.clear();
  if (rng.below(3) == 0) options.relearning_steps = {Duration::minutes(10), Duration::hours(2)};
  if (rng.below(3) == 0) options.maximum_interval = 1 + static_cast<int>(rng.below(60));
  options.ordered_answers = rng.below(2) == 0;
  const std::array<DayRule, 3> rules = {FullDays{}, CalendarDays{"America/New_York"}, FractionalDays{}};
  options.day_rule = rules[rng.below(3)];
  return options;
}

/// The due time that the parts of an explanation add up to.
Timestamp sum(const Scheduler& scheduler, const Explanation& why, Timestamp at) {
  if (why.step) return at + *why.step;
  if (why.days() == 0)
    return at + std::max(Duration::minutes(1), Duration::seconds(std::llround(why.interval * 86'400)));
  if (!std::holds_alternative<CalendarDays>(scheduler.days().rule())) return at + Duration::days(why.days());
  return scheduler.days().start_of(scheduler.days().day(at) + why.days());
}

}  // namespace

TEST_CASE("Scheduler: every explanation sums to the due time, and the preview is the outcome") {
  Rng rng(7);
  for (int run = 0; run < 300; ++run) {
    const Scheduler scheduler(random_options(rng));
    Card card = new_card(rng.next(), t0);
    Timestamp at = t0;
    for (int review = 0; review < 12; ++review) {
      at = std::max(at, card.due) + Duration::minutes(static_cast<std::int64_t>(rng.below(3000)));
      const auto preview = scheduler.preview(card, at);
      const Rating rating = ratings[rng.below(4)];
      const Outcome& outcome = preview[static_cast<std::size_t>(rating) - 1];
      CHECK(scheduler.review(card, rating, at) == outcome.card);
      for (const Outcome& each : preview) {
        CHECK(each.card.due == sum(scheduler, each.why, at));
        CHECK(each.card.due > at);
        CHECK(each.why.days() <= scheduler.options().maximum_interval);
        CHECK(*each.card.memory == each.why.after);
      }
      card = outcome.card;
    }
    CHECK(card.reviews == 12);
  }
}

TEST_CASE("Scheduler: ordered answers keep Hard < Good < Easy in review, up to the maximum interval") {
  Rng rng(11);
  for (int run = 0; run < 2000; ++run) {
    const Scheduler scheduler({.maximum_interval = 100, .fuzz = run % 2 == 0, .ordered_answers = true});
    const Card card = in_review(scheduler, rng.next(), 0.2 + 60.0 * rng.uniform());
    const auto preview = scheduler.preview(card, t0 + Duration::days(static_cast<std::int64_t>(1 + rng.below(60))));
    const int hard = preview[1].why.days(), good = preview[2].why.days(), easy = preview[3].why.days();
    CHECK((hard < good || good == 100));
    CHECK((good < easy || easy == 100));
    CHECK(hard <= good);
  }
}

TEST_CASE("Scheduler: the fuzz draws every day of its range equally often, by key and review") {
  const Scheduler scheduler;
  // A first answer of Easy comes to 8.2956 days: range 6 to 10.
  constexpr int cards = 50'000;
  std::map<int, int> counts;
  for (std::uint64_t key = 0; key < cards; ++key) {
    const Outcome outcome = scheduler.outcome(new_card(key, t0), Rating::easy, t0);
    REQUIRE(outcome.why.earliest == 6);
    REQUIRE(outcome.why.latest == 10);
    ++counts[outcome.why.days()];
  }
  CHECK(counts.size() == 5);
  double chi_square = 0.0;
  for (const auto& [day, count] : counts) chi_square += std::pow(count - cards / 5.0, 2) / (cards / 5.0);
  CHECK(chi_square < 18.47);  // 99.9 % of chi-square with 4 degrees of freedom
  CHECK(counts.begin()->first == 6);
  CHECK(counts.rbegin()->first == 10);
}

TEST_CASE("Scheduler: without fuzz the interval is the model's, rounded") {
  const Scheduler scheduler({.fuzz = false});
  const Outcome outcome = scheduler.outcome(new_card(1, t0), Rating::easy, t0);
  CHECK(outcome.why.interval == doctest::Approx(8.2956).epsilon(1e-9));  // at 0.9 the stability itself
  CHECK(outcome.card.due == t0 + Duration::days(8));
  CHECK(outcome.why.fuzzed == 0);
}

TEST_CASE("Scheduler: balancing keeps to the range and off a day off; replaying the moved days gives the same") {
  const Scheduler scheduler;
  const std::int64_t today = scheduler.days().day(t0);
  DayPreferences preferences;
  preferences.days_off = {today + 6, today + 7, today + 8};
  Workload workload;
  workload.first_day = today;
  workload.preferences = &preferences;
  for (std::uint64_t key = 0; key < 500; ++key) {
    const Card card = new_card(key, t0);
    const Outcome balanced = scheduler.outcome(card, Rating::easy, t0, {.workload = &workload});
    CHECK((balanced.why.days() == 9 || balanced.why.days() == 10));
    CHECK(scheduler.review(card, Rating::easy, t0, {.balanced = balanced.why.balanced}) == balanced.card);
  }
}

TEST_CASE("Scheduler: an interval far beyond the maximum is spread around the maximum") {
  const Scheduler scheduler({.maximum_interval = 100});
  for (std::uint64_t key = 0; key < 200; ++key) {
    const Outcome outcome =
        scheduler.outcome(in_review(scheduler, key, 2000.0), Rating::good, t0 + Duration::days(100));
    CHECK(outcome.why.earliest ==
          93);  // 100 - (1 + 0.15 4.5 + 0.1 13 + 0.05 80) = 93.025, rounded; elapsed 100 plays no part
    CHECK(outcome.why.latest == 100);
    CHECK(outcome.why.days() >= outcome.why.earliest);
  }
}

TEST_CASE("Scheduler: answers stay in order when they are balanced") {
  Rng rng(13);
  DayPreferences preferences;
  preferences.weekdays[0] = preferences.weekdays[6] = DayLoad::minimum;
  Workload workload;
  workload.preferences = &preferences;
  for (int run = 0; run < 5000; ++run) {
    const Scheduler scheduler({.maximum_interval = 300, .ordered_answers = true});
    const Card card = in_review(scheduler, rng.next(), 0.2 + 60.0 * rng.uniform());
    const Timestamp at = t0 + Duration::days(static_cast<std::int64_t>(1 + rng.below(60)));
    const auto preview = scheduler.preview(card, at, {.workload = &workload});
    CHECK(preview[1].why.days() < preview[2].why.days());
    CHECK(preview[2].why.days() < preview[3].why.days());
  }
}

TEST_CASE("Scheduler: order leaves intervals below half a day alone") {
  // FSRS-7 without steps: Hard and Good come to hours, Easy to about half a day.
  const Scheduler scheduler({.parameters = Fsrs7Parameters{},
                             .learning_steps = {},
                             .relearning_steps = {},
                             .fuzz = false,
                             .ordered_answers = true});
  Card card = new_card(1, t0);
  card = scheduler.review(card, Rating::again, t0);
  const auto preview = scheduler.preview(card, card.due);
  for (const Outcome& outcome : preview) {
    if (outcome.why.interval < 0.5) CHECK(outcome.why.days() == 0);
    if (outcome.why.interval < 0.5) CHECK(outcome.why.ordered == 0);
  }
  CHECK(preview[1].why.interval < 0.5);
}

TEST_CASE("Scheduler: a card that was counted by whole days is taken over by the calendar") {
  const Scheduler whole({.learning_steps = {}}),
      calendar({.learning_steps = {}, .day_rule = CalendarDays{"America/New_York"}});
  const Timestamp evening{t0 + Duration::days(740) + Duration::hours(1)};  // 2026-01-10, 20:00 in New York
  const Card card = whole.review(new_card(1, evening), Rating::good, evening);
  CHECK_FALSE(card.last_day.has_value());
  CHECK(calendar.outcome(card, Rating::good, evening + Duration::hours(13)).why.elapsed_days == 1.0);
}

TEST_CASE("Scheduler: cards and answers that cannot be are refused") {
  const Scheduler scheduler, calendar({.day_rule = CalendarDays{}});
  const auto refused = [](const Scheduler& by, const Card& card, Timestamp at, const Occasion& occasion = {}) {
    return reason_of([&] { static_cast<void>(by.review(card, Rating::good, at, occasion)); }) != "none";
  };
  Card card = new_card(1, t0);
  card.step = -2;
  CHECK(refused(scheduler, card, t0));
  card = in_review(scheduler, 1, 5.0);
  card.last_review.reset();
  CHECK(refused(scheduler, card, t0));
  CHECK(reason_of([&] { static_cast<void>(scheduler.retrievability(card, t0)); }) != "none");
  card = new_card(1, t0);
  CHECK(refused(scheduler, card, Timestamp{std::numeric_limits<std::int64_t>::max()}));
  CHECK(refused(calendar, card, t0, {.day = 150'000'000}));
  CHECK(refused(scheduler, card, t0, {.balanced = std::numeric_limits<int>::max()}));
  CHECK(reason_of([&] { static_cast<void>(scheduler.review(card, static_cast<Rating>(0), t0)); }) != "none");
  CHECK_FALSE(refused(scheduler, card, t0));
}

TEST_CASE("Scheduler: the desired retention of one card overrides that of the scheduler") {
  const Scheduler scheduler({.fuzz = false}), strict({.desired_retention = 0.97, .fuzz = false});
  const Card card = in_review(scheduler, 1, 50.0);
  const Timestamp at = t0 + Duration::days(50);
  CHECK(scheduler.review(card, Rating::good, at, {.desired_retention = 0.97}).due ==
        strict.review(card, Rating::good, at).due);
}

TEST_CASE("Scheduler: FSRS-7 intervals below half a day are kept to the second") {
  const Scheduler scheduler({.parameters = Fsrs7Parameters{}, .learning_steps = {}, .relearning_steps = {}});
  const Outcome outcome = scheduler.outcome(new_card(1, t0), Rating::again, t0);
  CHECK(outcome.why.interval < 0.5);
  CHECK(outcome.why.days() == 0);
  const Duration wait = outcome.card.due - t0;
  CHECK(wait >= Duration::minutes(1));
  CHECK(wait.microseconds % 1'000'000 == 0);
  CHECK(scheduler.retrievability(outcome.card, outcome.card.due) <= 0.9001);
}

TEST_CASE("Scheduler: a clock going backwards and the memory of another model are refused") {
  const Scheduler scheduler;
  const Card card = scheduler.review(new_card(1, t0), Rating::good, t0);
  CHECK(reason_of([&] { static_cast<void>(scheduler.review(card, Rating::good, t0 - Duration{1})); }) ==
        "clock_backwards");
  Fsrs6Parameters other;
  other.weights[20] = 0.3;
  const Scheduler other_weights({.parameters = other}), other_model({.parameters = Fsrs7Parameters{}});
  CHECK(reason_of([&] { static_cast<void>(other_weights.review(card, Rating::good, t0)); }) == "other_model");
  CHECK(reason_of([&] { static_cast<void>(other_model.review(card, Rating::good, t0)); }) == "other_model");
  CHECK(reason_of([&] { static_cast<void>(other_model.retrievability(card, t0)); }) == "other_model");
}

TEST_CASE("Scheduler: a card that no answers lead to is refused") {
  const Scheduler scheduler;
  const Card card = scheduler.review(new_card(1, t0), Rating::good, t0);
  std::vector<Card> bad(6, card);
  bad[0].step = -1;
  bad[1].last_review.reset();
  bad[2].last_review = Timestamp{std::numeric_limits<std::int64_t>::min()};
  bad[3].last_day = std::numeric_limits<std::int64_t>::min();
  bad[4].reviews = -1;
  bad[5].reviews = std::numeric_limits<int>::max();
  for (const Card& one : bad) {
    CHECK_THROWS_AS(static_cast<void>(scheduler.review(one, Rating::hard, t0)), Error);
    CHECK_THROWS_AS(static_cast<void>(scheduler.retrievability(one, t0)), Error);
  }
  CHECK_NOTHROW(static_cast<void>(scheduler.review(card, Rating::hard, t0)));
}

TEST_CASE("Scheduler: options out of range are refused") {
  const auto refused = [](const SchedulerOptions& options) {
    return reason_of([&] { static_cast<void>(Scheduler(options)); }).empty();
  };
  CHECK(refused({.desired_retention = 1.0}));
  CHECK(refused({.desired_retention = std::nan("")}));
  CHECK(refused({.learning_steps = {Duration{}}}));
  CHECK(refused({.relearning_steps = {Duration::days(-1)}}));
  CHECK(refused({.maximum_interval = 0}));
  CHECK(refused({.maximum_interval = 36'501}));
  CHECK(refused({.day_rule = CalendarDays{"Nowhere"}}));
}
