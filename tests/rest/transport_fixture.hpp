#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>

#include "rest/http.hpp"
#include "rest/raw_client.hpp"
#include "rest/transport.hpp"

namespace haven::test {

/// A door that handlers wait at until the test opens it.
class Gate {
 public:
  /// Called by a handler.
  void pass();
  /// Returns true when `count` handlers wait (or have passed); false after 20 s.
  [[nodiscard]] bool wait_for_arrivals(int count);
  void open();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int arrivals_ = 0;
  bool open_ = false;
};

/// Small answers to small targets:
///   /cheap      "cheap", on the I/O thread
///   /echo       the body
///   /describe   method, target, version-independent facts of the head, one a line
///   /gate       "passed", once the test has opened the gate
///   /big        64 MiB
///   /empty      204
///   /inject...  a header value with CR LF; /name a header name with a blank; /status a status of 99
///   anything else: "ok"
class TestApplication final : public rest::Application {
 public:
  static constexpr std::size_t body_bytes = 1024 * 1024;
  static constexpr std::size_t big_bytes = 64 * 1024 * 1024;

  [[nodiscard]] std::size_t body_limit(const rest::RequestHead& head) const noexcept override;
  [[nodiscard]] bool is_cheap(const rest::RequestHead& head) const noexcept override;
  [[nodiscard]] rest::Response handle(const rest::Request& request) noexcept override;
  [[nodiscard]] rest::Response refuse(int status) noexcept override;

  Gate gate;
};

/// A transport on a free port of 127.0.0.1 that serves a TestApplication.
class TestServer {
 public:
  explicit TestServer(rest::TransportOptions options = {});
  ~TestServer();

  [[nodiscard]] RawClient connect() const { return RawClient(transport->port()); }
  /// True when a new client is answered.
  [[nodiscard]] bool serves_new_client() const;

  TestApplication application;
  std::unique_ptr<rest::Transport> transport;
};

/// Memory of this process that is in RAM, in bytes.
std::size_t resident_bytes();

/// How much more memory a test may find in use than before: sanitizers keep several bytes beside each of ours.
std::size_t megabytes(std::size_t count);

/// "GET <target> HTTP/1.1" with a Host and the further header lines given, each closed by CR LF.
std::string get(const std::string& target, const std::string& header_lines = "");
/// The same for POST, with body and Content-Length.
std::string post(const std::string& target, const std::string& body, const std::string& header_lines = "");
/// The head of a chunked POST.
std::string chunked_post(const std::string& target);

}  // namespace haven::test
