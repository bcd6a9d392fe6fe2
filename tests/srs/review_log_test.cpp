#include "haven/srs/review_log.hpp"

#include <limits>
#include <string>
#include <vector>

#include "haven/core/error.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::srs;

namespace {

constexpr std::int64_t day_us = 86'400'000'000;

LoggedReview answer(std::uint64_t card, double day, int rating) {
  return {.card = card,
          .at = {static_cast<std::int64_t>(day * static_cast<double>(day_us))},
          .rating = static_cast<Rating>(rating)};
}

LoggedReview other(std::uint64_t card, double day, RowKind kind) {
  auto row = answer(card, day, 0);
  row.kind = kind;
  return row;
}

std::string refusal(const std::vector<LoggedReview>& log) {
  try {
    static_cast<void>(make_training_set(log));
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("review log: a bad row is refused by its number") {
  std::vector<LoggedReview> log(17, answer(1, 1, 3));
  log.push_back(answer(1, 2, 7));
  CHECK(refusal(log) == "log row 17: rating must be 1..4, got 7");
  log.back() = answer(1, 2, 0);
  CHECK(refusal(log) == "log row 17: rating must be 1..4, got 0");
  log.back() = answer(1, 0.5, 3);
  CHECK(refusal(log) == "log row 17: time must not be before the card's last row, 86400000000 us, got 43200000000 us");
  log.back() = answer(2, 0.5, 3);
  CHECK(refusal(log).empty());
  log.back().duration = {-1};
  CHECK(refusal(log) == "log row 17: duration must not be negative, got -1 us");
  log.back() = answer(2, 0.5, 3);
  log.back().at = {std::numeric_limits<std::int64_t>::max()};
  CHECK(refusal(log) == "log row 17: time must be within 70,000 years of 1970, got 9223372036854775807 us");
  log.back() = answer(2, 0.5, 3);
  log.back().day = std::numeric_limits<std::int64_t>::min();
  CHECK(refusal(log) == "log row 17: day must be within 70,000 years of 1970, got -9223372036854775808");
  log.back() = other(1, 3, static_cast<RowKind>(9));
  CHECK(refusal(log) == "log row 17: kind is unknown, got 9");
}

TEST_CASE("review log: the names of kinds are read back") {
  for (const RowKind kind : {RowKind::answer, RowKind::cram, RowKind::manual, RowKind::reset})
    CHECK(parse_row_kind(to_string(kind)) == kind);
  CHECK(to_string(RowKind::cram) == "cram");
  CHECK_FALSE(parse_row_kind("learn"));
}

TEST_CASE("training set: an empty log gives an empty set") {
  const auto set = make_training_set({});
  CHECK(set.cards.empty());
  CHECK(set.predictions == 0);
  CHECK(set.starts == std::vector<std::size_t>{0});
}

TEST_CASE("training set: days between answers, and which reviews are predicted") {
  // Card 7: first answer, one 0.4 days on, one 2.5 days after that. Card 3: 3 days apart. Mixed, as logs are.
  const std::vector<LoggedReview> log = {answer(7, 0.3, 1), answer(3, 0.5, 3), answer(7, 0.7, 3), answer(7, 3.2, 1),
                                         answer(3, 3.5, 4)};
  const auto set = make_training_set(log);
  CHECK(set.cards == std::vector<std::uint64_t>{3, 7});
  REQUIRE(set.history(0).size() == 2);
  REQUIRE(set.history(1).size() == 3);
  CHECK(set.predictions == 2);
  CHECK(set.history(0)[1].elapsed_days == 3.0);
  CHECK(set.history(0)[1].place == 1);  // later than the one of card 7
  CHECK(set.history(0)[1].rating == Rating::easy);
  CHECK(set.history(1)[1].elapsed_days == 0.0);
  CHECK(set.history(1)[1].place == -1);
  CHECK(set.history(1)[2].elapsed_days == 2.0);  // whole periods of 24 hours
  CHECK(set.history(1)[2].place == 0);

  const auto fractional = make_training_set(log, {.day_rule = FractionalDays{}, .targets = Targets::all});
  CHECK(fractional.predictions == 3);
  CHECK(fractional.history(1)[1].elapsed_days == doctest::Approx(0.4).epsilon(1e-9));
  CHECK_FALSE(fractional.history(1)[1].next_day);
  CHECK(fractional.history(1)[2].next_day);
  CHECK(make_training_set(log, {.day_rule = FractionalDays{}, .targets = Targets::same_day}).predictions == 1);
}

TEST_CASE("training set: days noted with the rows count instead of the rule") {
  std::vector<LoggedReview> log = {answer(1, 0.9, 3), answer(1, 1.1, 3)};
  CHECK(make_training_set(log).predictions == 0);
  log[0].day = 0;
  CHECK(make_training_set(log).predictions == 0);  // one alone says nothing
  log[1].day = 1;
  CHECK(make_training_set(log).history(0)[1].elapsed_days == 1.0);
  log[1].day = -4;  // a traveller's day may go back
  CHECK(make_training_set(log).history(0)[1].elapsed_days == 0.0);
  const auto calendar = make_training_set({{answer(1, 0.9, 3), answer(1, 1.2, 3)}}, {.day_rule = CalendarDays{}});
  CHECK(calendar.history(0)[1].elapsed_days == 1.0);
}

TEST_CASE("training set: cramming, manual entries and what came before a reset are left out") {
  const std::vector<LoggedReview> log = {answer(1, 0, 1),
                                         answer(1, 2, 3),
                                         other(1, 3, RowKind::reset),
                                         answer(1, 4, 4),
                                         other(1, 5, RowKind::cram),
                                         other(1, 6, RowKind::manual),
                                         answer(1, 9, 3),
                                         other(2, 9, RowKind::cram)};
  const auto set = make_training_set(log);
  REQUIRE(set.cards.size() == 1);
  REQUIRE(set.history(0).size() == 2);
  CHECK(set.history(0)[0].rating == Rating::easy);
  CHECK(set.history(0)[1].elapsed_days == 5.0);
  CHECK(set.before_reset == 3);
  CHECK(set.crammed == 2);
  CHECK(set.manual == 1);
}

TEST_CASE("training set: from a truncated row on a card's history is no whole, until a reset begins a new one") {
  std::vector<LoggedReview> log = {answer(1, 0, 3), answer(1, 2, 3), answer(1, 5, 3),
                                   answer(2, 5, 3), answer(2, 9, 1), other(2, 9, RowKind::reset),
                                   answer(2, 9, 2), answer(2, 10, 3)};
  log[2].truncated = true;  // there were more between the second day and the fifth
  log[3].truncated = true;  // and before the first that is known of card 2
  const auto set = make_training_set(log);
  CHECK(set.cards == std::vector<std::uint64_t>{1, 2});
  REQUIRE(set.history(0).size() == 2);
  CHECK(set.history(0)[1].elapsed_days == 2.0);
  REQUIRE(set.history(1).size() == 2);
  CHECK(set.history(1)[0].rating == Rating::hard);
  CHECK(set.truncated == 3);
  CHECK(set.before_reset == 1);
  log.resize(5);
  CHECK(make_training_set(log).cards == std::vector<std::uint64_t>{1});
}

TEST_CASE("training set: a cut-off date leaves out cards answered before, the longest history the rest of it") {
  const std::vector<LoggedReview> log = {answer(1, 0, 1), answer(2, 5, 3), answer(1, 6, 3), answer(2, 6, 3),
                                         answer(2, 8, 3)};
  const auto late = make_training_set(log, {.ignore_before = Timestamp{4 * day_us}});
  CHECK(late.cards == std::vector<std::uint64_t>{2});
  CHECK(late.before_cut_off == 2);
  const auto cut = make_training_set(log, {.longest_history = 2});
  CHECK(cut.steps.size() == 4);
  CHECK(cut.beyond_longest == 1);
  CHECK_THROWS_AS(static_cast<void>(make_training_set(log, {.longest_history = 1})), Error);
}
