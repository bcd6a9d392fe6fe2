// Start, content, exposure and overlap: what the choice of an item must heed.

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "haven/cat/exam.hpp"
#include "haven/cat/explain.hpp"
#include "haven/core/error.hpp"
#include "haven/irt/information.hpp"

#include "cat/nclex_pool.hpp"
#include "cat/simulated_examinee.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::cat;

namespace {

/// A random bank whose items belong to areas "a", "b", ... in turn.
ItemPool areas_pool(std::size_t items, std::size_t areas, std::uint64_t seed) {
  std::vector<ItemContent> content(items);
  for (std::size_t i = 0; i < items; ++i)
    content[i].attributes["area"] = std::string(1, static_cast<char>('a' + i % areas));
  return {random_bank(items, seed), content};
}

std::map<std::string, int> areas_of(const Exam& exam) {
  std::map<std::string, int> counts;
  for (const auto& step : exam.steps()) ++counts[exam.pool().content(step.item).attributes.at("area")];
  return counts;
}

Exam taken(const ExamPlan& plan, std::uint64_t seed, const Conditions& conditions = {}) {
  Exam exam(plan, seed, conditions);
  take(exam, {0.3, seed});
  return exam;
}

}  // namespace

TEST_CASE("start: fixed items first, then random ones, then the most informative") {
  const ItemPool pool = random_bank(100, 1);
  Blueprint rules{.minimum_items = 8, .maximum_items = 8};
  rules.start = {{"42", "7"}, 2};
  const ExamPlan plan(pool, rules);
  std::set<irt::ItemIndex> third;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Exam exam = taken(plan, seed);
    CHECK(exam.steps()[0].item == 42);
    CHECK(exam.steps()[1].item == 7);
    third.insert(exam.steps()[2].item);
    CHECK(explain_item(exam, 3).source == ChoiceSource::random_start);
    CHECK(explain_item(exam, 5).source == ChoiceSource::criterion);
  }
  CHECK(third.size() > 25);
  rules.start.items = {"100"};
  CHECK_THROWS_WITH_AS(ExamPlan(pool, rules), "blueprint: start: item 100 is not in the bank", Error);
}

TEST_CASE("content: an area that runs out is served as well as possible, and the step says so") {
  std::vector<ItemContent> content(60);
  for (std::size_t i = 0; i < 60; ++i) content[i].attributes["area"] = i < 3 ? "rare" : "common";
  const ItemPool pool(random_bank(60, 2), content);
  // Twenty items could have five rare ones by the target, but there are three; the bounds allow that.
  Blueprint rules{.minimum_items = 20, .maximum_items = 20, .content = {{"area", "rare", 0.1, 0.5, 0.25}}};
  rules.content_balance = ContentBalance::largest_deficit;
  const Exam exam = taken(ExamPlan(pool, rules), 1);
  CHECK(exam.steps().size() == 20);
  CHECK(areas_of(exam)["rare"] == 3);
  const auto relaxed = [&](Relaxation what) {
    return std::count_if(exam.steps().begin(), exam.steps().end(), [&](const Step& s) { return s.relaxed == what; });
  };
  CHECK(relaxed(Relaxation::target) > 0);
  CHECK(relaxed(Relaxation::content) == 0);
  // Enemies make an area run out that the check beforehand, which does not look at them, calls feasible.
  content[0].enemies = {"1", "2"};
  rules.content = {{"area", "rare", 0.15, 0.5}};
  const Exam less = taken(ExamPlan(ItemPool(pool.bank(), content), rules), 1);
  CHECK(less.steps().size() == 20);
  CHECK(std::any_of(less.steps().begin(), less.steps().end(),
                    [](const Step& step) { return step.relaxed == Relaxation::content; }));
}

TEST_CASE("content: bounds hold at every length within_bounds, with two attributes at once") {
  std::vector<ItemContent> content(400);
  for (std::size_t i = 0; i < 400; ++i)
    content[i].attributes = {{"area", std::string(1, static_cast<char>('a' + i % 4))},
                             {"level", i % 3 == 0 ? "x" : "y"}};
  const ItemPool pool(random_bank(400, 3), content);
  Blueprint rules{.minimum_items = 20, .maximum_items = 40};
  rules.content = {{"area", "a", 0.3, 0.5}, {"area", "b", 0.1, 0.2}, {"level", "x", 0.5, 0.7}};
  const ExamPlan plan(pool, rules);
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Exam exam = taken(plan, seed);
    std::map<std::string, int> counts;
    for (int length = 1; length <= 40; ++length) {
      const auto& of = pool.content(exam.steps()[static_cast<std::size_t>(length - 1)].item).attributes;
      for (const auto& [attribute, value] : of) ++counts[value];
      if (length < 20) continue;
      for (const auto& rule : rules.content) {
        REQUIRE(counts[rule.value] >= std::ceil(rule.minimum * length - 1e-9));
        REQUIRE(counts[rule.value] <= std::floor(rule.maximum * length + 1e-9));
      }
    }
  }
}

