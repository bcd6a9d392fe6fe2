#include <algorithm>
#include <array>

#include "services/flashcard_deck.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

/// What two devices did while they were offline.
struct Offline {
  std::vector<FlashcardReview> reviews;
  std::vector<FlashcardUndo> undos;
};

CardMark some_mark(Timestamp at, Rng& rng) {
  CardMark mark;
  if (rng.below(2) == 0) mark.suspended = rng.below(2) == 0;
  if (rng.below(2) == 0) mark.buried_until = at + Duration::days(static_cast<std::int64_t>(rng.below(3)) - 1);
  if (rng.below(2) == 0) mark.leech = rng.below(2) == 0;
  if (rng.below(2) == 0) mark.desired_retention = rng.below(2) == 0 ? 0.0 : 0.95;
  mark.flag = static_cast<int>(rng.below(8));
  return mark;
}

Offline random_rows(const Deck& deck, const std::vector<ConfigHash>& configs, Timestamp start, Rng& rng) {
  Offline offline;
  Timestamp at = start;
  for (std::uint64_t i = 0; i < 60; ++i) {
    at = at + Duration::minutes(static_cast<std::int64_t>(rng.below(900)));
    FlashcardReview row;
    row.id = numbered(1'000 + mix(rng.next()) % 1'000'000);
    row.card = deck.cards[rng.below(deck.cards.size())].id;
    row.at = at;
    row.day = srs::DayCounter(srs::CalendarDays{}).day(at);
    row.zone = "UTC";
    row.config = configs[rng.below(configs.size())];
    row.device = "phone";
    const auto kind = rng.below(10);
    row.kind =
        kind < 3 ? std::array{ReviewKind::reset, ReviewKind::reschedule, ReviewKind::mark}[kind] : ReviewKind::answer;
    if (row.kind == ReviewKind::mark) row.config = {};
    if (row.kind == ReviewKind::mark) row.mark = some_mark(row.at, rng);
    if (row.kind == ReviewKind::answer) row.leech_rule = LeechRule{2, rng.below(2) == 0, LeechAction::suspend};
    if (row.kind == ReviewKind::answer) row.rating = static_cast<srs::Rating>(1 + rng.below(4));
    if (row.kind == ReviewKind::reschedule) row.due = at + Duration::days(9);
    offline.reviews.push_back(row);
    if (rng.below(5) == 0) offline.undos.push_back({numbered(5'000'000 + i), row.id, at, 0});
  }
  return offline;
}

std::vector<ConfigHash> store_configs(Deck& deck) {
  std::vector<srs::SchedulerOptions> configs(3);
  configs[1].parameters = srs::Fsrs7Parameters{};
  configs[2].parameters = srs::Sm2Parameters{};
  static_cast<void>(deck.service().sync(deck.learner, {.configs = configs}));
  std::vector<ConfigHash> hashes;
  read(deck.fixture.database(), [&](Transaction& tx) {
    const auto rows = tx.prepare("SELECT hash FROM scheduler_configs ORDER BY algorithm");
    while (rows->step()) {
      ConfigHash hash{};
      std::copy_n(rows->blob(0).begin(), hash.size(), hash.begin());
      hashes.push_back(hash);
    }
    return 0;
  });
  return hashes;
}

void forget_all(Fixture& fixture) {
  transact(fixture.database(), [](Transaction& tx) {
    for (const char* table :
         {"flashcard_reviews", "flashcard_review_undos", "user_flashcard_progress", "flashcard_daily_counts",
          "flashcard_queue_pages", "flashcard_learners", "flashcard_studies"}) {
      tx.prepare(std::string("DELETE FROM ") + table)->step();
    }
  });
}

FlashcardReview answer_now(Deck& deck, std::uint64_t id) {
  FlashcardReview row;
  row.id = numbered(id);
  row.card = deck.cards[0].id;
  row.rating = srs::Rating::good;
  row.at = deck.fixture.clock.now();
  row.day = srs::DayCounter(srs::CalendarDays{}).day(row.at);
  row.zone = "UTC";
  return row;
}

/// "known", "accepted" or the reason of a refusal.
std::string pushed(Deck& deck, const FlashcardReview& row) {
  const SyncItem item = deck.service().sync(deck.learner, {.reviews = {row}}).reviews.at(0);
  if (item.error) return item.error->reason;
  return item.outcome == SyncOutcome::known ? "known" : "accepted";
}

template <class Row>
void shuffle(std::vector<Row>& rows, Rng& rng) {
  for (std::size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[rng.below(i)]);
}

/// Sends the rows in pieces of any size and order, some of them twice.
void send(Deck& deck, Offline rows, Rng& rng) {
  for (std::size_t i = 0; i < 10; ++i) rows.reviews.push_back(rows.reviews[rng.below(rows.reviews.size())]);
  for (std::size_t i = 0; i < 3; ++i) rows.undos.push_back(rows.undos[rng.below(rows.undos.size())]);
  shuffle(rows.reviews, rng);
  shuffle(rows.undos, rng);
  while (!rows.reviews.empty() || !rows.undos.empty()) {
    SyncFlashcards command;
    for (auto n = rng.below(20); n > 0 && !rows.reviews.empty(); --n) {
      command.reviews.push_back(rows.reviews.back());
      rows.reviews.pop_back();
    }
    for (auto n = rng.below(6); n > 0 && !rows.undos.empty(); --n) {
      command.undos.push_back(rows.undos.back());
      rows.undos.pop_back();
    }
    const SyncResult result = deck.service().sync(deck.learner, command);
    for (const SyncItem& item : result.reviews) CHECK(item.outcome != SyncOutcome::refused);
    for (const SyncItem& item : result.undos) CHECK(item.outcome != SyncOutcome::refused);
  }
}

}  // namespace

