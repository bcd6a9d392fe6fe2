// Stored exams: what is read is written the same again, and goes on if an exam can have reached it; everything else is
// refused by an Error.

#include <utility>

#include "haven/cat/exam.hpp"
#include "haven/codec/exam_json.hpp"
#include "haven/core/error.hpp"

#include "input.hpp"
#include "small_pool.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace haven;
  try {
    const std::string once = codec::to_json(codec::exam_state_from_json(test::text_of(data, size)));
    test::must(codec::to_json(codec::exam_state_from_json(once)) == once);
    static const cat::ItemPool pool = test::small_pool();
    cat::ExamState state = codec::exam_state_from_json(once);
    state.bank_fingerprint = pool.fingerprint();
    const cat::Exam exam = cat::Exam::resume(pool, std::move(state));
    test::must(exam.outcome().has_value() != exam.next_item().has_value());
  } catch (const Error& error) {
    test::must(error.code() == ErrorCode::corrupt_data || error.code() == ErrorCode::invalid_argument);
  }
  return 0;
}
