// Request headers on the wire: the scanner says the same of the bytes however they are cut into pieces.

#include <string>

#include "input.hpp"
#include "rest/framing.hpp"
#include "rest/header_scan.hpp"

namespace {

using haven::rest::HeaderScan;

constexpr std::size_t max_bytes = 4096, max_fields = 32;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace haven;
  const std::string text(test::text_of(data, size));
  HeaderScan whole(max_bytes, max_fields);
  const auto verdict = whole.scan(text);
  HeaderScan pieces(max_bytes, max_fields);
  auto last = HeaderScan::Verdict::incomplete;
  for (std::size_t length = 0; length <= text.size() && last == HeaderScan::Verdict::incomplete; ++length)
    last = pieces.scan(std::string_view(text).substr(0, length));
  test::must(last == verdict);
  if (verdict == HeaderScan::Verdict::complete) {
    test::must(whole.begin() <= whole.end() && whole.end() <= text.size());
    test::must(pieces.begin() == whole.begin() && pieces.end() == whole.end());
  }
  static_cast<void>(rest::names_other_version(text));
  static_cast<void>(rest::is_clean_chunk_extension(text));
  return 0;
}
