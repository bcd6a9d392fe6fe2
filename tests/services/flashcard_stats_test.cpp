#include <cmath>
#include <set>

#include "services/flashcard_deck.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

/// Cards that go to review at once, without fuzz.
StudyPreset plain() {
  StudyPreset preset;
  preset.scheduler.learning_steps.clear();
  preset.scheduler.relearning_steps.clear();
  preset.scheduler.fuzz = false;
  return preset;
}

}  // namespace

TEST_CASE("flashcard statistics: cards by state") {
  Fixture fixture;
  Deck deck(fixture, 6);
  static_cast<void>(deck.answer(0, srs::Rating::easy));   // young
  static_cast<void>(deck.answer(1, srs::Rating::again));  // learning
  static_cast<void>(deck.answer(2, srs::Rating::easy));
  fixture.clock.advance(Duration::days(30));
  static_cast<void>(deck.answer(2, srs::Rating::easy));  // mature
  static_cast<void>(deck.service().mark(deck.learner, {.cards = {deck.cards[3].id}, .suspended = true, .leech = true}));
  static_cast<void>(deck.service().mark(deck.learner, {.cards = {deck.cards[4].id}, .buried = true}));
  const CardCounts counts = deck.service().counts(deck.learner, {});
  CHECK(counts.new_cards == 2);
  CHECK(counts.learning == 1);
  CHECK(counts.relearning == 0);
  CHECK(counts.young == 1);
  CHECK(counts.mature == 1);
  CHECK(counts.suspended == 1);
  CHECK(counts.leeches == 1);
  CHECK(counts.buried == 1);
  CHECK(counts.due == 1);
}

TEST_CASE("flashcard statistics: the forecast counts each due card on its day, once") {
  Fixture fixture;
  Deck deck(fixture, 20);
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, plain()}));
  Rng rng(2);
  for (int i = 0; i < 100; ++i) {
    fixture.clock.advance(Duration::hours(static_cast<std::int64_t>(rng.below(20))));
    static_cast<void>(deck.answer(rng.below(20), static_cast<srs::Rating>(1 + rng.below(4))));
  }
  const Forecast forecast = deck.service().forecast(deck.learner, {.days = 60});
  const srs::DayCounter calendar(srs::CalendarDays{});
  const std::int64_t today = calendar.day(fixture.clock.now());
  int overdue = 0;
  std::vector<int> reviews(60);
  for (const CardProgress& card : deck.standings()) {
    if (card.schedule.is_new()) continue;
    const std::int64_t day = calendar.day(card.schedule.due) - today;
    if (day < 0) ++overdue;
    if (day >= 0 && day < 60) ++reviews[static_cast<std::size_t>(day)];
  }
  CHECK(forecast.overdue == overdue);
  REQUIRE(forecast.days.size() == 60);
  for (std::size_t i = 0; i < 60; ++i) {
    CHECK(forecast.days[i].day == today + static_cast<std::int64_t>(i));
    CHECK(forecast.days[i].reviews + forecast.days[i].learning == reviews[i]);
  }
  CHECK(error_of([&] { deck.service().forecast(deck.learner, {.days = 366}); }) == "invalid_argument/days");
}

TEST_CASE("flashcard statistics: true retention and calibration of a log that was made by hand") {
  Fixture fixture;
  Deck deck(fixture, 1);
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, plain()}));
  static_cast<void>(deck.answer(0, srs::Rating::easy));  // new: no prediction. Stability 8.2956, due in 8 days
  const std::int64_t first_day = deck.counts()[0].day;
  fixture.clock.advance(Duration::days(8));
  const double first = srs::MemoryModel().retrievability(srs::Fsrs6State{8.2956, 1.0}, 8.0);
  static_cast<void>(deck.answer(0, srs::Rating::easy));  // young, recalled
  static_cast<void>(deck.answer(0, srs::Rating::good));  // the same day: none
  const CardProgress now = deck.service().progress(deck.learner, deck.cards[0].id);
  REQUIRE(now.schedule.due - *now.schedule.last_review >= Duration::days(21));
  fixture.clock.advance(Duration::days(50));
  const double second = srs::MemoryModel().retrievability(*now.schedule.memory, 50.0);
  static_cast<void>(deck.answer(0, srs::Rating::again));  // mature, forgotten
  const TrueRetention retention = deck.service().true_retention(deck.learner, {});
  CHECK(retention.young_passed == 1);
  CHECK(retention.young_failed == 0);
  CHECK(retention.mature_passed == 0);
  CHECK(retention.mature_failed == 1);
  const MemoryCalibration calibration = deck.service().calibration(deck.learner, {});
  CHECK(calibration.answers == 2);
  CHECK(calibration.log_loss == doctest::Approx(-(std::log(first) + std::log(1.0 - second)) / 2).epsilon(1e-9));
  int answers = 0;
  for (const srs::CalibrationBin& bin : calibration.bins) answers += static_cast<int>(bin.count);
  CHECK(answers == 2);
  const TrueRetention early = deck.service().true_retention(deck.learner, {.last_day = first_day + 8});
  CHECK(early.young_passed == 1);
  CHECK(early.mature_failed == 0);
  CHECK(deck.service().calibration(deck.learner, {.first_day = first_day + 9}).answers == 1);
  CHECK(deck.service().calibration(fixture.caller(), {}).answers == 0);
}