TEST_CASE("content: the largest deficit keeps every share within one item of its target") {
  const ItemPool pool = areas_pool(300, 3, 4);
  Blueprint rules{.minimum_items = 60, .maximum_items = 60, .content_balance = ContentBalance::largest_deficit};
  rules.content = {{"area", "a", 0.0, 1.0, 0.5}, {"area", "b", 0.0, 1.0, 0.3}, {"area", "c", 0.0, 1.0, 0.2}};
  const Exam exam = taken(ExamPlan(pool, rules), 9);
  const auto counts = areas_of(exam);
  CHECK(counts.at("a") == 30);
  CHECK(counts.at("b") == 18);
  CHECK(counts.at("c") == 12);
}

TEST_CASE("content: exact shares at lengths that they do not divide are kept to the nearest whole items") {
  const ItemPool pool = areas_pool(90, 3, 12);
  Blueprint rules{.minimum_items = 10, .maximum_items = 30};
  rules.content = {{"area", "a", 0.2, 0.2}, {"area", "b", 0.3, 0.3}, {"area", "c", 0.5, 0.5}};
  const Exam exam = taken(ExamPlan(pool, rules), 5);
  std::map<std::string, int> counts;
  for (int length = 1; length <= 30; ++length) {
    const auto& step = exam.steps()[static_cast<std::size_t>(length - 1)];
    ++counts[pool.content(step.item).attributes.at("area")];
    CHECK(step.relaxed != Relaxation::content);
    if (length < 10) continue;
    for (const auto& rule : rules.content) CHECK(std::abs(counts[rule.value] - rule.minimum * length) < 1.0);
  }
  CHECK(counts == std::map<std::string, int>{{"a", 6}, {"b", 9}, {"c", 15}});
}

TEST_CASE("sets: none begins that would not end by the maximum length") {
  std::vector<ItemContent> content(80);
  for (std::size_t i = 0; i < 12; ++i) content[i].set = i < 6 ? "first" : "second";
  const ItemPool pool(random_bank(80, 13), content);
  Conditions conditions;
  conditions.seen = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  Blueprint rules{.minimum_items = 30, .maximum_items = 31};
  rules.sets = {1, 1, 5};
  rules.exposure.maximum_overlap = 0.17;
  const Exam exam = taken(ExamPlan(pool, rules), 2, conditions);
  CHECK(exam.steps().size() == 31);
}

TEST_CASE("exposure: a set is drawn as one, with the smallest probability of its items") {
  std::vector<ItemContent> content(60);
  for (std::size_t i = 0; i < 60; ++i) content[i].set = "set-" + std::to_string(i / 6);
  const ItemPool pool(random_bank(60, 14), content);
  Conditions conditions;
  conditions.eligibility.probability = {std::vector<double>(60, 0.9)};
  for (std::size_t i = 2; i < 60; i += 6) conditions.eligibility.probability[0][i] = 0.4;
  const ExamPlan plan(pool, {.minimum_items = 6, .maximum_items = 6, .sets = {1, 1, 1}});
  int sets = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const auto ineligible = Exam(plan, seed, conditions).state().ineligible.at(0);
    CHECK(ineligible.size() % 6 == 0);
    sets += static_cast<int>(ineligible.size() / 6);
  }
  CHECK(sets / 4'000.0 == doctest::Approx(0.6).epsilon(0.05));  // 4,000 draws: SE 0.0077
}

TEST_CASE("start: a fixed item that the content rules would not have is given, and the step says so") {
  const ItemPool pool = areas_pool(60, 3, 15);
  Blueprint rules{.minimum_items = 10, .maximum_items = 10, .content = {{"area", "a", 0.0, 0.1}}};
  rules.start.items = {"0", "3", "6"};
  const Exam exam = taken(ExamPlan(pool, rules), 1);
  CHECK(exam.steps()[0].relaxed == Relaxation::none);
  CHECK(exam.steps()[1].relaxed == Relaxation::content);
  CHECK(areas_of(exam)["a"] == 3);
}

