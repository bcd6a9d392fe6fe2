// The rules that end an exam early, each against a computation of its own, and the decisions that they make.

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "haven/cat/exam.hpp"
#include "haven/cat/explain.hpp"
#include "haven/core/error.hpp"

#include "cat/simulated_examinee.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::cat;

namespace {

ItemPool rasch_pool(std::size_t count) { return irt::ItemBank(std::vector<irt::LogisticItem>(count)); }

/// Answers "1" and "0" until the exam ends, the last one again and again.
Exam played(const ItemPool& pool, const Blueprint& rules, const std::string& responses) {
  Exam exam(pool, rules, 1);
  for (std::size_t i = 0; exam.next_item(); ++i)
    exam.answer(responses[std::min(i, responses.size() - 1)] == '1' ? irt::Response::correct
                                                                    : irt::Response::incorrect);
  return exam;
}

/// Rules that end by nothing but the one under test and the maximum length.
Blueprint only(int minimum, int maximum, double standard) {
  return {
      .minimum_items = minimum, .maximum_items = maximum, .passing_standard = standard, .stop_when_confident = false};
}

double p(double theta) { return 1.0 / (1.0 + std::exp(-theta)); }

/// log L(theta) of r right among n Rasch items at 0.
double log_likelihood(double theta, int right, int n) {
  return right * std::log(p(theta)) + (n - right) * std::log(1.0 - p(theta));
}

int right_of(const Exam& exam, std::size_t length) {
  int right = 0;
  for (std::size_t i = 0; i < length; ++i) right += exam.steps()[i].response.score;
  return right;
}

/// The first length from `minimum` on at which `fires(right, n)` holds, or 0. Estimates at a bound (all right or all
/// wrong) end nothing.
int first_length(const std::string& responses, int minimum, int maximum, const std::function<bool(int, int)>& fires) {
  int right = 0;
  for (int n = 1; n <= maximum; ++n) {
    right += responses[std::min(static_cast<std::size_t>(n - 1), responses.size() - 1)] == '1' ? 1 : 0;
    if (n >= minimum && right > 0 && right < n && fires(right, n)) return n;
  }
  return 0;
}

}  // namespace

TEST_CASE("SPRT: ends where Wald's ratio leaves its bounds, and decides by the side") {
  const SequentialTest test{0.05, 0.10, 0.4};
  const double lower = std::log(0.10 / 0.95), upper = std::log(0.90 / 0.05);
  const auto ratio = [](int right, int n) {
    return log_likelihood(0.2 + 0.4, right, n) - log_likelihood(0.2 - 0.4, right, n);
  };
  for (const std::string responses : {"0111", "1000", "01101101101101101111", "0100100100100100000"}) {
    CAPTURE(responses);
    Blueprint rules = only(3, 60, 0.2);
    rules.sprt = test;
    const Exam exam = played(rasch_pool(60), rules, responses);
    const int length = first_length(
        responses, 3, 60, [&](int right, int n) { return ratio(right, n) > upper || ratio(right, n) < lower; });
    REQUIRE(length > 0);
    CHECK(exam.outcome()->items == length);
    CHECK(exam.outcome()->reason == StopReason::sequential_test);
    const double statistic = ratio(right_of(exam, static_cast<std::size_t>(length)), length);
    CHECK(exam.outcome()->evidence->statistic == doctest::Approx(statistic).epsilon(1e-12));
    CHECK(exam.outcome()->evidence->lower == doctest::Approx(lower).epsilon(1e-12));
    CHECK(exam.outcome()->evidence->upper == doctest::Approx(upper).epsilon(1e-12));
    CHECK(exam.outcome()->decision == (statistic > upper ? Decision::pass : Decision::fail));
  }
}

TEST_CASE("SPRT truncated at the maximum length: the estimate decides") {
  Blueprint rules = only(2, 10, 0.0);
  rules.sprt = SequentialTest{0.01, 0.01, 0.2};
  const Exam above = played(rasch_pool(20), rules, "0101010111"), at = played(rasch_pool(20), rules, "0101010101");
  CHECK(above.outcome()->reason == StopReason::maximum_length);
  CHECK(above.outcome()->decision == Decision::pass);
  CHECK(at.outcome()->decision == Decision::pass);
  rules.pass_at_standard = false;
  CHECK(played(rasch_pool(20), rules, "0101010101").outcome()->decision == Decision::fail);
}

