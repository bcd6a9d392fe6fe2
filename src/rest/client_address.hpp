#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rest/http.hpp"

namespace haven::rest {

/// An IP address; IPv4 is kept as IPv4-mapped IPv6.
using IpAddress = std::array<std::uint8_t, 16>;
[[nodiscard]] std::optional<IpAddress> parse_ip(std::string_view text);

/// A block of addresses: "10.0.0.0/8", "2001:db8::/32", or one address.
struct IpBlock {
  IpAddress address{};
  int prefix = 128;  ///< leading bits that count

  [[nodiscard]] bool contains(const IpAddress& other) const noexcept;
};
[[nodiscard]] std::optional<IpBlock> parse_ip_block(std::string_view text);

/// Who sends a request: the peer of the socket, or, when that is a trusted proxy, the last address in X-Forwarded-For
/// that is none. Whatever stands before that is what the client claims, and is not believed.
[[nodiscard]] std::string client_address(const RequestHead& head, const std::vector<IpBlock>& trusted_proxies);

/// The name under which a client's requests are counted: the address, or for IPv6 its /56, which is what one
/// subscriber has.
[[nodiscard]] std::string rate_limit_key(const std::string& address);

}  // namespace haven::rest
