// Question files: any bytes give questions and problems, never an exception, and no more problems than promised.

#include "haven/codec/question_import.hpp"

#include "input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace haven;
  const auto file = codec::questions_from_json(test::text_of(data, size));
  test::must(file.problems.size() <= codec::maximum_problems);
  for (const auto& draft : file.questions) test::must(draft.line >= 1 && draft.question.item.has_value());
  return 0;
}
