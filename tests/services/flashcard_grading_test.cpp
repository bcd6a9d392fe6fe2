#include "services/flashcard_deck.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

struct Desk : Deck {
  explicit Desk(Fixture& world, int count) : Deck(world, count) {}

  void set_buttons(bool two) {
    StudyPreset preset;
    preset.two_buttons = two;
    static_cast<void>(service().set_preset(learner, {std::nullopt, preset}));
  }
  SubmitReview graded(std::size_t card, ReviewEvidence evidence, Duration duration = {}) {
    return {.id = numbered(next_id++),
            .card = cards.at(card).id,
            .evidence = evidence,
            .expected_reviews = reviews(card),
            .duration = duration};
  }
  std::pair<srs::Rating, srs::GradingReason> rating_of(ReviewEvidence evidence, Duration duration = {}) {
    const ReviewReceipt receipt = service().review(learner, graded(next_card++, evidence, duration));
    return {receipt.rating, receipt.grading.value()};
  }
  std::size_t next_card = 0;
};

using srs::GradingReason;
using srs::Rating;

}  // namespace

TEST_CASE("flashcard grading: score, confidence and time come to a rating, with its reason") {
  Fixture fixture;
  Desk desk(fixture, 60);
  CHECK(desk.rating_of({.score = 1.0}) == std::pair(Rating::good, GradingReason::plain));
  CHECK(desk.rating_of({.score = 0.0}) == std::pair(Rating::again, GradingReason::wrong));
  CHECK(desk.rating_of({.score = 0.6}) == std::pair(Rating::hard, GradingReason::partial));
  CHECK(desk.rating_of({.score = 1.0, .confidence = 0.1}) == std::pair(Rating::again, GradingReason::guessed));
  CHECK(desk.rating_of({.score = 1.0, .confidence = 0.4}) == std::pair(Rating::hard, GradingReason::unsure));
  // A time says nothing before the learner's own are known.
  CHECK(desk.rating_of({.score = 1.0}, Duration::seconds(1)).second == GradingReason::plain);
  for (int i = 0; i < 20; ++i) {
    static_cast<void>(
        desk.service().review(desk.learner, desk.graded(desk.next_card++, {.score = 1.0}, Duration::seconds(8))));
  }
  CHECK(desk.rating_of({.score = 1.0}, Duration::seconds(20)) == std::pair(Rating::hard, GradingReason::slow));
  CHECK(desk.rating_of({.score = 1.0}, Duration::seconds(3)) == std::pair(Rating::easy, GradingReason::fast));
  CHECK(desk.rating_of({.score = 1.0}, Duration::seconds(9)) == std::pair(Rating::good, GradingReason::plain));
}

TEST_CASE("flashcard grading: what an answer was graded by is in its row; sent again it gets the same reply") {
  Fixture fixture;
  Desk desk(fixture, 40);
  const SubmitReview command = desk.graded(0, {.score = 0.75, .confidence = 0.9}, Duration::seconds(30));
  const ReviewReceipt receipt = desk.service().review(desk.learner, command);
  CHECK(receipt.rating == Rating::hard);
  const FlashcardReview row = desk.service().history(desk.learner, desk.cards[0].id).at(0);
  CHECK(row.grading == AnswerGrading{0.75, 0.9, GradingReason::partial});
  for (std::size_t i = 1; i < 30; ++i) {  // from now on 30 seconds are slow
    static_cast<void>(desk.service().review(desk.learner, desk.graded(i, {.score = 1.0}, Duration::seconds(5))));
  }
  const ReviewReceipt again = desk.service().review(desk.learner, command);
  CHECK(again.rating == receipt.rating);
  CHECK(again.grading == receipt.grading);
  CHECK(again.schedule == receipt.schedule);
  SubmitReview other = command;
  other.evidence->score = 0.8;
  CHECK(error_of([&] { desk.service().review(desk.learner, other); }) == "conflict/review_differs");
  other.evidence.reset();
  other.rating = Rating::hard;  // what it came to, but nobody said so
  CHECK(error_of([&] { desk.service().review(desk.learner, other); }) == "conflict/review_differs");
  const auto pulled = desk.service().sync(desk.learner, {}).new_reviews;
  CHECK(pulled.at(0).grading == row.grading);
  CHECK(desk.service().sync(desk.learner, {.reviews = {pulled[0]}}).reviews[0].outcome == SyncOutcome::known);
}

TEST_CASE("flashcard grading: shares out of range are refused") {
  Fixture fixture;
  Desk desk(fixture, 1);
  for (const ReviewEvidence& bad : {ReviewEvidence{-0.1}, ReviewEvidence{1.1}}) {
    CHECK(error_of([&] { desk.service().review(desk.learner, desk.graded(0, bad)); }) == "invalid_argument/score");
  }
  CHECK(error_of([&] {
          desk.service().review(desk.learner, desk.graded(0, {1.0, 2.0}));
        }) == "invalid_argument/confidence");
  FlashcardReview row;
  row.id = numbered(70);
  row.card = desk.cards[0].id;
  row.rating = Rating::good;
  row.at = fixture.clock.now();
  row.day = srs::DayCounter(srs::CalendarDays{}).day(row.at);
  row.zone = "UTC";
  row.grading = AnswerGrading{2.0};
  CHECK(desk.service().sync(desk.learner, {.reviews = {row}}).reviews[0].error->reason == "score");
  CHECK(desk.reviews(0) == 0);
}

TEST_CASE("flashcard buttons: with two there are two previews, two answers in the queue, and no Hard or Easy") {
  Fixture fixture;
  Desk desk(fixture, 8);
  CHECK(desk.service().preview(desk.learner, desk.cards[0].id).size() == 4);
  desk.set_buttons(true);
  const auto previews = desk.service().preview(desk.learner, desk.cards[0].id);
  REQUIRE(previews.size() == 2);
  CHECK(previews[0].rating == Rating::again);
  CHECK(previews[1].rating == Rating::good);
  CHECK(desk.service().queue(desk.learner, {}).cards[0].answers.size() == 2);
  CHECK(desk.answer(0, Rating::good).schedule == previews[1].outcome.card);
  for (const Rating rating : {Rating::hard, Rating::easy}) {
    CHECK(error_of([&] { static_cast<void>(desk.answer(1, rating)); }) == "invalid_argument/two_buttons");
  }
  desk.next_card = 2;
  CHECK(desk.rating_of({.score = 0.6}).first == Rating::good);
  CHECK(desk.rating_of({.score = 0.4}).first == Rating::again);
  desk.set_buttons(false);
  CHECK(desk.rating_of({.score = 0.6}).first == Rating::hard);
}
