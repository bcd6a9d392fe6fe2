// Written-down studies: what is read is a pool and a blueprint that hold their own rules; everything else is refused by
// an Error.

#include "haven/codec/study_json.hpp"
#include "haven/core/error.hpp"

#include "input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace haven;
  try {
    const auto study = codec::study_from_json(test::text_of(data, size));
    test::must(study.pool.size() > 0 && !study.theta.empty());
    validate(study.blueprint);
  } catch (const Error& error) {
    test::must(error.code() == ErrorCode::invalid_argument);
  }
  return 0;
}
