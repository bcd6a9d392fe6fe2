#include "haven/srs/exam_date.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::srs;

namespace {

constexpr std::int64_t today = 20'000;

Timestamp morning(std::int64_t days_ahead) {
  return Timestamp{} + Duration::days(today + days_ahead) + Duration::hours(8);
}

/// No steps, so that an answer is a whole meeting, and calendar days.
Scheduler plain_scheduler() {
  SchedulerOptions options;
  options.learning_steps = {};
  options.relearning_steps = {};
  options.day_rule = CalendarDays{};
  return Scheduler(options);
}

/// Whoever recalls presses Good; every answer takes ten seconds.
AnswerHabits plain_habits() {
  AnswerHabits habits;
  habits.first = {0.5, 0.0, 0.5, 0.0};
  habits.recalled = {0.0, 1.0, 0.0};
  for (auto& row : habits.seconds) row.fill(10.0);
  return habits;
}

Card known_card(const Scheduler& scheduler, Fsrs6State memory, std::int64_t days_ago) {
  Card card = scheduler.review(new_card(1, morning(-days_ago)), Rating::easy, morning(-days_ago));
  card.memory = memory;
  return card;
}

ExamOptions exam_in(std::int64_t days, double minutes) {
  ExamOptions options;
  options.exam = morning(days);
  options.minutes_per_day = minutes;
  options.habits = plain_habits();
  return options;
}

ExamPlan plan(const Scheduler& scheduler, const std::vector<Card>& cards, const ExamOptions& options) {
  return plan_for_exam(scheduler, cards, morning(0), options);
}

/// The best recall at the exam that meetings on any of the days left can come to, by trying all of them.
double best_recall(const MemoryModel& model, const MemoryState& state, int last, int day, int exam) {
  const double without = model.retrievability(state, exam - last);
  if (day == exam) return without;
  const double later = best_recall(model, state, last, day + 1, exam);
  if (day == last) return later;
  const double recall = model.retrievability(state, day - last);
  const auto after = [&](Rating rating) {
    return best_recall(model, model.next(state, day - last, rating), day, day + 1, exam);
  };
  return std::max(later, recall * after(Rating::good) + (1.0 - recall) * after(Rating::again));
}

/// 200 new cards and 200 that were studied.
std::vector<Card> mixed_deck(const Scheduler& scheduler) {
  std::vector<Card> cards;
  for (int i = 0; i < 200; ++i) {
    cards.push_back(new_card(static_cast<std::uint64_t>(i), morning(-9)));
    cards.push_back(known_card(scheduler, {0.5 + 0.2 * i, 1.0 + 9.0 * i / 200.0}, 1 + i % 9));
  }
  return cards;
}

double planned(const ExamPlan& plan) {
  double minutes = 0.0;
  for (const ExamDay& day : plan.days) minutes += day.planned;
  return minutes;
}

std::string refusal(const Scheduler& scheduler, const std::vector<Card>& cards, const ExamOptions& options) {
  try {
    static_cast<void>(plan(scheduler, cards, options));
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("plan_for_exam: with time for everything a card comes to what trying out all days comes to") {
  const Scheduler scheduler = plain_scheduler();
  for (const Fsrs6State memory : {Fsrs6State{0.5, 8.0}, Fsrs6State{3.0, 5.0}, Fsrs6State{20.0, 2.0}}) {
    const std::vector<Card> cards = {known_card(scheduler, memory, 4)};
    const auto found = plan(scheduler, cards, exam_in(6, 600.0));
    const double best = best_recall(scheduler.model(), memory, -4, 0, 6);
    CHECK(found.outlook.known_at_most == doctest::Approx(best).epsilon(0.004));
    CHECK(found.outlook.known == doctest::Approx(best).epsilon(0.02));
    CHECK(found.cards[0].recall_if_left == scheduler.model().retrievability(memory, 10.0));
    CHECK(found.outlook.known_if_left == found.cards[0].recall_if_left);
  }
}

TEST_CASE("plan_for_exam: on the last day the cards with the greatest gain come first") {
  const Scheduler scheduler = plain_scheduler();
  std::vector<Card> cards;
  std::vector<double> gains;
  for (int i = 0; i < 12; ++i) {
    const Fsrs6State memory{0.3 + 1.7 * i, 9.0 - 0.5 * i};
    cards.push_back(known_card(scheduler, memory, 3 + i % 4));
    const double best = best_recall(scheduler.model(), memory, -(3 + i % 4), 0, 1);
    gains.push_back(best - scheduler.model().retrievability(memory, 4 + i % 4));
  }
  const auto found = plan(scheduler, cards, exam_in(1, 1.0));
  CHECK(found.fitting == 6);
  for (std::size_t i = 0; i < cards.size(); ++i) {
    const ExamCard& card = found.cards[i];
    CHECK(card.worth_if_met - card.worth_if_not == doctest::Approx(gains[i]).epsilon(0.05));
    CHECK(card.seconds == doctest::Approx(10.0));
  }
  for (std::size_t i = 1; i < found.today.size(); ++i) CHECK(gains[found.today[i]] <= 1.05 * gains[found.today[i - 1]]);
  CHECK(found.cards[found.today[0]].advice == ExamAdvice::study);
  CHECK(found.cards[found.today[11]].advice == ExamAdvice::leave);
}

TEST_CASE("plan_for_exam: the days are used up and no more, and more minutes know more") {
  const Scheduler scheduler;
  const auto cards = mixed_deck(scheduler);
  double known = 0.0;
  for (const double minutes : {5.0, 10.0, 20.0, 40.0}) {
    ExamOptions options = exam_in(14, minutes);
    options.habits = {};
    const auto found = plan(scheduler, cards, options);
    CHECK(planned(found) == doctest::Approx(14 * minutes).epsilon(0.06));
    CHECK(found.outlook.known > known);
    CHECK(found.outlook.known <= found.outlook.known_at_most + 1e-9);
    known = found.outlook.known;
  }
}

TEST_CASE("plan_for_exam: from yesterday's prices the same plan comes out") {
  const Scheduler scheduler;
  const auto cards = mixed_deck(scheduler);
  ExamOptions options = exam_in(14, 15.0);
  const auto first = plan(scheduler, cards, options);
  options.last_plan = first.days;
  const auto second = plan(scheduler, cards, options);
  CHECK(second.outlook.known == doctest::Approx(first.outlook.known).epsilon(0.005));
  CHECK(second.days[3].worth_per_minute == doctest::Approx(first.days[3].worth_per_minute).epsilon(0.1));
}

TEST_CASE("plan_for_exam: nothing is planned on days off, and half on reduced days") {
  const Scheduler scheduler;
  ExamOptions options = exam_in(14, 20.0);
  options.preferences.days_off = {today, today + 3, today + 4};
  options.preferences.weekdays[static_cast<std::size_t>(weekday(today + 6))] = DayLoad::reduced;
  const auto found = plan(scheduler, mixed_deck(scheduler), options);
  CHECK(found.today.empty());
  CHECK(found.fitting == 0);
  for (const std::size_t day : {0U, 3U, 4U}) CHECK(found.days[day].planned == 0.0);
  CHECK(found.days[6].minutes == 10.0);
  CHECK(found.days[6].planned < 12.0);
  CHECK(found.days[7].planned > 12.0);
  CHECK(std::none_of(found.cards.begin(), found.cards.end(),
                     [](const auto& card) { return card.next_day == today + 3 || card.next_day == today + 4; }));
}

TEST_CASE("plan_for_exam: without minutes what is known is what is left") {
  const Scheduler scheduler;
  const auto found = plan(scheduler, mixed_deck(scheduler), exam_in(14, 0.0));
  CHECK(found.outlook.known == doctest::Approx(found.outlook.known_if_left));
  CHECK(found.outlook.new_learned < 1e-9);
  CHECK(found.today.empty());
}

TEST_CASE("plan_for_exam: says when a target cannot be reached, and how many minutes would reach it") {
  const Scheduler scheduler;
  const auto cards = mixed_deck(scheduler);
  ExamOptions options = exam_in(14, 10.0);
  options.target = 0.9;
  const auto found = plan(scheduler, cards, options);
  CHECK_FALSE(found.outlook.reaches_target);
  REQUIRE(found.outlook.minutes_needed);
  CHECK(*found.outlook.minutes_needed > 10.0);
  options.minutes_per_day = 1.03 * *found.outlook.minutes_needed;
  CHECK(plan(scheduler, cards, options).outlook.reaches_target);
  options.minutes_per_day = 0.9 * *found.outlook.minutes_needed;
  CHECK_FALSE(plan(scheduler, cards, options).outlook.reaches_target);
  options.target = 1.0;  // nothing makes that certain
  CHECK_FALSE(plan(scheduler, cards, options).outlook.minutes_needed);
}

TEST_CASE("plan_for_exam: free to choose its days it knows at least as much, within the same minutes") {
  const Scheduler scheduler;
  const auto cards = mixed_deck(scheduler);
  const auto daily = plan(scheduler, cards, exam_in(14, 10.0));
  ExamOptions options = exam_in(14, 60.0);
  options.minutes_in_all = 140.0;
  const auto free = plan(scheduler, cards, options);
  CHECK(free.outlook.known > daily.outlook.known);
  CHECK(planned(free) == doctest::Approx(140.0).epsilon(0.06));
  for (const ExamDay& day : free.days) CHECK(day.planned < 66.0);
}

TEST_CASE("plan_for_exam: a card on a step comes first, one met today no more") {
  const Scheduler scheduler;
  std::vector<Card> cards = {new_card(1, morning(-1)), new_card(2, morning(-1)), new_card(3, morning(-1))};
  const Timestamp before = morning(0) - Duration::minutes(5);
  cards[1] = scheduler.review(cards[1], Rating::good, before);
  cards[2] = scheduler.review(cards[2], Rating::easy, before);
  const auto found = plan(scheduler, cards, exam_in(5, 30.0));
  REQUIRE(found.today.size() == 2);
  CHECK(found.today[0] == 1);
  CHECK(found.today[1] == 0);
  CHECK(found.cards[1].advice == ExamAdvice::finish);
  CHECK(found.cards[2].seconds == 0.0);
  CHECK(to_string(found.cards[2].advice) == "later");
}

TEST_CASE(
    "plan_for_exam: a meeting is expected to take and to leave what simulated ones do, by the scheduler's steps") {
  SchedulerOptions options{.parameters = Fsrs7Parameters{},
                           .learning_steps = {Duration::minutes(1), Duration::hours(9)}};
  const Scheduler scheduler(options);
  AnswerHabits habits;
  habits.first = {0.2, 0.5, 0.2, 0.1};  // Hard on the first step waits for the mean of both
  ExamOptions exam = exam_in(1, 600.0);
  exam.habits = habits;
  const ExamCard expected = plan(scheduler, {new_card(1, morning(0))}, exam).cards.at(0);

  const SimulatedLearner learner(scheduler.model(), habits);
  constexpr int meetings = 20'000;
  double seconds = 0.0, recall = 0.0;
  for (std::uint64_t i = 0; i < meetings; ++i) {
    Card card = new_card(i, morning(0));
    auto memory = SimulatedLearner::unseen(mix(i));
    while (card.state != CardState::review) {
      const auto answer = learner.answer(memory, card.state, card.due);
      card = scheduler.review(card, answer.rating, card.due);
      seconds += answer.seconds / meetings;
    }
    recall += scheduler.model().retrievability(*card.memory, 1.0) / meetings;
  }
  CHECK(expected.seconds == doctest::Approx(seconds).epsilon(0.01));
  CHECK(expected.worth_if_met == doctest::Approx(recall).epsilon(0.01));
}

TEST_CASE("plan_for_exam: a step of a day ends the meeting") {
  SchedulerOptions options;
  options.learning_steps = {Duration::days(1)};
  const Scheduler scheduler(options);
  const auto found = plan(scheduler, {new_card(1, morning(0))}, exam_in(5, 600.0));
  CHECK(found.cards.at(0).seconds == doctest::Approx(10.0));  // one answer
}

TEST_CASE("plan_for_exam: plans by FSRS-7 too") {
  SchedulerOptions fsrs7;
  fsrs7.parameters = Fsrs7Parameters{};
  const Scheduler scheduler(fsrs7);
  std::vector<Card> cards;
  for (std::uint64_t i = 0; i < 20; ++i) {
    cards.push_back(new_card(i, morning(-9)));
    if (i % 2 == 0) cards.back() = scheduler.review(cards.back(), Rating::good, morning(-3));
  }
  const auto found = plan(scheduler, cards, exam_in(5, 2.0));
  CHECK(found.outlook.known > found.outlook.known_if_left);
  CHECK(found.outlook.known < found.outlook.known_at_most);
  CHECK(planned(found) == doctest::Approx(10.0).epsilon(0.06));
}

TEST_CASE("plan_for_exam: no cards are no plan, and bad input is refused") {
  const Scheduler scheduler;
  CHECK(plan(scheduler, {}, exam_in(5, 30.0)).today.empty());
  CHECK(refusal(scheduler, {}, exam_in(0, 30.0)) == "exam plan: the exam must lie ahead");
  CHECK(refusal(scheduler, {}, exam_in(401, 30.0)) == "exam plan: the exam must be at most 400 days ahead");
  CHECK(refusal(scheduler, {}, exam_in(5, std::nan(""))) == "exam plan: minutes_per_day must be in 0..1440, got nan");
  ExamOptions options = exam_in(5, 30.0);
  options.target = 1.5;
  CHECK(refusal(scheduler, {}, options) == "exam plan: target must be in 0..1, got 1.500000");
  CHECK(refusal(Scheduler({.parameters = Sm2Parameters{}}), {}, exam_in(5, 30.0)) ==
        "exam plan: sm-2 has no forgetting curve to plan by");
  const Card later = scheduler.review(new_card(1, morning(1)), Rating::good, morning(1));
  CHECK(refusal(scheduler, {later}, exam_in(5, 30.0)) == "exam plan: a card was reviewed after now");
  Card other = known_card(scheduler, {1.0, 5.0}, 1);
  other.model = 7;
  CHECK(refusal(scheduler, {other}, exam_in(5, 30.0)) == "exam plan: a card's memory is that of another model");
}
