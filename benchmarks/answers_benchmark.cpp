// Answers a second with full durability: each is acknowledged only when it is on the disk. In process and through HTTP,
// for one and for 32 concurrent candidates, beside what the same disk can sync in the same run.

#include <arpa/inet.h>
#include <array>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

#include "haven/rest/server.hpp"

#include "quiz_world.hpp"

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

namespace {

using namespace haven;
using nlohmann::json;

constexpr int students = 32;

/// One world for the whole run; opened by the first benchmark that needs it.
struct Stage {
  benchmarks::QuizWorld world{students};
  rest::Server server{world.platform(), system_clock(), {.port = 0, .rate_limiting = false}};
  Stage() { server.start(); }
};

Stage& stage() {
  static Stage only;
  return only;
}

void sync_of_the_disk(benchmark::State& run) {
  const std::string name = "haven-benchmark-sync-" + std::to_string(::getpid());
  const int file = ::open(name.c_str(), O_CREAT | O_RDWR, 0600);
  const std::array<char, 4096> page{};
  off_t at = 0;
  for (auto _ : run) {
    if (::pwrite(file, page.data(), page.size(), at) != static_cast<ssize_t>(page.size()) || ::fdatasync(file) != 0)
      run.SkipWithError("cannot write");
    at = (at + static_cast<off_t>(page.size())) % (1 << 22);
  }
  ::close(file);
  std::remove(name.c_str());
  run.SetItemsProcessed(run.iterations());
}

/// Two of three answers are right ("A" is the key), so that the ability is estimated as for a usual candidate.
const char* option_at(int position) { return position % 3 == 0 ? "B" : "A"; }

/// A candidate who calls the service directly.
class Embedded {
 public:
  explicit Embedded(int student) : caller_(stage().world.caller(student)) {
    if (const auto open = stage().world.platform().quiz().open(caller_)) {
      session_ = open->session.id;
      next_ = open->current;
    }
  }

  void answer() {
    auto& quiz = stage().world.platform().quiz();
    if (!next_) {
      const auto state = quiz.start(caller_, {});
      session_ = state.session.id;
      next_ = state.current;
    }
    next_ = quiz.submit_answer(caller_, {session_, next_->position, next_->question, option_at(next_->position)}).next;
  }

 private:
  Caller caller_;
  Id<QuizSession> session_;
  std::optional<PresentedQuestion> next_;
};

/// A candidate behind one keep-alive connection.
class Remote {
 public:
  explicit Remote(int student) : token_(stage().world.tokens(student).access_token) {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(stage().server.port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("cannot connect");
    const auto open = json::parse(exchange("GET", "/api/v1/quiz/sessions", "")).at("data").at("open");
    if (!open.is_null()) take(open);
  }
  ~Remote() { ::close(socket_); }
  Remote(const Remote&) = delete;
  Remote& operator=(const Remote&) = delete;

  void answer() {
    if (next_.is_null()) take(json::parse(exchange("POST", "/api/v1/quiz/sessions", R"({"mode":"cat"})")).at("data"));
    const json body = {{"position", next_.at("position")},
                       {"question_id", next_.at("id")},
                       {"response", {{"option", option_at(next_.at("position").get<int>())}}}};
    next_ = json::parse(exchange("POST", "/api/v1/quiz/sessions/" + session_ + "/answers", body.dump()))
                .at("data")
                .at("next");
  }

 private:
  void take(const json& session) {
    session_ = session.at("id");
    next_ = session.at("current");
  }

  std::string exchange(const std::string& method, const std::string& target, const std::string& body) {
    std::string request = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token_ +
                          "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                          "\r\n\r\n" + body;
    if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
      throw std::runtime_error("cannot send");
    return read_body();
  }

  std::string read_body() {
    std::string received;
    for (;;) {
      std::array<char, 8192> buffer;
      const ssize_t count = ::recv(socket_, buffer.data(), buffer.size(), 0);
      if (count <= 0) throw std::runtime_error("connection lost");
      received.append(buffer.data(), static_cast<std::size_t>(count));
      const auto head_end = received.find("\r\n\r\n");
      if (head_end == std::string::npos) continue;
      const auto length_at = received.find("Content-Length: ");
      if (length_at == std::string::npos || length_at > head_end) throw std::runtime_error("no length: " + received);
      const std::size_t length = std::stoul(received.substr(length_at + 16));
      if (received.size() >= head_end + 4 + length) return received.substr(head_end + 4, length);
    }
  }

  int socket_ = -1;
  std::string token_;
  std::string session_;
  json next_;
};

template <class Candidate>
void answers(benchmark::State& run) {
  try {
    Candidate candidate(run.thread_index());
    for (auto _ : run) candidate.answer();
  } catch (const std::exception& error) {
    run.SkipWithError(error.what());
  }
  run.SetItemsProcessed(run.iterations());
}

BENCHMARK(sync_of_the_disk)->UseRealTime();
BENCHMARK(answers<Embedded>)->Name("answers_in_process")->Threads(1)->Threads(students)->UseRealTime();
BENCHMARK(answers<Remote>)->Name("answers_through_http")->Threads(1)->Threads(students)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
