#pragma once

#include "rest/exchange.hpp"
#include "rest/http.hpp"

namespace haven::rest {

/// The platform as the transport sees it: every request goes through the chain.
class Api final : public Application {
 public:
  Api(Platform& platform, const Clock& clock, ServerOptions options);

  [[nodiscard]] std::size_t body_limit(const RequestHead& head) const noexcept override;
  [[nodiscard]] bool is_cheap(const RequestHead& head) const noexcept override;
  [[nodiscard]] Response handle(const Request& request) noexcept override;
  [[nodiscard]] Response refuse(int status) noexcept override;

  /// From now on /readyz answers 503.
  void stop_being_ready() noexcept { shared_.is_stopping = true; }
  [[nodiscard]] const ServerOptions& options() const noexcept { return shared_.options; }

 private:
  [[nodiscard]] const Route* route_of(const RequestHead& head) const;

  Shared shared_;
};

}  // namespace haven::rest