TEST_CASE("GLR: the best of each side is compared, so that it ends no later than the SPRT") {
  const SequentialTest test{0.05, 0.05, 0.3};
  const double bound = std::log(0.95 / 0.05);
  const auto glr = [](int right, int n) {
    const double estimate = std::log(static_cast<double>(right) / (n - right));
    return log_likelihood(std::max(0.3, estimate), right, n) - log_likelihood(std::min(-0.3, estimate), right, n);
  };
  for (const std::string responses : {"0111", "1000", "011011011011", "100100100100"}) {
    Blueprint rules = only(3, 80, 0.0);
    rules.glr = test;
    const Exam exam = played(rasch_pool(80), rules, responses);
    const int length =
        first_length(responses, 3, 80, [&](int right, int n) { return std::abs(glr(right, n)) > bound; });
    CHECK(exam.outcome()->items == length);
    CHECK(exam.outcome()->reason == StopReason::generalized_likelihood_ratio);
    CHECK(exam.outcome()->evidence->statistic ==
          doctest::Approx(glr(right_of(exam, static_cast<std::size_t>(length)), length)).epsilon(1e-9));
    CHECK(exam.outcome()->decision == (responses[0] == '0' ? Decision::pass : Decision::fail));
    rules.glr.reset();
    rules.sprt = test;
    CHECK(played(rasch_pool(80), rules, responses).outcome()->items >= length);
  }
}

TEST_CASE("posterior: ends once the probability of passing is large or small enough") {
  const auto above = [](int right, int n) {  // midpoint rule on a fine grid
    double pass = 0.0, all = 0.0;
    for (double theta = -3.9995; theta < 4.0; theta += 0.001) {
      const double weight = std::exp(log_likelihood(theta, right, n) - 0.5 * theta * theta);
      all += weight;
      if (theta > 0.1) pass += weight;
    }
    return pass / all;
  };
  for (const std::string responses : {"01111", "10000", "011011011011"}) {
    Blueprint rules = only(2, 60, 0.1);
    rules.posterior_confidence = 0.95;
    const Exam exam = played(rasch_pool(60), rules, responses);
    const int length = first_length(
        responses, 2, 60, [&](int right, int n) { return above(right, n) >= 0.95 || above(right, n) <= 0.05; });
    CHECK(exam.outcome()->items == length);
    CHECK(exam.outcome()->reason == StopReason::posterior);
    CHECK(exam.outcome()->evidence->statistic ==
          doctest::Approx(above(right_of(exam, static_cast<std::size_t>(length)), length)).epsilon(1e-4));
    CHECK(exam.outcome()->decision == (responses[0] == '0' ? Decision::pass : Decision::fail));
  }
}

