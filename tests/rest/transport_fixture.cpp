#include "rest/transport_fixture.hpp"

#include <fstream>
#include <stdexcept>
#include <unistd.h>
#include <utility>

namespace haven::test {
namespace {

constexpr std::chrono::seconds patience{20};

std::string describe(const rest::RequestHead& head) {
  std::string text = head.method + '\n' + head.target + '\n' + head.peer + '\n';
  for (const auto& [name, value] : head.headers) text += name + '=' + value + '\n';
  return text;
}

rest::Response text(std::string body) {
  return {.status = 200, .headers = {{"Content-Type", "text/plain"}}, .body = std::move(body)};
}

rest::Response with_header(std::string name, std::string value) {
  return {.status = 200, .headers = {{std::move(name), std::move(value)}}, .body = "body"};
}

}  // namespace

void Gate::pass() {
  std::unique_lock lock(mutex_);
  ++arrivals_;
  changed_.notify_all();
  changed_.wait(lock, [this] { return open_; });
}

bool Gate::wait_for_arrivals(int count) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [this, count] { return arrivals_ >= count; });
}

void Gate::open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
  changed_.notify_all();
}

std::size_t TestApplication::body_limit(const rest::RequestHead& head) const noexcept {
  return head.target == "/small" ? 100 : body_bytes;
}

bool TestApplication::is_cheap(const rest::RequestHead& head) const noexcept { return head.target == "/cheap"; }

rest::Response TestApplication::handle(const rest::Request& request) noexcept {
  const std::string& target = request.head.target;
  if (target == "/cheap") return text("cheap");
  if (target == "/echo") return text(request.body);
  if (target == "/describe") return text(describe(request.head));
  if (target == "/big") return text(std::string(big_bytes, 'b'));
  if (target == "/empty") return {.status = 204, .headers = {}, .body = {}};
  if (target == "/inject-crlf") return with_header("X-Name", "a\r\nSet-Cookie: stolen=1");
  if (target == "/inject-lf") return with_header("X-Name", "a\nb");
  if (target == "/inject-nul") return with_header("X-Name", std::string("a\0b", 3));
  if (target == "/name") return with_header("X Name", "value");
  if (target == "/framing") return with_header("Content-Length", "999");
  if (target == "/status") return {.status = 99, .headers = {}, .body = {}};
  if (target == "/gate") gate.pass();
  return text(target == "/gate" ? "passed" : "ok");
}

rest::Response TestApplication::refuse(int status) noexcept {
  return {.status = status, .headers = {{"Content-Type", "text/plain"}}, .body = "refused " + std::to_string(status)};
}

TestServer::TestServer(rest::TransportOptions options) {
  options.port = 0;
  transport = rest::make_transport(options, application);
  transport->start();
}

TestServer::~TestServer() {
  application.gate.open();  // a failed test must not leave its handlers waiting
  transport->stop();
}

bool TestServer::serves_new_client() const { return connect().exchange(get("/cheap")).body == "cheap"; }

std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t total_pages = 0;
  std::size_t resident_pages = 0;
  if (!(file >> total_pages >> resident_pages)) throw std::runtime_error("/proc/self/statm cannot be read");
  return resident_pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

std::size_t megabytes(std::size_t count) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  constexpr std::size_t factor = 6;
#else
  constexpr std::size_t factor = 1;
#endif
  return count * factor * 1024 * 1024;
}

std::string get(const std::string& target, const std::string& header_lines) {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + header_lines + "\r\n";
}

std::string post(const std::string& target, const std::string& body, const std::string& header_lines) {
  return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         header_lines + "\r\n" + body;
}

std::string chunked_post(const std::string& target) {
  return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
}

}  // namespace haven::test
