// Request targets: routing and the query reader take any bytes without throwing.

#include "input.hpp"
#include "rest/router.hpp"
#include "rest/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace haven;
  static const rest::Router router("/api/v1", true);
  const auto target = rest::split_target(test::text_of(data, size));
  const auto match = router.find("GET", target.path);
  test::must(match.route == nullptr || !match.allowed.empty());
  static_cast<void>(rest::parse_query(target.query));
  return 0;
}
