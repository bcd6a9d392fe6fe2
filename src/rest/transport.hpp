#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "rest/http.hpp"

namespace haven::rest {

/// Limits and deadlines of the HTTP/1.1 transport. A deadline is for the whole step, so that a client cannot stretch it
/// by sending a byte now and then; it is kept to a tenth of a second.
struct TransportOptions {
  std::string address = "127.0.0.1";  ///< IPv4 or IPv6, a number; "::" listens on both
  std::uint16_t port = 8080;          ///< 0: any free port
  int io_threads = 2;
  int workers = 8;                          ///< threads for requests that are not cheap
  std::size_t worker_queue = 1024;          ///< waiting requests; beyond that 503 with Retry-After
  std::size_t connections = 10'000;         ///< at once; beyond that 503 and closed
  std::size_t connections_per_address = 0;  ///< at once; 0: no limit, right behind a proxy
  std::size_t header_bytes = 16 * 1024;     ///< of one request line with its headers; also of chunk extensions
  std::size_t header_fields = 128;
  std::size_t body_bytes = 256 * 1024 * 1024;        ///< of all bodies held at once; beyond that 503 and closed
  std::chrono::milliseconds idle_timeout{65'000};    ///< before the first byte of a request
  std::chrono::milliseconds header_timeout{10'000};  ///< for the whole header
  std::chrono::milliseconds body_timeout{20'000};
  std::chrono::milliseconds write_timeout{20'000};
  std::chrono::milliseconds stop_timeout{8'000};  ///< for requests in flight at stop()
};

/// Throws Error(invalid_argument) naming the option that cannot be.
void validate(const TransportOptions& options);

/// Serves an Application over HTTP/1.1. One thread at a time may call it.
///
/// Requests of one connection are answered in order. A request that breaks a limit or the grammar of HTTP is refused
/// before the application sees it, and its connection closed. Memory is bounded: `connections` times
/// `header_bytes`, and `body_bytes`. Installs no signal handler. To be called from outside, not by a handler.
class Transport {
 public:
  virtual ~Transport() = default;  ///< stops
  /// Returns once the port is bound and served. Throws Error(unavailable) when it cannot be, Error(conflict) when
  /// called a second time.
  virtual void start() = 0;
  /// The port that is served; 0 before start().
  [[nodiscard]] virtual std::uint16_t port() const noexcept = 0;
  /// Closes the door, lets requests in flight finish within stop_timeout, closes idle connections and joins all
  /// threads. Connections are cut after stop_timeout; a handler that still runs then is waited for, as no thread can
  /// be ended from outside. Does nothing before start() or when called again.
  virtual void stop() = 0;
};

/// Throws Error(invalid_argument) for bad options. The application must outlive the transport.
[[nodiscard]] std::unique_ptr<Transport> make_transport(TransportOptions options, Application& application);

}  // namespace haven::rest
