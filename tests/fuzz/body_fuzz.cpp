// Request bodies: whatever comes in fits its schema or is refused by an ApiError, and nothing else.

#include "input.hpp"
#include "rest/body.hpp"
#include "rest/errors.hpp"
#include "rest/schema.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace haven;
  for (const char* name : {"Registration", "Answer"}) {
    const auto schema = rest::schema_ref(name);
    try {
      test::must(rest::check_schema(schema, rest::parse_body(test::text_of(data, size), schema)).empty());
    } catch (const rest::ApiError& error) {
      test::must(error_response(error).status < 500);
    }
  }
  return 0;
}
