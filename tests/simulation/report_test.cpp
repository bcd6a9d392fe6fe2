#include "haven/simulation/report.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "haven/core/error.hpp"
#include "haven/simulation/decision_quality.hpp"

#include "simulation/pools.hpp"

#include <doctest/doctest.h>

namespace haven::simulation {
namespace {

using cat::Decision;
using cat::StopReason;
using doctest::Approx;
using irt::ItemIndex;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Adds a candidate by hand.
void add(StudyResult& result, const std::vector<ItemIndex>& items, double theta, double standard_error,
         Decision decision, StopReason reason, cat::Relaxation relaxed = cat::Relaxation::none) {
  for (const ItemIndex item : items) {
    result.items.push_back(item);
    result.responses.push_back(irt::Response::correct);
    result.theta.push_back(theta);
    result.standard_error.push_back(standard_error);
    result.relaxed.push_back(relaxed);
  }
  result.offsets.push_back(result.items.size());
  irt::AbilityEstimate ability;
  ability.theta = theta;
  ability.standard_error = standard_error;
  result.ability.push_back(ability);
  result.scored_items.push_back(static_cast<int>(items.size()));
  result.stop_reason.push_back(reason);
  result.decision.push_back(decision);
}

/// Four candidates on a pool of eight items whose areas are a, b, c, d, a, b, c, d.
StudyResult four_candidates() {
  StudyResult result;
  add(result, {0, 1, 2, 3}, 0.5, 0.4, Decision::pass, StopReason::confidence_interval);
  add(result, {0, 1}, -0.5, 0.5, Decision::fail, StopReason::confidence_interval, cat::Relaxation::target);
  add(result, {0, 4, 5, 6}, 0.2, 0.3, Decision::pass, StopReason::maximum_length, cat::Relaxation::content);
  add(result, {0, 2}, -0.3, 0.6, Decision::fail, StopReason::confidence_interval);
  return result;
}

const std::vector<double> truth = {1.0, -1.0, -0.2, 0.1};

cat::ExamPlan small_plan() {
  cat::Blueprint blueprint;
  blueprint.passing_standard = 0.0;
  blueprint.minimum_items = 2;
  blueprint.maximum_items = 4;
  blueprint.content = {{"area", "a", 0.2, 0.4, {}}, {"area", "b", 0.0, 1.0, {}}};
  blueprint.content_tolerance = 0.1;
  return {licensure_pool(8, 0, 0), blueprint};
}

TEST_CASE("report: precision by hand") {
  const auto found = report(four_candidates(), small_plan(), truth, {.theta_bounds = {0.0}});
  // Errors -0.5, 0.5, 0.4, -0.4.
  REQUIRE(found.precision);
  CHECK(found.precision->bias.value == Approx(0.0));
  CHECK(found.precision->bias.standard_error == Approx(std::sqrt(0.82 / 3.0) / 2.0));
  CHECK(found.precision->rmse.value == Approx(std::sqrt(0.205)));
  // Squares 0.25, 0.25, 0.16, 0.16: standard deviation sqrt(4 * 0.045^2 / 3).
  CHECK(found.precision->rmse.standard_error ==
        Approx(std::sqrt(4.0 * 0.045 * 0.045 / 3.0) / 2.0 / (2.0 * std::sqrt(0.205))));
  CHECK(found.precision->mean_absolute_error.value == Approx(0.45));
  CHECK(found.precision->reported_error.value == Approx(0.45));
  CHECK(found.precision->length.value == Approx(3.0));
  CHECK(found.precision->pass_rate.value == Approx(0.5));
  REQUIRE(found.by_theta.size() == 2);
  CHECK(found.by_theta[0].candidates == 2);
  CHECK(found.by_theta[0].theta_high == 0.0);
  CHECK(found.by_theta[0].theta_low == -infinity);
  CHECK(found.by_theta[0].bias.value == Approx(0.45));
  CHECK(found.by_theta[1].bias.value == Approx(-0.45));
}

TEST_CASE("report: one candidate has a bias, but no Monte-Carlo error") {
  const auto found = report(four_candidates(), small_plan(), truth, {.theta_bounds = {0.5}});
  REQUIRE(found.by_theta.size() == 2);
  CHECK(found.by_theta[1].candidates == 1);
  CHECK(found.by_theta[1].bias.value == -0.5);
  CHECK(std::isnan(found.by_theta[1].bias.standard_error));
  CHECK(std::isnan(found.by_theta[1].rmse.standard_error));
}

TEST_CASE("report: lengths, reasons and relaxations by hand") {
  const auto found = report(four_candidates(), small_plan(), {});
  CHECK_FALSE(found.precision);
  CHECK(found.by_theta.empty());
  CHECK(found.lengths.mean.value == 3.0);
  CHECK(found.lengths.sd == Approx(std::sqrt(4.0 / 3.0)));
  CHECK(found.lengths.minimum == 2);
  CHECK(found.lengths.lower_quartile == 2);
  CHECK(found.lengths.median == 2);
  CHECK(found.lengths.upper_quartile == 4);
  CHECK(found.lengths.maximum == 4);
  REQUIRE(found.lengths.counts.size() == 3);
  CHECK(found.lengths.counts[0] == LengthCount{2, StopReason::confidence_interval, 2});
  CHECK(found.lengths.counts[2] == LengthCount{4, StopReason::maximum_length, 1});
  CHECK(found.stop_reasons[static_cast<std::size_t>(StopReason::confidence_interval)] == 3);
  CHECK(found.stop_reasons[static_cast<std::size_t>(StopReason::maximum_length)] == 1);
  CHECK(found.relaxed_items == std::array<std::size_t, 4>{6, 2, 0, 4});
  CHECK(found.relaxed_exams == std::array<std::size_t, 4>{2, 1, 0, 1});
}

TEST_CASE("report: content by hand, outside its bounds in whole items") {
  const auto found = report(four_candidates(), small_plan(), {});
  REQUIRE(found.content.size() == 4);
  const auto& area = found.content[0];  // shares of "a": 1/4, 1/2, 2/4, 1/2
  CHECK(area.value == "a");
  CHECK(area.minimum == 0.25);
  CHECK(area.maximum == 0.5);
  CHECK(area.mean == Approx(1.75 / 4.0));
  CHECK(*area.lower_bound == Approx(0.1));
  CHECK(*area.upper_bound == Approx(0.5));
  CHECK(area.outside == 0);
  CHECK(found.content[3].value == "d");
  CHECK_FALSE(found.content[3].lower_bound);
  CHECK(found.content[3].minimum == 0.0);
  CHECK(found.content[3].maximum == 0.25);

  auto blueprint = small_plan().blueprint();
  blueprint.content_tolerance = 0.0;  // 0.2 to 0.4: of 4 items 1; of 2, where no whole number lies inside, 0 or 1
  blueprint.minimum_items = 4;
  const auto strict = report(four_candidates(), {licensure_pool(8, 0, 0), blueprint}, {});
  CHECK(strict.content[0].outside == 1);
}

TEST_CASE("report: overlap is what comparing all pairs of exams gives") {
  const cat::ExamPlan plan(licensure_pool(120, 6, 8), licensure_blueprint());
  const auto theta = draw_abilities(120, 0.0, 1.0, 3);
  const auto result = simulate(plan, theta, {.seed = 4});
  double common = 0.0, pairs = 0.0, with_itself = 0.0, length = 0.0;
  for (std::size_t i = 0; i < 120; ++i) {
    length += result.length(i) / 120.0;
    for (std::size_t j = 0; j < 120; ++j)
      for (const ItemIndex item : result.items_of(i)) {
        const auto other = result.items_of(j);
        const bool shared = std::find(other.begin(), other.end(), item) != other.end();
        with_itself += shared ? 1.0 : 0.0;
        if (j < i && shared) common += 1.0;
      }
  }
  pairs = 120.0 * 119.0 / 2.0;
  const auto found = report(result, plan, theta).exposure;
  CHECK(found.counted_overlap == Approx(common / pairs / length).epsilon(1e-12));
  // With every rate r_i the formula is sum r_i^2 / Q, which is the mean over all ordered pairs, each with itself too.
  CHECK(found.overlap == Approx(with_itself / (120.0 * 120.0) / length).epsilon(1e-12));
  double sum = 0.0;
  for (const double rate : found.rate) sum += rate;
  CHECK(sum == Approx(length).epsilon(1e-12));
  CHECK(found.never_used == static_cast<std::size_t>(std::count(found.rate.begin(), found.rate.end(), 0.0)));
}

TEST_CASE("report: decisions by hand") {
  const auto found = report(four_candidates(), small_plan(), truth);
  REQUIRE(found.decisions);
  REQUIRE(found.decisions->confusion);
  const auto& confusion = *found.decisions->confusion;
  CHECK(confusion.true_pass == 1);   // 1.0 passed
  CHECK(confusion.true_fail == 1);   // -1.0 failed
  CHECK(confusion.false_pass == 1);  // -0.2 passed
  CHECK(confusion.false_fail == 1);  // 0.1 failed
  CHECK(confusion.accuracy.value == 0.5);
  CHECK(confusion.false_pass_rate.value == 0.5);
  CHECK(confusion.false_pass_rate.standard_error == Approx(std::sqrt(0.125)));
  REQUIRE(found.decisions->rules.size() == 1);
  const auto& rule = found.decisions->rules[0];
  CHECK(rule.exams == 3);
  CHECK(rule.false_pass.value == 0.0);  // the false pass ended at the maximum length
  CHECK(rule.false_fail.value == 0.5);
  CHECK(rule.nominal_false_pass == Approx(0.025).epsilon(1e-6));
}

TEST_CASE("report: a sequential test is judged outside its indifference region, at its own rates") {
  auto blueprint = small_plan().blueprint();
  blueprint.stop_when_confident = false;
  blueprint.sprt = cat::SequentialTest{0.04, 0.06, 0.15};
  auto result = four_candidates();
  std::fill(result.stop_reason.begin(), result.stop_reason.end(), StopReason::sequential_test);
  const auto found = report(result, {licensure_pool(8, 0, 0), blueprint}, truth);
  REQUIRE(found.decisions->rules.size() == 1);
  const auto& rule = found.decisions->rules[0];
  CHECK(rule.reason == StopReason::sequential_test);
  CHECK(rule.nominal_false_pass == 0.04);
  CHECK(rule.nominal_false_fail == 0.06);
  CHECK(rule.false_pass.value == 0.5);  // -1.0 failed, -0.2 passed
  CHECK(rule.false_fail.value == 0.0);  // 1.0 passed; 0.1 is indifferent
}

TEST_CASE("report: Rudner's and Lee's figures are those of the final estimates") {
  const auto result = four_candidates();
  const auto plan = small_plan();
  const auto found = report(result, plan, truth, {.threads = 2});
  const std::vector<double> theta = {0.5, -0.5, 0.2, -0.3}, error = {0.4, 0.5, 0.3, 0.6}, cut = {0.0};
  const auto rudner = rudner_quality(theta, error, cut);
  CHECK(found.decisions->rudner->accuracy == Approx(rudner.accuracy));
  CHECK(found.decisions->rudner->consistency == Approx(rudner.consistency));
  double accuracy = 0.0;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::vector<double> score = {expected_summed_score(plan.pool().bank(), result.items_of(i), 0.0)};
    accuracy += lee_quality(plan.pool().bank(), result.items_of(i), std::span(theta).subspan(i, 1), score).accuracy / 4;
  }
  CHECK(found.decisions->lee->accuracy == Approx(accuracy));
}

TEST_CASE("report: an interval that is asked after every item errs more often than it states") {
  // Repeated looks: candidates just below the standard are passed by the interval more often than in 2.5 % of exams.
  cat::Blueprint blueprint;
  blueprint.passing_standard = 0.0;
  blueprint.minimum_items = 5;
  blueprint.maximum_items = 60;
  const cat::ExamPlan plan(licensure_pool(240, 0, 0), blueprint);
  const std::vector<double> theta(1500, -1e-6);
  const auto found = report(simulate(plan, theta, {.seed = 6}), plan, theta);
  const auto& rule = found.decisions->rules.front();
  CHECK(rule.nominal_false_pass == Approx(0.025).epsilon(1e-6));
  CHECK(rule.false_pass.value - 4.0 * rule.false_pass.standard_error > 0.025);
}

TEST_CASE("report: without a standard, without candidates, and with what does not belong together") {
  cat::Blueprint blueprint;
  blueprint.maximum_items = 4;
  const cat::ExamPlan plan(licensure_pool(8, 0, 0), blueprint);
  CHECK_FALSE(report(four_candidates(), plan, truth).decisions);
  const auto empty = report({}, small_plan(), {});
  CHECK(empty.candidates == 0);
  CHECK(empty.exposure.never_used == 8);
  CHECK(std::isnan(empty.decisions->pass_rate.value));
  const std::vector<double> few = {0.0};
  CHECK_THROWS_AS((void)report(four_candidates(), plan, few), Error);
  CHECK_THROWS_AS((void)report(four_candidates(), plan, truth, {.theta_bounds = {1.0, 1.0}}), Error);
  const cat::ExamPlan other(licensure_pool(4, 0, 0), blueprint);
  CHECK_THROWS_AS((void)report(four_candidates(), other, truth), Error);
  auto torn = four_candidates();
  torn.offsets.pop_back();
  CHECK_THROWS_AS((void)report(torn, plan, truth), Error);
}

}  // namespace

TEST_CASE("report: an exam without a scored item says nothing of the quality of decisions") {
  const cat::ExamPlan plan(irt::ItemBank(std::vector<irt::LogisticItem>(6)),
                           {.minimum_items = 4, .maximum_items = 4, .passing_standard = 0.3});
  const irt::Response yes = irt::Response::correct, no = irt::Response::incorrect, none = irt::Response::missing;
  const std::vector<irt::Response> one = {yes, no, yes, no, yes, no};
  std::vector<irt::Response> two = one;
  two.insert(two.end(), 6, none);
  const auto alone = report(simulate(plan, {}, {.seed = 1, .responses = one}), plan, {});
  const auto result = simulate(plan, {}, {.seed = 1, .responses = two});
  REQUIRE(result.scored_items == std::vector<int>{4, 0});
  const auto both = report(result, plan, {});
  REQUIRE(both.decisions->lee);
  CHECK(both.decisions->lee->accuracy == alone.decisions->lee->accuracy);
  CHECK(both.decisions->rudner->accuracy == alone.decisions->rudner->accuracy);
}

}  // namespace haven::simulation
