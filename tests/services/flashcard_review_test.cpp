#include <mutex>
#include <set>
#include <thread>
#include <tuple>

#include "haven/srs/history.hpp"

#include "services/flashcard_deck.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

/// The schedule of a card by the engine alone, from its log as the service shows it.
srs::Card replayed(Deck& deck, std::size_t place) {
  const Flashcard& card = deck.cards.at(place);
  const CardProgress progress = deck.service().progress(deck.learner, card.id);
  srs::Card result = srs::new_card(progress.schedule.key, card.created_at);
  const auto log = deck.service().history(deck.learner, card.id);
  if (log.empty()) return result;
  std::vector<srs::Review> answers;
  std::optional<ConfigHash> config;
  std::optional<Timestamp> laid_down;
  srs::Occasion occasion;
  double retention = 0.0;
  for (const FlashcardReview& row : log) {
    if (row.kind == ReviewKind::mark) {
      retention = row.mark->desired_retention.value_or(retention);
      continue;
    }
    config = row.config;
    laid_down = row.due;
    if (row.kind == ReviewKind::reset) answers.clear();
    if (row.kind != ReviewKind::answer) continue;
    answers.push_back({row.id, row.at, *row.rating, row.day, row.balanced, row.duration});
    occasion.desired_retention.reset();
    if (retention > 0.0) occasion.desired_retention = retention;
  }
  if (config) result = srs::replay(srs::Scheduler(deck.service().config(*config)), result, answers, occasion);
  if (laid_down && !result.is_new()) result.due = *laid_down;
  return result;
}

/// What the learner said last of the card, by its log.
CardProgress said(Deck& deck, std::size_t place, CardProgress progress) {
  progress.flag = 0;
  progress.buried_until.reset();
  progress.desired_retention.reset();
  for (const FlashcardReview& row : deck.service().history(deck.learner, deck.cards.at(place).id)) {
    if (row.kind != ReviewKind::mark) continue;
    if (row.mark->flag) progress.flag = *row.mark->flag;
    if (row.mark->buried_until) progress.buried_until = row.mark->buried_until;
    if (row.mark->buried_until <= row.at && row.mark->buried_until) progress.buried_until.reset();
    if (row.mark->desired_retention) progress.desired_retention = row.mark->desired_retention;
    if (progress.desired_retention == 0.0) progress.desired_retention.reset();
  }
  return progress;
}

/// Counts of a learner by an independent pass over the whole log.
std::vector<DailyCount> counted(Deck& deck) {
  std::map<std::int64_t, DailyCount> days;
  for (const Flashcard& card : deck.cards) {
    std::optional<std::int64_t> last;
    for (const FlashcardReview& row : deck.service().history(deck.learner, card.id)) {
      if (row.kind == ReviewKind::reset) last.reset();
      if (row.kind != ReviewKind::answer) continue;
      DailyCount& count = days[row.day];
      count.set = deck.set.id;
      count.day = row.day;
      ++count.answers;
      count.duration.microseconds += row.duration.microseconds;
      if (!last) ++count.new_cards;
      if (last && *last != row.day) ++count.reviews;
      last = row.day;
    }
  }
  std::vector<DailyCount> result;
  for (const auto& [day, count] : days) result.push_back(count);
  return result;
}

StudyPreset some_preset(Rng& rng) {
  StudyPreset preset;
  const auto algorithm = static_cast<srs::Algorithm>(rng.below(3));
  preset.scheduler.parameters = srs::default_parameters(algorithm);
  preset.scheduler.desired_retention = 0.8 + 0.15 * rng.uniform();
  if (rng.below(2) == 0) preset.scheduler.day_rule.reset();
  preset.calendar.zone = rng.below(2) == 0 ? "America/New_York" : "Pacific/Kiritimati";
  preset.balance_load = rng.below(2) == 0;
  preset.days.weekdays[2] = srs::DayLoad::minimum;
  preset.leech_rule = {static_cast<int>(rng.below(4)), rng.below(2) == 0, LeechAction::suspend};
  return preset;
}

