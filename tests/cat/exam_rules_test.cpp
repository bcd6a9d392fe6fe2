#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "haven/cat/exam.hpp"
#include "haven/core/error.hpp"

#include "cat/simulated_examinee.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::cat;

namespace {

constexpr Duration never = Duration::days(1);

/// Identical Rasch items at 0: the estimate after r correct of n is log(r / (n - r)) and the standard error
/// sqrt(n / (r (n - r))), so that every rule can be checked by hand.
irt::ItemBank rasch_bank(std::size_t count) { return irt::ItemBank(std::vector<irt::LogisticItem>(count)); }

/// Answers "1" and "0" one second apart until the exam ends; the number of answers that counted.
int play(Exam& exam, const std::string& responses) {
  int counted = 0;
  for (const char c : responses) {
    if (!exam.next_item()) break;
    counted += exam.answer(c == '1' ? irt::Response::correct : irt::Response::incorrect, Duration::seconds(counted + 1))
                   ? 1
                   : 0;
  }
  return counted;
}

struct Case {
  std::string what;
  Blueprint blueprint;
  std::string responses;
  int items;
  StopReason reason;
  Decision decision;
};

}  // namespace

// theta and SE by hand. 1 of 2: 0, 1.414. 3 of 4: 1.0986, 1.1547. 6 of 8: 1.0986, 0.8165. 7 of 8: 1.9459, 1.0690.
// 8 of 9: 2.0794, 1.0607. 9 of 10: 2.1972, 1.0541. 9 of 12: 1.0986, 0.6667. 2 of 8: -1.0986, 0.8165.
TEST_CASE("Exam: the stopping and decision rules, by hand on the Rasch model") {
  const std::vector<Case> cases = {
      {"interval above the standard: 7 of 8 is not enough (1.9459 < 2.0952), 8 of 9 is (2.0794 > 2.0789)",
       {.minimum_items = 2, .maximum_items = 20, .passing_standard = 0.0},
       "0111111111",
       9,
       StopReason::confidence_interval,
       Decision::pass},
      {"interval below the standard",
       {.minimum_items = 2, .maximum_items = 20, .passing_standard = 0.0},
       "1000000000",
       9,
       StopReason::confidence_interval,
       Decision::fail},
      {"a smaller z decides sooner: 7 of 8 with z = 1.8 (1.9459 > 1.9243)",
       {.minimum_items = 2, .maximum_items = 20, .passing_standard = 0.0, .confidence_z = 1.8},
       "01111111",
       8,
       StopReason::confidence_interval,
       Decision::pass},
      {"not before the minimum length",
       {.minimum_items = 11, .maximum_items = 20, .passing_standard = 0.0},
       "01111111111",
       11,
       StopReason::confidence_interval,
       Decision::pass},
      {"the interval rule can be switched off",
       {.minimum_items = 2, .maximum_items = 12, .passing_standard = 0.0, .stop_when_confident = false},
       "011111111111",
       12,
       StopReason::maximum_length,
       Decision::pass},
      {"maximum length, above",
       {.minimum_items = 2, .maximum_items = 4, .passing_standard = 0.0},
       "0111",
       4,
       StopReason::maximum_length,
       Decision::pass},
      {"maximum length, below",
       {.minimum_items = 2, .maximum_items = 4, .passing_standard = 1.2},
       "0111",
       4,
       StopReason::maximum_length,
       Decision::fail},
      {"maximum length, exactly at the standard: passes by default",
       {.minimum_items = 2, .maximum_items = 2, .passing_standard = 0.0},
       "01",
       2,
       StopReason::maximum_length,
       Decision::pass},
      {"maximum length, exactly at the standard: fails by policy",
       {.minimum_items = 2, .maximum_items = 2, .passing_standard = 0.0, .pass_at_standard = false},
       "01",
       2,
       StopReason::maximum_length,
       Decision::fail},
      {"maximum length without a standard",
       {.minimum_items = 2, .maximum_items = 4},
       "0111",
       4,
       StopReason::maximum_length,
       Decision::none},
      {"one item",
       {.minimum_items = 1, .maximum_items = 1, .passing_standard = 0.0},
       "1",
       1,
       StopReason::maximum_length,
       Decision::pass},
      {"one item, wrong",
       {.minimum_items = 1, .maximum_items = 1, .passing_standard = 0.0},
       "0",
       1,
       StopReason::maximum_length,
       Decision::fail},
      {"target standard error 0.82 is met by 6 of 8",
       {.minimum_items = 2, .target_standard_error = 0.82},
       "01110111",
       8,
       StopReason::standard_error,
       Decision::none},
      {"target standard error not before the minimum",
       {.minimum_items = 12, .target_standard_error = 0.82},
       "011101110111",
       12,
       StopReason::standard_error,
       Decision::none},
      {"target standard error with a standard decides too",
       {.minimum_items = 2, .target_standard_error = 0.82, .passing_standard = 0.5},
       "01110111",
       8,
       StopReason::standard_error,
       Decision::pass},
      {"the interval is asked before the standard error",
       {.minimum_items = 9, .maximum_items = 20, .target_standard_error = 2.0, .passing_standard = 0.0},
       "0111111111",
       9,
       StopReason::confidence_interval,
       Decision::pass},
      {"exhausted bank",
       {.minimum_items = 2, .maximum_items = 100, .passing_standard = 0.0},
       "01010101010101010101",
       20,
       StopReason::exhausted_bank,
       Decision::pass},
  };
  for (const auto& one : cases) {
    CAPTURE(one.what);
    Exam exam(rasch_bank(20), one.blueprint, 1);
    CHECK(play(exam, one.responses) == one.items);
    REQUIRE(exam.outcome());
    CHECK(exam.outcome()->items == one.items);
    CHECK(exam.outcome()->reason == one.reason);
    CHECK(exam.outcome()->decision == one.decision);
    CHECK_FALSE(exam.next_item());
  }
}

