#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "haven/cat/exam.hpp"
#include "haven/core/parallel.hpp"
#include "haven/irt/category_curves.hpp"
#include "haven/math/normal.hpp"

#include "cat/nclex_pool.hpp"
#include "sanitized.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::cat;

namespace {

void answer_all(Exam& exam, double theta, std::uint64_t seed) {
  Rng rng(seed);
  while (const auto item = exam.next_item()) exam.answer(irt::draw_response(exam.bank().item(*item), theta, rng));
}

/// Counts what an exam breaks, by name of the rule, with code of its own.
class Inspector {
 public:
  Inspector(const Exam& exam, const std::vector<ContentRule>& content) : exam_(exam), pool_(exam.pool()) {
    check_shares(content);
    check_sets();
    check_pretest();
    check_enemies();
    if (exam.outcome()->items < 85 || exam.outcome()->items > 150) found_["length"]++;
  }
  [[nodiscard]] const std::map<std::string, int>& found() const { return found_; }

 private:
  /// At every length at which the exam could have ended, each share within its range, widened to whole items.
  void check_shares(const std::vector<ContentRule>& content) {
    std::map<std::string, int> counts;
    int scored = 0;
    for (const auto& step : exam_.steps()) {
      if (pool_.content(step.item).pretest) continue;
      ++scored;
      for (const auto& [attribute, value] : pool_.content(step.item).attributes) ++counts[attribute + "=" + value];
      if (scored < 70) continue;
      for (const auto& rule : content) {
        const std::string name = rule.attribute + "=" + rule.value;
        if (counts[name] < std::ceil(rule.minimum * scored - 1e-9)) found_["below: " + name]++;
        if (counts[name] > std::floor(rule.maximum * scored + 1e-9)) found_["above: " + name]++;
      }
    }
  }

  /// Three case studies, whole, in order and in one piece, all within the first 85 items.
  void check_sets() {
    std::vector<std::string> ids;
    int in_sets = 0;
    for (std::size_t i = 0; i < exam_.steps().size(); ++i) {
      const auto item = exam_.steps()[i].item;
      if (pool_.content(item).set.empty()) continue;
      ids.push_back(pool_.bank().id(item));
      if (++in_sets % 6 != 1 && pool_.content(exam_.steps()[i - 1].item).set != pool_.content(item).set)
        found_["set interrupted"]++;
      if (i >= 85) found_["set late"]++;
    }
    if (in_sets != 18) found_["sets"]++;
    for (std::size_t i = 0; i < ids.size(); ++i)
      if (ids[i].back() != static_cast<char>('0' + i % 6)) found_["set order"]++;
  }

  /// Fifteen pretest items among the first 85, which change no estimate.
  void check_pretest() {
    int pretest = 0;
    for (std::size_t i = 0; i < exam_.steps().size(); ++i) {
      if (!pool_.content(exam_.steps()[i].item).pretest) continue;
      ++pretest;
      if (i >= 85) found_["pretest late"]++;
      if (i > 0 && !(exam_.steps()[i].ability == exam_.steps()[i - 1].ability)) found_["pretest scored"]++;
    }
    if (pretest != 15) found_["pretest count"]++;
  }

  void check_enemies() {
    std::set<irt::ItemIndex> given;
    for (const auto& step : exam_.steps()) {
      for (const irt::ItemIndex enemy : pool_.enemies(step.item))
        if (given.count(enemy) != 0) found_["enemies"]++;
      if (!given.insert(step.item).second) found_["repeated"]++;
    }
  }

  const Exam& exam_;
  const ItemPool& pool_;
  std::map<std::string, int> found_;
};

}  // namespace