TEST_CASE("flashcard sync: rows of other devices come to the same in any order, in any pieces, and sent twice") {
  Fixture fixture;
  Deck deck(fixture, 5);
  const Timestamp start = fixture.clock.now();
  fixture.clock.advance(Duration::days(100));
  Rng rng(11);
  const auto configs = store_configs(deck);
  const Offline rows = random_rows(deck, configs, start, rng);
  // Every learner has other keys, so one learner's rows are undone by a fresh file each time.
  std::vector<CardProgress> expected;
  std::vector<DailyCount> counts;
  for (int order = 0; order < 8; ++order) {
    CAPTURE(order);
    forget_all(fixture);
    send(deck, rows, rng);
    if (order == 0) {
      expected = deck.standings();
      counts = deck.counts();
      CHECK(std::any_of(expected.begin(), expected.end(), [](const auto& card) { return card.schedule.reviews > 2; }));
    }
    CHECK(deck.standings() == expected);
    CHECK(deck.counts() == counts);
    const RebuildReport report = deck.service().rebuild(deck.learner.user);
    CHECK(report.different_cards + report.different_counts + report.different_pages == 0);
    const SyncResult again = deck.service().sync(deck.learner, {.reviews = rows.reviews, .undos = rows.undos});
    for (const SyncItem& item : again.reviews) CHECK(item.outcome == SyncOutcome::known);
    for (const SyncItem& item : again.undos) CHECK(item.outcome == SyncOutcome::known);
  }
}

TEST_CASE("flashcard sync: a device that pulls in pages sees every row once, and every card that changed") {
  Fixture fixture;
  Deck deck(fixture, 4);
  for (int i = 0; i < 30; ++i) {
    fixture.clock.advance(Duration::hours(7));
    static_cast<void>(deck.answer(static_cast<std::size_t>(i % 4)));
  }
  static_cast<void>(deck.service().undo(deck.learner, {numbered(500), std::nullopt}));
  static_cast<void>(deck.service().mark(deck.learner, {.cards = {deck.cards[0].id}, .flag = 3}));
  std::vector<Uuid> rows;
  std::size_t undos = 0;
  std::map<Id<Flashcard>, CardProgress> cards;
  SyncFlashcards command{.limit = 7};
  for (bool more = true; more;) {
    const SyncResult result = deck.service().sync(deck.learner, command);
    for (const FlashcardReview& row : result.new_reviews) rows.push_back(row.id);
    undos += result.new_undos.size();
    for (const CardProgress& card : result.changed) cards[card.card] = card;
    CHECK(result.new_reviews.size() <= 7);
    CHECK_FALSE((result.new_reviews.empty() && result.new_undos.empty() && result.changed.empty()));
    command.cursor = result.cursor;
    more = result.more;
  }
  CHECK(rows.size() == 31);  // the answers and the mark
  std::sort(rows.begin(), rows.end());
  CHECK(std::unique(rows.begin(), rows.end()) == rows.end());
  CHECK(undos == 1);
  CHECK(cards.size() == 4);
  for (const auto& [id, card] : cards) CHECK(card == deck.service().progress(deck.learner, id));
  const SyncResult nothing = deck.service().sync(deck.learner, command);
  CHECK(nothing.new_reviews.empty());
  CHECK(nothing.changed.empty());
  CHECK(nothing.cursor == command.cursor);
}