TEST_CASE("flashcard statistics: knowledge by tag is the mean retrievability of the answered cards") {
  Fixture fixture;
  Deck deck(fixture, 0);
  AddNotes command{deck.set.id, {}};
  command.notes = {{.front = "1", .tags = {"heart", "drugs"}}, {.front = "2", .tags = {"heart"}}, {.front = "3"}};
  deck.cards = deck.service().add_notes(deck.learner, command).cards;
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, plain()}));
  static_cast<void>(deck.answer(0, srs::Rating::good));
  fixture.clock.advance(Duration::days(5));
  const auto knowledge = deck.service().knowledge(deck.learner, {});
  REQUIRE(knowledge.size() == 2);
  const double expected = srs::MemoryModel().retrievability(srs::Fsrs6State{2.3065, 1.0}, 5.0);
  CHECK(knowledge[0].tag == "drugs");
  CHECK(knowledge[0].retrievability == doctest::Approx(expected).epsilon(1e-9));
  CHECK(knowledge[1].tag == "heart");
  CHECK(knowledge[1].retrievability == doctest::Approx(expected).epsilon(1e-9));
  CHECK(knowledge[1].answered == 1);
  CHECK(knowledge[1].cards == 2);
}

TEST_CASE("flashcard statistics: of two cards the one that is forgotten against all odds is a leech") {
  Fixture fixture;
  Deck deck(fixture, 2);
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, plain()}));
  for (int day = 0; day < 12; ++day) {
    static_cast<void>(deck.answer(0, srs::Rating::good));
    static_cast<void>(deck.answer(1, day == 0 ? srs::Rating::easy : srs::Rating::again));
    fixture.clock.advance(Duration::days(1));
  }
  const auto leeches = deck.service().leeches(deck.learner, {});
  REQUIRE(leeches.size() == 1);
  CHECK(leeches[0].card == deck.cards[1].id);
  CHECK(leeches[0].lapses == leeches[0].reviews);
  CHECK(leeches[0].p_value < 0.05);
  CHECK(leeches[0].expected < leeches[0].lapses);
}

TEST_CASE("flashcard statistics: the log for training holds the rows that count, card by card") {
  Fixture fixture;
  Deck deck(fixture, 2);
  for (int i = 0; i < 6; ++i) {
    fixture.clock.advance(Duration::days(2));
    static_cast<void>(deck.answer(static_cast<std::size_t>(i % 2)));
  }
  static_cast<void>(deck.service().undo(deck.learner, {numbered(90), numbered(3)}));
  const auto log = deck.service().log(deck.learner, {});
  CHECK(log.size() == 5);
  for (std::size_t i = 1; i < log.size(); ++i) {
    CHECK(std::pair(log[i - 1].card, log[i - 1].at) < std::pair(log[i].card, log[i].at));
  }
  CHECK(deck.service().log(deck.learner, {.set = deck.set.id}).size() == 5);
  CHECK(deck.service().log(fixture.caller(), {}).empty());
}

