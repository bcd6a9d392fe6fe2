#include "haven/simulation/exposure.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "haven/core/error.hpp"
#include "haven/simulation/report.hpp"

#include "simulation/pools.hpp"

#include <doctest/doctest.h>

namespace haven::simulation {
namespace {

using doctest::Approx;
using irt::ItemIndex;

cat::ExamPlan ten_of(const irt::ItemBank& bank) {
  cat::Blueprint blueprint;
  blueprint.minimum_items = 10;
  blueprint.maximum_items = 10;
  return {bank, blueprint};
}

double standard_error(double rate, double exams) { return std::sqrt(rate * (1.0 - rate) / exams); }

double largest(const std::vector<double>& values) { return *std::max_element(values.begin(), values.end()); }

std::size_t count_above(const std::vector<double>& values, double bound) {
  return static_cast<std::size_t>(std::count_if(values.begin(), values.end(), [&](double v) { return v > bound; }));
}

TEST_CASE("calibrate_sympson_hetter: other candidates keep the rate") {
  const auto plan = ten_of(random_bank(120, 1));
  const auto found = calibrate_sympson_hetter(plan, 0.25, {.candidates = 3000, .seed = 3});
  CHECK(found.converged);
  CHECK(found.maximum_rate.front() == 1.0);  // everybody begins with the same item
  CHECK(found.maximum_rate.back() <= 0.25 + 2.0 * standard_error(0.25, 3000.0));
  CHECK(std::count(found.k.begin(), found.k.end(), 1.0) >= 10);

  StudyOptions options{.seed = 91};
  options.eligibility = found.eligibility();
  const auto theta = draw_abilities(6000, 0.0, 1.0, 17);
  const auto exposure = report(simulate(plan, theta, options), plan, theta).exposure;
  CHECK(exposure.maximum <= 0.25 + 2.0 * standard_error(0.25, 3000.0));
  // Items that are held back are used as much as they may be, not less.
  for (std::size_t item = 0; item < found.k.size(); ++item)
    if (found.k[item] < 0.9) CHECK(exposure.rate[item] > 0.18);
}

TEST_CASE("calibrate_sympson_hetter: the values do not depend on the threads, and depend on the seed") {
  const auto plan = ten_of(random_bank(120, 1));
  const auto one = calibrate_sympson_hetter(plan, 0.3, {.candidates = 500, .seed = 3, .threads = 1});
  const auto two = calibrate_sympson_hetter(plan, 0.3, {.candidates = 500, .seed = 3, .threads = 2});
  CHECK(one.k == two.k);
  CHECK(one.maximum_rate == two.maximum_rate);
  CHECK(calibrate_sympson_hetter(plan, 0.3, {.candidates = 500, .seed = 4}).k != one.k);
}

TEST_CASE("calibrate_sympson_hetter: a case study is held back as a whole") {
  auto blueprint = licensure_blueprint();
  blueprint.maximum_items = 12;
  const cat::ExamPlan plan(licensure_pool(200, 8, 40, 0.2), blueprint);
  const auto found = calibrate_sympson_hetter(plan, 0.3, {.candidates = 2000, .seed = 3});
  CHECK(found.converged);
  StudyOptions options{.seed = 8};
  options.eligibility = found.eligibility();
  const auto theta = draw_abilities(4000, 0.0, 1.0, 18);
  const auto result = simulate(plan, theta, options);
  const auto rate = report(result, plan, theta).exposure.rate;
  bool held_back = false;
  for (const auto& set : plan.pool().sets()) {
    CHECK(rate[set[0]] <= 0.3 + 2.0 * standard_error(0.3, 2000.0));
    CHECK(rate[set[0]] == rate[set[2]]);
    CHECK(found.k[set[1]] == 1.0);
    held_back = held_back || found.k[set[0]] < 1.0;
  }
  CHECK(held_back);
}

/// The exposure that is controlled: among those found to be in a segment, after the first half of the candidates.
std::vector<double> settled_rates(const StudyResult& result, std::size_t items, double low, double high) {
  std::vector<double> found;
  for (std::size_t i = 0; i < result.candidates(); ++i)
    found.push_back(2 * i < result.candidates() ? 1e9 : result.ability[i].theta);
  return exposure_rates(result, items, found, low, high);
}

TEST_CASE("simulate_controlled: eligibility keeps the rate overall and in every segment") {
  const auto plan = ten_of(random_bank(120, 1));
  const auto theta = draw_abilities(60000, 0.0, 1.0, 17);
  const ExposureLimit limit{.maximum_rate = 0.25, .segment_bounds = {-0.7, 0.7}, .fading = 0.999};
  const auto study = simulate_controlled(plan, theta, limit, {.seed = 5});
  REQUIRE(study.result.candidates() == 60000);
  CHECK(largest(settled_rates(study.result, 120, -1e8, 1e8)) <= 0.25 + 2.0 * standard_error(0.25, 30000.0));
  const double bounds[] = {-1e8, -0.7, 0.7, 1e8};
  for (int segment = 0; segment < 3; ++segment) {
    double exams = 0.0;
    for (std::size_t i = 30000; i < 60000; ++i) {
      const double found = study.result.ability[i].theta;
      exams += found >= bounds[segment] && found < bounds[segment + 1] ? 1.0 : 0.0;
    }
    const auto rate = settled_rates(study.result, 120, bounds[segment], bounds[segment + 1]);
    // Of 120 rates some lie beyond two standard errors by chance, none beyond four.
    CHECK(count_above(rate, 0.25 + 2.0 * standard_error(0.25, exams)) <= 6);
    CHECK(largest(rate) <= 0.25 + 4.0 * standard_error(0.25, exams));
  }
  // Without control far more is asked of single items.
  CHECK(largest(exposure_rates(simulate(plan, std::span(theta).first(2000), {.seed = 5}), 120,
                               std::span(theta).first(2000), -0.7, 0.7)) > 0.6);
}

TEST_CASE("simulate_controlled: a restricted rate is kept, item by item") {
  const auto plan = ten_of(random_bank(120, 1));
  const auto theta = draw_abilities(4000, 0.0, 1.0, 17);
  const ExposureLimit limit{.maximum_rate = 0.25, .fading = 1.0, .method = ExposureMethod::restricted};
  const auto study = simulate_controlled(plan, theta, limit, {.seed = 5}, 10);
  const auto rate = exposure_rates(study.result, 120, theta, -1e8, 1e8);
  // An item is given at most in the whole batch that follows the one in which its rate was still below.
  CHECK(largest(rate) <= 0.25 + 10.0 / 4000.0);
  CHECK(count_above(rate, 0.24) > 10);
}

TEST_CASE("simulate_controlled: the same bits with any number of threads, and counters that go on") {
  const auto plan = ten_of(random_bank(60, 1));
  const auto theta = draw_abilities(400, 0.0, 1.0, 17);
  const ExposureLimit limit{.maximum_rate = 0.3, .segment_bounds = {0.0}};
  const auto one = simulate_controlled(plan, theta, limit, {.seed = 5, .threads = 1});
  const auto many = simulate_controlled(plan, theta, limit, {.seed = 5, .threads = 16});
  CHECK(one.result == many.result);
  CHECK(one.counters == many.counters);
  const auto first = simulate_controlled(plan, std::span(theta).first(200), limit, {.seed = 5});
  const auto second = simulate_controlled(plan, std::span(theta).last(200), limit, {.seed = 6}, 50, &first.counters);
  CHECK(second.counters.exams[0] + second.counters.exams[1] > first.counters.exams[0] + first.counters.exams[1]);
}

TEST_CASE("record: counters by hand") {
  const auto plan = ten_of(random_bank(30, 1));
  const ExposureLimit limit{.maximum_rate = 0.2, .segment_bounds = {0.0}, .fading = 0.5};
  auto counters = new_counters(plan.pool(), limit);
  cat::Conditions conditions;
  conditions.eligibility = {{0.0}, {std::vector<double>(30, 1.0), std::vector<double>(30, 1.0)}};
  conditions.eligibility.probability[1][7] = 0.0;
  std::vector<ItemIndex> given;
  for (int exams = 0; exams < 2; ++exams) {  // all correct: both end above 0
    cat::Exam exam(plan, 1, conditions);
    given.clear();
    while (const auto item = exam.next_item()) {
      given.push_back(*item);
      exam.answer(irt::Response::correct);
    }
    record(counters, exam, limit);
  }
  CHECK(counters.exams == std::vector<double>{0.0, 1.5});
  // Rows: chosen and ended below; chosen below, ended above; chosen above, ended below; both above. All exams start at
  // 0, which lies above the bound.
  CHECK(counters.given[3][given[0]] == 1.5);
  CHECK(counters.given[0][given[0]] == 0.0);
  CHECK(counters.given[1][given[0]] == 0.0);
  CHECK(counters.eligible[3][given[0]] == 1.5);
  CHECK(counters.eligible[3][7] == 0.0);
  CHECK(counters.eligible[1][7] == 1.5);
  CHECK(counters.eligible[2][7] == 0.0);
  const auto next = next_eligibility(counters, plan.pool(), limit);
  CHECK(next.probability[0][given[0]] == 1.0);
  CHECK(next.probability[1][given[0]] == Approx(0.2));
  CHECK(next.probability[1][7] == 1.0);  // never given
  auto restricted = limit;
  restricted.method = ExposureMethod::restricted;
  CHECK(next_eligibility(counters, plan.pool(), restricted).probability[1][given[0]] == 0.0);
}

TEST_CASE("attempt_overlap: what comparing the attempts gives") {
  auto blueprint = ten_of(random_bank(60, 1)).blueprint();
  blueprint.exposure.maximum_overlap = 0.2;
  const cat::ExamPlan plan(random_bank(60, 1), blueprint);
  const auto theta = draw_abilities(200, 0.0, 1.0, 2);
  const auto attempts = simulate_attempts(plan, theta, 3, {.seed = 4});
  const auto overlap = attempt_overlap(attempts);
  REQUIRE(overlap.size() == 3);
  CHECK(overlap[0] == AttemptOverlap{0.0, 0.0});
  double mean = 0.0, maximum = 0.0;
  for (std::size_t i = 0; i < theta.size(); ++i) {
    const auto first = attempts[0].items_of(i), second = attempts[1].items_of(i);
    int common = 0;
    for (const ItemIndex one : first)
      for (const ItemIndex other : second) common += one == other ? 1 : 0;
    mean += common / 10.0 / 200.0;
    maximum = std::max(maximum, common / 10.0);
  }
  CHECK(overlap[1].mean == Approx(mean));
  CHECK(overlap[1].maximum == Approx(maximum));
  CHECK(overlap[2].maximum <= 0.2);
  CHECK(overlap[2].mean > 0.0);
}

TEST_CASE("exposure control: bad input is refused") {
  const auto plan = ten_of(random_bank(60, 1));
  CHECK_THROWS_AS((void)calibrate_sympson_hetter(plan, 0.0), Error);
  CHECK_THROWS_AS((void)calibrate_sympson_hetter(plan, 0.1), Error);  // 10 of 60 items are 0.167
  CHECK_THROWS_AS((void)calibrate_sympson_hetter(plan, 0.5, {.candidates = 10}), Error);
  CHECK_THROWS_AS((void)calibrate_sympson_hetter(plan, 0.5, {.maximum_rounds = 0}), Error);
  auto blueprint = plan.blueprint();
  blueprint.start.items = {"3"};
  CHECK_THROWS_AS((void)calibrate_sympson_hetter({random_bank(60, 1), blueprint}, 0.5), Error);
  CHECK_THROWS_AS(validate(ExposureLimit{.maximum_rate = 1.5}), Error);
  CHECK_THROWS_AS(validate(ExposureLimit{.fading = 0.0}), Error);
  CHECK_THROWS_AS(validate(ExposureLimit{.segment_bounds = {1.0, 0.0}}), Error);
  const auto counters = new_counters(random_bank(10, 1), {});
  CHECK_THROWS_AS((void)next_eligibility(counters, plan.pool(), {}), Error);
  const std::vector<double> theta = {0.0};
  CHECK_THROWS_AS((void)simulate_controlled(plan, theta, {}, {}, 0), Error);
  CHECK_THROWS_AS((void)simulate_controlled(plan, theta, {}, {}, 10, &counters), Error);
  const std::vector<StudyResult> unequal = {simulate(plan, theta), {}};
  CHECK_THROWS_AS((void)attempt_overlap(unequal), Error);
}

}  // namespace
}  // namespace haven::simulation
