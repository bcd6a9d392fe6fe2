#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "services/flashcard_deck.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

constexpr QueueOrder orders[] = {QueueOrder::due,
                                 QueueOrder::retrievability_ascending,
                                 QueueOrder::retrievability_descending,
                                 QueueOrder::relative_overdueness,
                                 QueueOrder::difficulty_ascending,
                                 QueueOrder::difficulty_descending,
                                 QueueOrder::random,
                                 QueueOrder::exam_gain};

/// All cards of a queue, page by page.
std::vector<QueuedCard> whole(Deck& deck, QueueQuery query) {
  std::vector<QueuedCard> all;
  do {
    QueuePage page = deck.service().queue(deck.learner, query);
    for (QueuedCard& card : page.cards) all.push_back(std::move(card));
    query.after = page.next;
  } while (!query.after.empty());
  return all;
}

std::vector<Id<Flashcard>> ids(const std::vector<QueuedCard>& cards, std::optional<QueueSection> section = {}) {
  std::vector<Id<Flashcard>> ids;
  for (const QueuedCard& card : cards) {
    if (!section || card.section == *section) ids.push_back(card.card.id);
  }
  return ids;
}

StudyPreset without_limits() {
  StudyPreset preset;
  preset.new_per_day.reset();
  preset.reviews_per_day.reset();
  preset.bury_new_siblings = preset.bury_review_siblings = false;
  return preset;
}

/// Many cards with random pasts under two schedulers, most of them due.
void study_at_random(Deck& deck, int answers, Rng& rng) {
  StudyPreset preset = without_limits();
  for (int i = 0; i < answers; ++i) {
    if (i == answers / 2) preset.scheduler.parameters = srs::Fsrs7Parameters{};
    if (i % (answers / 2) == 0) static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, preset}));
    deck.fixture.clock.advance(Duration::minutes(static_cast<std::int64_t>(rng.below(600))));
    static_cast<void>(deck.answer(rng.below(deck.cards.size()), static_cast<srs::Rating>(1 + rng.below(4))));
  }
}

/// What an answer now adds to recall at an exam, for each minute, by the model alone.
double gain(const srs::Scheduler& scheduler, const srs::Card& card, Timestamp at, Timestamp exam) {
  const srs::MemoryModel& model = scheduler.model();
  const srs::AnswerHabits habits;
  const double elapsed = scheduler.days().elapsed(*card.last_review, at, card.last_day);
  const double left = scheduler.days().elapsed(at, exam);
  const double now = model.retrievability(*card.memory, elapsed);
  const auto after = [&](srs::Rating rating) {
    return model.retrievability(model.next(*card.memory, elapsed, rating), left);
  };
  const double met = now * after(srs::Rating::good) + (1.0 - now) * after(srs::Rating::again);
  const double unmet =
      model.retrievability(*card.memory, scheduler.days().elapsed(*card.last_review, exam, card.last_day));
  const double recalled = habits.seconds[1][2] / 60.0, forgotten = (habits.seconds[1][0] + habits.seconds[2][2]) / 60.0;
  return (met - unmet) / (now * recalled + (1.0 - now) * forgotten);
}

/// The key by which an order sorts, from the card's progress alone.
double key(QueueOrder order, Deck& deck, const CardProgress& progress, Timestamp at, Timestamp exam) {
  const srs::Card& card = progress.schedule;
  const srs::Scheduler scheduler(deck.service().config(progress.config));
  switch (order) {
    case QueueOrder::due:
    case QueueOrder::random:
      break;
    case QueueOrder::retrievability_ascending:
      return scheduler.retrievability(card, at);
    case QueueOrder::retrievability_descending:
      return -scheduler.retrievability(card, at);
    case QueueOrder::relative_overdueness:
      return -static_cast<double>((at - card.due).microseconds) /
             static_cast<double>((card.due - *card.last_review).microseconds);
    case QueueOrder::difficulty_ascending:
      return srs::difficulty(*card.memory);
    case QueueOrder::difficulty_descending:
      return -srs::difficulty(*card.memory);
    case QueueOrder::exam_gain:
      return -gain(scheduler, card, at, exam);
  }
  return static_cast<double>(card.due.microseconds);
}

}  // namespace

