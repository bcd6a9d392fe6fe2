#include <arpa/inet.h>
#include <netinet/in.h>

#include "haven/core/error.hpp"

#include "rest/transport.hpp"

namespace haven::rest {
namespace {

void require(bool met, const std::string& rule) {
  if (!met) throw Error(ErrorCode::invalid_argument, "transport: " + rule);
}

bool is_ip_address(const std::string& text) {
  in6_addr room{};
  return inet_pton(AF_INET, text.c_str(), &room) == 1 || inet_pton(AF_INET6, text.c_str(), &room) == 1;
}

void require_positive(std::chrono::milliseconds timeout, const std::string& name) {
  require(timeout.count() > 0, name + " must be positive, got " + std::to_string(timeout.count()) + " ms");
}

}  // namespace

void validate(const TransportOptions& options) {
  require(is_ip_address(options.address), "address must be an IPv4 or IPv6 number, got '" + options.address + "'");
  require(options.io_threads >= 1, "io_threads must be at least 1, got " + std::to_string(options.io_threads));
  require(options.workers >= 1, "workers must be at least 1, got " + std::to_string(options.workers));
  require(options.connections >= 1, "connections must be at least 1");
  require(options.header_bytes >= 1024 && options.header_bytes <= 1024 * 1024,
          "header_bytes must be in 1024..1048576, got " + std::to_string(options.header_bytes));
  require(options.header_fields >= 1, "header_fields must be at least 1");
  require_positive(options.idle_timeout, "idle_timeout");
  require_positive(options.header_timeout, "header_timeout");
  require_positive(options.body_timeout, "body_timeout");
  require_positive(options.write_timeout, "write_timeout");
  require_positive(options.stop_timeout, "stop_timeout");
}

}  // namespace haven::rest
