#include <map>
#include <set>

#include "services/flashcard_deck.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

const srs::DayCounter utc{srs::CalendarDays{}};

/// Reviews of about eight days, spread over a range of five.
StudyPreset fuzzed() {
  StudyPreset preset;
  preset.scheduler.learning_steps.clear();
  return preset;
}

void study(Deck& deck, const StudyPreset& preset) {
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, preset}));
  for (std::size_t i = 0; i < deck.cards.size(); ++i) {
    static_cast<void>(deck.answer(i, srs::Rating::easy));
    deck.fixture.clock.advance(Duration::minutes(1));
  }
}

std::map<std::int64_t, int> due_days(Deck& deck) {
  std::map<std::int64_t, int> days;
  for (const CardProgress& card : deck.standings()) ++days[utc.day(card.schedule.due)];
  return days;
}

/// 0: Sunday.
std::size_t weekday(std::int64_t day) { return static_cast<std::size_t>((day + 4) % 7); }

}  // namespace

TEST_CASE("flashcard spacing: easy weekdays and days off hold on empty days, with load balancing or without") {
  for (const bool balance : {false, true}) {
    CAPTURE(balance);
    Fixture fixture;
    Deck deck(fixture, 80);
    const std::int64_t today = utc.day(fixture.clock.now());
    StudyPreset preset = fuzzed();
    preset.balance_load = balance;
    preset.days.weekdays[weekday(today + 7)] = srs::DayLoad::minimum;
    preset.days.days_off = {today + 9};
    study(deck, preset);
    const auto days = due_days(deck);
    CHECK(days.size() >= 3);
    CHECK(days.count(today + 7) == 0);
    CHECK(days.count(today + 9) == 0);
    for (const auto& [day, cards] : days) CHECK((day >= today + 6 && day <= today + 10));
    CHECK(deck.service().rebuild(deck.learner.user).different_cards == 0);
  }
}

TEST_CASE("flashcard spacing: a reduced weekday gets fewer cards, other days stay as the draw has them") {
  const auto cards_on_eighth = [](srs::DayLoad load) {
    Fixture fixture;
    Deck deck(fixture, 200);
    const std::int64_t today = utc.day(fixture.clock.now());
    StudyPreset preset = fuzzed();
    preset.days.weekdays[weekday(today + 8)] = load;
    study(deck, preset);
    return due_days(deck)[today + 8];
  };
  CHECK(cards_on_eighth(srs::DayLoad::reduced) < cards_on_eighth(srs::DayLoad::normal) / 2);
}

TEST_CASE("flashcard spacing: without preferences, siblings or balancing a due day is that of the scheduler alone") {
  Fixture fixture;
  Deck deck(fixture, 40);
  study(deck, fuzzed());
  std::set<int> balanced;
  for (const Flashcard& card : deck.cards) {
    balanced.insert(deck.service().history(deck.learner, card.id).at(0).balanced);
  }
  CHECK(balanced == std::set<int>{0});
  CHECK(due_days(deck).size() >= 4);
}

TEST_CASE("flashcard spacing: siblings fall due on different days, without load balancing too") {
  Fixture fixture;
  Deck deck(fixture, 40, CardKind::reversed);
  study(deck, fuzzed());
  int apart = 0;
  for (std::size_t i = 0; i < deck.cards.size(); i += 2) {
    const auto day = [&](std::size_t card) {
      return utc.day(deck.service().progress(deck.learner, deck.cards[card].id).schedule.due);
    };
    CHECK(day(i) != day(i + 1));
    apart += static_cast<int>(std::abs(day(i) - day(i + 1)));
  }
  CHECK(apart > 60);  // of 40 pairs, at most 4 days each
  const auto stored = deck.standings();
  CHECK(deck.service().rebuild(deck.learner.user).different_cards == 0);
  CHECK(deck.standings() == stored);
}

TEST_CASE("flashcard why: the parts sum up to the due time, of a step, an interval, a plan, after another scheduler") {
  Fixture fixture;
  Deck deck(fixture, 3, CardKind::reversed);
  const auto why = [&] { return deck.service().why_due(deck.learner, deck.cards[0].id); };
  const auto check_sum = [&] {
    const DueReason reason = why();
    const CardProgress progress = deck.service().progress(deck.learner, deck.cards[0].id);
    CHECK(reason.due == progress.schedule.due);
    REQUIRE(reason.answer.has_value());
    CHECK(reason.answer->due + reason.moved == reason.due);
    const srs::Explanation& parts = reason.answer->why;
    if (parts.step) {
      CHECK(reason.answer->at + *parts.step == reason.answer->due);
    } else {
      CHECK(utc.day(reason.answer->at) + parts.days() == utc.day(reason.answer->due));
    }
    return reason;
  };
  CHECK_FALSE(why().answer.has_value());
  CHECK(why().due == deck.cards[0].created_at);
  const ReviewReceipt first = deck.answer(0, srs::Rating::good);
  CHECK(check_sum().answer->why.step == Duration::minutes(10));
  fixture.clock.advance(Duration::minutes(11));
  static_cast<void>(deck.answer(0, srs::Rating::easy));
  fixture.clock.advance(Duration::days(9));
  const ReviewReceipt last = deck.answer(0, srs::Rating::good);
  const DueReason reason = check_sum();
  CHECK(reason.answer->review == last.id);
  CHECK(reason.answer->why.days() == last.why.days());
  CHECK_FALSE(reason.plan.has_value());
  const Timestamp due = last.schedule.due + Duration::days(3);
  CHECK(deck.service().apply_schedule(deck.learner, {numbered(60), {{deck.cards[0].id, due}}}) == 1);
  static_cast<void>(deck.service().mark(deck.learner, {.cards = {deck.cards[0].id}, .flag = 1}));
  CHECK(check_sum().moved == Duration::days(3));
  CHECK(check_sum().plan == deck.service().history(deck.learner, deck.cards[0].id).at(3).id);
  StudyPreset preset;
  preset.scheduler.parameters = srs::Fsrs7Parameters{};
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, preset}));
  CHECK(deck.service().apply_schedule(deck.learner, {numbered(61), {{deck.cards[0].id, due}}}) == 1);
  CHECK(check_sum().answer->why.after.index() == 1);  // under the scheduler that the log names now
  static_cast<void>(deck.service().undo(deck.learner, {numbered(62), first.id}));
  check_sum();
  static_cast<void>(deck.service().reset(deck.learner, numbered(63), deck.cards[0].id));
  CHECK_FALSE(why().answer.has_value());
  CHECK(error_of([&] { static_cast<void>(deck.service().why_due(fixture.caller(), deck.cards[0].id)); }) ==
        "not_found/");
}