TEST_CASE("flashcard queue: every order is that of a sort of all due cards, in pages of any size") {
  Fixture fixture;
  Deck deck(fixture, 120);
  Rng rng(5);
  study_at_random(deck, 700, rng);
  const Timestamp now = fixture.clock.now();
  for (const QueueOrder order : orders) {
    CAPTURE(static_cast<int>(order));
    QueueQuery query{.order = order, .limit = 200, .preview = false};
    if (order == QueueOrder::exam_gain) query.exam = now + Duration::days(20);
    std::vector<std::pair<double, Id<Flashcard>>> expected;
    std::set<Id<Flashcard>> due;
    for (const CardProgress& progress : deck.standings()) {
      if (progress.schedule.is_new() || progress.schedule.state != srs::CardState::review ||
          progress.schedule.due > now)
        continue;
      expected.emplace_back(key(order, deck, progress, now, query.exam.value_or(now)), progress.card);
      due.insert(progress.card);
    }
    REQUIRE(expected.size() > 20);
    std::sort(expected.begin(), expected.end());
    const auto queue = ids(whole(deck, query), QueueSection::review);
    if (order == QueueOrder::random) {
      CHECK(std::set<Id<Flashcard>>(queue.begin(), queue.end()) == due);
    } else {
      std::vector<Id<Flashcard>> sorted;
      for (const auto& [value, card] : expected) sorted.push_back(card);
      CHECK(queue == sorted);
    }
    for (const int limit : {1, 7, 64}) {
      query.limit = limit;
      CHECK(ids(whole(deck, query), QueueSection::review) == queue);
    }
  }
}

TEST_CASE("flashcard queue: the random order is another on another day and for another learner, not within a day") {
  Fixture fixture;
  Deck deck(fixture, 60);
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, without_limits()}));
  for (std::size_t i = 0; i < 60; ++i) static_cast<void>(deck.answer(i, srs::Rating::easy));
  fixture.clock.advance(Duration::days(60));
  const auto order = [&] { return ids(whole(deck, {.order = QueueOrder::random, .limit = 50, .preview = false})); };
  const auto today = order();
  fixture.clock.advance(Duration::minutes(1));
  CHECK(order() == today);
  fixture.clock.advance(Duration::days(1));
  CHECK(order() != today);
}

TEST_CASE("flashcard queue: learning cards, then reviews, then new cards by position, then what is due soon") {
  Fixture fixture;
  Deck deck(fixture, 6);
  static_cast<void>(deck.answer(3, srs::Rating::easy));
  fixture.clock.advance(Duration::days(40));
  static_cast<void>(deck.answer(1, srs::Rating::again));  // due in 1 minute
  fixture.clock.advance(Duration::minutes(2));
  static_cast<void>(deck.answer(5, srs::Rating::good));  // due in 10 minutes
  const QueuePage page = deck.service().queue(deck.learner, {});
  std::vector<std::pair<QueueSection, std::string>> found;
  for (const QueuedCard& card : page.cards) found.emplace_back(card.section, card.card.front);
  CHECK(found == std::vector<std::pair<QueueSection, std::string>>{{QueueSection::learning, "front 1"},
                                                                   {QueueSection::review, "front 3"},
                                                                   {QueueSection::new_card, "front 0"},
                                                                   {QueueSection::new_card, "front 2"},
                                                                   {QueueSection::new_card, "front 4"},
                                                                   {QueueSection::learn_ahead, "front 5"}});
  CHECK(page.learning_left == 2);
  CHECK(page.reviews_left == 1);
  CHECK(page.new_left == 3);
  CHECK(page.cards[0].answers.size() == 4);
  CHECK(page.cards[1].retrievability < 0.9);
  CHECK(page.next.empty());
}

