#include "haven/srs/history.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::srs;

namespace {

constexpr Timestamp t0{1'704'067'200'000'000};

Uuid random_id(Rng& rng) {
  Uuid id;
  for (auto& byte : id.bytes) byte = static_cast<std::uint8_t>(rng.below(256));
  return id;
}

/// Answers at rising times, some at the same moment, and some of them taken back.
History random_history(Rng& rng, std::size_t reviews) {
  History history;
  Timestamp at = t0;
  for (std::size_t i = 0; i < reviews; ++i) {
    at = at + Duration::hours(static_cast<std::int64_t>(rng.below(200)) * (i % 5 == 0 ? 0 : 1));
    history.reviews.push_back({.id = random_id(rng),
                               .at = at,
                               .rating = static_cast<Rating>(1 + rng.below(4)),
                               .day = std::nullopt,
                               .balanced = static_cast<int>(rng.below(3)) - 1,
                               .duration = Duration::seconds(5)});
    if (rng.below(6) == 0) history.undone.push_back(history.reviews.back().id);
  }
  return merge(history, {});
}

/// What one of two devices knows: some of it, in any order, some of it twice.
History part(const History& all, Rng& rng) {
  History known;
  for (const Review& review : all.reviews) {
    for (auto copies = rng.below(3); copies > 0; --copies) known.reviews.push_back(review);
  }
  for (const Uuid& id : all.undone) {
    if (rng.below(2) == 0) known.undone.push_back(id);
  }
  for (std::size_t i = known.reviews.size(); i > 1; --i) std::swap(known.reviews[i - 1], known.reviews[rng.below(i)]);
  return known;
}

}  // namespace

TEST_CASE("merge: union of logs, whatever the order, grouping and repetition") {
  Rng rng(5);
  for (int run = 0; run < 200; ++run) {
    const History all = random_history(rng, 20);
    const History a = part(all, rng), b = part(all, rng), c = part(all, rng);
    const History merged = merge(merge(a, b), c);
    CHECK(merge(c, merge(b, a)) == merged);
    CHECK(merge(merge(a, c), b) == merged);
    CHECK(merge(merged, b) == merged);
    CHECK(merge(all, merged) == all);
  }
}

TEST_CASE("replay: of a merged log is that of the whole log, and undoing equals replaying without") {
  const Scheduler scheduler;
  Rng rng(6);
  for (int run = 0; run < 100; ++run) {
    History all = random_history(rng, 15);
    const Card fresh = new_card(rng.next(), t0);
    const Card card = replay(scheduler, fresh, effective(merge(part(all, rng), all)));
    CHECK(card == replay(scheduler, fresh, effective(all)));

    const std::size_t taken = rng.below(all.reviews.size());
    History undone = all;
    undone.undone.push_back(all.reviews[taken].id);
    all.reviews.erase(all.reviews.begin() + static_cast<std::ptrdiff_t>(taken));
    CHECK(replay(scheduler, fresh, effective(merge(undone, {}))) == replay(scheduler, fresh, effective(all)));
  }
}

TEST_CASE("replay: equals answering one by one, bit for bit, with balancing, order and days noted in other zones") {
  Rng rng(9);
  const std::array<CalendarDays, 3> zones = {CalendarDays{"Asia/Tokyo"}, CalendarDays{"America/New_York"},
                                             CalendarDays{}};
  DayPreferences preferences;
  preferences.weekdays = {DayLoad::minimum, DayLoad::normal, DayLoad::reduced, DayLoad::normal,
                          DayLoad::normal,  DayLoad::normal, DayLoad::minimum};
  Workload workload;
  workload.preferences = &preferences;
  int moved = 0;
  for (int run = 0; run < 200; ++run) {
    const bool ordered = rng.below(2) == 0;
    const Card fresh = new_card(rng.next(), t0);
    Card card = fresh;
    std::vector<Review> reviews;
    for (int i = 0; i < 12; ++i) {
      // The learner travels: the zone of the last answer is that of the scheduler, which replays all of them.
      const Scheduler here({.ordered_answers = ordered, .day_rule = zones[rng.below(3)]});
      card = replay(here, fresh, reviews);
      const Timestamp at =
          std::max(card.due, card.last_review.value_or(t0)) + Duration::hours(static_cast<std::int64_t>(rng.below(60)));
      const auto rating = static_cast<Rating>(1 + rng.below(4));
      const Outcome outcome = here.outcome(card, rating, at, {.workload = &workload});
      moved += outcome.why.balanced != 0 ? 1 : 0;
      reviews.push_back({.id = random_id(rng),
                         .at = at,
                         .rating = rating,
                         .day = here.days().day(at),
                         .balanced = outcome.why.balanced,
                         .duration = {}});
      CHECK(replay(here, fresh, reviews) == outcome.card);
    }
  }
  CHECK(moved > 100);
}

TEST_CASE("merge: one id for two different answers is a conflict") {
  Rng rng(8);
  const History all = random_history(rng, 3);
  History other = all;
  other.reviews[1].rating = other.reviews[1].rating == Rating::good ? Rating::again : Rating::good;
  try {
    static_cast<void>(merge(all, other));
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::conflict);
    CHECK(error.reason() == "review_differs");
  }
}

TEST_CASE("replay: a review before its predecessor is refused") {
  const std::vector<Review> reviews = {
      {.id = {}, .at = t0, .rating = Rating::good, .day = {}, .balanced = 0, .duration = {}},
      {.id = {}, .at = t0 - Duration{1}, .rating = Rating::good, .day = {}, .balanced = 0, .duration = {}}};
  CHECK_THROWS_AS(static_cast<void>(replay(Scheduler{}, new_card(1, t0), reviews)), Error);
}
