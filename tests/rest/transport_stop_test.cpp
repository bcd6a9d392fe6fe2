#include <chrono>
#include <future>
#include <string>
#include <vector>

#include "haven/core/error.hpp"

#include "rest/transport_fixture.hpp"

#include <doctest/doctest.h>

using namespace haven::test;
using namespace std::chrono_literals;
using haven::Error;
using haven::ErrorCode;
using haven::rest::make_transport;
using haven::rest::TransportOptions;

namespace {

template <typename Call>
ErrorCode code_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code();
  }
  FAIL("no error was thrown");
  return ErrorCode::corrupt_data;
}

bool ends_soon(std::future<void>& future) { return future.wait_for(20s) == std::future_status::ready; }

}  // namespace

TEST_CASE("stop: a request in flight is answered, its connection closed, and stop() returns") {
  TestServer server({.stop_timeout = 60s});
  RawClient idle = server.connect();
  REQUIRE(idle.exchange(get("/cheap")).status == 200);
  RawClient client = server.connect();
  client.send(get("/gate"));
  REQUIRE(server.application.gate.wait_for_arrivals(1));
  auto stopped = std::async(std::launch::async, [&server] { server.transport->stop(); });
  CHECK(idle.read_until_close().empty());  // the idle connection does not wait for the other
  server.application.gate.open();
  const RawResponse response = client.read_response();
  CHECK(response.body == "passed");
  CHECK(response.header("connection") == "close");
  CHECK(ends_soon(stopped));
}

TEST_CASE("stop: a request whose body is still arriving is answered") {
  TestServer server({.stop_timeout = 60s});
  RawClient idle = server.connect();
  RawClient client = server.connect();
  client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  client.read_until("\r\n\r\n");
  auto stopped = std::async(std::launch::async, [&server] { server.transport->stop(); });
  CHECK(idle.read_until_close().empty());
  client.send("hello");
  CHECK(client.read_response().body == "hello");
  CHECK(ends_soon(stopped));
}

TEST_CASE("stop: a header that does not end cannot hold it up") {
  TestServer server({.header_timeout = 60s, .stop_timeout = 60s});
  RawClient client = server.connect();
  client.send("GET /cheap HTTP/1.1\r\n");
  REQUIRE(server.serves_new_client());
  auto stopped = std::async(std::launch::async, [&server] { server.transport->stop(); });
  CHECK(ends_soon(stopped));
}

TEST_CASE("stop: what is not ready after the deadline is cut") {
  TestServer server({.workers = 1, .stop_timeout = 200ms});
  RawClient running = server.connect();
  running.send(get("/gate"));
  REQUIRE(server.application.gate.wait_for_arrivals(1));
  RawClient waiting = server.connect();
  waiting.send(get("/gate"));
  auto stopped = std::async(std::launch::async, [&server] { server.transport->stop(); });
  CHECK(running.read_until_close().empty());
  CHECK(waiting.read_until_close().empty());
  server.application.gate.open();
  CHECK(ends_soon(stopped));
}

TEST_CASE("stop: hundreds of idle connections are closed") {
  TestServer server({.stop_timeout = 60s});
  std::vector<RawClient> idle;
  for (int i = 0; i < 300; ++i) idle.push_back(server.connect());
  for (RawClient& client : idle) REQUIRE(client.exchange(get("/cheap")).status == 200);
  auto stopped = std::async(std::launch::async, [&server] { server.transport->stop(); });
  CHECK(ends_soon(stopped));
  for (RawClient& client : idle) REQUIRE(client.read_until_close().empty());
}

TEST_CASE("stop: the port is closed, and may be bound again at once") {
  TestServer server;
  REQUIRE(server.serves_new_client());
  const std::uint16_t port = server.transport->port();
  server.transport->stop();
  CHECK_THROWS(RawClient(port));
  TestApplication application;
  const auto next = make_transport({.port = port}, application);
  next->start();
  CHECK(RawClient(port).exchange(get("/cheap")).body == "cheap");
}

TEST_CASE("stop: may be called twice, and before start") {
  TestServer server;
  server.transport->stop();
  server.transport->stop();
  TestApplication application;
  const auto transport = make_transport({.port = 0}, application);
  transport->stop();
  CHECK(transport->port() == 0);
}

TEST_CASE("stop: two transports live in one process") {
  TestServer first;
  TestServer second;
  first.transport->stop();
  CHECK(second.serves_new_client());
}

TEST_CASE("start: a port that is taken is unavailable") {
  TestServer server;
  TestApplication application;
  const auto second = make_transport({.port = server.transport->port()}, application);
  CHECK(code_of([&] { second->start(); }) == ErrorCode::unavailable);
}

TEST_CASE("start: may be called once") {
  TestServer server;
  CHECK(code_of([&] { server.transport->start(); }) == ErrorCode::conflict);
  CHECK(server.serves_new_client());
}

TEST_CASE("start: options that cannot be are refused") {
  TestApplication application;
  const auto refused = [&](const TransportOptions& options) {
    return code_of([&] { static_cast<void>(make_transport(options, application)); }) == ErrorCode::invalid_argument;
  };
  CHECK(refused({.address = "localhost"}));
  CHECK(refused({.address = ""}));
  CHECK(refused({.io_threads = 0}));
  CHECK(refused({.workers = 0}));
  CHECK(refused({.connections = 0}));
  CHECK(refused({.header_bytes = 100}));
  CHECK(refused({.header_fields = 0}));
  CHECK(refused({.idle_timeout = 0ms}));
  CHECK(refused({.header_timeout = 0ms}));
  CHECK(refused({.body_timeout = -1ms}));
  CHECK(refused({.write_timeout = 0ms}));
  CHECK(refused({.stop_timeout = 0ms}));
}