TEST_CASE("flashcard queue: the limits of the day count what was done, also after undo and over pages") {
  Fixture fixture;
  Deck deck(fixture, 30);
  StudyPreset preset;
  preset.new_per_day = 5;
  preset.reviews_per_day = 4;
  preset.scheduler.learning_steps.clear();
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, preset}));
  const auto count = [&](int limit) {
    const auto cards = whole(deck, {.limit = limit, .preview = false});
    return std::pair(ids(cards, QueueSection::new_card).size(), ids(cards, QueueSection::review).size());
  };
  using Count = std::pair<std::size_t, std::size_t>;
  CHECK(count(2) == Count{5, 0});
  for (std::size_t i = 0; i < 3; ++i) static_cast<void>(deck.answer(i));
  CHECK(count(2) == Count{2, 0});
  static_cast<void>(deck.service().undo(deck.learner, {numbered(900), {}}));
  CHECK(count(1) == Count{3, 0});
  for (std::size_t i = 2; i < 10; ++i) static_cast<void>(deck.answer(i));
  CHECK(count(1) == Count{0, 0});
  fixture.clock.advance(Duration::days(30));
  CHECK(count(1) == Count{5, 4});
  CHECK(deck.service().queue(deck.learner, {}).reviews_left == 4);
  static_cast<void>(deck.answer(0));
  CHECK(count(3) == Count{5, 3});
  preset.reviews_per_day = 1;
  static_cast<void>(deck.service().set_preset(deck.learner, {deck.set.id, preset}));
  CHECK(count(3) == Count{5, 0});
}

TEST_CASE("flashcard queue: suspended, buried and removed cards stay away, of siblings only the first comes in a day") {
  Fixture fixture;
  Deck deck(fixture, 4, CardKind::reversed);
  StudyPreset preset;
  preset.scheduler.fuzz = false;  // whoever was answered first is due first
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, preset}));
  using Fronts = std::set<std::string>;
  const auto fronts = [&] {
    Fronts seen;
    for (const QueuedCard& card : deck.service().queue(deck.learner, {}).cards) seen.insert(card.card.front);
    return seen;
  };
  CHECK(fronts() == Fronts{"front 0", "front 1", "front 2", "front 3"});
  const auto mark = [&](MarkCards command) { static_cast<void>(deck.service().mark(deck.learner, command)); };
  mark({.cards = {deck.cards[0].id}, .suspended = true});
  mark({.cards = {deck.cards[2].id}, .buried = true});
  CHECK(fronts() == Fronts{"back 0", "back 1", "front 2", "front 3"});
  mark({.cards = {deck.cards[0].id}, .suspended = false});
  CHECK(fronts() == Fronts{"front 0", "back 1", "front 2", "front 3"});
  static_cast<void>(deck.answer(4, srs::Rating::easy));  // its sibling is new
  CHECK(fronts() == Fronts{"front 0", "back 1", "front 3"});
  fixture.clock.advance(Duration::days(1));
  CHECK(fronts() == Fronts{"front 0", "front 1", "back 2", "front 3"});
  static_cast<void>(deck.answer(5, srs::Rating::easy));
  fixture.clock.advance(Duration::days(60));
  CHECK(fronts() == Fronts{"front 0", "front 1", "front 2", "front 3"});  // both of note 2 are due
  static_cast<void>(deck.answer(4, srs::Rating::easy));
  CHECK(fronts() == Fronts{"front 0", "front 1", "front 3"});
  static_cast<void>(deck.service().undo(deck.learner, {numbered(800), {}}));
  CHECK(fronts() == Fronts{"front 0", "front 1", "front 2", "front 3"});
  deck.service().remove_card(deck.learner, deck.cards[4].id);
  CHECK(fronts() == Fronts{"front 0", "front 1", "front 3"});
  deck.service().remove_set(deck.learner, deck.set.id);
  CHECK(fronts().empty());
}

