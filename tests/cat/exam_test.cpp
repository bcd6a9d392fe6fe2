#include "haven/cat/exam.hpp"

#include <cmath>
#include <set>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/irt/information.hpp"
#include "haven/irt/information_index.hpp"

#include "cat/simulated_examinee.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::cat;

TEST_CASE("Exam: the first item informs most at the start ability") {
  const auto bank = random_bank(50, 1);
  for (const double start : {-2.0, 0.0, 1.5}) {
    const Exam exam(bank, {.start_theta = start}, 7);
    REQUIRE(exam.next_item());
    for (irt::ItemIndex item = 0; item < bank.size(); ++item)
      CHECK(irt::item_information(bank.item(item), start) <=
            irt::item_information(bank.item(*exam.next_item()), start));
  }
}

TEST_CASE("Exam: every item is the most informative one not yet given, and none comes twice") {
  const auto bank = random_bank(60, 2);
  Exam exam(bank, {.maximum_items = 60}, 3);
  SimulatedExaminee examinee(0.4, 5);
  irt::ItemSet given(bank.size());
  while (const auto item = exam.next_item()) {
    CHECK_FALSE(given.contains(*item));
    CHECK(irt::best_by_scan(bank, exam.ability().theta, given, 0) == item);
    given.insert(*item);
    exam.answer(examinee.respond(bank, *item));
  }
  CHECK(exam.steps().size() == 60);
}

TEST_CASE("Exam: the current item stays the same until it is answered") {
  Exam exam(random_bank(50, 4), {}, 9);
  const auto item = exam.next_item();
  CHECK(exam.next_item() == item);
  CHECK_THROWS_AS(exam.answer(irt::Response::missing), Error);
  CHECK(exam.next_item() == item);
  CHECK(exam.steps().empty());
}

TEST_CASE("Exam: the same seed gives the same exam, and seeds differ only in ties") {
  const irt::ItemBank twins(std::vector<irt::LogisticItem>(30));
  const auto items_of = [&](std::uint64_t seed) {
    Exam exam(twins, {.maximum_items = 30}, seed);
    take(exam, {0.0, 1});
    std::vector<irt::ItemIndex> items;
    for (const auto& step : exam.steps()) items.push_back(step.item);
    return items;
  };
  CHECK(items_of(1) == items_of(1));
  CHECK(items_of(1) != items_of(2));
  // Without ties the seed changes nothing.
  const auto bank = random_bank(100, 7);
  Exam first(bank, {.maximum_items = 30}, 1), second(bank, {.maximum_items = 30}, 2);
  take(first, {0.5, 3});
  take(second, {0.5, 3});
  CHECK(first.steps() == second.steps());
}

TEST_CASE("Exam: the provisional estimator stands in while the maximum likelihood is infinite, and the step says so") {
  Exam exam(random_bank(50, 6), {}, 1);
  exam.answer(irt::Response::correct);
  exam.answer(irt::Response::correct);
  CHECK(exam.steps().back().estimator == irt::Estimator::eap);
  CHECK(exam.ability().theta < 4.0);
  CHECK(exam.ability().theta > 0.0);
  for (int i = 0; i < 4; ++i) exam.answer(irt::Response::incorrect);
  CHECK(exam.steps().back().estimator == irt::Estimator::mle);
  CHECK_FALSE(exam.ability().at_bound);
}

TEST_CASE("Exam: nothing decides on an estimate at a bound, however long the run of correct answers") {
  const auto bank = random_bank(300, 8);
  Exam exam(bank, {.minimum_items = 5, .maximum_items = 60, .target_standard_error = 0.9, .passing_standard = -3.5}, 1);
  while (exam.next_item()) exam.answer(irt::Response::correct);
  REQUIRE(exam.outcome());
  CHECK(exam.outcome()->items == 60);
  CHECK(exam.outcome()->reason == StopReason::maximum_length);
  CHECK(exam.outcome()->decision == Decision::pass);
  CHECK(exam.outcome()->estimator == irt::Estimator::eap);
}

TEST_CASE("Exam: a bad blueprint is refused with the rule named") {
  const auto bank = random_bank(10, 9);
  const auto refusal = [&](const Blueprint& blueprint) -> std::string {
    try {
      const Exam exam(bank, blueprint, 1);
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::invalid_argument);
      return error.what();
    }
    return "accepted";
  };
  CHECK(refusal({.start_theta = 5.0}) == "blueprint: start_theta must be in the ability range, got 5");
  CHECK(refusal({.start_theta = std::nan("")}) == "blueprint: start_theta must be in the ability range, got nan");
  CHECK(refusal({.provisional = irt::Estimator::mle}) == "blueprint: provisional must be map or eap, got mle");
  CHECK(refusal({.minimum_items = 0}) == "blueprint: minimum_items must be at least 1, got 0");
  CHECK(refusal({.minimum_items = 5, .maximum_items = 4}) ==
        "blueprint: maximum_items must be at least minimum_items, got 4");
  CHECK(refusal({.target_standard_error = 0.0}) ==
        "blueprint: target_standard_error must be finite and positive, got 0");
  CHECK(refusal({.passing_standard = -4.1}) == "blueprint: passing_standard must be in the ability range, got -4.1");
  CHECK(refusal({.confidence_z = 0.0}) == "blueprint: confidence_z must be finite and positive, got 0");
  CHECK(refusal({.time_limit = Duration::seconds(0)}) == "blueprint: time_limit must be positive, got 0");
  CHECK(refusal({.ability = {.prior_sd = -1.0}}) == "ability options: prior_sd must be in 0.001..1000, got -1");
  CHECK(refusal({}) == "accepted");
}