namespace {

/// Every way to go on from `exam` up to its maximum length ends in `decision`.
bool is_settled(const Exam& exam, Decision decision) {
  if (exam.outcome()) return exam.outcome()->decision == decision;
  for (const auto response : {irt::Response::incorrect, irt::Response::correct}) {
    Exam next = exam;
    next.answer(response);
    if (!is_settled(next, decision)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("certainty: on small banks no continuation flips a decision that it made") {
  int stopped = 0;
  for (const auto estimator : {irt::Estimator::mle, irt::Estimator::map, irt::Estimator::eap}) {
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
      const ItemPool pool = random_bank(11, seed);
      Blueprint rules = only(1, 10, -0.4);
      rules.estimator = estimator;
      Blueprint certain = rules;
      certain.stop_when_certain = true;
      for (unsigned pattern = 0; pattern < 1024; pattern += 31) {
        Exam exam(pool, certain, seed), onward(pool, rules, seed);
        for (unsigned bits = pattern; exam.next_item(); bits >>= 1U) {
          const auto response = (bits & 1U) != 0 ? irt::Response::correct : irt::Response::incorrect;
          exam.answer(response);
          onward.answer(response);
        }
        if (exam.outcome()->reason != StopReason::certainty) continue;
        ++stopped;
        REQUIRE(is_settled(onward, exam.outcome()->decision));
      }
    }
  }
  CHECK(stopped > 200);
}

TEST_CASE("standard_error_change: ends once an item changes the standard error by less") {
  // After r of n right the standard error is sqrt(n / (r (n - r))).
  const auto se = [](int right, int n) { return std::sqrt(static_cast<double>(n) / (right * (n - right))); };
  Blueprint rules{.minimum_items = 4, .maximum_items = 60};
  rules.standard_error_change = 0.02;
  const Exam exam = played(rasch_pool(60), rules, "0101010101010101010101010101010101010101");
  int expected = 0;
  for (int n = 4; expected == 0; ++n)
    if (se(n / 2, n) != se((n - 1) / 2, n - 1) && std::abs(se(n / 2, n) - se((n - 1) / 2, n - 1)) < 0.02) expected = n;
  CHECK(exam.outcome()->items == expected);
  CHECK(exam.outcome()->reason == StopReason::standard_error_change);
}

TEST_CASE("minimum_information: ends when no item left tells enough") {
  // Items at 0 inform 0.25 at 0 and p (1 - p) elsewhere; 3 of 4 right is 1.0986, where they tell 0.1875.
  Blueprint rules{.minimum_items = 2, .maximum_items = 100};
  rules.minimum_information = 0.19;
  const Exam exam = played(rasch_pool(60), rules, "0111");
  CHECK(exam.outcome()->items == 4);
  CHECK(exam.outcome()->reason == StopReason::minimum_information);
  rules.minimum_information = 0.18;
  std::string balanced = "0111";
  for (int i = 0; i < 28; ++i) balanced += "01";
  CHECK(played(rasch_pool(60), rules, balanced).outcome()->reason == StopReason::exhausted_bank);
}

TEST_CASE("minimum_information: asks for the best item left, not for the one that a random choice took") {
  std::vector<irt::LogisticItem> items(40, {0.3, 0.0});
  for (std::size_t i = 0; i < 10; ++i) items[i].discrimination = 2.0;
  Blueprint rules{.estimator = irt::Estimator::eap, .minimum_items = 1, .maximum_items = 100};
  rules.ability.quadrature_points = 401;
  rules.ability.prior_sd = 0.2;  // keeps the ability near 0, where the strong items tell 1
  rules.selection = SelectionRule::random;
  rules.minimum_information = 0.1;  // the weak items tell 0.0225 at most
  int ended_early = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Exam exam(irt::ItemBank(items), rules, seed);
    int strong = 0;
    for (int i = 0; const auto item = exam.next_item(); ++i) {
      strong += *item < 10 ? 1 : 0;
      exam.answer(i % 2 == 0 ? irt::Response::incorrect : irt::Response::correct);
    }
    CHECK(strong == 10);
    ended_early += exam.outcome()->reason == StopReason::minimum_information ? 1 : 0;
  }
  CHECK(ended_early > 10);  // the last item of all is a strong one in a quarter of the exams
}

TEST_CASE("no rule ends an exam on an estimate at a bound") {
  for (const char* rule : {"sprt", "glr", "posterior", "certain", "interval", "se", "information"}) {
    CAPTURE(rule);
    Blueprint rules = only(1, 30, -3.0);
    const std::string name = rule;
    if (name == "sprt") rules.sprt = SequentialTest{};
    if (name == "glr") rules.glr = SequentialTest{};
    if (name == "posterior") rules.posterior_confidence = 0.6;
    if (name == "certain") rules.stop_when_certain = true;
    if (name == "interval") rules.stop_when_confident = true;
    if (name == "se") rules.target_standard_error = 0.8;
    if (name == "information") rules.minimum_information = 0.24;
    const Exam exam = played(rasch_pool(30), rules, "1");
    CHECK(exam.outcome()->items == 30);
    CHECK(exam.outcome()->reason == StopReason::maximum_length);
  }
}

TEST_CASE("no rule ends an exam inside a set, or before sets and pretest items are placed") {
  std::vector<ItemContent> content(40);
  for (std::size_t i = 10; i < 20; ++i) content[i].set = i < 15 ? "first" : "second";
  for (std::size_t i = 20; i < 26; ++i) content[i].pretest = true;
  const ItemPool pool(irt::ItemBank(std::vector<irt::LogisticItem>(40)), content);
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Blueprint rules{.minimum_items = 14, .maximum_items = 30, .target_standard_error = 1.5};
    rules.sets = {2, 1, 4};
    rules.pretest = {4, 1, 14};
    Exam exam(pool, rules, seed);
    for (int i = 0; exam.next_item(); ++i) exam.answer(i % 2 == 0 ? irt::Response::incorrect : irt::Response::correct);
    CHECK(exam.outcome()->reason == StopReason::standard_error);
    CHECK(exam.outcome()->items == 14);  // the standard error is below 1.5 long before
    CHECK(exam.outcome()->scored_items == 10);
  }
}

TEST_CASE("an exam that the pool cuts short before its minimum passes nobody, and without a scored answer neither") {
  const ItemPool pool = rasch_pool(20);
  Conditions conditions;
  for (irt::ItemIndex item = 0; item < 17; ++item) conditions.seen.push_back(item);
  Exam exam(pool, only(10, 20, -1.0), 1, conditions);
  while (exam.next_item()) exam.answer(irt::Response::correct);
  CHECK(exam.outcome()->reason == StopReason::exhausted_bank);
  CHECK(exam.outcome()->items == 3);
  CHECK(exam.outcome()->decision == Decision::fail);
  for (irt::ItemIndex item = 17; item < 20; ++item) conditions.seen.push_back(item);
  CHECK(Exam(pool, only(1, 20, -1.0), 1, conditions).outcome()->decision == Decision::fail);
  CHECK_THROWS_WITH_AS(ExamPlan(pool, only(21, 30, 0.0)),
                       "blueprint: infeasible at 21 items: minimum_items: 21 (the pool has 20)", Error);
  std::vector<ItemContent> content(20);
  for (std::size_t i = 0; i < 5; ++i) content[i].pretest = true;
  Blueprint unscored = only(5, 5, 0.0);
  unscored.pretest = {5, 1, 5};
  CHECK_THROWS_WITH_AS(ExamPlan(ItemPool(pool.bank(), content), unscored),
                       "blueprint: pretest.count must be below minimum_items, got 5", Error);
}

TEST_CASE("explain_stop: every rule in use, with what it weighed") {
  Blueprint rules = only(2, 30, 0.0);
  rules.stop_when_confident = true;
  rules.sprt = SequentialTest{};
  rules.target_standard_error = 0.1;
  rules.minimum_information = 0.01;
  rules.time_limit = Duration::hours(1);
  const Exam exam = played(rasch_pool(30), rules, "01111111111");
  const auto why = explain_stop(exam);
  CHECK(why.ended_by == exam.outcome()->reason);
  CHECK(why.past_minimum);
  CHECK(why.trusted);
  CHECK_FALSE(why.placements_pending);
  REQUIRE(why.rules.size() == 6);
  int holding = 0;
  for (const auto& rule : why.rules) {
    if (rule.rule == why.ended_by) CHECK(rule.holds);
    holding += rule.holds ? 1 : 0;
    CHECK_FALSE(std::isnan(rule.statistic));
  }
  CHECK(holding >= 1);
  const auto begun = explain_stop(Exam(rasch_pool(30), rules, 1));
  CHECK_FALSE(begun.ended_by);
  CHECK_FALSE(begun.past_minimum);
}

TEST_CASE("blueprint: rules that make no sense are refused by name") {
  const auto refusal = [](auto change) -> std::string {
    Blueprint rules = only(10, 20, 0.0);
    change(rules);
    try {
      validate(rules);
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::invalid_argument);
      return error.what();
    }
    return "";
  };
  static constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(refusal([](Blueprint&) {}) == "");
  CHECK(refusal([](Blueprint& r) { r.sprt = {0.0, 0.1, 0.5}; }) == "blueprint: sprt.alpha must be in (0, 0.5), got 0");
  CHECK(refusal([](Blueprint& r) { r.glr = {0.1, 0.1, nan}; }).find("glr.half_width") != std::string::npos);
  CHECK(refusal([](Blueprint& r) { r.posterior_confidence = 0.5; }).find("posterior_confidence") != std::string::npos);
  CHECK(refusal([](Blueprint& r) { r.passing_standard.reset(), r.stop_when_certain = true; }) ==
        "blueprint: passing_standard must be given, got none beside stop_when_certain");
  CHECK(refusal([](Blueprint& r) { r.standard_error_change = nan; }).find("standard_error_change") !=
        std::string::npos);
  CHECK(refusal([](Blueprint& r) { r.minimum_information = 0.0; }).find("minimum_information") != std::string::npos);
  CHECK(refusal([](Blueprint& r) {
          r.content = {{"area", "a", 0.5, 0.4}};
        }) == "blueprint: content area=a: maximum must be in [minimum, 1], got 0.4");
  CHECK(refusal([](Blueprint& r) { r.content = {{"area", "a", 0.1, 0.4, 0.5}}; }).find("target") != std::string::npos);
  CHECK(refusal([](Blueprint& r) { r.content = {{"area", "a"}, {"area", "a"}}; }).find("twice") != std::string::npos);
  CHECK(refusal([](Blueprint& r) { r.sets = {1, 5, 4}; }).find("sets.last_position") != std::string::npos);
  CHECK(refusal([](Blueprint& r) {
          r.pretest = {1, 1, 11};
        }) == "blueprint: pretest.last_position must be within minimum_items, got 11");
  CHECK(refusal([](Blueprint& r) { r.exposure.randomesque = 0; }).find("randomesque") != std::string::npos);
  CHECK(refusal([](Blueprint& r) { r.exposure.maximum_overlap = nan; }).find("maximum_overlap") != std::string::npos);
  CHECK(refusal([](Blueprint& r) { r.start.items = {"a", "a"}; }).find("a twice") != std::string::npos);
}
