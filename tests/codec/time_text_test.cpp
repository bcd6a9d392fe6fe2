#include "codec/time_text.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::codec;

TEST_CASE("parse_time_text: reads what time_text writes, and only days that there are") {
  for (const std::int64_t moment : {0LL, -1'000LL, 1'795'381'200'123'000LL, 253'402'300'799'999'000LL})
    CHECK(parse_time_text(time_text({moment})) == Timestamp{moment});
  for (const char* bad : {"2026-02-29T00:00:00.000Z", "2026-13-01T00:00:00.000Z", "2026-01-01T24:00:00.000Z",
                          "2026-01-01T00:60:00.000Z", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000+01:00", ""})
    CHECK(!parse_time_text(bad));
}

TEST_CASE("time_text: UTC with milliseconds, before and after 1970") {
  CHECK(time_text({0}) == "1970-01-01T00:00:00.000Z");
  CHECK(time_text({-1}) == "1969-12-31T23:59:59.999Z");
  CHECK(time_text({1'795'381'200'123'456}) == "2026-11-22T21:00:00.123Z");
  CHECK(is_time_text(time_text({1})));
  CHECK(!is_time_text("2026-11-22 21:00:00.123Z"));
}
