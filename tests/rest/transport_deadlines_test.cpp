// Deadlines are shortened here. A test fails when a client is not cut at all: how soon it is cut is not measured.

#include <chrono>
#include <string>
#include <thread>

#include "rest/transport_fixture.hpp"

#include <doctest/doctest.h>

using namespace haven::test;
using namespace std::chrono_literals;

namespace {

/// Sends `bytes` one at a time, with a pause after each, until the server answers 408 and closes. Gives up after 20 s.
int status_after_trickle(RawClient& client, const std::string& bytes) {
  const auto give_up = std::chrono::steady_clock::now() + 20s;
  while (std::chrono::steady_clock::now() < give_up) {
    for (const char c : bytes) {
      if (!client.send_if_taken(std::string_view(&c, 1)) || client.has_received()) return client.read_response().status;
      std::this_thread::sleep_for(10ms);  // the trickle itself
    }
  }
  return 0;
}

}  // namespace

TEST_CASE("deadlines: a connection that sends nothing is closed without an answer") {
  TestServer server({.idle_timeout = 200ms});
  CHECK(server.connect().read_until_close().empty());
}

TEST_CASE("deadlines: a connection that sends nothing more is closed without an answer") {
  TestServer server({.idle_timeout = 200ms});
  RawClient client = server.connect();
  REQUIRE(client.exchange(get("/cheap")).status == 200);
  CHECK(client.read_until_close().empty());
}

TEST_CASE("deadlines: a header that stops half way is answered 408") {
  TestServer server({.header_timeout = 200ms});
  RawClient client = server.connect();
  client.send("GET /cheap HTTP/1.1\r\nHost: local");
  CHECK(client.read_response().status == 408);
  CHECK(client.read_until_close().empty());
}

TEST_CASE("deadlines: a header that trickles in is answered 408") {
  TestServer server({.header_timeout = 300ms});
  RawClient client = server.connect();
  client.send("GET /cheap HTTP/1.1\r\nHost: localhost\r\nX: ");
  CHECK(status_after_trickle(client, "xxxxxxxxxx") == 408);
}

TEST_CASE("deadlines: a pipelined header that stops half way is answered 408") {
  TestServer server({.header_timeout = 200ms});
  RawClient client = server.connect();
  client.send(get("/cheap") + "GET /cheap HTTP/1.1\r\n");
  CHECK(client.read_response().status == 200);
  CHECK(client.read_response().status == 408);
}

TEST_CASE("deadlines: a body that stops half way is answered 408") {
  TestServer server({.body_timeout = 200ms});
  RawClient client = server.connect();
  client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhello");
  CHECK(client.read_response().status == 408);
  CHECK(client.read_until_close().empty());
}

TEST_CASE("deadlines: a body that trickles in is answered 408, by length and chunked") {
  TestServer server({.body_timeout = 300ms});
  RawClient by_length = server.connect();
  by_length.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n");
  CHECK(status_after_trickle(by_length, "aaaaaaaaaa") == 408);
  RawClient chunked = server.connect();
  chunked.send(chunked_post("/echo"));
  CHECK(status_after_trickle(chunked, "1\r\na\r\n") == 408);
}

TEST_CASE("deadlines: a client that waits for 100 Continue and then sends nothing is answered 408") {
  TestServer server({.body_timeout = 200ms});
  RawClient client = server.connect();
  client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  client.read_until("\r\n\r\n");
  CHECK(client.read_response().status == 408);
}

TEST_CASE("deadlines: a client that reads its answer too slowly is cut") {
  TestServer server({.write_timeout = 300ms});
  RawClient client = server.connect();
  client.send(get("/big"));
  client.read_until("\r\n\r\n");
  std::size_t received = 0;
  for (int i = 0; i < 100; ++i) {
    received += client.read_some().size();
    std::this_thread::sleep_for(10ms);  // the slow reader itself
  }
  received += client.read_until_close().size();
  CHECK(received < TestApplication::big_bytes);
  CHECK(server.serves_new_client());
}

TEST_CASE("deadlines: a handler may take longer than any deadline of the client") {
  TestServer server({.idle_timeout = 100ms, .header_timeout = 100ms, .body_timeout = 100ms, .write_timeout = 100ms});
  RawClient client = server.connect();
  client.send(get("/gate"));
  REQUIRE(server.application.gate.wait_for_arrivals(1));
  CHECK(server.connect().read_until_close().empty());  // takes longer than each of the deadlines
  server.application.gate.open();
  CHECK(client.read_response().body == "passed");
}