namespace {

/// An exam of 4 to 8 items with the standard at 0 and ten seconds, answers a second apart; then the clock is asked.
struct TimedCase {
  const char* what;
  const char* responses;
  double standard;
  bool pass_at_standard;
  std::int64_t asked_at;  ///< microseconds
  bool ends;
  StopReason reason;
  Decision decision;
};

constexpr std::int64_t limit = 10'000'000;

// theta: 1 of 2 and 2 of 4: 0. 2 of 3: 0.693. 1 of 3: -0.693. 3 of 4: 1.099. 1 of 4: -1.099. 3 of 5: 0.405. 4 of 8: 0.
// 2 of 5: -0.405. 5 of 8: 0.511. 3 of 8: -0.511. All right or wrong: the provisional estimate decides.
constexpr auto timed_cases = std::to_array<TimedCase>({
    {"in time, at the limit to the microsecond", "0101", 0.0, true, limit, false, {}, {}},
    {"no answer at all", "", 0.0, true, limit + 1, true, StopReason::minimum_not_met, Decision::fail},
    {"no answer, standard far below", "", -3.9, true, limit + 1, true, StopReason::minimum_not_met, Decision::fail},
    {"one right answer", "1", 0.0, true, limit + 1, true, StopReason::minimum_not_met, Decision::fail},
    {"one short of the minimum, all right", "111", 0.0, true, limit + 1, true, StopReason::minimum_not_met,
     Decision::fail},
    {"one short of the minimum, above", "011", 0.0, true, limit + 1, true, StopReason::minimum_not_met, Decision::fail},
    {"exactly the minimum, above", "0111", 0.0, true, limit + 1, true, StopReason::time_limit, Decision::pass},
    {"exactly the minimum, below", "0001", 0.0, true, limit + 1, true, StopReason::time_limit, Decision::fail},
    {"exactly the minimum, at the standard", "0101", 0.0, true, limit + 1, true, StopReason::time_limit,
     Decision::pass},
    {"exactly the minimum, at the standard, which fails", "0101", 0.0, false, limit + 1, true, StopReason::time_limit,
     Decision::fail},
    {"exactly the minimum, all right: the provisional estimate", "1111", 0.0, true, limit + 1, true,
     StopReason::time_limit, Decision::pass},
    {"exactly the minimum, all wrong: the provisional estimate", "0000", 0.0, true, limit + 1, true,
     StopReason::time_limit, Decision::fail},
    {"one more than the minimum, above", "01011", 0.4, true, limit + 1, true, StopReason::time_limit, Decision::pass},
    {"one more than the minimum, just below", "01011", 0.41, true, limit + 1, true, StopReason::time_limit,
     Decision::fail},
    {"one more than the minimum, below", "01010", -0.4, true, limit + 1, true, StopReason::time_limit, Decision::fail},
    {"one more than the minimum, just above", "01010", -0.41, true, limit + 1, true, StopReason::time_limit,
     Decision::pass},
    {"long after the limit", "0111", 0.0, true, 100 * limit, true, StopReason::time_limit, Decision::pass},
    {"the maximum was reached in time, above", "01010111", 0.5, true, limit + 1, true, StopReason::maximum_length,
     Decision::pass},
    {"the maximum was reached in time, just below", "01010111", 0.52, true, limit + 1, true, StopReason::maximum_length,
     Decision::fail},
    {"the maximum was reached in time, at the standard", "01010101", 0.0, true, limit + 1, true,
     StopReason::maximum_length, Decision::pass},
    {"the maximum was reached in time, at the standard, which fails", "01010101", 0.0, false, limit + 1, true,
     StopReason::maximum_length, Decision::fail},
    {"the maximum was reached in time, below", "01010001", -0.5, true, limit + 1, true, StopReason::maximum_length,
     Decision::fail},
    {"the maximum was reached in time, just above", "01010001", -0.52, true, limit + 1, true,
     StopReason::maximum_length, Decision::pass},
    {"one short of the maximum", "0101011", 0.28, true, limit + 1, true, StopReason::time_limit, Decision::pass},
});

}  // namespace

