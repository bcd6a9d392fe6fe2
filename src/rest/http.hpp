#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace haven::rest {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// The request line and headers, before the body is read. Names of headers are lower-case.
struct RequestHead {
  std::string method;  ///< upper-case as received: "GET"
  std::string target;  ///< raw request target: "/api/v1/questions?limit=20"
  Headers headers;
  std::string peer;  ///< IP address of the other side of the socket

  /// The value of the first header of that lower-case name, or nullopt. The view lives as long as `headers` stays
  /// unchanged.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
};

struct Request {
  RequestHead head;
  std::string body;
};

/// An answer. The transport itself writes Date, Content-Length, Connection and Transfer-Encoding: those given here are
/// left out. A status outside 200..599, a name that is no token, or a value with CR, LF or NUL makes the answer a 500.
/// An answer to HEAD carries the body that GET would have: it is measured and not sent. So is that of 204 and 304.
struct Response {
  int status = 200;
  Headers headers;
  std::string body;
};

/// What the transport serves. All methods are called from several threads at once and must not throw.
class Application {
 public:
  virtual ~Application() = default;
  /// The largest body accepted for this request, in bytes.
  [[nodiscard]] virtual std::size_t body_limit(const RequestHead& head) const noexcept = 0;
  /// True when handle() takes microseconds, so that it may run on the I/O thread.
  [[nodiscard]] virtual bool is_cheap(const RequestHead& head) const noexcept = 0;
  [[nodiscard]] virtual Response handle(const Request& request) noexcept = 0;
  /// The answer to a request that the transport itself refuses (400, 408, 413, 417, 431, 500, 501, 503, 505). Runs on
  /// an I/O thread. The transport adds `Retry-After` to a 503 that has none.
  [[nodiscard]] virtual Response refuse(int status) noexcept = 0;
};

}  // namespace haven::rest
