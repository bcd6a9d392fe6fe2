#include "haven/srs/simulator.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "haven/core/error.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::srs;

namespace {

constexpr Timestamp morning = Timestamp{} + Duration::days(20'000) + Duration::hours(8);

/// A simulation of `cards` new cards for a year.
SimulationOptions year_of(std::size_t cards, int new_per_day) {
  SimulationOptions options;
  options.new_cards = cards;
  options.new_per_day = new_per_day;
  options.start = morning;
  return options;
}

SimulatedLearner learner_like(const Scheduler& scheduler) {
  return SimulatedLearner(scheduler.model(), {}, scheduler.days());
}

template <class Number>
double sum(const std::vector<Number>& days) {
  return std::accumulate(days.begin(), days.end(), 0.0);
}

/// The share of the reviews that fall on Sundays.
double on_sundays(const SimulationResult& result) {
  int reviews = 0;
  for (std::size_t i = 0; i < result.reviews.size(); ++i)
    reviews += weekday(20'000 + static_cast<std::int64_t>(i)) == 0 ? result.reviews[i] : 0;
  return reviews / sum(result.reviews);
}

struct Mean {
  double sum = 0.0, squares = 0.0;
  int count = 0;

  void add(double x) { sum += x, squares += x * x, ++count; }
  [[nodiscard]] double mean() const { return sum / count; }
  [[nodiscard]] double error() const { return std::sqrt((squares / count - mean() * mean()) / (count - 1)); }
};

struct Peer {
  double mean, error;
};

bool agrees(const Mean& ours, Peer peer) {
  return std::abs(ours.mean() - peer.mean) < 4.0 * std::hypot(ours.error(), peer.error);
}

std::string refusal(const SimulationOptions& options) {
  try {
    static_cast<void>(simulate(Scheduler{}, SimulatedLearner{MemoryModel{}}, options));
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    return error.what();
  }
  return "";
}

}  // namespace

// fsrs-rs-python 0.9.3 (fsrs-rs 6), simulate() with the default configuration except deck_size 2000, learn_limit 10,
// no limit of cost, seeds 0 to 39; mean and standard error. It does not fuzz, and its same-day rule is the legacy one.
TEST_CASE("simulate: agrees with the simulator of fsrs-rs at retention 0.9") {
  SchedulerOptions options;
  options.parameters = Fsrs6Parameters{.rules = RuleSet::legacy_6_3_1};
  options.fuzz = false;
  const Scheduler scheduler(options);
  Mean known, reviews, minutes, lapses;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    SimulationOptions deck = year_of(2000, 10);
    deck.seed = seed;
    const auto result = simulate(scheduler, learner_like(scheduler), deck);
    known.add(result.known.back()), reviews.add(sum(result.reviews));
    minutes.add(sum(result.minutes)), lapses.add(sum(result.lapses));
  }
  CHECK(agrees(known, {1898.88, 0.21}));
  CHECK(agrees(reviews, {21070.5, 71.5}));
  CHECK(agrees(minutes, {6872.7, 22.8}));
  CHECK(agrees(lapses, {2456.4, 14.8}));
}

TEST_CASE("simulate: at the scheduler's own truth as many reviews are recalled as is desired") {
  for (const double retention : {0.8, 0.9}) {
    SchedulerOptions options;
    options.desired_retention = retention;
    options.day_rule = CalendarDays{.zone = "America/New_York"};
    const Scheduler scheduler(options);
    const auto result = simulate(scheduler, learner_like(scheduler), year_of(2000, 40));
    // Intervals of whole days keep it within a point or two.
    CHECK(std::abs(1.0 - sum(result.lapses) / sum(result.reviews) - retention) < 0.025);
    CHECK(sum(result.learned) == 2000);
    CHECK(*std::max_element(result.backlog.begin(), result.backlog.end()) == 0);
  }
}

TEST_CASE("simulate: the same seed gives the same, another seed another result") {
  const Scheduler scheduler;
  SimulationOptions deck = year_of(300, 10);
  const auto result = simulate(scheduler, learner_like(scheduler), deck);
  CHECK(result == simulate(scheduler, learner_like(scheduler), deck));
  deck.seed = 1;
  CHECK_FALSE(result == simulate(scheduler, learner_like(scheduler), deck));
}

TEST_CASE("simulate: limits hold, and what they leave is backlog") {
  const Scheduler scheduler;
  SimulationOptions deck = year_of(1000, 20);
  deck.minutes_per_day = 10.0;
  const auto timed = simulate(scheduler, learner_like(scheduler), deck);
  CHECK(*std::max_element(timed.minutes.begin(), timed.minutes.end()) < 10.0 + 20.0 / 60.0);
  deck = year_of(1000, 20);
  deck.reviews_per_day = 15;
  const auto counted = simulate(scheduler, learner_like(scheduler), deck);
  CHECK(*std::max_element(counted.reviews.begin(), counted.reviews.end()) == 15);
  CHECK(counted.backlog.back() > 0);
  CHECK(sum(counted.learned) == 1000);
}

TEST_CASE("simulate: the order says which of the due cards is answered within the limit") {
  const Scheduler scheduler;
  Card weak = scheduler.review(new_card(1, morning), Rating::easy, morning);
  Card strong = weak;
  weak.memory = Fsrs6State{5.0, 5.0};
  strong.memory = Fsrs6State{50.0, 5.0};
  weak.due = strong.due = morning + Duration::days(20);
  SimulationOptions deck = year_of(0, 0);
  deck.cards = {weak, strong};
  deck.start = morning + Duration::days(30);
  deck.days = deck.reviews_per_day = 1;
  const auto known = [&](ReviewOrder order) {
    deck.order = order;
    return simulate(scheduler, learner_like(scheduler), deck).known[0];
  };
  const MemoryModel model;  // the one answered today is known today, the other as 30 days have left it
  const double weak_left = model.retrievability(*weak.memory, 30.0);
  const double strong_left = model.retrievability(*strong.memory, 30.0);
  CHECK(known(ReviewOrder::due) == doctest::Approx(1.0 + strong_left));
  CHECK(known(ReviewOrder::retrievability_descending) == doctest::Approx(1.0 + weak_left));
  CHECK(known(ReviewOrder::retrievability_ascending) == doctest::Approx(1.0 + strong_left));
}

TEST_CASE("simulate: balancing evens out the reviews of the days, and days off stay empty") {
  const Scheduler scheduler;
  SimulationOptions deck = year_of(1000, 1000);
  deck.preferences.weekdays[0] = DayLoad::minimum;
  const auto unevenness = [](const SimulationResult& result) {
    double change = 0.0;
    for (std::size_t i = 100; i + 7 < result.reviews.size(); ++i)
      change += std::abs(result.reviews[i] - result.reviews[i + 7]);
    return change;
  };
  const auto plain = simulate(scheduler, learner_like(scheduler), deck);
  deck.balance = true;
  const auto balanced = simulate(scheduler, learner_like(scheduler), deck);
  CHECK(unevenness(balanced) < 0.8 * unevenness(plain));
  CHECK(on_sundays(balanced) < 0.1);  // intervals of one and two days have no other day
  CHECK(on_sundays(plain) > 0.13);
}

TEST_CASE("simulate: starts from a deck with known cards, whose truth may be another model") {
  const Scheduler scheduler;
  Card card = new_card(5, morning);
  card = scheduler.review(card, Rating::easy, morning);
  SimulationOptions deck = year_of(0, 0);
  deck.cards = {card, new_card(6, morning)};
  deck.true_memory = {Fsrs7State{20.0, 16.0, 3.0}, Fsrs7State{1.0, 1.0, 1.0}};  // the second is not looked at
  deck.start = morning + Duration::days(1);
  deck.days = 3;
  deck.new_per_day = 0;
  const SimulatedLearner learner{MemoryModel{Fsrs7Parameters{}}};
  const auto result = simulate(scheduler, learner, deck);
  const double days = 2.0 - 8.0 / 24.0 - 1e-6 / 86'400.0;  // to the end of the first day
  CHECK(result.known[0] == doctest::Approx(learner.truth().retrievability(deck.true_memory[0], days)).epsilon(1e-9));
  CHECK(result.reviews[0] == 0);
  CHECK(sum(result.learned) == 0);
}

TEST_CASE("simulate: an option out of its range is refused") {
  SimulationOptions deck = year_of(10, 1);
  deck.days = 0;
  CHECK(refusal(deck) == "simulation: days must be in 1..100000, got 0");
  deck.days = 1;
  deck.minutes_per_day = 0.0;
  CHECK(refusal(deck) == "simulation: minutes_per_day must be positive, got 0.000000");
  deck.minutes_per_day = 1.0;
  deck.true_memory = {Fsrs6State{1.0, 5.0}};
  CHECK(refusal(deck) == "simulation: true_memory must be one for each card, got 1");
}

TEST_CASE("workload_curve: more retention costs more and knows more, whatever the number of threads") {
  const SimulatedLearner learner(MemoryModel{}, {}, DayCounter{});
  const std::vector<double> retentions = {0.75, 0.85, 0.95};
  const auto one = workload_curve({}, learner, year_of(200, 5), retentions, {.count = 4, .threads = 1});
  const auto two = workload_curve({}, learner, year_of(200, 5), retentions, {.count = 4, .threads = 2});
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(one[i].minutes_per_known.mean == two[i].minutes_per_known.mean);
    CHECK(one[i].known.standard_error == two[i].known.standard_error);
    CHECK(one[i].known.standard_error > 0.0);
    if (i == 0) continue;
    CHECK(one[i].minutes_per_day.mean > one[i - 1].minutes_per_day.mean);
    CHECK(one[i].known.mean > one[i - 1].known.mean);
  }
  CHECK_THROWS_AS(static_cast<void>(workload_curve({}, learner, year_of(9, 1), retentions, {.count = 1})), Error);
}