TEST_CASE("Exam: the truth table of time") {
  for (const auto& one : timed_cases) {
    CAPTURE(one.what);
    Exam exam(rasch_bank(20),
              {.minimum_items = 4,
               .maximum_items = 8,
               .passing_standard = one.standard,
               .stop_when_confident = false,
               .pass_at_standard = one.pass_at_standard,
               .time_limit = Duration{limit}},
              1);
    play(exam, one.responses);
    CHECK(exam.expire(Duration{one.asked_at}) == one.ends);
    REQUIRE(exam.outcome().has_value() == one.ends);
    if (!one.ends) continue;
    CHECK(exam.outcome()->reason == one.reason);
    CHECK(exam.outcome()->decision == one.decision);
    CHECK(exam.outcome()->items == static_cast<int>(std::string(one.responses).size()));
  }
}

TEST_CASE("Exam: time over after the minimum length decides on all completed items") {
  Exam exam(rasch_bank(20),
            {.minimum_items = 4, .maximum_items = 20, .passing_standard = 0.5, .time_limit = Duration::seconds(10)}, 1);
  CHECK(play(exam, "0111") == 4);
  CHECK_FALSE(exam.expire(Duration::seconds(10)));
  CHECK(exam.expire(Duration{10'000'001}));
  CHECK(exam.outcome()->reason == StopReason::time_limit);
  CHECK(exam.outcome()->decision == Decision::pass);
  CHECK(exam.outcome()->ability.theta == doctest::Approx(1.0986).epsilon(1e-4));
  CHECK(exam.outcome()->elapsed == Duration{10'000'001});
}

TEST_CASE("Exam: time over before the minimum length fails") {
  Exam exam(rasch_bank(20),
            {.minimum_items = 5, .maximum_items = 20, .passing_standard = 0.5, .time_limit = Duration::seconds(10)}, 1);
  play(exam, "0111");
  CHECK(exam.expire(never));
  CHECK(exam.outcome()->reason == StopReason::minimum_not_met);
  CHECK(exam.outcome()->decision == Decision::fail);
}

TEST_CASE("Exam: time over without a single answer fails, or decides nothing without a standard") {
  Exam with(rasch_bank(20), {.passing_standard = -1.0, .time_limit = Duration::seconds(10)}, 1);
  CHECK(with.expire(never));
  CHECK(with.outcome()->decision == Decision::fail);
  CHECK(with.outcome()->items == 0);
  Exam without(rasch_bank(20), {.time_limit = Duration::seconds(10)}, 1);
  CHECK(without.expire(never));
  CHECK(without.outcome()->decision == Decision::none);
}

TEST_CASE("Exam: an answer at the limit counts, one after it does not and ends the exam") {
  const Blueprint blueprint{
      .minimum_items = 1, .maximum_items = 20, .passing_standard = 0.0, .time_limit = Duration::seconds(10)};
  Exam exam(rasch_bank(20), blueprint, 1);
  CHECK(exam.answer(irt::Response::correct, Duration::seconds(10)));
  CHECK_FALSE(exam.outcome());
  CHECK_FALSE(exam.answer(irt::Response::correct, Duration{10'000'001}));
  REQUIRE(exam.outcome());
  CHECK(exam.outcome()->items == 1);
  CHECK(exam.outcome()->reason == StopReason::time_limit);
}

TEST_CASE("Exam: time may stand still but not go backwards") {
  Exam exam(rasch_bank(20), {}, 1);
  exam.answer(irt::Response::correct, Duration::seconds(5));
  CHECK_NOTHROW(exam.answer(irt::Response::correct, Duration::seconds(5)));
  CHECK_THROWS_AS(exam.answer(irt::Response::correct, Duration::seconds(4)), Error);
  CHECK_THROWS_AS(exam.expire(Duration::seconds(4)), Error);
  CHECK(exam.steps().size() == 2);
}

TEST_CASE("Exam: an ended exam takes no more answers") {
  Exam exam(rasch_bank(20), {.maximum_items = 1}, 1);
  exam.answer(irt::Response::correct);
  CHECK_THROWS_AS(exam.answer(irt::Response::correct), Error);
  CHECK(exam.expire(never));
  CHECK(exam.outcome()->reason == StopReason::maximum_length);
}

TEST_CASE("Exam: the outcome carries its evidence") {
  Exam exam(rasch_bank(20), {.minimum_items = 2, .maximum_items = 4, .passing_standard = 0.2, .confidence_z = 1.5}, 1);
  play(exam, "0111");
  const auto& outcome = *exam.outcome();
  CHECK(outcome.ability.standard_error == doctest::Approx(1.154701).epsilon(1e-6));
  CHECK(outcome.interval_lower == doctest::Approx(1.098612 - 1.5 * 1.154701).epsilon(1e-5));
  CHECK(outcome.interval_upper == doctest::Approx(1.098612 + 1.5 * 1.154701).epsilon(1e-5));
  CHECK(outcome.confidence_z == 1.5);
  CHECK(outcome.passing_standard == 0.2);
  CHECK(outcome.estimator == irt::Estimator::mle);
  CHECK(outcome.elapsed == Duration::seconds(4));
}