TEST_CASE("selection: rules for dichotomous items are refused beforehand on a pool with others") {
  const ItemPool pool = irt::ItemBank(
      std::vector<irt::BankEntry>{{"a", irt::LogisticItem{}}, {"b", irt::PartialCreditItem{1.0, {0.0, 0.5}}}});
  for (const auto rule : {SelectionRule::bopt, SelectionRule::thopt, SelectionRule::a_stratified}) {
    Blueprint rules;
    rules.selection = rule;
    CHECK_THROWS_AS(ExamPlan(pool, rules), Error);
  }
  CHECK_THROWS_AS(ExamPlan(pool, {.estimator = irt::Estimator::huber}), Error);
}

TEST_CASE("selection: the criterion follows the blueprint's own standard and length") {
  const ItemPool pool = random_bank(100, 16);
  Blueprint rules{.minimum_items = 6, .maximum_items = 6, .passing_standard = -1.5};
  rules.selection = SelectionRule::cut_information;
  const Exam exam = taken(ExamPlan(pool, rules), 1);
  std::vector<std::pair<double, irt::ItemIndex>> best;
  for (irt::ItemIndex item = 0; item < 100; ++item)
    best.push_back({-item_information(pool.bank().item(item), -1.5), item});
  std::sort(best.begin(), best.end());
  for (std::size_t i = 0; i < 6; ++i) CHECK(exam.steps()[i].item == best[i].second);
}

TEST_CASE("explain_item: rules that draw at random show the values of their draw") {
  const ItemPool pool = random_bank(60, 17);
  for (const auto rule : {SelectionRule::progressive, SelectionRule::random}) {
    Blueprint rules{.minimum_items = 10, .maximum_items = 10};
    rules.selection = rule;
    const Exam exam = taken(ExamPlan(pool, rules), 4);
    for (int position = 1; position <= 10; ++position) {
      const auto why = explain_item(exam, position);
      REQUIRE_FALSE(why.rivals.empty());
      for (const auto& rival : why.rivals) CHECK(rival.criterion <= why.criterion);
    }
  }
}

TEST_CASE("exposure: what is not eligible is not given, unless nothing else is left") {
  const ItemPool pool = random_bank(30, 5);
  Conditions conditions;
  conditions.eligibility.probability = {std::vector<double>(30, 0.0)};
  for (std::size_t i = 0; i < 10; ++i) conditions.eligibility.probability[0][i] = 1.0;
  const Exam exam = taken(ExamPlan(pool, {.minimum_items = 15, .maximum_items = 15}), 3, conditions);
  for (std::size_t i = 0; i < 15; ++i) {
    CHECK((exam.steps()[i].item < 10) == (i < 10));
    CHECK(exam.steps()[i].relaxed == (i < 10 ? Relaxation::none : Relaxation::exposure));
  }
  conditions.eligibility.probability[0][3] = 1.5;
  CHECK_THROWS_AS(taken(ExamPlan(pool, {}), 3, conditions), Error);
}

TEST_CASE("exposure: eligibility follows the segment of the ability") {
  const ItemPool pool = random_bank(40, 6);
  Conditions conditions;
  conditions.eligibility.segment_bounds = {0.0};
  conditions.eligibility.probability = {std::vector<double>(40, 1.0), std::vector<double>(40, 1.0)};
  for (std::size_t i = 0; i < 40; ++i) conditions.eligibility.probability[i % 2][i] = 0.0;
  const ExamPlan plan(pool, {.start_theta = 0.5, .minimum_items = 12, .maximum_items = 12});
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Exam exam = taken(plan, seed, conditions);
    double theta = 0.5;
    for (const auto& step : exam.steps()) {
      CHECK(step.item % 2 == (theta >= 0.0 ? 0 : 1));
      theta = step.ability.theta;
    }
  }
}

TEST_CASE("exposure: an item of probability p is eligible in about that part of the exams") {
  const ItemPool pool = random_bank(50, 7);
  Conditions conditions;
  conditions.eligibility.probability = {std::vector<double>(50, 0.3)};
  const ExamPlan plan(pool, {});
  int ruled_out = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed)
    ruled_out += static_cast<int>(Exam(plan, seed, conditions).state().ineligible.at(0).size());
  CHECK(ruled_out / 20'000.0 == doctest::Approx(0.7).epsilon(0.03));  // 20,000 draws: SE 0.0032
}

