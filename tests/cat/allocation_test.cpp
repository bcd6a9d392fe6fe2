// An exam on its way asks the allocator for nothing.

#include "haven/cat/exam.hpp"
#include "haven/irt/category_curves.hpp"

#include "cat/nclex_pool.hpp"
#include "counting_allocator.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::cat;

TEST_CASE("Exam: no allocation from one item to the next, with content, enemies and exposure control") {
  const ItemPool pool = nclex_pool(NclexProfile::rn_2026, 900, 0, 40, 3);
  Blueprint rules = nclex_blueprint(NclexProfile::rn_2026);
  rules.sets.count = 0;
  rules.exposure.randomesque = 3;
  rules.stop_when_confident = false;
  Conditions conditions;
  conditions.eligibility.probability = {std::vector<double>(pool.size(), 0.8)};
  Exam exam(ExamPlan(pool, rules), 1, conditions);
  Rng rng(1);
  for (int given = 0; const auto item = exam.next_item(); ++given) {
    const auto response = irt::draw_response(pool.bank().item(*item), 0.0, rng);
    const std::size_t before = allocation_count();
    exam.answer(response);
    if (given >= 30 && exam.next_item()) REQUIRE(allocation_count() == before);
  }
  CHECK(exam.outcome()->items == 150);
}
