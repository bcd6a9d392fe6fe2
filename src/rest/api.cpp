#include "rest/api.hpp"

#include <random>
#include <utility>

#include "rest/chain.hpp"
#include "rest/errors.hpp"
#include "rest/openapi.hpp"
#include "rest/security_headers.hpp"

namespace haven::rest {
namespace {

constexpr std::size_t body_limit_of_nothing = 64 * 1024;  // so that an unknown route is told so

std::vector<IpBlock> parse_blocks(const std::vector<std::string>& texts) {
  std::vector<IpBlock> blocks;
  for (const std::string& text : texts) blocks.push_back(*parse_ip_block(text));
  return blocks;
}

std::uint64_t random_seed() {
  std::random_device device;
  return (std::uint64_t{device()} << 32U) | device();
}

/// The code for what the transport refuses by itself.
std::string_view transport_code(int status) {
  switch (status) {
    case 400:
      return "SYS_011";
    case 408:
      return "SYS_012";
    case 413:
      return "VAL_004";
    case 417:
      return "SYS_013";
    case 431:
      return "SYS_010";
    case 501:
      return "SYS_014";
    case 503:
      return "SYS_004";
    case 505:
      return "SYS_015";
    default:
      return "SYS_001";
  }
}

/// For the case that there is no memory for a better one.
Response bare_failure() noexcept { return {500, {}, {}}; }

}  // namespace

Shared::Shared(Platform& platform, const Clock& time, ServerOptions given)
    : options(std::move(given)),
      clock(time),
      router(options.base_path, options.exam_page),
      trusted_proxies(parse_blocks(options.trusted_proxies)),
      request_seed(random_seed()),
      default_limiter(options.default_limit),
      authentication_limiter(options.authentication_limit),
      platform_(platform) {}

const std::string& Shared::openapi() const {
  std::call_once(openapi_made_, [this] { openapi_ = openapi_json(router); });
  return openapi_;
}

Api::Api(Platform& platform, const Clock& clock, ServerOptions options)
    : shared_(platform, clock, std::move(options)) {}

const Route* Api::route_of(const RequestHead& head) const {
  return shared_.router.find(head.method, split_target(head.target).path).route;
}

std::size_t Api::body_limit(const RequestHead& head) const noexcept try {
  const Route* route = route_of(head);
  return route == nullptr || route->body_limit == 0 ? body_limit_of_nothing : route->body_limit;
} catch (const std::exception&) {
  return 0;
}

bool Api::is_cheap(const RequestHead& head) const noexcept try {
  const Route* route = route_of(head);
  return route != nullptr && route->cost == Cost::trivial;
} catch (const std::exception&) {
  return false;
}

Response Api::handle(const Request& request) noexcept try {
  Exchange exchange{shared_,
                    request,
                    shared_.router.find(request.head.method, split_target(request.head.target).path),
                    client_address(request.head, shared_.trusted_proxies),
                    {},
                    {},
                    {},
                    {},
                    {},
                    {}};
  return run_chain(exchange);
} catch (...) {
  return bare_failure();
}

Response Api::refuse(int status) noexcept try {
  const std::string_view code = transport_code(status);
  Response response = error_response(code, error_row(code).meaning, nlohmann::json::object());
  const auto headers = json_security_headers();
  response.headers.insert(response.headers.end(), headers.begin(), headers.end());
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
} catch (...) {
  return bare_failure();
}

}  // namespace haven::rest
