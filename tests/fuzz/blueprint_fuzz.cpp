// Blueprints from outside: refused by an Error, or an exam under their rules runs to its end, stores and resumes.

#include <string>
#include <vector>

#include "haven/cat/exam.hpp"
#include "haven/codec/exam_json.hpp"
#include "haven/core/error.hpp"

#include "input.hpp"

namespace {

using namespace haven;

/// Twelve items of all models: two areas, one case study, two pretest items, one pair of enemies.
cat::ItemPool small_pool() {
  std::vector<irt::BankEntry> entries;
  std::vector<cat::ItemContent> content(12);
  for (int i = 0; i < 12; ++i) {
    const double b = -1.5 + 0.25 * i;
    irt::Item item = irt::LogisticItem{1.0 + 0.05 * i, b, 0.1, 1.0};
    if (i % 4 == 1) item = irt::GradedItem{1.2, {b, b + 0.7}};
    if (i % 4 == 2) item = irt::PartialCreditItem{0.9, {b, b - 0.3}};
    if (i % 4 == 3) item = irt::NominalItem{{0.0, 0.5, 1.5}, {0.0, b, -b}};
    entries.push_back({std::to_string(i), item});
    content[static_cast<std::size_t>(i)].attributes["area"] = i % 2 == 0 ? "a" : "b";
    if (i == 4 || i == 5) content[static_cast<std::size_t>(i)].set = "case";
    if (i >= 10) content[static_cast<std::size_t>(i)].pretest = true;
  }
  content[0].enemies = {"1"};
  return {irt::ItemBank(std::move(entries)), std::move(content)};
}

void run(const cat::Blueprint& blueprint) {
  static const cat::ItemPool pool = small_pool();
  cat::Exam exam(pool, blueprint, 7);
  for (int i = 0; const auto item = exam.next_item(); ++i) {
    test::must(i < 12);
    const auto scores = category_count(pool.bank().item(*item));
    exam.answer({static_cast<std::int8_t>(static_cast<std::size_t>(i * 7 + 3) % scores)});
  }
  test::must(exam.outcome().has_value());
  const auto resumed = cat::Exam::resume(pool, codec::exam_state_from_json(codec::to_json(exam.state())));
  test::must(resumed.outcome() == exam.outcome());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    run(codec::blueprint_from_json(test::text_of(data, size)));
  } catch (const Error& error) {
    test::must(error.code() == ErrorCode::invalid_argument);
  }
  return 0;
}
