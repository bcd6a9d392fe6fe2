#include "haven/core/id.hpp"

#include <array>
#include <cstdint>

#include <doctest/doctest.h>

TEST_CASE("uuid_v7: the example of RFC 9562, appendix A.6") {
  // unix_ts_ms 0x017F22E279B0, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F
  const std::array<std::uint8_t, 10> random = {0x0C, 0xC3, 0x18, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F};
  const haven::Uuid uuid = haven::uuid_v7({0x017F22E279B0LL * 1000}, random);
  CHECK(to_string(uuid) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

TEST_CASE("parse_uuid: reads what to_string writes, in either case, and nothing else") {
  const auto uuid = haven::parse_uuid("017F22E2-79B0-7CC3-98C4-DC0C0C07398F");
  REQUIRE(uuid);
  CHECK(haven::parse_uuid(to_string(*uuid)) == uuid);
  CHECK_FALSE(haven::parse_uuid(""));
  CHECK_FALSE(haven::parse_uuid("017f22e2-79b0-7cc3-98c4-dc0c0c07398"));
  CHECK_FALSE(haven::parse_uuid("017f22e279b0-7cc3-98c4-dc0c0c07398f-"));
  CHECK_FALSE(haven::parse_uuid("017f22e2-79b0-7cc3-98c4-dc0c0c07398g"));
}