TEST_CASE("flashcard queue: each of the switches lets siblings of its kind come on one day, over pages too") {
  Fixture fixture;
  Deck deck(fixture, 3, CardKind::reversed);
  StudyPreset preset;
  preset.scheduler.learning_steps = {Duration::days(2), Duration::days(9)};
  preset.bury_learning_siblings = true;
  const auto study = [&] { static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, preset})); };
  study();
  static_cast<void>(deck.answer(0, srs::Rating::easy));  // to review
  static_cast<void>(deck.answer(1, srs::Rating::easy));
  static_cast<void>(deck.answer(2, srs::Rating::again));  // learning, for days
  static_cast<void>(deck.answer(3, srs::Rating::again));
  fixture.clock.advance(Duration::days(30));
  const auto count = [&](int limit) {
    const auto cards = whole(deck, {.limit = limit, .preview = false});
    const QueuePage page = deck.service().queue(deck.learner, {});
    CHECK(page.learning_left == std::ssize(ids(cards, QueueSection::learning)));
    CHECK(page.reviews_left == std::ssize(ids(cards, QueueSection::review)));
    CHECK(page.new_left == std::ssize(ids(cards, QueueSection::new_card)));
    return std::array{page.learning_left, page.reviews_left, page.new_left};
  };
  using Counts = std::array<int, 3>;
  for (const int limit : {1, 2, 200}) {
    preset.bury_learning_siblings = preset.bury_review_siblings = preset.bury_new_siblings = true;
    study();
    CHECK(count(limit) == Counts{1, 1, 1});
    preset.bury_learning_siblings = false;
    study();
    CHECK(count(limit) == Counts{2, 1, 1});
    preset.bury_review_siblings = false;
    study();
    CHECK(count(limit) == Counts{2, 2, 1});
    preset.bury_new_siblings = false;
    study();
    CHECK(count(limit) == Counts{2, 2, 2});
  }
}

TEST_CASE(
    "flashcard queue: a new card waits for a sibling that comes before it, not for one that the limit leaves out") {
  Fixture fixture;
  Deck deck(fixture, 2, CardKind::reversed);
  StudyPreset preset;
  preset.reviews_per_day = 1;
  preset.scheduler.fuzz = false;
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, preset}));
  static_cast<void>(deck.answer(0, srs::Rating::easy));
  fixture.clock.advance(Duration::days(1));
  static_cast<void>(deck.answer(2, srs::Rating::easy));
  fixture.clock.advance(Duration::days(60));
  std::vector<std::string> fronts;
  for (const QueuedCard& card : whole(deck, {.limit = 1, .preview = false})) fronts.push_back(card.card.front);
  CHECK(fronts == std::vector<std::string>{"front 0", "back 1"});
}

TEST_CASE("flashcard queue: without limits siblings far apart and pages of any size come to the same") {
  Fixture fixture;
  Deck deck(fixture, 40, CardKind::reversed);
  StudyPreset preset = without_limits();
  preset.bury_new_siblings = true;
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, preset}));
  Rng rng(4);
  for (int i = 0; i < 12; ++i) {  // new cards with a row of progress, and some that are gone
    const std::size_t card = rng.below(deck.cards.size());
    if (rng.below(3) == 0)
      static_cast<void>(deck.service().mark(deck.learner, {.cards = {deck.cards[card].id}, .suspended = true}));
    if (rng.below(3) == 0)
      static_cast<void>(deck.service().mark(deck.learner, {.cards = {deck.cards[card].id}, .flag = 1}));
  }
  const auto expected = ids(whole(deck, {.limit = 200, .preview = false}));
  CHECK(deck.service().queue(deck.learner, {}).new_left == std::ssize(expected));
  std::set<std::string> notes;
  for (const QueuedCard& card : whole(deck, {.limit = 200, .preview = false}))
    CHECK(notes.insert(card.card.note_guid).second);
  for (const int limit : {1, 7, 39}) CHECK(ids(whole(deck, {.limit = limit, .preview = false})) == expected);
}

