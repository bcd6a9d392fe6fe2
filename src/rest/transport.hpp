#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "rest/http.hpp"

namespace haven::rest {

/// Limits and deadlines of the HTTP/1.1 transport.
struct TransportOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  ///< 0: any free port
  int io_threads = 2;
  int workers = 8;                   ///< threads for requests that are not cheap
  std::size_t worker_queue = 1024;   ///< waiting requests; beyond that 503 with Retry-After
  std::size_t connections = 10'000;  ///< at once
  std::size_t header_bytes = 16 * 1024;
  std::chrono::milliseconds idle_timeout{65'000};    ///< before the first byte of a request
  std::chrono::milliseconds header_timeout{10'000};  ///< for the whole header
  std::chrono::milliseconds body_timeout{20'000};
  std::chrono::milliseconds write_timeout{20'000};
  std::chrono::milliseconds stop_timeout{8'000};  ///< for requests in flight at stop()
};

/// Serves an Application over HTTP/1.1. start() returns once the port is bound; stop() closes the door, lets requests
/// in flight finish within stop_timeout, closes idle connections and joins all threads. Both from one thread.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual void start() = 0;
  [[nodiscard]] virtual std::uint16_t port() const noexcept = 0;
  virtual void stop() = 0;
};

/// Throws Error(invalid_argument) for bad options; start() throws Error(unavailable) when the address cannot be bound.
[[nodiscard]] std::unique_ptr<Transport> make_transport(TransportOptions options, Application& application);

}  // namespace haven::rest
