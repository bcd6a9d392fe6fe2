// The values of header fields that Haven reads itself, each line of the input as one: no value throws or is believed to
// be what it is not.

#include <string>
#include <vector>

#include "crypto/refresh_token.hpp"
#include "input.hpp"
#include "rest/client_address.hpp"
#include "rest/framing.hpp"
#include "rest/negotiation.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace haven;
  const std::string text(test::text_of(data, size));
  rest::RequestHead head{"GET", "/", {}, "127.0.0.1"};
  for (const char* name : {"host", "content-length", "transfer-encoding", "expect", "accept", "accept-encoding",
                           "content-type", "if-none-match", "x-forwarded-for"})
    head.headers.emplace_back(name, text);
  static_cast<void>(rest::framing_refusal(head, rest::HttpVersion::http_1_1));
  static_cast<void>(rest::expects_continue(head, rest::HttpVersion::http_1_1));
  static_cast<void>(rest::accepts_json(head));
  static_cast<void>(rest::accepts_gzip(head));
  static_cast<void>(rest::sends_json(head));
  static_cast<void>(rest::matches_etag(head, "\"tag\""));
  const auto proxies = std::vector<rest::IpBlock>{*rest::parse_ip_block("127.0.0.0/8")};
  test::must(!rest::rate_limit_key(rest::client_address(head, proxies)).empty());
  if (const auto block = rest::parse_ip_block(text)) test::must(block->contains(block->address));
  if (const auto token = crypto::parse_refresh_token(text)) test::must(to_string(*token) == text);
  return 0;
}
