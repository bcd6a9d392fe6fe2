#include "haven/simulation/study.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"
#include "haven/irt/category_curves.hpp"
#include "haven/math/logistic.hpp"

#include "simulation/pools.hpp"

#include <doctest/doctest.h>

namespace haven::simulation {
namespace {

using irt::ItemIndex;
using irt::Response;

cat::Blueprint fixed_length(int items) {
  cat::Blueprint blueprint;
  blueprint.minimum_items = items;
  blueprint.maximum_items = items;
  return blueprint;
}

/// Answers of `people` to every item, by a generator of their own.
std::vector<Response> answer_all(const irt::ItemBank& bank, std::span<const double> theta) {
  std::vector<Response> responses;
  Rng rng(99);
  for (const double ability : theta)
    for (ItemIndex item = 0; item < bank.size(); ++item)
      responses.push_back(draw_response(bank.item(item), ability, rng));
  return responses;
}

TEST_CASE("simulate: one, two and sixteen threads give the same bits") {
  const cat::ExamPlan plan(licensure_pool(200, 6, 8), licensure_blueprint());
  const auto theta = draw_abilities(300, 0.0, 1.0, 5);
  StudyOptions options{.seed = 11, .threads = 1, .testlet_effect_sd = 0.5};
  options.eligibility = {{0.0},
                         {std::vector<double>(plan.pool().size(), 0.7), std::vector<double>(plan.pool().size(), 0.8)}};
  const auto one = simulate(plan, theta, options);
  CHECK(one.candidates() == 300);
  for (const int threads : {2, 16}) {
    options.threads = threads;
    CHECK(simulate(plan, theta, options) == one);
  }
  options.seed = 12;
  CHECK_FALSE(simulate(plan, theta, options) == one);
}

TEST_CASE("simulate: a candidate's exam is the one that cat::Exam gives with the documented seed") {
  const cat::ExamPlan plan(licensure_pool(200, 6, 8), licensure_blueprint());
  const auto theta = draw_abilities(20, 0.0, 1.0, 5);
  const auto result = simulate(plan, theta, {.seed = 3, .threads = 1});
  for (std::size_t i = 0; i < theta.size(); ++i) {
    cat::Exam exam(plan, mix(3 ^ mix(i)));
    for (std::size_t step = result.offsets[i]; step < result.offsets[i + 1]; ++step) {
      REQUIRE(exam.next_item() == result.items[step]);
      exam.answer(result.responses[step]);
      CHECK(exam.ability().theta == result.theta[step]);
      CHECK(exam.ability().standard_error == result.standard_error[step]);
    }
    REQUIRE(exam.outcome());
    CHECK(exam.outcome()->decision == result.decision[i]);
    CHECK(exam.outcome()->reason == result.stop_reason[i]);
    CHECK(exam.outcome()->scored_items == result.scored_items[i]);
    CHECK(exam.outcome()->ability == result.ability[i]);
  }
}

TEST_CASE("simulate: a prefix of the candidates has the same exams") {
  const cat::ExamPlan plan(random_bank(60, 2), fixed_length(5));
  const auto theta = draw_abilities(1500, 0.0, 1.0, 5);  // more than are kept waiting at once
  const auto all = simulate(plan, theta, {.seed = 3});
  const auto some = simulate(plan, std::span(theta).first(40), {.seed = 3});
  CHECK(std::equal(some.items.begin(), some.items.end(), all.items.begin()));
  CHECK(all.offsets.back() == 1500 * 5);
}

TEST_CASE("simulate: answers follow the model, and do not depend on the blueprint") {
  const cat::ItemPool pool(random_bank(12, 7));
  const std::vector<double> theta(4000, 0.4);
  const auto whole = simulate(cat::ExamPlan(pool, fixed_length(12)), theta, {.seed = 8});
  std::vector<double> right(pool.size(), 0.0);
  std::vector<std::vector<int>> answers(theta.size(), std::vector<int>(pool.size()));
  for (std::size_t i = 0; i < theta.size(); ++i)
    for (std::size_t step = whole.offsets[i]; step < whole.offsets[i + 1]; ++step) {
      right[whole.items[step]] += whole.responses[step].score;
      answers[i][whole.items[step]] = whole.responses[step].score;
    }
  for (ItemIndex item = 0; item < pool.size(); ++item) {
    const double p = expected_score(pool.bank().item(item), 0.4);
    CHECK(std::abs(right[item] / 4000.0 - p) < 4.0 * std::sqrt(p * (1.0 - p) / 4000.0));
  }
  auto other = fixed_length(6);
  other.selection = cat::SelectionRule::random;
  const auto part = simulate(cat::ExamPlan(pool, other), theta, {.seed = 8});
  for (std::size_t i = 0; i < theta.size(); ++i)
    for (std::size_t step = part.offsets[i]; step < part.offsets[i + 1]; ++step)
      REQUIRE(part.responses[step].score == answers[i][part.items[step]]);
}

TEST_CASE("simulate: the items of a set share an effect, others do not") {
  // Three Rasch items of difficulty -0.5, 0, 0.5 in a set: P(all correct) at theta = 0 is the product of the three,
  // averaged over the effect, here by a sum over its normal distribution.
  const cat::ExamPlan plan(licensure_pool(40, 6, 2), licensure_blueprint());
  const std::vector<double> theta(6000, 0.0);
  const double sd = 1.5;
  const auto result = simulate(plan, theta, {.seed = 21, .testlet_effect_sd = sd});
  int all_right = 0;
  for (std::size_t i = 0; i < theta.size(); ++i) {
    int score = 0;
    for (std::size_t step = result.offsets[i]; step < result.offsets[i + 1]; ++step)
      if (plan.pool().set_of(result.items[step])) score += result.responses[step].score;
    all_right += score == 3 ? 1 : 0;
  }
  double expected = 0.0, total = 0.0;
  for (int k = -400; k <= 400; ++k) {
    const double z = 0.02 * k, weight = std::exp(-0.5 * z * z);
    total += weight;
    expected += weight * math::logistic(sd * z + 0.5) * math::logistic(sd * z) * math::logistic(sd * z - 0.5);
  }
  expected /= total;
  const double independent = math::logistic(0.5) * math::logistic(0.0) * math::logistic(-0.5);
  const double found = all_right / 6000.0, error = std::sqrt(expected * (1.0 - expected) / 6000.0);
  CHECK(std::abs(found - expected) < 4.0 * error);
  CHECK(found > independent + 10.0 * error);
}

TEST_CASE("simulate: post hoc, answers come from the row and missing ones are not asked for") {
  const cat::ExamPlan plan(licensure_pool(120, 6, 8), licensure_blueprint());
  const auto theta = draw_abilities(60, 0.0, 1.0, 5);
  auto responses = answer_all(plan.pool().bank(), theta);
  const std::size_t items = plan.pool().size();
  Rng rng(4);
  for (std::size_t cell = 0; cell < 120; ++cell) responses[cell] = Response::missing;  // nobody's singles: candidate 0
  for (std::size_t cell = items; cell < responses.size(); ++cell)
    if (rng.uniform() < 0.25) responses[cell] = Response::missing;
  const auto result = simulate(plan, {}, {.seed = 1, .responses = responses});
  REQUIRE(result.candidates() == 60);
  for (std::size_t i = 0; i < 60; ++i)
    for (std::size_t step = result.offsets[i]; step < result.offsets[i + 1]; ++step) {
      CHECK_FALSE(result.responses[step].is_missing());
      CHECK(result.responses[step] == responses[i * items + result.items[step]]);
    }
  CHECK(result.stop_reason[0] == cat::StopReason::exhausted_bank);
  CHECK(result.length(1) >= 12);
}

TEST_CASE("simulate: time runs out") {
  auto blueprint = fixed_length(20);
  blueprint.time_limit = Duration::minutes(10);
  const cat::ExamPlan plan(random_bank(60, 2), blueprint);
  const std::vector<double> theta(3, 0.0);
  const auto slow = simulate(plan, theta, {.time_per_item = Duration::minutes(1)});
  CHECK(slow.length(0) == 10);
  CHECK(slow.stop_reason[0] == cat::StopReason::minimum_not_met);
  CHECK(simulate(plan, theta, {.time_per_item = Duration::seconds(30)}).length(0) == 20);
}

TEST_CASE("simulate_attempts: no more items come again than the blueprint allows") {
  for (const double maximum : {0.0, 0.25}) {
    auto blueprint = fixed_length(12);
    blueprint.exposure.maximum_overlap = maximum;
    const cat::ExamPlan plan(random_bank(80, 2), blueprint);
    const auto theta = draw_abilities(100, 0.0, 1.0, 5);
    const auto attempts = simulate_attempts(plan, theta, 4, {.seed = 2});
    REQUIRE(attempts.size() == 4);
    std::size_t repeated = 0;
    for (std::size_t i = 0; i < theta.size(); ++i) {
      std::set<ItemIndex> seen;
      for (const auto& attempt : attempts) {
        const auto items = attempt.items_of(i);
        const auto again =
            std::count_if(items.begin(), items.end(), [&](ItemIndex item) { return seen.contains(item); });
        CHECK(static_cast<double>(again) <= maximum * 12.0);
        repeated += static_cast<std::size_t>(again);
        seen.insert(items.begin(), items.end());
      }
    }
    CHECK((repeated > 0) == (maximum > 0.0));
  }
}

TEST_CASE("draw_abilities: mean and spread are those asked for") {
  const auto theta = draw_abilities(20000, 0.5, 2.0, 1);
  double mean = 0.0, variance = 0.0;
  for (const double one : theta) mean += one / 20000.0;
  for (const double one : theta) variance += (one - mean) * (one - mean) / 20000.0;
  CHECK(std::abs(mean - 0.5) < 4.0 * 2.0 / std::sqrt(20000.0));
  CHECK(std::abs(variance - 4.0) < 4.0 * 4.0 * std::sqrt(2.0 / 20000.0));
  CHECK(draw_abilities(3, 1.0, 0.0, 9) == std::vector<double>{1.0, 1.0, 1.0});
  CHECK_THROWS_AS((void)draw_abilities(3, 1.0, -1.0, 9), Error);
}

TEST_CASE("simulate: bad input is refused") {
  const cat::ExamPlan plan(random_bank(10, 2), fixed_length(5));
  const std::vector<double> two = {0.0, 1.0}, nan = {std::numeric_limits<double>::quiet_NaN()};
  const std::vector<Response> few(10, Response::correct), wrong(20, Response{2});
  const std::vector<std::vector<ItemIndex>> unknown = {{3}, {10}}, one = {{3}};
  CHECK_THROWS_AS((void)simulate(plan, nan), Error);
  CHECK_THROWS_AS((void)simulate(plan, two, {.responses = few}), Error);
  CHECK_THROWS_AS((void)simulate(plan, two, {.responses = wrong}), Error);
  CHECK_THROWS_AS((void)simulate(plan, two, {.seen = one}), Error);
  CHECK_THROWS_AS((void)simulate(plan, two, {.seen = unknown}), Error);
  CHECK_THROWS_AS((void)simulate(plan, two, {.threads = -1}), Error);
  CHECK_THROWS_AS((void)simulate(plan, two, {.testlet_effect_sd = -1.0}), Error);
  CHECK_THROWS_AS((void)simulate(plan, two, {.time_per_item = Duration{-1}}), Error);
  CHECK_THROWS_AS((void)simulate_attempts(plan, two, 0), Error);
  auto repeats = fixed_length(5);
  repeats.exposure.maximum_overlap = 0.5;
  std::vector<Response> gaps(10, Response::correct);
  gaps[4] = Response::missing;
  CHECK_THROWS_AS((void)simulate(cat::ExamPlan(random_bank(10, 2), repeats), {}, {.responses = gaps}), Error);
  CHECK(simulate(plan, {}).candidates() == 0);
}

}  // namespace
}  // namespace haven::simulation