TEST_CASE("flashcard statistics: an exam plan is that of the engine for the learner's cards") {
  Fixture fixture;
  Deck deck(fixture, 12);
  StudyPreset preset = plain();
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, preset}));
  for (std::size_t i = 0; i < 8; ++i) {
    static_cast<void>(deck.answer(i, i % 3 == 0 ? srs::Rating::again : srs::Rating::good));
    fixture.clock.advance(Duration::hours(9));
  }
  fixture.clock.advance(Duration::days(2));
  const Timestamp now = fixture.clock.now();
  const ExamQuery query{.exam = now + Duration::days(12), .minutes_per_day = 2.0, .new_cards = 3};
  const ExamStudyPlan plan = deck.service().plan_for_exam(deck.learner, query);
  CHECK(plan.cards == 11);
  CHECK(plan.outlook.known > plan.outlook.known_if_left);
  REQUIRE_FALSE(plan.today.empty());
  CHECK(plan.fitting >= 1);
  CHECK(plan.days.size() == 12);

  srs::ExamOptions options;
  options.exam = query.exam;
  options.minutes_per_day = query.minutes_per_day;
  preset.scheduler.day_rule = preset.calendar;
  const srs::Scheduler scheduler(preset.scheduler);
  std::vector<srs::Card> cards, fresh;
  std::vector<std::vector<srs::Review>> answers(8);
  for (std::size_t i = 0; i < 11; ++i) {
    cards.push_back(deck.service().progress(deck.learner, deck.cards[i].id).schedule);
    if (i >= 8) cards[i].due = now;
    if (i >= 8) continue;
    fresh.push_back(srs::new_card(cards[i].key, deck.cards[i].created_at));
    for (const FlashcardReview& row : deck.service().history(deck.learner, deck.cards[i].id)) {
      answers[i].push_back({row.id, row.at, *row.rating, row.day, row.balanced, row.duration});
    }
  }
  std::vector<srs::CardHistory> log;
  for (std::size_t i = 0; i < 8; ++i) log.push_back({fresh[i], answers[i]});
  options.habits = srs::estimate_habits(scheduler, log);
  const srs::ExamPlan expected = srs::plan_for_exam(scheduler, cards, now, options);
  REQUIRE(plan.today.size() == expected.today.size());
  for (std::size_t i = 0; i < expected.today.size(); ++i) {
    CHECK(plan.today[i].card.id == deck.cards[expected.today[i]].id);
  }
  CHECK(plan.worth_today == std::ssize(expected.today));
  CHECK(plan.outlook.known == expected.outlook.known);
  ExamQuery first = query;
  first.limit = 1;
  CHECK(deck.service().plan_for_exam(deck.learner, first).today.size() == 1);
  CHECK(deck.service().plan_for_exam(deck.learner, first).worth_today == plan.worth_today);

  ExamQuery free = query;
  free.minutes_per_day = options.minutes_per_day = 6.0;
  free.minutes_in_all = options.minutes_in_all = 10.0;
  free.minutes_today = options.minutes_today = 1.5;
  const srs::ExamPlan chosen = srs::plan_for_exam(scheduler, cards, now, options);
  const ExamStudyPlan days_chosen = deck.service().plan_for_exam(deck.learner, free);
  CHECK(days_chosen.outlook.known == chosen.outlook.known);
  CHECK(days_chosen.days[0].minutes == 1.5);
  CHECK(days_chosen.days[0].planned == chosen.days[0].planned);
  CHECK(error_of([&] {
          deck.service().plan_for_exam(deck.learner, {.exam = now - Duration::days(1)});
        }).substr(0, 16) == "invalid_argument");
}

TEST_CASE("flashcard statistics: an exam plan counts new cards that were marked or reset, not suspended ones") {
  Fixture fixture;
  Deck deck(fixture, 5);
  static_cast<void>(deck.service().mark(deck.learner, {.cards = {deck.cards[0].id}, .flag = 1}));
  static_cast<void>(deck.answer(2));
  static_cast<void>(deck.service().reset(deck.learner, numbered(50), deck.cards[2].id));
  static_cast<void>(deck.service().mark(deck.learner, {.cards = {deck.cards[4].id}, .suspended = true}));
  ExamQuery query{.exam = fixture.clock.now() + Duration::days(10), .minutes_per_day = 60.0, .new_cards = 10};
  const ExamStudyPlan plan = deck.service().plan_for_exam(deck.learner, query);
  CHECK(plan.cards == 4);
  query.new_cards = 2;  // by position: the first two
  std::set<Id<Flashcard>> today;
  for (const auto& planned : deck.service().plan_for_exam(deck.learner, query).today) today.insert(planned.card.id);
  CHECK(today == std::set<Id<Flashcard>>{deck.cards[0].id, deck.cards[1].id});
}