TEST_CASE("overlap: seen items are masked, or kept below the share that the rule allows at every length") {
  const ItemPool pool = random_bank(60, 8);
  Conditions conditions;
  for (irt::ItemIndex item = 0; item < 45; ++item) conditions.seen.push_back(item);
  for (const double most : {0.0, 0.2, 1.0}) {
    Blueprint rules{.minimum_items = 15, .maximum_items = 15};
    rules.exposure.maximum_overlap = most;
    const Exam exam = taken(ExamPlan(pool, rules), 2, conditions);
    int seen = 0;
    for (std::size_t i = 0; i < exam.steps().size(); ++i) {
      seen += exam.steps()[i].item < 45 ? 1 : 0;
      CHECK(seen <= most * static_cast<double>(i + 1));
    }
    CHECK((seen > 0) == (most > 0.0));
  }
  // Only masked items left: the exam ends rather than repeat one.
  const Exam short_exam = taken(ExamPlan(pool, {.minimum_items = 30, .maximum_items = 30}), 2, conditions);
  CHECK(short_exam.outcome()->reason == StopReason::exhausted_bank);
  CHECK(short_exam.steps().size() == 15);
}

TEST_CASE("seen_since: only what was given at that time or later") {
  const std::vector<SeenItem> history = {{7, {100}}, {3, {200}}, {7, {300}}, {5, {199}}};
  CHECK(seen_since(history, {200}) == std::vector<irt::ItemIndex>{3, 7});
  CHECK(seen_since(history, {301}).empty());
}

TEST_CASE("randomesque: one of the best so many, and different ones for different seeds") {
  const ItemPool pool = random_bank(200, 9);
  Blueprint rules{.minimum_items = 5, .maximum_items = 5};
  rules.exposure.randomesque = 5;
  const ExamPlan plan(pool, rules);
  std::set<irt::ItemIndex> first;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Exam exam(plan, seed);
    first.insert(*exam.next_item());
    const auto why = explain_item(exam, 1);
    CHECK(std::count_if(why.rivals.begin(), why.rivals.end(),
                        [&](const Rival& rival) { return rival.criterion > why.criterion; }) < 5);
  }
  CHECK(first.size() == 5);
}

TEST_CASE("selection: every rule gives whole exams that resume to the same") {
  const ItemPool pool = random_bank(80, 10);
  for (int rule = 0; rule <= static_cast<int>(SelectionRule::random); ++rule) {
    Blueprint rules{.minimum_items = 8, .maximum_items = 8};
    rules.selection = static_cast<SelectionRule>(rule);
    CAPTURE(to_string(rules.selection));
    const Exam exam = taken(ExamPlan(pool, rules), 4);
    CHECK(exam.steps().size() == 8);
    ExamState half = exam.state();
    half.steps.resize(4);
    Exam resumed = Exam::resume(pool, half);
    CHECK(resumed.next_item() == exam.steps()[4].item);
  }
}

TEST_CASE("explain_item: the log leads to the same choices, and says what kept the rivals out") {
  const ItemPool pool = nclex_pool(NclexProfile::rn_2026, 300, 12, 30, 11);
  const ExamPlan plan(pool, nclex_blueprint(NclexProfile::rn_2026));
  Conditions conditions;
  conditions.eligibility.probability = {std::vector<double>(pool.size(), 0.7)};
  const Exam exam = taken(plan, 3, conditions);
  std::set<Barrier> barriers;
  std::set<ChoiceSource> sources;
  for (int position = 1; position <= exam.outcome()->items; ++position) {
    const auto why = explain_item(exam, position);
    REQUIRE(why.item == exam.steps()[static_cast<std::size_t>(position - 1)].item);
    REQUIRE(why.relaxed == exam.steps()[static_cast<std::size_t>(position - 1)].relaxed);
    sources.insert(why.source);
    for (const auto& rival : why.rivals) {
      barriers.insert(rival.barrier);
      if (why.source == ChoiceSource::criterion && rival.barrier == Barrier::none)
        REQUIRE(rival.criterion <= why.criterion);
    }
    if (why.source == ChoiceSource::criterion) REQUIRE(why.content.size() == 11);  // 8 areas, 1 quota, 2 times the rest
  }
  CHECK(sources ==
        std::set{ChoiceSource::criterion, ChoiceSource::set, ChoiceSource::set_member, ChoiceSource::pretest});
  for (const Barrier barrier : {Barrier::reserved, Barrier::exposure, Barrier::content})
    CHECK(barriers.count(barrier) == 1);
  CHECK_THROWS_AS(static_cast<void>(explain_item(exam, 0)), Error);
  CHECK_THROWS_AS(static_cast<void>(explain_item(exam, exam.outcome()->items + 1)), Error);
}
