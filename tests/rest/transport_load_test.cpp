#include <algorithm>
#include <chrono>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "rest/transport_fixture.hpp"

#include <doctest/doctest.h>

using namespace haven::test;
using namespace std::chrono_literals;

namespace {

/// Both ends of the connections are in this process.
void allow_descriptors(rlim_t count) {
  rlimit limit{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  if (limit.rlim_cur >= count) return;
  limit.rlim_cur = count;
  limit.rlim_max = std::max(limit.rlim_max, count);
  REQUIRE_MESSAGE(setrlimit(RLIMIT_NOFILE, &limit) == 0, "this test needs " << count << " file descriptors");
}

std::vector<RawClient> connect_many(const TestServer& server, int count) {
  std::vector<RawClient> clients;
  for (int i = 0; i < count; ++i) clients.push_back(server.connect());
  return clients;
}

}  // namespace

TEST_CASE("load: a new client is served beside 256 idle ones") {
  TestServer server;
  std::vector<RawClient> idle = connect_many(server, 256);
  for (RawClient& client : idle) REQUIRE(client.exchange(get("/cheap")).status == 200);
  CHECK(server.serves_new_client());
  CHECK(server.connect().exchange(post("/echo", "hello")).body == "hello");
  CHECK(idle.front().exchange(get("/cheap")).body == "cheap");
}

TEST_CASE("load: a new client is served beside 2,000 idle ones in little memory") {
  allow_descriptors(4'500);
  TestServer server;
  REQUIRE(server.serves_new_client());
  const std::size_t before = resident_bytes();
  std::vector<RawClient> idle = connect_many(server, 2'000);
  for (RawClient& client : idle) REQUIRE(client.exchange(get("/cheap")).status == 200);
  CHECK(server.serves_new_client());
  CHECK(idle.back().exchange(get("/cheap")).body == "cheap");
  const std::size_t after = resident_bytes();
  CHECK(after - std::min(before, after) < megabytes(16));
}

TEST_CASE("load: 300 clients with slow headers hinder nobody, and all are cut") {
  allow_descriptors(1'500);
  TestServer server({.header_timeout = 1s});
  std::vector<RawClient> slow = connect_many(server, 300);
  for (RawClient& client : slow) client.send("GET /cheap HTTP/1.1\r\nHost: localhost\r\nX: ");
  // Each sends a byte a round, so that a deadline which starts anew with every byte would never pass.
  const auto give_up = std::chrono::steady_clock::now() + 60s;
  const auto cut = [](RawClient& client) { return !client.send_if_taken("x") || client.has_received(); };
  while (std::count_if(slow.begin(), slow.end(), cut) < 300 && std::chrono::steady_clock::now() < give_up) {
    REQUIRE(server.serves_new_client());
    std::this_thread::sleep_for(50ms);
  }
  for (RawClient& client : slow) REQUIRE(client.read_response().status == 408);
}

TEST_CASE("load: a cheap request is answered while every worker is blocked") {
  TestServer server({.workers = 4});
  std::vector<RawClient> blocked = connect_many(server, 10);
  for (RawClient& client : blocked) client.send(get("/gate"));
  REQUIRE(server.application.gate.wait_for_arrivals(4));
  for (int i = 0; i < 20; ++i) REQUIRE(server.serves_new_client());
  server.application.gate.open();
  for (RawClient& client : blocked) CHECK(client.read_response().body == "passed");
}

TEST_CASE("load: clients that vanish at any point do no harm") {
  TestServer server;
  const std::string request = post("/echo", "hello");
  for (std::size_t length = 0; length <= request.size(); ++length) {
    RawClient client = server.connect();
    client.send(std::string_view(request).substr(0, length));
  }
  CHECK(server.serves_new_client());
}

TEST_CASE("load: a client that vanishes while its request is worked on does no harm") {
  TestServer server;
  {
    RawClient client = server.connect();
    client.send(get("/gate"));
    REQUIRE(server.application.gate.wait_for_arrivals(1));
  }
  server.application.gate.open();
  CHECK(server.connect().exchange(post("/echo", "hello")).body == "hello");
}

TEST_CASE("load: many clients at once each get their own answers") {
  TestServer server;
  std::vector<std::thread> threads;
  std::vector<int> right(8, 0);
  for (std::size_t t = 0; t < right.size(); ++t) {
    threads.emplace_back([&server, &right, t] {
      RawClient client = server.connect();
      for (int i = 0; i < 200; ++i) {
        const std::string body = std::to_string(t) + '/' + std::to_string(i);
        right[t] += client.exchange(post("/echo", body)).body == body ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const int count : right) CHECK(count == 200);
}

TEST_CASE("load: a server that runs out of file descriptors serves again when there are some") {
  TestServer server;
  rlimit limit{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  const rlim_t allowed = limit.rlim_cur;
  RawClient client = server.connect();  // stays, so that no descriptor becomes free below the next one
  REQUIRE(client.exchange(get("/cheap")).status == 200);
  const int next = dup(0);
  REQUIRE(next >= 0);
  close(next);
  limit.rlim_cur = static_cast<rlim_t>(next) + 1;  // room for one more: the client's end
  REQUIRE(setrlimit(RLIMIT_NOFILE, &limit) == 0);
  RawClient waiting = server.connect();
  limit.rlim_cur = allowed;
  waiting.send(get("/cheap"));
  std::this_thread::sleep_for(300ms);
  const bool served_too_soon = waiting.has_received();
  REQUIRE(setrlimit(RLIMIT_NOFILE, &limit) == 0);
  CHECK_FALSE(served_too_soon);  // else there was a descriptor left, and nothing was tested
  CHECK(waiting.read_response().body == "cheap");
}