TEST_CASE("flashcard sync: rows that cannot be accepted are refused one by one, with their reasons") {
  Fixture fixture;
  Deck deck(fixture, 1);
  FlashcardReview good;
  good.id = numbered(1);
  good.card = deck.cards[0].id;
  good.rating = srs::Rating::good;
  good.at = fixture.clock.now();
  good.day = srs::DayCounter(srs::CalendarDays{}).day(good.at);
  good.zone = "UTC";
  const auto refusal = [&](const std::function<void(FlashcardReview&)>& spoil) {
    FlashcardReview bad = good;
    bad.id = numbered(2);
    spoil(bad);
    const SyncItem item = deck.service().sync(deck.learner, {.reviews = {bad}}).reviews.at(0);
    return item.error ? std::string(to_string(item.error->code)) + "/" + item.error->reason : "";
  };
  using Row = FlashcardReview;
  CHECK(refusal([](Row& row) { row.id = numbered(3); }) == "");
  CHECK(refusal([](Row& row) { row.id = numbered(3), row.rating = srs::Rating::easy; }) == "conflict/review_differs");
  CHECK(refusal([](Row& row) { row.id = {}; }) == "invalid_argument/id");
  CHECK(refusal([](Row& row) { row.card = {numbered(8)}; }) == "not_found/");
  CHECK(refusal([](Row& row) { row.rating.reset(); }) == "invalid_argument/rating");
  CHECK(refusal([](Row& row) { row.rating = static_cast<srs::Rating>(5); }) == "invalid_argument/");
  CHECK(refusal([](Row& row) { row.kind = ReviewKind::reset; }) == "invalid_argument/rating");
  CHECK(refusal([](Row& row) { row.due = row.at; }) == "invalid_argument/due");
  CHECK(refusal([](Row& row) { row.at = row.at + Duration::minutes(6); }) == "invalid_argument/in_future");
  CHECK(refusal([](Row& row) { row.at = {-1}; }) == "invalid_argument/at");
  CHECK(refusal([](Row& row) { row.day += 3; }) == "invalid_argument/day");
  CHECK(refusal([](Row& row) { row.zone = "Mars/Base"; }) == "invalid_argument/");
  CHECK(refusal([](Row& row) { row.config[0] = 1; }) == "invalid_argument/unknown_config");
  CHECK(refusal([](Row& row) { row.duration = Duration::days(2); }) == "invalid_argument/duration");
  CHECK(refusal([](Row& row) { row.balanced = 40'000; }) == "invalid_argument/balanced");
  CHECK(refusal([](Row& row) { row.device = std::string(101, 'd'); }) == "invalid_argument/device");
  const auto undo = [&](const FlashcardUndo& row) {
    const SyncItem item = deck.service().sync(deck.learner, {.undos = {row}}).undos.at(0);
    return item.error ? item.error->reason : "";
  };
  CHECK(undo({numbered(20), numbered(3), good.at, 0}) == "");
  CHECK(undo({numbered(20), numbered(4), good.at, 0}) == "undo_differs");
  CHECK(undo({numbered(21), numbered(3), good.at + Duration::days(1), 0}) == "in_future");
  CHECK(deck.service().progress(deck.learner, deck.cards[0].id).schedule.is_new());
  const auto call = [&](const SyncFlashcards& command) {
    return error_of([&] { static_cast<void>(deck.service().sync(deck.learner, command)); });
  };
  CHECK(call({.cursor = 10'000}) == "invalid_argument/cursor");
  CHECK(call({.cursor = -1}) == "invalid_argument/cursor");
  CHECK(call({.limit = 0}) == "invalid_argument/limit");
  CHECK(call({.reviews = std::vector<FlashcardReview>(1'001)}) == "invalid_argument/reviews");
}

TEST_CASE("flashcard sync: answers of another day elsewhere count on the day that they were given there") {
  Fixture fixture;
  Deck deck(fixture, 1);
  FlashcardReview row;
  row.id = numbered(1);
  row.card = deck.cards[0].id;
  row.rating = srs::Rating::good;
  row.at = fixture.clock.now();
  row.zone = "Pacific/Kiritimati";
  row.day = srs::DayCounter(srs::CalendarDays{row.zone, {}}).day(row.at);
  static_cast<void>(deck.service().sync(deck.learner, {.reviews = {row}}));
  REQUIRE(deck.counts().size() == 1);
  CHECK(deck.counts()[0].day == row.day);
  CHECK(deck.service().progress(deck.learner, deck.cards[0].id).schedule.last_day == row.day);
}

TEST_CASE("flashcard sync: a row without a scheduler is known again, whatever the preset has become") {
  Fixture fixture;
  Deck deck(fixture, 1);
  const FlashcardReview row = answer_now(deck, 1);
  CHECK(pushed(deck, row) == "accepted");
  StudyPreset preset;
  preset.scheduler.desired_retention = 0.8;
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, preset}));
  CHECK(pushed(deck, row) == "known");
  FlashcardReview other = row;
  other.rating = srs::Rating::easy;
  CHECK(pushed(deck, other) == "review_differs");
}

TEST_CASE("flashcard sync: every row that was pulled can be pushed, to where it is known and to where it is not") {
  Fixture fixture;
  Deck deck(fixture, 1);
  static_cast<void>(deck.answer(0, srs::Rating::easy));
  fixture.clock.advance(Duration::days(20));
  const Timestamp past = fixture.clock.now() - Duration::days(3);  // after the answer, before the plan
  CHECK(deck.service().apply_schedule(deck.learner, {numbered(60), {{deck.cards[0].id, past}}}) == 1);
  const auto standing = deck.standings();
  const auto rows = deck.service().sync(deck.learner, {}).new_reviews;
  REQUIRE(rows.size() == 2);
  for (const FlashcardReview& row : rows) CHECK(pushed(deck, row) == "known");
  forget_all(fixture);
  for (const FlashcardReview& row : rows) CHECK(pushed(deck, row) == "accepted");
  CHECK(deck.standings() == standing);
  CHECK(standing[0].schedule.due == past);
}

TEST_CASE("flashcard sync: a card laid down for a time before an answer known later is due at that answer") {
  Fixture fixture;
  Deck deck(fixture, 1);
  const FlashcardReview first = answer_now(deck, 1);
  fixture.clock.advance(Duration::days(10));
  const FlashcardReview second = answer_now(deck, 2);
  fixture.clock.advance(Duration::days(10));
  FlashcardReview plan = answer_now(deck, 3);
  plan.rating.reset();
  plan.kind = ReviewKind::reschedule;
  plan.due = second.at - Duration::days(1);
  for (const FlashcardReview& row : {first, plan, second}) CHECK(pushed(deck, row) == "accepted");
  CHECK(deck.standings()[0].schedule.due == second.at);
}

TEST_CASE("flashcard sync: due times further than a hundred years away are refused") {
  Fixture fixture;
  Deck deck(fixture, 1);
  CHECK(pushed(deck, answer_now(deck, 1)) == "accepted");
  FlashcardReview plan = answer_now(deck, 2);
  plan.rating.reset();
  plan.kind = ReviewKind::reschedule;
  const Duration most = Duration::days(36'500), tick{1};
  for (const Timestamp due :
       {Timestamp{INT64_MAX}, Timestamp{INT64_MIN}, plan.at + most + tick, plan.at - most - tick}) {
    plan.due = due;
    CHECK(pushed(deck, plan) == "due");
    CHECK(error_of([&] {
            static_cast<void>(deck.service().apply_schedule(deck.learner, {numbered(60), {{deck.cards[0].id, due}}}));
          }) == "invalid_argument/due");
  }
  plan.due = plan.at + most;
  CHECK(pushed(deck, plan) == "accepted");
  CHECK(deck.service().forecast(deck.learner, {}).days.size() == 30);
}
