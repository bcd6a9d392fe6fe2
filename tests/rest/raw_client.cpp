#include "rest/raw_client.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace haven::test {
namespace {

constexpr int patience_ms = 20'000;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error("raw client: " + what); }

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

std::pair<std::string, std::string> parse_header(const std::string& line) {
  const std::size_t colon = line.find(": ");
  if (colon == std::string::npos) fail("bad header line '" + line + "'");
  return {lower_case(line.substr(0, colon)), line.substr(colon + 2)};
}

RawResponse parse_head(std::string_view head) {
  RawResponse response;
  if (head.substr(0, 9) != "HTTP/1.1 ") fail("bad status line in '" + std::string(head) + "'");
  response.status = std::stoi(std::string(head.substr(9, 3)));
  std::size_t at = head.find("\r\n") + 2;
  while (at < head.size()) {
    const std::size_t end = head.find("\r\n", at);
    response.headers.push_back(parse_header(std::string(head.substr(at, end - at))));
    at = end + 2;
  }
  return response;
}

bool never_has_body(int status) { return status < 200 || status == 204 || status == 304; }

}  // namespace

std::optional<std::string> RawResponse::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(), [name](const auto& h) { return h.first == name; });
  if (found == headers.end()) return std::nullopt;
  return found->second;
}

std::optional<RawResponse> take_response(std::string& bytes, bool is_head) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string::npos) return std::nullopt;
  RawResponse response = parse_head(std::string_view(bytes).substr(0, end + 2));
  const bool bodiless = is_head || never_has_body(response.status);
  const std::size_t length = bodiless ? 0 : std::stoul(response.header("content-length").value_or("0"));
  if (bytes.size() < end + 4 + length) return std::nullopt;
  response.body = bytes.substr(end + 4, length);
  bytes.erase(0, end + 4 + length);
  return response;
}

RawClient::RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (socket_ < 0) fail(std::string("socket: ") + std::strerror(errno));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr generic{};
  static_assert(sizeof(generic) == sizeof(address));
  std::memcpy(&generic, &address, sizeof(address));
  if (::connect(socket_, &generic, sizeof(generic)) != 0) {
    ::close(socket_);
    fail(std::string("connect: ") + std::strerror(errno));
  }
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  ::fcntl(socket_, F_SETFL, O_NONBLOCK);
}

RawClient::~RawClient() {
  if (socket_ >= 0) ::close(socket_);
}

RawClient::RawClient(RawClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_)) {}

void RawClient::wait_for(short events) const {
  pollfd wanted{.fd = socket_, .events = events, .revents = 0};
  const int ready = ::poll(&wanted, 1, patience_ms);
  if (ready == 0) fail("nothing happened for 20 s");
  if (ready < 0 && errno != EINTR) fail(std::string("poll: ") + std::strerror(errno));
}

void RawClient::send(std::string_view bytes) {
  if (!send_if_taken(bytes)) fail("the server closed while it was sent to");
}

bool RawClient::send_if_taken(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      wait_for(POLLIN | POLLOUT);
      receive_some();
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

void RawClient::half_close() { ::shutdown(socket_, SHUT_WR); }

/// False at the end of the stream.
bool RawClient::receive_some() {
  std::array<char, 16 * 1024> room{};
  const ssize_t count = ::recv(socket_, room.data(), room.size(), 0);
  if (count > 0) received_.append(room.data(), static_cast<std::size_t>(count));
  return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR));
}

RawResponse RawClient::read_response(bool is_head) {
  for (;;) {
    if (auto response = take_response(received_, is_head)) return *response;
    wait_for(POLLIN);
    if (!receive_some()) fail("the server closed before its answer was complete; received '" + received_ + "'");
  }
}

bool RawClient::has_received() {
  receive_some();
  return !received_.empty();
}

std::string RawClient::read_some() {
  if (received_.empty()) wait_for(POLLIN);
  receive_some();
  return std::exchange(received_, {});
}

std::string RawClient::read_until(std::string_view end) {
  std::size_t at = received_.find(end);
  for (; at == std::string::npos; at = received_.find(end)) {
    wait_for(POLLIN);
    if (!receive_some()) fail("the server closed; received '" + received_ + "'");
  }
  std::string bytes = received_.substr(0, at + end.size());
  received_.erase(0, bytes.size());
  return bytes;
}

std::string RawClient::read_until_close() {
  do {
    wait_for(POLLIN);
  } while (receive_some());
  return std::exchange(received_, {});
}

RawResponse RawClient::exchange(std::string_view request) {
  send(request);
  return read_response();
}

}  // namespace haven::test
