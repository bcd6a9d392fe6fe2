#include <algorithm>

#include "services/flashcard_deck.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

/// Cards that go to review at once and lapse there, without fuzz.
StudyPreset plain(const LeechRule& rule = {}) {
  StudyPreset preset;
  preset.scheduler.learning_steps.clear();
  preset.scheduler.relearning_steps.clear();
  preset.scheduler.fuzz = false;
  preset.leech_rule = rule;
  return preset;
}

struct Desk : Deck {
  explicit Desk(Fixture& world, int count, const StudyPreset& preset = plain()) : Deck(world, count) {
    static_cast<void>(service().set_preset(learner, {std::nullopt, preset}));
  }
  CardProgress progress(std::size_t card = 0) { return service().progress(learner, cards.at(card).id); }
  CardProgress mark(MarkCards command, std::size_t card = 0) {
    command.cards = {cards.at(card).id};
    return service().mark(learner, command).at(0);
  }
  ReviewReceipt lapse(std::size_t card = 0) {
    fixture.clock.advance(Duration::days(1));
    return answer(card, srs::Rating::again);
  }
  UndoReceipt undo(std::optional<Uuid> row = {}) { return service().undo(learner, {numbered(next_id++), row}); }
  std::vector<FlashcardReview> history(std::size_t card = 0) { return service().history(learner, cards.at(card).id); }
  /// A row of another device.
  FlashcardReview row(ReviewKind kind, Timestamp at) {
    FlashcardReview row;
    row.id = numbered(next_id++);
    row.card = cards.at(0).id;
    row.kind = kind;
    row.at = at;
    row.day = srs::DayCounter(srs::CalendarDays{}).day(at);
    row.zone = "UTC";
    return row;
  }
  FlashcardReview said(Timestamp at, const CardMark& mark) {
    FlashcardReview said = row(ReviewKind::mark, at);
    said.mark = mark;
    return said;
  }
  void push(const FlashcardReview& row) {
    CHECK(service().sync(learner, {.reviews = {row}}).reviews.at(0).outcome == SyncOutcome::accepted);
  }
  /// Everything that is worked out from the log is lost, and worked out again.
  void lose_and_rebuild() {
    transact(fixture.database(), [](Transaction& tx) {
      tx.prepare("DELETE FROM user_flashcard_progress")->step();
      tx.prepare("DELETE FROM flashcard_queue_pages")->step();
    });
    static_cast<void>(service().rebuild(learner.user));
  }
};

}  // namespace

