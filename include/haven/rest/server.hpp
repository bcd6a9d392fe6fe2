#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/platform.hpp"
#include "haven/services/media_store.hpp"

namespace haven::rest {

/// How many requests one client may make: a bucket of `requests` that refills evenly over the window.
struct RateLimit {
  int requests = 100;
  int window_seconds = 60;
};

/// How the platform is served. Every limit has a safe default; what is switched off says so by name.
struct ServerOptions {
  std::string address = "127.0.0.1";  ///< IPv4 or IPv6, a number; "::" listens on both
  std::uint16_t port = 8080;          ///< 0: any free port
  std::string base_path = "/api/v1";  ///< begins with a slash and does not end with one
  int io_threads = 2;
  int workers = 32;  ///< threads that wait for the database; more of them share one sync to the disk
  std::size_t connections = 10'000;
  std::size_t connections_per_address = 0;  ///< 0: no limit, right behind a proxy

  std::vector<std::string> cors_origins = {};  ///< origins whose pages may call the API, e.g. "https://learn.example"
  std::vector<std::string> trusted_proxies = {};  ///< addresses or CIDR blocks whose X-Forwarded-For is believed

  bool rate_limiting = true;                  ///< off only for load tests
  RateLimit default_limit = {100, 60};        ///< per user, or per address (IPv6: per /56) without a good token
  RateLimit authentication_limit = {10, 60};  ///< per address, for register and login
  MediaStore* media = nullptr;  ///< for what cards show; must outlive the server. None: media are passed over
  bool exam_page = false;       ///< serve the bundled page at / and /app/; it needs the default base path
  std::chrono::milliseconds drain_delay{0};      ///< how long stop() answers "not ready" before it closes the door
  std::chrono::milliseconds stop_timeout{8000};  ///< for requests in flight at stop()

  /// Receives one JSON object, without line end, for each request and each failure. Called from several threads at
  /// once; must not throw. Never holds tokens, passwords, bodies or query strings.
  std::function<void(std::string_view line)> log = {};
};

/// Throws Error(invalid_argument), naming the option that cannot be.
void validate(const ServerOptions& options);

/// The whole platform over HTTP/1.1 and JSON. `GET /openapi.json` describes every route.
///
/// Installs no signal handler, prints nothing, owns no global state: several may live in one process. The platform and
/// the clock must outlive it; they may be used directly at the same time. start() and stop() belong to one thread.
class Server {
 public:
  /// Throws Error(invalid_argument) for bad options.
  Server(Platform& platform, const Clock& clock, ServerOptions options);
  ~Server();  ///< stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Returns once requests are served. Throws Error(unavailable) when the address or port cannot be had.
  void start();
  /// The port that is served; 0 before start().
  [[nodiscard]] std::uint16_t port() const noexcept;
  /// Graceful: /readyz answers 503 for drain_delay, then the door closes, requests in flight are answered, and all
  /// threads end. An answer that was acknowledged is stored. Does nothing when called again.
  void stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace haven::rest