TEST_CASE("flashcard queue: the order by exam gain needs an exam ahead, the same on every page") {
  Fixture fixture;
  Deck deck(fixture, 4);
  for (std::size_t i = 0; i < 4; ++i) static_cast<void>(deck.answer(i, srs::Rating::easy));
  fixture.clock.advance(Duration::days(60));
  QueueQuery query{.order = QueueOrder::exam_gain, .limit = 2};
  const auto refused = [&] { return error_of([&] { deck.service().queue(deck.learner, query); }); };
  CHECK(refused() == "invalid_argument/exam");
  query.exam = fixture.clock.now();
  CHECK(refused() == "invalid_argument/exam");
  query.exam = fixture.clock.now() + Duration::days(40'000);
  CHECK(refused() == "invalid_argument/exam");
  query.exam = fixture.clock.now() + Duration::hours(2);
  query.after = deck.service().queue(deck.learner, query).next;
  fixture.clock.advance(Duration::hours(3));  // the exam is over; the queue is that of before
  CHECK(deck.service().queue(deck.learner, query).cards.size() == 2);
  query.exam = *query.exam + Duration::hours(1);
  CHECK(refused() == "invalid_argument/after");
  query.order = QueueOrder::due;
  query.after.clear();
  CHECK(refused() == "invalid_argument/exam");
}

TEST_CASE("flashcard queue: of public sets those that were begun; a set that is hidden again is gone") {
  Fixture fixture;
  Deck deck(fixture, 0);
  const Caller teacher = fixture.caller(Role::instructor);
  const FlashcardSet open = deck.service().create_set(teacher, {.title = "O", .visibility = Visibility::public_set});
  const auto added = deck.service().add_notes(teacher, {open.id, {{.front = "a"}, {.front = "b"}}});
  CHECK(deck.service().queue(deck.learner, {}).cards.empty());
  CHECK(deck.service().queue(deck.learner, {.set = open.id}).cards.size() == 2);
  static_cast<void>(
      deck.service().review(deck.learner, {.id = numbered(1), .card = added.cards[0].id, .expected_reviews = 0}));
  fixture.clock.advance(Duration::hours(1));
  CHECK(deck.service().queue(deck.learner, {}).cards.size() == 2);
  const auto version = deck.service().set(teacher, open.id).row_version;
  static_cast<void>(deck.service().update_set(
      teacher, {.set = open.id, .visibility = Visibility::private_set, .row_version = version}));
  CHECK(deck.service().queue(deck.learner, {}).cards.empty());
  CHECK(deck.service().history(deck.learner, added.cards[0].id).size() == 1);
}

TEST_CASE("flashcard queue: cards answered since the first page do not come again, and bad cursors are refused") {
  Fixture fixture;
  Deck deck(fixture, 10);
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, without_limits()}));
  for (std::size_t i = 0; i < 10; ++i) static_cast<void>(deck.answer(i, srs::Rating::easy));
  fixture.clock.advance(Duration::days(60));
  const QueuePage first = deck.service().queue(deck.learner, {.order = QueueOrder::due, .limit = 4});
  REQUIRE(first.cards.size() == 4);
  fixture.clock.advance(Duration::minutes(1));
  const auto rest = whole(deck, {.order = QueueOrder::due, .limit = 100, .after = first.next});
  REQUIRE(rest.size() == 6);
  static_cast<void>(
      deck.service().review(deck.learner, {.id = numbered(70), .card = rest[2].card.id, .expected_reviews = 1}));
  CHECK(whole(deck, {.order = QueueOrder::due, .limit = 100, .after = first.next}).size() == 5);
  for (const std::string& bad : std::vector<std::string>{"x", "1.2.3", first.next + "0", "1.9.0.1.0." + first.next}) {
    CHECK(error_of([&] { deck.service().queue(deck.learner, {.after = bad}); }) == "invalid_argument/after");
  }
  CHECK(error_of([&] { deck.service().queue(deck.learner, {.order = QueueOrder::random, .after = first.next}); }) ==
        "invalid_argument/after");
  CHECK(error_of([&] { deck.service().queue(deck.learner, {.limit = 201}); }) == "invalid_argument/limit");
}