TEST_CASE("flashcard marks: of each thing the latest word holds, in whatever order devices bring them") {
  std::vector<CardMark> said(4);
  said[0] = {.suspended = true, .flag = 1};
  said[1] = {.suspended = false, .leech = true};
  said[2] = {.flag = 5, .desired_retention = 0.95};
  said[3] = {.leech = false};
  std::vector<std::size_t> order = {0, 1, 2, 3};
  do {
    Fixture fixture;
    Desk desk(fixture, 1);
    const Timestamp start = fixture.clock.now();
    fixture.clock.advance(Duration::days(1));
    for (const std::size_t i : order) {
      desk.push(desk.said(start + Duration::hours(static_cast<std::int64_t>(i)), said[i]));
    }
    const CardProgress progress = desk.progress();
    CHECK(progress.suspension == Suspension::none);
    CHECK(progress.flag == 5);
    CHECK_FALSE(progress.leech);
    CHECK(progress.desired_retention == 0.95);
    CHECK(progress.schedule.is_new());
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("flashcard marks: the same said again under its id is one row; something else under it is a conflict") {
  Fixture fixture;
  Desk desk(fixture, 1);
  const MarkCards command{.suspended = true, .buried = true, .flag = 2, .id = numbered(500)};
  const CardProgress first = desk.mark(command);
  CHECK(first.suspension == Suspension::learner);
  fixture.clock.advance(Duration::days(3));
  CHECK(desk.mark(command) == first);
  CHECK(desk.history().size() == 1);
  MarkCards other = command;
  other.flag = 3;
  CHECK(error_of([&] { desk.mark(other); }) == "conflict/review_differs");
  other = command;
  other.buried = false;
  CHECK(error_of([&] { desk.mark(other); }) == "conflict/review_differs");
  CHECK(desk.mark({}) == first);  // nothing said
  CHECK(desk.history().size() == 1);
}

TEST_CASE("flashcard marks: what may not be said") {
  Fixture fixture;
  Desk desk(fixture, 1);
  const auto refused = [&](const MarkCards& command) { return error_of([&] { desk.mark(command); }); };
  CHECK(refused({.flag = 8}) == "invalid_argument/flag");
  CHECK(refused({.desired_retention = 1.0}) == "invalid_argument/desired_retention");
  CHECK(refused({.desired_retention = -0.1}) == "invalid_argument/desired_retention");
  CHECK(refused({.flag = 1, .id = Uuid{}}) == "invalid_argument/id");
  const auto pushed = [&](FlashcardReview row) {
    return desk.service().sync(desk.learner, {.reviews = {std::move(row)}}).reviews.at(0).error->reason;
  };
  const Timestamp now = fixture.clock.now();
  CHECK(pushed(desk.said(now, {})) == "mark");
  CHECK(pushed(desk.said(now, {.flag = -1})) == "flag");
  CHECK(pushed(desk.said(now, {.desired_retention = 2.0})) == "desired_retention");
  CHECK(pushed(desk.said(now, {.buried_until = now + Duration::days(40'000)})) == "buried_until");
  CHECK(pushed(desk.row(ReviewKind::mark, now)) == "mark");
  FlashcardReview row = desk.said(now, {.flag = 1});
  row.config[0] = 1;
  CHECK(pushed(row) == "config");
  row = desk.row(ReviewKind::reset, now);
  row.mark = CardMark{.flag = 1};
  CHECK(pushed(row) == "mark");
  row.mark.reset();
  row.leech_rule = LeechRule{};
  CHECK(pushed(row) == "leech_rule");
  CHECK(desk.history().empty());
}

TEST_CASE("flashcard marks: one is taken back by its row, the word before it holds again") {
  Fixture fixture;
  Desk desk(fixture, 1);
  static_cast<void>(desk.mark({.flag = 1}));
  static_cast<void>(desk.mark({.flag = 2}));
  CHECK(desk.undo(desk.history().at(1).id).progress.flag == 1);
  CHECK(desk.undo(desk.history().at(0).id).progress.flag == 0);
}

TEST_CASE("flashcard undo: without an id it is the last answer, not a mark or a plan that came after it") {
  Fixture fixture;
  Desk desk(fixture, 1);
  const ReviewReceipt given = desk.answer(0);
  fixture.clock.advance(Duration::hours(1));
  static_cast<void>(desk.mark({.flag = 3}));
  const Timestamp due = fixture.clock.now() + Duration::days(50);
  CHECK(desk.service().apply_schedule(desk.learner, {numbered(600), {{desk.cards[0].id, due}}}) == 1);
  CHECK(desk.undo().review.id == given.id);
  CHECK(desk.progress().schedule.is_new());
  CHECK(desk.progress().flag == 3);
  CHECK(error_of([&] { desk.undo(); }) == "not_found/");
}

TEST_CASE("flashcard marks: an answer given before a mark of another device counts, with what was said by then") {
  Fixture fixture;
  Desk desk(fixture, 1);
  static_cast<void>(desk.answer(0, srs::Rating::easy));
  fixture.clock.advance(Duration::days(8));
  const Timestamp then = fixture.clock.now() - Duration::hours(2);
  static_cast<void>(desk.mark({.flag = 4, .desired_retention = 0.99}));
  const ReviewReceipt late =
      desk.service().review(desk.learner, {.id = numbered(70), .card = desk.cards[0].id, .at = then});
  CHECK(late.why.desired_retention == 0.9);
  CHECK(desk.progress().schedule == late.schedule);
  CHECK(desk.progress().flag == 4);
  CHECK(desk.service().rebuild(desk.learner.user).different_cards == 0);
  CHECK(error_of([&] {
          static_cast<void>(desk.service().review(
              desk.learner, {.id = numbered(71), .card = desk.cards[0].id, .at = then - Duration::hours(1)}));
        }) == "invalid_argument/clock_backwards");
}

TEST_CASE("flashcard leeches: lapses make one, at the threshold and after each half of it; undo takes the mark away") {
  Fixture fixture;
  Desk desk(fixture, 1, plain({.threshold = 3, .action = LeechAction::suspend}));
  static_cast<void>(desk.answer(0, srs::Rating::easy));
  std::vector<bool> hits;
  for (int lapse = 1; lapse <= 7; ++lapse) hits.push_back(desk.lapse().leech);
  CHECK(hits == std::vector<bool>{false, false, true, false, true, false, true});
  CHECK(desk.progress().leech);
  CHECK(desk.progress().suspension == Suspension::leech);
  for (int i = 0; i < 4; ++i) static_cast<void>(desk.undo());
  CHECK(desk.progress().schedule.lapses == 3);
  CHECK(desk.progress().leech);
  static_cast<void>(desk.undo());
  CHECK_FALSE(desk.progress().leech);
  CHECK(desk.progress().suspension == Suspension::none);
}

TEST_CASE("flashcard leeches: undo and reset leave marks alone that the learner made") {
  Fixture fixture;
  Desk desk(fixture, 2, plain({.threshold = 2, .action = LeechAction::suspend}));
  static_cast<void>(desk.answer(0, srs::Rating::easy));
  static_cast<void>(desk.lapse());
  static_cast<void>(desk.mark({.leech = true}));
  static_cast<void>(desk.undo());
  CHECK(desk.progress().schedule.lapses == 0);
  CHECK(desk.progress().leech);
  CHECK(desk.service().reset(desk.learner, numbered(700), desk.cards[0].id).leech);

  static_cast<void>(desk.answer(1, srs::Rating::easy));
  static_cast<void>(desk.lapse(1));
  static_cast<void>(desk.lapse(1));
  REQUIRE(desk.progress(1).suspension == Suspension::leech);
  static_cast<void>(desk.mark({.suspended = true}, 1));
  CHECK(desk.progress(1).suspension == Suspension::learner);
  static_cast<void>(desk.undo());
  CHECK_FALSE(desk.progress(1).leech);
  CHECK(desk.progress(1).suspension == Suspension::learner);
}

TEST_CASE("flashcard leeches: a rebuild brings marks and suspensions back as they were, whatever the preset says now") {
  Fixture fixture;
  Desk desk(fixture, 3, plain({.threshold = 2, .action = LeechAction::suspend}));
  for (std::size_t card = 0; card < 3; ++card) {
    static_cast<void>(desk.answer(card, srs::Rating::easy));
    static_cast<void>(desk.lapse(card));
    static_cast<void>(desk.lapse(card));
  }
  static_cast<void>(desk.mark({.suspended = false, .flag = 6, .desired_retention = 0.8}, 1));
  static_cast<void>(desk.mark({.leech = false}, 2));
  const auto before = desk.standings();
  CHECK(before[0].suspension == Suspension::leech);
  CHECK(before[1].suspension == Suspension::none);
  CHECK(before[1].leech);
  CHECK(before[2].suspension == Suspension::leech);
  static_cast<void>(desk.service().set_preset(desk.learner, {std::nullopt, plain({.threshold = 0})}));
  desk.lose_and_rebuild();
  CHECK(desk.standings() == before);
}

TEST_CASE("flashcard leeches: a card with more lapses than predicted is one too, where the preset asks for it") {
  Fixture fixture;
  Desk desk(fixture, 2, plain({.threshold = 0, .unlikely = true, .action = LeechAction::suspend}));
  static_cast<void>(desk.answer(0, srs::Rating::easy));
  static_cast<void>(desk.answer(1, srs::Rating::easy));
  std::vector<bool> hits;
  for (int i = 0; i < 6; ++i) hits.push_back(desk.lapse().leech);
  CHECK(std::count(hits.begin(), hits.end(), true) == 1);
  CHECK_FALSE(hits[1]);  // not looked at before the third review
  CHECK(desk.progress().suspension == Suspension::leech);
  CHECK(desk.service().leeches(desk.learner, {}).at(0).card == desk.cards[0].id);
  CHECK_FALSE(desk.progress(1).leech);
  const auto before = desk.standings();
  desk.lose_and_rebuild();
  CHECK(desk.standings() == before);
}

TEST_CASE("flashcard retention: a card's own holds for its answers to come, in preview, outcome, plan and rebuild") {
  Fixture fixture;
  Desk desk(fixture, 2);
  const auto days = [&](std::size_t card) {
    return desk.service().preview(desk.learner, desk.cards[card].id)[3].outcome.why.days();
  };
  const int usual = days(0);
  CHECK(desk.mark({.desired_retention = 0.97}).desired_retention == 0.97);
  CHECK(days(0) < usual);
  CHECK(days(1) == usual);
  const ReviewReceipt receipt = desk.answer(0, srs::Rating::easy);
  CHECK(receipt.why.desired_retention == 0.97);
  CHECK(receipt.why.days() < usual);
  CHECK(desk.progress().schedule.due == receipt.schedule.due);
  CHECK(desk.service().plan_reschedule(desk.learner, {}).moves.empty());
  CHECK_FALSE(desk.mark({.desired_retention = 0.0}).desired_retention.has_value());
  CHECK(desk.progress().schedule.due == receipt.schedule.due);  // until the next answer, or a plan
  CHECK(desk.service().plan_reschedule(desk.learner, {}).later == 1);
  const auto before = desk.standings();
  desk.lose_and_rebuild();
  CHECK(desk.standings() == before);
}
