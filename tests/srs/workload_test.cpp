#include "haven/srs/workload.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <deque>
#include <set>
#include <string>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::srs;

namespace {

// Day 3 was a Sunday: 1970-01-04.
constexpr std::int64_t sunday = 3;

/// 1,000 cards reviewed for two years, each interval 3 to 30 days, spread by a tenth and a day to either side.
struct Deck {
  const DayPreferences* preferences = nullptr;
  bool balanced = true;
  int outside = 0;               ///< cards due out of their range
  int avoidable = 0;             ///< cards on a minimum day although their range held another
  std::array<int, 7> weekday{};  ///< reviews by weekday, once the deck has settled
  double variance = 0.0;         ///< of the reviews a day
  double mean_shift = 0.0;       ///< of the interval by the choice
};

constexpr std::int64_t days = 730, settled = 180;

bool avoidable(const Deck& deck, std::int64_t chosen, std::int64_t earliest, std::int64_t latest) {
  if (deck.preferences == nullptr || deck.preferences->load_on(chosen) != DayLoad::minimum) return false;
  for (std::int64_t day = earliest; day <= latest; ++day)
    if (deck.preferences->load_on(day) != DayLoad::minimum) return true;
  return false;
}

Deck run(Deck deck) {
  Rng rng(7);
  std::vector<int> due(days + 40, 0);
  due[0] = 1000;
  double sum = 0.0, squares = 0.0, shift = 0.0;
  int choices = 0;
  for (std::int64_t today = 0; today < days; ++today) {
    const int reviews = due[static_cast<std::size_t>(today)];
    for (int i = 0; i < reviews; ++i) {
      const auto interval = 3 + static_cast<std::int64_t>(rng.below(28));
      const std::int64_t reach = 1 + interval / 10, earliest = today + interval - reach, latest = earliest + 2 * reach;
      const Workload workload{.first_day = 0, .cards_due = due, .sibling_days = {}, .preferences = deck.preferences};
      const double draw = rng.uniform();
      const std::int64_t chosen =
          deck.balanced ? choose_day(workload, today, earliest, latest, draw)
                        : earliest + static_cast<std::int64_t>(draw * static_cast<double>(latest - earliest + 1));
      deck.outside += chosen < earliest || chosen > latest;
      deck.avoidable += avoidable(deck, chosen, earliest, latest);
      shift += static_cast<double>(chosen - today - interval);
      ++choices;
      ++due[static_cast<std::size_t>(chosen)];
    }
    if (today < settled) continue;
    deck.weekday[static_cast<std::size_t>((today + 4) % 7)] += reviews;
    sum += reviews;
    squares += static_cast<double>(reviews) * reviews;
  }
  const double n = days - settled;
  deck.variance = squares / n - (sum / n) * (sum / n);
  deck.mean_shift = shift / choices;
  return deck;
}

using Five = std::array<double, 5>;

/// How often each day of 11..15 is chosen from day 8, of 5,000 evenly spaced draws.
Five shares(const Workload& workload) {
  Five chosen{};
  for (int i = 0; i < 5000; ++i)
    chosen[static_cast<std::size_t>(choose_day(workload, 8, 11, 15, (i + 0.5) / 5000) - 11)] += 1.0;
  return chosen;
}

/// Is each day chosen in proportion to `weight` (1 / days from day 8)^3?
bool drawn_by(const Workload& workload, Five weight) {
  double total = 0.0;
  for (std::size_t i = 0; i < 5; ++i) total += weight[i] /= std::pow(3.0 + static_cast<double>(i), 3);
  const Five chosen = shares(workload);
  for (std::size_t i = 0; i < 5; ++i)
    if (std::abs(chosen[i] - 5000 * weight[i] / total) > 1.0) return false;
  return true;
}

std::string refusal(std::int64_t today, std::int64_t earliest, std::int64_t latest, double draw) {
  try {
    static_cast<void>(choose_day({}, today, earliest, latest, draw));
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("choose_day: a deck of 1,000 cards is spread more evenly than by plain fuzz, with hardly longer intervals") {
  const Deck plain = run({.balanced = false});
  const Deck balanced = run({});
  CHECK(balanced.outside == 0);
  CHECK(balanced.variance < 0.5 * plain.variance);
  CHECK(std::abs(balanced.mean_shift) < 0.3);  // of 16.5 days
}

TEST_CASE("choose_day: no card falls on a minimum day or a day off where its range leaves another") {
  DayPreferences preferences;
  preferences.weekdays[0] = preferences.weekdays[6] = DayLoad::minimum;
  for (std::int64_t day = 100; day < 110; ++day) preferences.days_off.push_back(day);
  const Deck deck = run({.preferences = &preferences});
  CHECK(deck.outside == 0);
  CHECK(deck.avoidable == 0);
  CHECK(deck.weekday[0] + deck.weekday[6] == 0);  // every range is of three days at least
  CHECK(deck.weekday[3] > 0);
}

TEST_CASE("choose_day: a reduced weekday has about half the reviews of the others") {
  DayPreferences preferences;
  preferences.weekdays[3] = DayLoad::reduced;
  const Deck deck = run({.preferences = &preferences});
  double others = 0.0;
  for (const std::size_t day : {0U, 1U, 2U, 4U, 5U, 6U}) others += deck.weekday[day] / 6.0;
  CHECK(deck.weekday[3] / others > 0.4);
  CHECK(deck.weekday[3] / others < 0.6);
}

TEST_CASE("choose_day: easy days and siblings hold on days without a card") {
  DayPreferences preferences;
  preferences.weekdays[0] = DayLoad::minimum;
  const std::array<std::int64_t, 1> siblings = {sunday + 8};
  const Workload workload{.first_day = 0, .cards_due = {}, .sibling_days = siblings, .preferences = &preferences};
  for (int i = 0; i < 100; ++i) {
    CHECK(choose_day(workload, sunday, sunday + 7, sunday + 9, i / 100.0) == sunday + 9);
    CHECK(choose_day(workload, sunday, sunday + 7, sunday + 8, i / 100.0) == sunday + 8);  // rather than the Sunday
    CHECK(choose_day(workload, sunday, sunday + 7, sunday + 7, i / 100.0) == sunday + 7);  // no other
  }
}

TEST_CASE("choose_day: days are drawn by the stated weights") {
  const std::array<int, 5> cards = {0, 1, 3, 0, 9};
  Workload workload;
  workload.first_day = 11;
  workload.cards_due = cards;
  Five weight{};
  for (std::size_t i = 0; i < 5; ++i) weight[i] = std::pow(1.0 + cards[i], -2.15);
  CHECK(drawn_by(workload, weight));
  weight.fill(1.0);
  CHECK_FALSE(drawn_by(workload, weight));
}

TEST_CASE("choose_day: siblings are kept apart, the farther the better") {
  const std::array<std::int64_t, 1> siblings = {11};
  Workload workload;
  workload.sibling_days = siblings;
  CHECK(drawn_by(workload, {0.0, 0.2, 0.4, 0.6, 0.8}));
}

TEST_CASE("choose_day: a range that is none, or a draw that is none, is refused") {
  CHECK(refusal(10, 10, 12, 0.5) == "choose_day: earliest must be after day 10, got 10");
  CHECK(refusal(10, 12, 11, 0.5) == "choose_day: latest must be at least day 12, got 11");
  CHECK(refusal(10, 11, 12, 1.0) == "choose_day: draw must be in [0, 1), got 1.000000");
}
