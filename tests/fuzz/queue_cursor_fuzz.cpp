// The places that clients bring back to ask for the next page of their queue: what is read as one is a place with a
// number for its key, and its text is read the same again.

#include "input.hpp"
#include "services/queue_cursor.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace haven;
  const auto cursor = parse_queue_cursor(std::string(test::text_of(data, size)));
  if (!cursor) return 0;
  test::must(cursor->after.key == cursor->after.key);
  const auto again = parse_queue_cursor(to_string(*cursor));
  test::must(again && again->occasion == cursor->occasion && again->after == cursor->after);
  return 0;
}
