#include "rest/client_address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <span>

#include "rest/target.hpp"

namespace haven::rest {
namespace {

constexpr IpAddress ipv4_prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

bool is_ipv4(const IpAddress& address) {
  return std::equal(ipv4_prefix.begin(), ipv4_prefix.begin() + 12, address.begin());
}

std::string_view trim(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// The addresses that proxies have noted, in order.
std::vector<std::string> forwarded_for(const RequestHead& head) {
  std::vector<std::string> addresses;
  for (const auto& [name, value] : head.headers) {
    if (name != "x-forwarded-for") continue;
    for (const std::string_view address : split(value, ',')) addresses.emplace_back(trim(address));
  }
  return addresses;
}

bool is_trusted(const std::string& address, const std::vector<IpBlock>& trusted) {
  const auto ip = parse_ip(address);
  return ip && std::any_of(trusted.begin(), trusted.end(), [&](const IpBlock& block) { return block.contains(*ip); });
}

}  // namespace

std::optional<IpAddress> parse_ip(std::string_view text) {
  const std::string address(text);
  IpAddress ip = ipv4_prefix;
  if (inet_pton(AF_INET, address.c_str(), ip.data() + 12) == 1) return ip;
  if (inet_pton(AF_INET6, address.c_str(), ip.data()) == 1) return ip;
  return std::nullopt;
}

bool IpBlock::contains(const IpAddress& other) const noexcept {
  for (int bit = 0; bit < prefix; ++bit) {
    const auto byte = static_cast<std::size_t>(bit / 8);
    const auto mask = static_cast<unsigned>(0x80 >> (bit % 8));
    if (((address[byte] ^ other[byte]) & mask) != 0) return false;
  }
  return true;
}

std::optional<IpBlock> parse_ip_block(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = parse_ip(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return IpBlock{*address, 128};
  const std::string_view digits = text.substr(slash + 1);
  int prefix = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
  const int bits = is_ipv4(*address) ? 32 : 128;
  if (error != std::errc{} || end != digits.data() + digits.size() || prefix < 0 || prefix > bits) return std::nullopt;
  return IpBlock{*address, prefix + 128 - bits};
}

std::string client_address(const RequestHead& head, const std::vector<IpBlock>& trusted_proxies) {
  std::string address = head.peer;
  auto hops = forwarded_for(head);
  while (is_trusted(address, trusted_proxies) && !hops.empty() && parse_ip(hops.back())) {
    address = std::move(hops.back());
    hops.pop_back();
  }
  return address;
}

std::string rate_limit_key(const std::string& address) {
  const auto ip = parse_ip(address);
  if (!ip || is_ipv4(*ip)) return address;
  constexpr std::string_view digits = "0123456789abcdef";
  std::string key = "ip6:";
  for (const std::uint8_t byte : std::span(*ip).first(7)) {
    key += digits[byte >> 4U];
    key += digits[byte & 0xFU];
  }
  return key;
}

}  // namespace haven::rest
