#include "swarm.hpp"

#include <arpa/inet.h>
#include <array>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace haven::benchmarks {
namespace {

/// Where the body of a complete answer begins; nullopt while some of it is missing.
std::optional<std::size_t> body_of(const std::string& received) {
  constexpr std::string_view length_header = "Content-Length: ";
  const auto head_end = received.find("\r\n\r\n");
  if (head_end == std::string::npos) return std::nullopt;
  if (!received.starts_with("HTTP/1.1 2")) throw std::runtime_error("refused: " + received);
  const auto length_at = received.find(length_header);
  if (length_at == std::string::npos || length_at > head_end) throw std::runtime_error("no length: " + received);
  const std::size_t length = std::stoul(received.substr(length_at + length_header.size(), 12));
  if (received.size() < head_end + 4 + length) return std::nullopt;
  return head_end + 4;
}

class Connection {
 public:
  Connection(std::uint16_t port, const Script& script) : script_(script), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("cannot connect");
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] int socket() const { return socket_; }

  void send_next() {
    const std::string request = script_(body_);
    sent_at_ = now_in_seconds();
    if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
      throw std::runtime_error("cannot send");
  }

  /// Takes what has arrived; the seconds since the request once the answer is whole.
  std::optional<double> receive() {
    std::array<char, 65'536> buffer;
    const ssize_t count = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (count <= 0) throw std::runtime_error("connection lost");
    received_.append(buffer.data(), static_cast<std::size_t>(count));
    const auto body = body_of(received_);
    if (!body) return std::nullopt;
    const double taken = now_in_seconds() - sent_at_;
    body_.assign(received_, *body);
    received_.clear();
    return taken;
  }

 private:
  const Script& script_;
  int socket_;
  double sent_at_ = 0.0;
  std::string received_, body_;
};

class Poll {
 public:
  Poll() : handle_(::epoll_create1(0)) {}
  ~Poll() { ::close(handle_); }
  Poll(const Poll&) = delete;
  Poll& operator=(const Poll&) = delete;

  void add(Connection& connection) {
    epoll_event event{.events = EPOLLIN, .data = {.ptr = &connection}};
    ::epoll_ctl(handle_, EPOLL_CTL_ADD, connection.socket(), &event);
  }
  /// Calls `ready` with each connection that something arrived for.
  template <class Ready>
  void wait(Ready ready) {
    std::array<epoll_event, 64> events;
    const int count = ::epoll_wait(handle_, events.data(), static_cast<int>(events.size()), 10'000);
    if (count <= 0) throw std::runtime_error("no answer for ten seconds");
    for (int i = 0; i < count; ++i) ready(*static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr));
  }

 private:
  int handle_;
};

/// Exchanges requests until `done` with those answered so far; those under way then are waited for.
template <class Done>
std::vector<double> exchange(Poll& poll, const std::vector<std::unique_ptr<Connection>>& connections, Done done) {
  std::vector<double> latencies;
  for (const auto& connection : connections) connection->send_next();
  for (std::size_t under_way = connections.size(); under_way > 0;) {
    poll.wait([&](Connection& connection) {
      const auto taken = connection.receive();
      if (!taken) return;
      latencies.push_back(*taken);
      if (done(latencies.size())) {
        --under_way;
      } else {
        connection.send_next();
      }
    });
  }
  return latencies;
}

}  // namespace

Sample run_swarm(const Settings& settings, std::uint16_t port, const std::vector<Script>& scripts, double* client_cpu,
                 int warm_up) {
  Poll poll;
  std::vector<std::unique_ptr<Connection>> connections;
  for (const Script& script : scripts) {
    connections.push_back(std::make_unique<Connection>(port, script));
    poll.add(*connections.back());
  }
  for (int i = 0; i < warm_up; ++i) static_cast<void>(exchange(poll, connections, [](std::size_t) { return true; }));
  const double client_begin = thread_cpu_seconds();
  const Stopwatch watch;
  auto latencies = exchange(poll, connections, [&](std::size_t answered) {
    if (settings.fixed > 0) return answered >= static_cast<std::size_t>(settings.fixed);
    return watch.elapsed() >= settings.seconds;
  });
  Sample sample = watch.sample(std::move(latencies));
  if (client_cpu != nullptr) *client_cpu = thread_cpu_seconds() - client_begin;
  return sample;
}

std::string request_text(std::string_view method, std::string_view target, std::string_view token,
                         std::string_view body, std::string_view more_headers) {
  std::string text;
  text.reserve(512 + body.size());
  text.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
  if (!token.empty()) text.append("Authorization: Bearer ").append(token).append("\r\n");
  if (!body.empty())
    text.append("Content-Type: application/json\r\nContent-Length: ")
        .append(std::to_string(body.size()))
        .append("\r\n");
  return text.append(more_headers).append("\r\n").append(body);
}

}  // namespace haven::benchmarks