MarkCards some_marks(Deck& deck, std::size_t card, Rng& rng) {
  MarkCards marks{.cards = {deck.cards[card].id}};
  if (rng.below(2) == 0) marks.suspended = rng.below(2) == 0;
  if (rng.below(3) == 0) marks.buried = rng.below(2) == 0;
  if (rng.below(3) == 0) marks.flag = static_cast<int>(rng.below(8));
  if (rng.below(3) == 0) marks.leech = rng.below(2) == 0;
  if (rng.below(3) == 0) marks.desired_retention = rng.below(3) == 0 ? 0.0 : 0.8 + 0.19 * rng.uniform();
  return marks;
}

bool same(const ReviewReceipt& a, const ReviewReceipt& b) {
  const auto parts = [](const srs::Explanation& why) {
    return std::tie(why.elapsed_days, why.retrievability, why.before, why.after, why.desired_retention, why.step,
                    why.interval, why.rounded, why.capped, why.fuzzed, why.ordered, why.balanced, why.earliest,
                    why.latest);
  };
  return a.id == b.id && a.card == b.card && a.schedule == b.schedule && parts(a.why) == parts(b.why) &&
         a.leech == b.leech && a.sequence == b.sequence;
}

/// One random thing that a learner may do.
void act(Deck& deck, Rng& rng) {
  FlashcardService& service = deck.service();
  deck.fixture.clock.advance(Duration::minutes(static_cast<std::int64_t>(rng.below(2'000))));
  const std::size_t card = rng.below(deck.cards.size());
  const auto undo = [&](std::optional<Uuid> row) {
    static_cast<void>(error_of([&] { service.undo(deck.learner, {numbered(deck.next_id++), row}); }));
  };
  switch (rng.below(13)) {
    case 0:
      return undo(std::nullopt);
    case 1: {
      const auto log = service.history(deck.learner, deck.cards[card].id);
      return log.empty() ? undo(std::nullopt) : undo(log[rng.below(log.size())].id);
    }
    case 2:
      static_cast<void>(service.reset(deck.learner, numbered(deck.next_id++), deck.cards[card].id));
      return;
    case 3:
      static_cast<void>(service.set_preset(deck.learner, {std::nullopt, some_preset(rng)}));
      return;
    case 4: {
      const Timestamp due = deck.fixture.clock.now() + Duration::days(static_cast<std::int64_t>(rng.below(50)));
      static_cast<void>(error_of([&] {
        service.apply_schedule(deck.learner, {numbered(deck.next_id++), {{deck.cards[card].id, due}}});
      }));
      return;
    }
    case 5:
      static_cast<void>(service.mark(deck.learner, some_marks(deck, card, rng)));
      return;
    default:
      static_cast<void>(deck.answer(card, static_cast<srs::Rating>(1 + rng.below(4))));
  }
}

}  // namespace

TEST_CASE(
    "flashcards: after any operations every card and count is what its log comes to, and a rebuild changes nothing") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    Fixture fixture;
    Deck deck(fixture, 6, CardKind::reversed);
    Rng rng(seed);
    for (int step = 0; step < 150; ++step) act(deck, rng);
    const auto stored = deck.standings();
    for (std::size_t i = 0; i < deck.cards.size(); ++i) {
      CHECK(stored[i].schedule == replayed(deck, i));
      CHECK(stored[i] == said(deck, i, stored[i]));
    }
    CHECK(deck.counts() == counted(deck));
    const RebuildReport report = deck.service().rebuild(deck.learner.user);
    CHECK(report.cards > 0);
    CHECK(report.different_cards == 0);
    CHECK(report.different_counts == 0);
    CHECK(report.different_pages == 0);
    CHECK(deck.standings() == stored);
  }
}

TEST_CASE("flashcards: a rebuild mends what was stored otherwise than the log says") {
  Fixture fixture;
  Deck deck(fixture, 3);
  for (std::size_t i = 0; i < 3; ++i) static_cast<void>(deck.answer(i));
  const auto truth = deck.standings();
  const auto counts = deck.counts();
  transact(fixture.database(), [](Transaction& tx) {
    tx.prepare("UPDATE user_flashcard_progress SET stability = 77 WHERE slot = 1")->step();
    tx.prepare("UPDATE flashcard_daily_counts SET answers = answers + 5")->step();
    tx.prepare("UPDATE flashcard_queue_pages SET cards = zeroblob(312)")->step();
  });
  CHECK(deck.standings() != truth);
  const RebuildReport report = deck.service().rebuild(deck.learner.user);
  CHECK(report.cards == 3);
  CHECK(report.different_cards == 1);
  CHECK(report.different_counts == 1);
  CHECK(report.different_pages == 3);
  CHECK(deck.standings() == truth);
  CHECK(deck.counts() == counts);
  CHECK(deck.service().rebuild(deck.learner.user).different_pages == 0);
}

TEST_CASE("flashcards: a rebuild brings back cards whose progress is lost") {
  for (const char* lost :
       {"DELETE FROM user_flashcard_progress", "DELETE FROM user_flashcard_progress WHERE slot = 0"}) {
    for (const bool pages_too : {false, true}) {
      CAPTURE(lost);
      CAPTURE(pages_too);
      Fixture fixture;
      Deck deck(fixture, 4);
      static_cast<void>(deck.service().mark(deck.learner, {.cards = {deck.cards[3].id}, .flag = 1}));
      for (const std::size_t card : {2U, 0U, 1U}) static_cast<void>(deck.answer(card, srs::Rating::easy));
      const auto truth = deck.standings();
      const auto counts = deck.counts();
      const int in_review = deck.service().counts(deck.learner, {}).young;
      CHECK(in_review == 3);
      transact(fixture.database(), [&](Transaction& tx) {
        tx.prepare(lost)->step();
        if (pages_too) tx.prepare("DELETE FROM flashcard_queue_pages")->step();
      });
      const RebuildReport report = deck.service().rebuild(deck.learner.user);
      CHECK(deck.standings() == truth);
      CHECK(deck.counts() == counts);
      CHECK(deck.service().counts(deck.learner, {}).young == in_review);
      CHECK(report.different_counts == 0);
      const QueuePage queue = deck.service().queue(deck.learner, {});
      REQUIRE(queue.cards.size() == 1);  // the one without an answer, new again
      CHECK(queue.cards[0].card.id == deck.cards[3].id);
      const RebuildReport again = deck.service().rebuild(deck.learner.user);
      CHECK(again.cards == report.cards);
      CHECK(again.different_cards + again.different_counts + again.different_pages == 0);
    }
  }
}

TEST_CASE("flashcards: undoing the last forty answers one by one goes back through the same states") {
  Fixture fixture;
  Deck deck(fixture, 4);
  Rng rng(7);
  std::vector<std::vector<CardProgress>> states = {deck.standings()};
  std::vector<std::vector<DailyCount>> counts = {deck.counts()};
  for (int i = 0; i < 40; ++i) {
    fixture.clock.advance(Duration::minutes(static_cast<std::int64_t>(rng.below(3'000))));
    static_cast<void>(deck.answer(rng.below(4), static_cast<srs::Rating>(1 + rng.below(4))));
    states.push_back(deck.standings());
    counts.push_back(deck.counts());
  }
  for (std::size_t i = 40; i-- > 0;) {
    static_cast<void>(deck.service().undo(deck.learner, {numbered(deck.next_id++), std::nullopt}));
    auto now = deck.standings();
    // A card without an answer that counts has no scheduler any more, but is otherwise as it was made.
    CHECK(now == states[i]);
    CHECK(deck.counts() == counts[i]);
  }
  CHECK(error_of([&] { deck.service().undo(deck.learner, {numbered(deck.next_id++), std::nullopt}); }) == "not_found/");
}

TEST_CASE("flashcards: the same answer again gives the same receipt, another one under its id a conflict") {
  Fixture fixture;
  Deck deck(fixture, 2);
  SubmitReview command{
      .id = numbered(9), .card = deck.cards[0].id, .expected_reviews = 0, .duration = Duration::seconds(4)};
  const ReviewReceipt first = deck.service().review(deck.learner, command);
  fixture.clock.advance(Duration::days(1));
  static_cast<void>(deck.answer(0, srs::Rating::hard));
  CHECK(same(deck.service().review(deck.learner, command), first));
  command.rating = srs::Rating::easy;
  CHECK(error_of([&] { deck.service().review(deck.learner, command); }) == "conflict/review_differs");
  command.rating = srs::Rating::good;
  command.card = deck.cards[1].id;
  CHECK(error_of([&] { deck.service().review(deck.learner, command); }) == "conflict/review_differs");
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM flashcard_reviews") == 2);
}

TEST_CASE("flashcards: a receipt stays the same whatever becomes of the log and the preset") {
  Fixture fixture;
  Deck deck(fixture, 3, CardKind::reversed);
  Rng rng(17);
  std::vector<std::pair<SubmitReview, ReviewReceipt>> given;
  for (int step = 0; step < 200; ++step) {
    act(deck, rng);
    const std::size_t card = rng.below(deck.cards.size());
    const SubmitReview command{.id = numbered(deck.next_id++),
                               .card = deck.cards[card].id,
                               .rating = static_cast<srs::Rating>(1 + rng.below(4)),
                               .expected_reviews = deck.reviews(card)};
    given.emplace_back(command, deck.service().review(deck.learner, command));
  }
  bool any_leech = false;
  for (const auto& [command, receipt] : given) {
    CHECK(same(deck.service().review(deck.learner, command), receipt));
    any_leech |= receipt.leech;
  }
  CHECK(any_leech);
}

TEST_CASE("flashcards: a receipt stays the same after an earlier answer was taken back or came from another device") {
  Fixture fixture;
  Deck deck(fixture, 1);
  StudyPreset preset;
  preset.leech_rule.threshold = 2;
  preset.scheduler.relearning_steps.clear();
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, preset}));
  const ReviewReceipt first = deck.answer(0, srs::Rating::easy);
  fixture.clock.advance(Duration::days(10));
  const Timestamp between = fixture.clock.now() - Duration::days(5);
  static_cast<void>(deck.answer(0, srs::Rating::again));
  fixture.clock.advance(Duration::days(3));
  const SubmitReview command{
      .id = numbered(70), .card = deck.cards[0].id, .rating = srs::Rating::again, .expected_reviews = 2};
  const ReviewReceipt receipt = deck.service().review(deck.learner, command);
  CHECK(receipt.leech);
  static_cast<void>(deck.service().undo(deck.learner, {numbered(71), first.id}));
  CHECK(same(deck.service().review(deck.learner, command), receipt));
  FlashcardReview late;
  late.id = numbered(72);
  late.card = deck.cards[0].id;
  late.rating = srs::Rating::hard;
  late.at = between;
  late.day = srs::DayCounter(srs::CalendarDays{}).day(between);
  late.zone = "UTC";
  const SyncResult merged = deck.service().sync(deck.learner, {.reviews = {late}});
  CHECK(merged.reviews[0].outcome == SyncOutcome::accepted);
  preset.leech_rule.threshold = 0;
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, preset}));
  CHECK(same(deck.service().review(deck.learner, command), receipt));
}