TEST_CASE("NCLEX-RN 2026: thousands of simulated exams break no rule at any length") {
  const ItemPool pool = nclex_pool(NclexProfile::rn_2026, 900, 40, 60, 2026);
  Blueprint rules = nclex_blueprint(NclexProfile::rn_2026);
  const ExamPlan early(pool, rules);
  rules.stop_when_confident = false;  // these go through every length up to the maximum
  const ExamPlan full(pool, rules);
  constexpr std::size_t exams = test::repeats(10'000);
  std::map<std::string, int> found;
  std::set<int> lengths;
  int relaxed = 0;
  std::mutex mutex;
  parallel_for(exams, 2, [&](std::size_t i) {
    Rng rng(mix(i));
    Exam exam(i % 2 == 0 ? full : early, i);
    answer_all(exam, 1.2 * math::draw_normal(rng), i);
    const Inspector inspector(exam, rules.content);
    const std::lock_guard lock(mutex);
    for (const auto& [rule, count] : inspector.found()) found[rule] += count;
    lengths.insert(exam.outcome()->scored_items);
    for (const auto& step : exam.steps()) relaxed += step.relaxed >= Relaxation::exposure ? 1 : 0;
  });
  for (const auto& [rule, count] : found) MESSAGE(rule, ": ", count);
  CHECK(found.empty());
  CHECK(relaxed == 0);
  CHECK(lengths.size() >= (test::sanitized ? 20 : 50));  // of the 66 lengths at which an exam may end
}

TEST_CASE("NCLEX-RN 2026: the same inspection finds what exams without the rules break") {
  const ItemPool pool = nclex_pool(NclexProfile::rn_2026, 900, 40, 60, 2026);
  Blueprint rules{.minimum_items = 85, .maximum_items = 150};
  std::map<std::string, int> found;
  for (std::uint64_t i = 0; i < 20; ++i) {
    Exam exam(pool, rules, i);
    answer_all(exam, 0.0, i);
    const Inspector inspector(exam, nclex_blueprint(NclexProfile::rn_2026).content);
    for (const auto& [rule, count] : inspector.found()) found[rule] += count;
  }
  CHECK(found.count("sets") == 1);
  CHECK(found.count("pretest count") == 1);
  CHECK(found.count("below: client_need=management_of_care") + found.count("above: client_need=management_of_care") >
        0);
  CHECK(found.size() > 8);
}

TEST_CASE("NCLEX profiles: the published lengths, standards and ranges") {
  struct Facts {
    NclexProfile profile;
    int minimum, maximum, pretest, sets;
    double standard, hours;
    TimeoutRule timeout;
  };
  // Sources: docs/nclex.md.
  const Facts facts[] = {{NclexProfile::rn_2026, 85, 150, 15, 3, 0.0, 5, TimeoutRule::final_estimate},
                         {NclexProfile::pn_2026, 85, 150, 15, 3, -0.18, 5, TimeoutRule::final_estimate},
                         {NclexProfile::rn_2023, 85, 150, 15, 3, 0.0, 5, TimeoutRule::final_estimate},
                         {NclexProfile::pn_2023, 85, 150, 15, 3, -0.18, 5, TimeoutRule::final_estimate},
                         {NclexProfile::rn_pre_2020, 75, 265, 15, 0, 0.0, 6, TimeoutRule::last_sixty_above},
                         {NclexProfile::pn_pre_2020, 85, 205, 25, 0, -0.21, 5, TimeoutRule::last_sixty_above}};
  for (const auto& one : facts) {
    CAPTURE(to_string(one.profile));
    const Blueprint blueprint = nclex_blueprint(one.profile, false);
    CHECK_NOTHROW(validate(blueprint));
    CHECK(parse_nclex_profile(to_string(one.profile)) == one.profile);
    CHECK(blueprint.minimum_items == one.minimum);
    CHECK(blueprint.maximum_items == one.maximum);
    CHECK(blueprint.pretest.count == one.pretest);
    CHECK(blueprint.sets.count == one.sets);
    CHECK(blueprint.passing_standard == one.standard);
    CHECK(blueprint.time_limit->in_seconds() == one.hours * 3600);
    CHECK(blueprint.timeout_rule == one.timeout);
    REQUIRE(blueprint.content.size() == 8);
    double middle = 0.0;
    for (const auto& rule : blueprint.content) {
      CHECK(rule.maximum - rule.minimum == doctest::Approx(0.06));  // every range is its middle -+ 3 %
      middle += 0.5 * (rule.minimum + rule.maximum);
    }
    CHECK(middle == doctest::Approx(1.0));
  }
}

// Rasch Measurement Transactions 20:2: items on target that a 95 % interval needs at a distance from the standard. An
// examinee who answers wrong and right in turn is at 0 after every even number of items, with SE = 2 / sqrt(n).
TEST_CASE("confidence interval: the item counts of RMT 20:2") {
  const std::pair<double, int> table[] = {{1.0, 16}, {0.9, 19}, {0.8, 25},  {0.7, 32},  {0.6, 43},
                                          {0.5, 62}, {0.4, 97}, {0.3, 171}, {0.2, 385}, {0.1, 1537}};
  const irt::ItemBank bank(std::vector<irt::LogisticItem>(1600));
  for (const auto& row : table) {
    const double distance = row.first;
    const int items = row.second;
    CAPTURE(distance);
    Exam exam(bank, {.minimum_items = 8, .maximum_items = 1600, .passing_standard = -distance}, 1);
    for (int i = 0; exam.next_item(); ++i) exam.answer(i % 2 == 0 ? irt::Response::incorrect : irt::Response::correct);
    CHECK(exam.outcome()->reason == StopReason::confidence_interval);
    CHECK(exam.outcome()->items == items + items % 2);
  }
}

TEST_CASE("run out of time before 2020: each of the last sixty estimates must be above the standard") {
  const irt::ItemBank bank(std::vector<irt::LogisticItem>(300));
  Blueprint rules{.minimum_items = 70, .maximum_items = 265, .passing_standard = 0.0, .stop_when_confident = false};
  rules.time_limit = Duration::hours(6);
  rules.pass_at_standard = false;
  /// `wrong` wrong answers first, then right ones, up to `items`; then time runs out.
  const auto decide = [&](int wrong, int items, TimeoutRule rule) {
    rules.timeout_rule = rule;
    Exam exam(bank, rules, 1);
    for (int i = 0; i < items; ++i) exam.answer(i < wrong ? irt::Response::incorrect : irt::Response::correct);
    CHECK(exam.expire(Duration::hours(7)));
    return exam.outcome()->decision;
  };
  // 10 wrong: above 0 from item 21 on, so the last sixty of 80 are items 21 to 80; of 79 they begin with item 20, at 0.
  CHECK(decide(10, 80, TimeoutRule::last_sixty_above) == Decision::pass);
  CHECK(decide(10, 79, TimeoutRule::last_sixty_above) == Decision::fail);
  CHECK(decide(10, 79, TimeoutRule::final_estimate) == Decision::pass);
  CHECK(decide(40, 100, TimeoutRule::last_sixty_above) == Decision::fail);
  CHECK(decide(40, 100, TimeoutRule::final_estimate) == Decision::pass);
  CHECK(decide(10, 69, TimeoutRule::last_sixty_above) == Decision::fail);  // the minimum was not met
}
