// Stored exams: what is read is written the same again; everything else is refused by an Error.

#include "haven/codec/exam_json.hpp"
#include "haven/core/error.hpp"

#include "input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace haven;
  try {
    const std::string once = codec::to_json(codec::exam_state_from_json(test::text_of(data, size)));
    test::must(codec::to_json(codec::exam_state_from_json(once)) == once);
  } catch (const Error& error) {
    test::must(error.code() == ErrorCode::corrupt_data);
  }
  return 0;
}