TEST_CASE("recommend_retention: the cheapest retention of the curve, or the edge") {
  const SimulatedLearner usual(MemoryModel{}, {}, DayCounter{});
  const auto edge = recommend_retention({}, usual, year_of(200, 5), {.count = 4});
  CHECK(edge.at_edge);  // optimal_retention() of fsrs-rs-python 0.9.3 also comes to its bound, 0.70
  CHECK(edge.desired_retention.mean < 0.72);
  AnswerHabits slow;  // a lapse costs ten minutes: the minimum is inside
  slow.seconds[1][0] = 600.0;
  const auto inside =
      recommend_retention({}, SimulatedLearner(MemoryModel{}, slow, DayCounter{}), year_of(200, 5), {.count = 8});
  CHECK_FALSE(inside.at_edge);
  CHECK(inside.desired_retention.standard_error > 0.0);
  CHECK(inside.desired_retention.standard_error < 0.03);
  for (const auto& point : inside.curve) {
    if (std::abs(point.desired_retention - inside.desired_retention.mean) < 0.04) continue;
    const auto best = std::min_element(inside.curve.begin(), inside.curve.end(), [](const auto& a, const auto& b) {
      return a.minutes_per_known.mean < b.minutes_per_known.mean;
    });
    CHECK(point.minutes_per_known.mean >= best->minutes_per_known.mean);
  }
}
