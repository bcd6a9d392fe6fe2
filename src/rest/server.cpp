#include "haven/rest/server.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "haven/core/error.hpp"

#include "rest/api.hpp"
#include "rest/client_address.hpp"
#include "rest/target.hpp"
#include "rest/transport.hpp"

namespace haven::rest {
namespace {

[[noreturn]] void refuse(const std::string& option, const std::string& found, const std::string& rule) {
  throw Error(ErrorCode::invalid_argument, option + " " + rule + ", got " + found);
}

bool is_path_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '/';
}

void check_base_path(const std::string& path) {
  const bool sound = path.size() > 1 && path.front() == '/' && path.back() != '/' &&
                     path.find("//") == std::string::npos && std::all_of(path.begin(), path.end(), is_path_character);
  if (!sound) refuse("base_path", path, "must be like /api/v1");
}

void check_origin(const std::string& origin) {
  const auto scheme = origin.find("://");
  const bool sound = (origin.starts_with("http://") || origin.starts_with("https://")) &&
                     origin.find_first_of("/*, ", scheme + 3) == std::string::npos && origin.size() > scheme + 3;
  if (!sound) refuse("cors_origins", origin, "must be like https://learn.example");
}

void check_limit(const std::string& name, const RateLimit& limit) {
  if (limit.requests < 1 || limit.requests > 1'000'000)
    refuse(name, std::to_string(limit.requests), "must admit 1 to 1000000 requests");
  if (limit.window_seconds < 1 || limit.window_seconds > 86'400)
    refuse(name, std::to_string(limit.window_seconds), "must have a window of 1 to 86400 seconds");
}

TransportOptions transport_options(const ServerOptions& options) {
  TransportOptions transport;
  transport.address = options.address;
  transport.port = options.port;
  transport.io_threads = options.io_threads;
  transport.workers = options.workers;
  transport.connections = options.connections;
  transport.connections_per_address = options.connections_per_address;
  transport.stop_timeout = options.stop_timeout;
  return transport;
}

ServerOptions checked(ServerOptions options) {
  validate(options);
  return options;
}

}  // namespace

void validate(const ServerOptions& options) {
  check_base_path(options.base_path);
  check_limit("default_limit", options.default_limit);
  check_limit("authentication_limit", options.authentication_limit);
  for (const std::string& origin : options.cors_origins) check_origin(origin);
  for (const std::string& proxy : options.trusted_proxies)
    if (!parse_ip_block(proxy)) refuse("trusted_proxies", proxy, "must be addresses or blocks like 10.0.0.0/8");
  if (options.drain_delay.count() < 0) refuse("drain_delay", "a negative time", "must not be negative");
  if (options.exam_page && options.base_path != ServerOptions{}.base_path)
    refuse("base_path", options.base_path, "must be /api/v1 where the exam page is served");
  validate(transport_options(options));
}

struct Server::Parts {
  Parts(Platform& platform, const Clock& clock, ServerOptions options)
      : api(platform, clock, checked(std::move(options))),
        transport(make_transport(transport_options(api.options()), api)) {}

  Api api;
  std::unique_ptr<Transport> transport;
  bool running = false;
};

Server::Server(Platform& platform, const Clock& clock, ServerOptions options)
    : parts_(std::make_unique<Parts>(platform, clock, std::move(options))) {}

Server::~Server() { stop(); }

void Server::start() {
  parts_->transport->start();
  parts_->running = true;
}

std::uint16_t Server::port() const noexcept { return parts_->transport->port(); }

void Server::stop() {
  if (!std::exchange(parts_->running, false)) return;
  parts_->api.stop_being_ready();
  std::this_thread::sleep_for(parts_->api.options().drain_delay);
  parts_->transport->stop();
}

}  // namespace haven::rest
