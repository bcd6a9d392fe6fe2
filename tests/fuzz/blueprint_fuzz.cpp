// Blueprints from outside: refused by an Error, or an exam under their rules runs to its end, stores and resumes.

#include <optional>
#include <utility>

#include "haven/cat/exam.hpp"
#include "haven/codec/exam_json.hpp"
#include "haven/core/error.hpp"

#include "input.hpp"
#include "small_pool.hpp"

namespace {

using namespace haven;

const cat::ItemPool pool = test::small_pool();

void run(cat::Exam exam) {
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
  std::optional<cat::Exam> exam;
  try {
    exam.emplace(pool, codec::blueprint_from_json(test::text_of(data, size)), 7);
  } catch (const Error& error) {
    test::must(error.code() == ErrorCode::invalid_argument);
    return 0;
  }
  run(std::move(*exam));  // from here on nothing may be refused
  return 0;
}