TEST_CASE("flashcard queue: new cards answered out of order leave no gap behind") {
  Fixture fixture;
  Deck deck(fixture, 12);
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, without_limits()}));
  Rng rng(8);
  std::set<std::string> left;
  for (const Flashcard& card : deck.cards) left.insert(card.front);
  std::vector<std::size_t> order = {7, 0, 1, 11, 3, 2, 4, 9, 5, 6};
  for (const std::size_t card : order) {
    static_cast<void>(deck.answer(card));
    left.erase(deck.cards[card].front);
    std::vector<std::string> fronts;
    for (const QueuedCard& queued : whole(deck, {.limit = 3, .preview = false})) {
      if (queued.section == QueueSection::new_card) fronts.push_back(queued.card.front);
    }
    CHECK(std::set<std::string>(fronts.begin(), fronts.end()) == left);
    CHECK(fronts.size() == left.size());
  }
  CHECK(count(fixture.database(), "SELECT new_from FROM flashcard_studies") == 8);
  static_cast<void>(deck.service().reset(deck.learner, numbered(600), deck.cards[3].id));
  const auto cards = whole(deck, {.limit = 2, .preview = false});
  CHECK(ids(cards, QueueSection::new_card) ==
        std::vector<Id<Flashcard>>{deck.cards[3].id, deck.cards[8].id, deck.cards[10].id});
}

TEST_CASE("flashcard queue: a card that was removed and comes back is new to all who have not seen it") {
  Fixture fixture;
  Deck deck(fixture, 3);
  deck.service().remove_card(deck.learner, deck.cards[1].id);
  static_cast<void>(deck.answer(0, srs::Rating::easy));
  const NoteDraft back{.front = "front 1", .back = "back 1", .guid = "n1"};
  CHECK(deck.service().add_notes(deck.learner, {deck.set.id, {back}}).inserted == 1);
  const QueuePage page = deck.service().queue(deck.learner, {});
  CHECK(page.new_left == 2);
  CHECK(ids(page.cards) == std::vector<Id<Flashcard>>{deck.cards[1].id, deck.cards[2].id});
  static_cast<void>(deck.answer(1, srs::Rating::easy));
  CHECK(ids(deck.service().queue(deck.learner, {}).cards) == std::vector<Id<Flashcard>>{deck.cards[2].id});
}

TEST_CASE("flashcard queue: pages of new cards go on where they ended when a set is begun in between") {
  Fixture fixture;
  Deck a(fixture, 3);
  std::vector<Id<Flashcard>> cards;
  for (const Flashcard& card : a.cards) cards.push_back(card.id);
  for (const char* title : {"E", "F"}) {
    const FlashcardSet set = a.service().create_set(a.learner, {.title = title});
    const AddedNotes added =
        a.service().add_notes(a.learner, {set.id, {{.front = "x"}, {.front = "y"}, {.front = "z"}}});
    for (const Flashcard& card : added.cards) cards.push_back(card.id);
  }
  const QueuePage first = a.service().queue(a.learner, {.limit = 4});
  std::vector<Id<Flashcard>> seen = ids(first.cards);
  REQUIRE(seen == std::vector<Id<Flashcard>>(cards.begin(), cards.begin() + 4));
  static_cast<void>(a.service().review(
      a.learner, {.id = numbered(1), .card = cards[3], .rating = srs::Rating::easy, .expected_reviews = 0}));
  for (const QueuedCard& card : whole(a, {.limit = 4, .after = first.next})) seen.push_back(card.card.id);
  CHECK(seen == cards);
}