TEST_CASE("flashcards: the preview of an answer is its outcome, also with balanced load and after another scheduler") {
  Fixture fixture;
  Deck deck(fixture, 8, CardKind::reversed);
  Rng rng(3);
  for (int step = 0; step < 120; ++step) {
    fixture.clock.advance(Duration::hours(static_cast<std::int64_t>(1 + rng.below(40))));
    if (step % 25 == 24) static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, some_preset(rng)}));
    const std::size_t card = rng.below(deck.cards.size());
    const auto preview = deck.service().preview(deck.learner, deck.cards[card].id);
    const auto rating = static_cast<srs::Rating>(1 + rng.below(4));
    const ReviewReceipt receipt = deck.answer(card, rating);
    CHECK(receipt.schedule == preview[static_cast<std::size_t>(rating) - 1].outcome.card);
  }
}

TEST_CASE("flashcards: of many answers at once to a card seen by all as unanswered one is accepted") {
  TemporaryFile file;
  Fixture fixture({}, account_options(), file.path());
  Deck deck(fixture, 1);
  for (int round = 0; round < 5; ++round) {
    std::mutex mutex;
    std::multiset<std::string> errors;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      const SubmitReview command{.id = numbered(deck.next_id++), .card = deck.cards[0].id, .expected_reviews = round};
      threads.emplace_back([&, command] {
        const std::string error = error_of([&] { deck.service().review(deck.learner, command); });
        const std::lock_guard lock(mutex);
        errors.insert(error);
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(errors.count("") == 1);
    CHECK(errors.count("conflict/card_changed") == 7);
    fixture.clock.advance(Duration::days(1));
  }
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM flashcard_reviews") == 5);
  CHECK(deck.service().progress(deck.learner, deck.cards[0].id).schedule.reviews == 5);
}

TEST_CASE("flashcards: of many answers that mean the same moment of a card one is accepted") {
  TemporaryFile file;
  Fixture fixture({}, account_options(), file.path());
  Deck deck(fixture, 1);
  static_cast<void>(deck.answer(0));
  fixture.clock.advance(Duration::days(3));
  const Timestamp then = fixture.clock.now() - Duration::hours(1);
  std::mutex mutex;
  std::multiset<std::string> errors;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    const SubmitReview command{.id = numbered(deck.next_id++), .card = deck.cards[0].id, .at = then};
    threads.emplace_back([&, command] {
      const std::string error = error_of([&] { deck.service().review(deck.learner, command); });
      const std::lock_guard lock(mutex);
      errors.insert(error);
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(errors.count("") == 1);
  CHECK(errors.count("conflict/card_changed") == 7);
  CHECK(error_of([&] { deck.service().review(deck.learner, {.id = numbered(90), .card = deck.cards[0].id}); }) ==
        "invalid_argument/expected_reviews");
  CHECK(deck.reviews(0) == 2);
}

TEST_CASE("flashcards: a batch accepts each answer whole or refuses it with its reason") {
  Fixture fixture;
  Deck deck(fixture, 2);
  const auto results = deck.service().review_batch(
      deck.learner,
      {{.id = numbered(1), .card = deck.cards[0].id, .expected_reviews = 0},
       {.id = numbered(1), .card = deck.cards[1].id, .expected_reviews = 0},
       {.id = numbered(2), .card = {numbered(77)}, .expected_reviews = 0},
       {.id = numbered(3), .card = deck.cards[1].id, .at = fixture.clock.now() + Duration::hours(1)},
       {.id = numbered(4), .card = deck.cards[1].id, .expected_reviews = 0, .duration = Duration::days(2)},
       {.id = numbered(5), .card = deck.cards[1].id, .expected_reviews = 0},
       {.id = numbered(6), .card = deck.cards[1].id, .at = fixture.clock.now() - Duration::hours(1)},
       {.id = numbered(7), .card = deck.cards[1].id, .at = fixture.clock.now()},
       {.id = numbered(8), .card = deck.cards[1].id},
       {.id = numbered(9), .card = deck.cards[1].id, .expected_reviews = 1}});
  std::vector<std::string> reasons;
  for (const ReviewResult& result : results) {
    CHECK(result.receipt.has_value() != result.error.has_value());
    reasons.push_back(result.error ? std::string(to_string(result.error->code)) + "/" + result.error->reason : "");
  }
  CHECK(reasons == std::vector<std::string>{"", "conflict/review_differs", "not_found/", "invalid_argument/in_future",
                                            "invalid_argument/duration", "", "invalid_argument/clock_backwards",
                                            "conflict/card_changed", "invalid_argument/expected_reviews", ""});
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM flashcard_reviews") == 3);
  CHECK(error_of([&] { deck.service().review_batch(deck.learner, std::vector<SubmitReview>(201)); }) ==
        "invalid_argument/reviews");
}

TEST_CASE("flashcards: undo names what it took back, is repeatable, and refuses what is not there") {
  Fixture fixture;
  Deck deck(fixture, 1);
  static_cast<void>(deck.answer(0));
  fixture.clock.advance(Duration::days(2));
  const ReviewReceipt second = deck.answer(0, srs::Rating::again);
  const UndoReceipt undone = deck.service().undo(deck.learner, {numbered(50), std::nullopt});
  CHECK(undone.review.id == second.id);
  CHECK(undone.progress.schedule.reviews == 1);
  const UndoReceipt again = deck.service().undo(deck.learner, {numbered(50), std::nullopt});
  CHECK(again.review.id == second.id);
  CHECK(again.progress == undone.progress);
  const auto undo = [&](std::uint64_t id, const Uuid& row) {
    return error_of([&] { deck.service().undo(deck.learner, {numbered(id), row}); });
  };
  CHECK(undo(50, numbered(1)) == "conflict/undo_differs");
  CHECK(undo(51, second.id) == "conflict/undone");
  CHECK(undo(52, numbered(999)) == "not_found/");
  const Caller other = fixture.caller();
  CHECK(error_of([&] { deck.service().undo(other, {numbered(53), numbered(1)}); }) == "not_found/");
}

TEST_CASE("flashcards: a plan of due days is laid down, holds until the next answer, and can be taken back") {
  Fixture fixture;
  Deck deck(fixture, 3);
  for (std::size_t i = 0; i < 2; ++i) static_cast<void>(deck.answer(i, srs::Rating::easy));
  const auto before = deck.standings();
  const Timestamp due = fixture.clock.now() + Duration::days(100);
  StudyPreset preset = deck.service().preset(deck.learner, std::nullopt);
  preset.scheduler.desired_retention = 0.8;
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, preset}));
  CHECK(deck.standings() == before);
  const ApplySchedule plan{numbered(60), {{deck.cards[0].id, due}, {deck.cards[1].id, due}}};
  CHECK(deck.service().apply_schedule(deck.learner, plan) == 2);
  CHECK(deck.service().apply_schedule(deck.learner, plan) == 0);
  CHECK(deck.service().progress(deck.learner, deck.cards[0].id).schedule.due == due);
  CHECK(deck.service().config(deck.standings()[0].config).desired_retention == 0.8);
  CHECK(deck.service().undo_schedule(deck.learner, numbered(60)) == 2);
  CHECK(deck.service().undo_schedule(deck.learner, numbered(60)) == 0);
  CHECK(error_of([&] { deck.service().apply_schedule(deck.learner, plan); }) == "conflict/undone");
  CHECK(deck.standings() == before);
  const auto refused = [&](std::size_t card, Timestamp at) {
    return error_of([&] {
      deck.service().apply_schedule(deck.learner, {numbered(61), {{deck.cards[0].id, due}, {deck.cards[card].id, at}}});
    });
  };
  CHECK(refused(2, due) == "invalid_argument/new_card");
  CHECK(refused(1, fixture.clock.now() - Duration::days(1)) == "invalid_argument/due");
  CHECK(deck.standings() == before);  // all or none
}

TEST_CASE("flashcards: a plan for another retention is a dry run that, laid down, comes to what it said") {
  Fixture fixture;
  Deck deck(fixture, 30);
  StudyPreset preset;
  preset.scheduler.fuzz = false;
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, preset}));
  for (std::size_t i = 0; i < 30; ++i) static_cast<void>(deck.answer(i, srs::Rating::easy));
  const auto before = deck.standings();
  preset.scheduler.desired_retention = 0.8;
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, preset}));
  const RescheduleQuery query{.cards_per_day = 10};
  const RescheduleDryRun plan = deck.service().plan_reschedule(deck.learner, query);
  CHECK(deck.standings() == before);
  REQUIRE(plan.moves.size() == 30);
  CHECK(plan.later == 30);
  ApplySchedule command{numbered(70), {}};
  for (const auto& move : plan.moves) command.plan.push_back(move.to);
  CHECK(deck.service().apply_schedule(deck.learner, command) == 30);
  std::map<std::int64_t, int> due;
  for (const auto& move : plan.moves) {
    const srs::Card schedule = deck.service().progress(deck.learner, move.to.card).schedule;
    CHECK(schedule.due == move.to.due);
    ++due[srs::DayCounter(srs::CalendarDays{}).day(schedule.due)];
  }
  for (const auto& [day, cards] : due) CHECK(cards <= 10);
  for (std::size_t i = 0; i < 30; ++i) CHECK(deck.standings()[i].schedule == replayed(deck, i));
  CHECK(deck.service().undo_schedule(deck.learner, numbered(70)) == 30);
  CHECK(deck.standings() == before);
  CHECK(deck.service().plan_reschedule(deck.learner, {.kind = RescheduleKind::advance, .count = 4}).moves.size() == 4);
}
