#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "haven/cat/exam.hpp"
#include "haven/core/error.hpp"
#include "haven/core/parallel.hpp"

#include "cat/nclex_pool.hpp"
#include "cat/simulated_examinee.hpp"
#include "sanitized.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::cat;

namespace {

const Blueprint rules{
    .minimum_items = 10, .maximum_items = 40, .passing_standard = 0.0, .time_limit = Duration::hours(5)};

}  // namespace

TEST_CASE("Exam::resume: after every item of 60 exams, the rest is bit for bit the uninterrupted exam") {
  const auto bank = random_bank(200, 1);
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const double theta = -2.0 + 4.0 * static_cast<double>(seed) / 59.0;
    Exam whole(bank, rules, seed);
    take(whole, {theta, seed});
    Exam pieces(bank, rules, seed);
    SimulatedExaminee examinee(theta, seed);
    while (const auto item = pieces.next_item()) {
      pieces.answer(examinee.respond(bank, *item));
      pieces = Exam::resume(bank, pieces.state());
    }
    REQUIRE(pieces.state() == whole.state());
    REQUIRE(pieces.outcome() == whole.outcome());
  }
}

TEST_CASE("Exam::resume: 1,000 NCLEX exams killed after every item, the rest bit for bit the uninterrupted exam") {
  const ItemPool pool = nclex_pool(NclexProfile::rn_2026, 400, 20, 40, 1);
  const ExamPlan plan(pool, nclex_blueprint(NclexProfile::rn_2026));
  Conditions conditions;
  for (irt::ItemIndex item = 0; item < pool.size(); item += 9) conditions.seen.push_back(item);
  conditions.eligibility.segment_bounds = {0.0};
  conditions.eligibility.probability.assign(2, std::vector<double>(pool.size(), 0.8));
  parallel_for(test::repeats(1'000), 2, [&](std::size_t i) {
    const double theta = -2.0 + 0.004 * static_cast<double>(i);
    Exam whole(plan, i, conditions), pieces(plan, i, conditions);
    take(whole, {theta, i});
    SimulatedExaminee examinee(theta, i);
    while (const auto item = pieces.next_item()) {
      pieces.answer(examinee.respond(pool.bank(), *item));
      pieces = Exam::resume(pool, pieces.state());
    }
    if (!(pieces.state() == whole.state() && pieces.outcome() == whole.outcome()))
      throw std::runtime_error("exam " + std::to_string(i) + " differs");
  });
}

TEST_CASE("Exam::resume: an expired exam stays expired") {
  Exam exam(random_bank(50, 2), rules, 1);
  exam.answer(irt::Response::correct, Duration::minutes(1));
  exam.expire(Duration::hours(6));
  const Exam again = Exam::resume(exam.bank(), exam.state());
  CHECK(again.outcome() == exam.outcome());
  CHECK_FALSE(again.next_item());
}

TEST_CASE("Exam::resume: another bank is a conflict") {
  Exam exam(random_bank(50, 3), rules, 1);
  try {
    static_cast<void>(Exam::resume(random_bank(50, 4), exam.state()));
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::conflict);
    CHECK(error.reason() == "bank_changed");
  }
}

TEST_CASE("Exam::resume: a state that no exam can reach is corrupt") {
  const auto bank = random_bank(50, 5);
  Exam exam(bank, rules, 1);
  SimulatedExaminee examinee(0.0, 1);
  for (int i = 1; i <= 5; ++i) exam.answer(examinee.respond(bank, *exam.next_item()), Duration::minutes(i));
  const std::vector<std::function<void(ExamState&)>> damages = {
      [](ExamState& s) { s.steps[2].item = s.steps[1].item; },
      [](ExamState& s) { s.steps[2].item = 50; },
      [](ExamState& s) { s.steps[2].response = irt::Response::missing; },
      [](ExamState& s) { s.steps[2].response = irt::Response{2}; },
      [](ExamState& s) { s.steps[2].at = Duration::seconds(1); },
      [](ExamState& s) { s.steps[0].at = Duration::seconds(-1); },
      [](ExamState& s) { s.steps[4].at = Duration::hours(6); },
      [](ExamState& s) { s.steps[2].ability.theta = 4.5; },
      [](ExamState& s) { s.steps[2].ability.theta = std::numeric_limits<double>::quiet_NaN(); },
      [](ExamState& s) { s.steps[2].ability.standard_error = -0.1; },
      [](ExamState& s) { s.steps[2].estimator = irt::Estimator::wle; },
      [](ExamState& s) { s.blueprint.minimum_items = s.blueprint.maximum_items = 3; },
      [](ExamState& s) { s.expired_at = Duration::hours(1); },
      [](ExamState& s) {
        s.blueprint.minimum_items = 1, s.blueprint.maximum_items = 5, s.expired_at = Duration::hours(6);
      },
  };
  for (std::size_t i = 0; i < damages.size(); ++i) {
    CAPTURE(i);
    auto state = exam.state();
    damages[i](state);
    try {
      static_cast<void>(Exam::resume(bank, state));
      FAIL_CHECK("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::corrupt_data);
    }
  }
  CHECK_NOTHROW(static_cast<void>(Exam::resume(bank, exam.state())));
}
