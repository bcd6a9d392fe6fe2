#include <algorithm>
#include <cctype>
#include <chrono>

#include "haven/core/error.hpp"

#include "rest/errors.hpp"
#include "rest/links.hpp"

namespace haven::rest {
namespace {

std::string join(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : ", ") + std::string(word);
  return text;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// The token of "Authorization: Bearer <token>".
std::string bearer_token(const RequestHead& head) {
  constexpr std::string_view scheme = "Bearer ";
  const auto header = head.header("authorization");
  if (!header) throw ApiError("AUTH_002", std::string(error_row("AUTH_002").meaning));
  if (!equal_ignoring_case(header->substr(0, scheme.size()), scheme))
    throw ApiError("AUTH_004", std::string(error_row("AUTH_004").meaning));
  return std::string(header->substr(scheme.size()));
}

Timestamp steady_now() {
  const auto elapsed = std::chrono::steady_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::microseconds>(elapsed).count()};
}

struct Count {
  std::string_view policy;
  RateLimiter& limiter;
  std::string client;
};

/// A request for nothing that is there counts like any other.
Budget budget_of(const Exchange& exchange) {
  return exchange.match.route == nullptr ? Budget::standard : exchange.route().budget;
}

Count count_of(Exchange& exchange) {
  Shared& shared = exchange.shared;
  if (budget_of(exchange) == Budget::authentication)
    return {"auth", shared.authentication_limiter, rate_limit_key(exchange.client)};
  if (exchange.caller) return {"default", shared.default_limiter, "user:" + to_string(exchange.caller->user)};
  return {"default", shared.default_limiter, rate_limit_key(exchange.client)};
}

/// The fields of draft-ietf-httpapi-ratelimit-headers.
void add_rate_headers(Response& response, std::string_view policy, const RateLimit& limit, const RateTicket& ticket) {
  const std::string name = "\"" + std::string(policy) + "\"";
  response.headers.emplace_back(
      "RateLimit-Policy", name + ";q=" + std::to_string(limit.requests) + ";w=" + std::to_string(limit.window_seconds));
  response.headers.emplace_back(
      "RateLimit", name + ";r=" + std::to_string(ticket.remaining) + ";t=" + std::to_string(ticket.reset_seconds));
}

Response too_many(const RateTicket& ticket) {
  Response response = error_response("SYS_003", error_row("SYS_003").meaning, nlohmann::json::object());
  response.headers.emplace_back("Retry-After", std::to_string(ticket.retry_seconds));
  return response;
}

/// Counts a heavy request for as long as it lives.
class HeavyRequest {
 public:
  explicit HeavyRequest(std::atomic<int>& count) : count_(count), place_(++count) {}
  ~HeavyRequest() { --count_; }
  HeavyRequest(const HeavyRequest&) = delete;
  HeavyRequest& operator=(const HeavyRequest&) = delete;
  [[nodiscard]] int place() const noexcept { return place_; }

 private:
  std::atomic<int>& count_;
  int place_;
};

}  // namespace

Response require_route(Exchange& exchange, const Next& next) {
  const Match& match = exchange.match;
  if (match.allowed.empty()) throw ApiError("SYS_002", std::string(error_row("SYS_002").meaning));
  if (exchange.request.head.method == "OPTIONS") return {204, {{"Allow", join(match.allowed)}}, {}};
  if (match.route != nullptr) return next();
  Response response = error_response("VAL_011", error_row("VAL_011").meaning, nlohmann::json::object());
  response.headers.emplace_back("Allow", join(match.allowed));
  return response;
}

Response identify(Exchange& exchange, const Next& next) {
  if (exchange.match.route != nullptr && exchange.route().access != Access::everyone) try {
      exchange.caller = exchange.shared.platform().accounts().authenticate(bearer_token(exchange.request.head));
    } catch (const std::exception&) {
      exchange.unauthenticated = std::current_exception();
    }
  return next();
}

Response limit_rate(Exchange& exchange, const Next& next) {
  if (!exchange.shared.options.rate_limiting || budget_of(exchange) == Budget::none) return next();
  const Count count = count_of(exchange);
  const RateTicket ticket = count.limiter.take(count.client, steady_now());
  Response response = ticket.admitted ? next() : too_many(ticket);
  add_rate_headers(response, count.policy, count.limiter.limit(), ticket);
  return response;
}

Response authorize(Exchange& exchange, const Next& next) {
  if (exchange.unauthenticated) std::rethrow_exception(exchange.unauthenticated);
  return next();
}

Response limit_heavy(Exchange& exchange, const Next& next) {
  if (exchange.route().cost != Cost::heavy) return next();
  const HeavyRequest request(exchange.shared.heavy_requests);
  const int places = std::max(1, exchange.shared.options.workers / 2);
  if (request.place() > places) throw ApiError("DB_005", std::string(error_row("DB_005").meaning));
  return next();
}

}  // namespace haven::rest
