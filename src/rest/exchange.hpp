#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/rest/server.hpp"

#include "rest/client_address.hpp"
#include "rest/http.hpp"
#include "rest/rate_limiter.hpp"
#include "rest/route.hpp"
#include "rest/router.hpp"

#include <nlohmann/json.hpp>

namespace haven::rest {

/// What all requests of one server share.
class Shared final : public Host {
 public:
  Shared(Platform& platform, const Clock& clock, ServerOptions options);

  [[nodiscard]] Platform& platform() const noexcept override { return platform_; }
  [[nodiscard]] const std::string& base_path() const noexcept override { return options.base_path; }
  /// Made when it is first asked for, which keeps the start short.
  [[nodiscard]] const std::string& openapi() const override;
  [[nodiscard]] bool stopping() const noexcept override { return is_stopping; }
  [[nodiscard]] MediaStore* media() const noexcept override { return options.media; }

  const ServerOptions options;
  const Clock& clock;
  const Router router;
  const std::vector<IpBlock> trusted_proxies;
  const std::uint64_t request_seed;  ///< tells the request ids of two servers apart
  RateLimiter default_limiter;
  RateLimiter authentication_limiter;
  std::atomic<std::uint64_t> requests{0};
  std::atomic<int> heavy_requests{0};  ///< in flight
  std::atomic<bool> is_stopping{false};

 private:
  Platform& platform_;
  mutable std::once_flag openapi_made_;
  mutable std::string openapi_;
};

/// One request on its way through the chain.
struct Exchange {
  Shared& shared;
  const Request& request;
  Match match;
  std::string client;  ///< address
  std::string request_id;
  std::optional<Caller> caller;        ///< whose token it was
  std::exception_ptr unauthenticated;  ///< why the token is no good
  Parameters query;
  nlohmann::json body;
  std::string failure;  ///< for the log: what a 5xx was about

  [[nodiscard]] const Route& route() const { return *match.route; }
};

/// The rest of the chain.
using Next = std::function<Response()>;
/// One link: does its part before or after the rest, or answers itself.
using Link = Response (*)(Exchange& exchange, const Next& next);

}  // namespace haven::rest
