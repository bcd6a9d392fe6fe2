#include <algorithm>
#include <chrono>
#include <string>

#include "rest/transport_fixture.hpp"

#include <doctest/doctest.h>

using namespace haven::test;
using haven::rest::TransportOptions;

namespace {

struct Flood {
  int status = 0;
  std::size_t grown_by = 0;  // the most memory seen above that before the flood
};

/// Sends `opening` and then `block` as often as fits in `bytes`, or until the server closes.
Flood flood(const std::string& opening, const std::string& block, std::size_t bytes) {
  TestServer server;
  REQUIRE(server.serves_new_client());
  RawClient client = server.connect();
  const std::size_t before = resident_bytes();
  std::size_t most = before;
  bool taken = client.send_if_taken(opening);
  for (std::size_t sent = 0; taken && sent < bytes; sent += block.size()) {
    taken = client.send_if_taken(block);
    most = std::max(most, resident_bytes());
  }
  std::string answer = client.read_until_close();
  const auto response = take_response(answer, false);
  REQUIRE(server.serves_new_client());
  return {response ? response->status : -1, most - before};
}

constexpr std::size_t mebibyte = 1024 * 1024;

}  // namespace

TEST_CASE("limits: a body up to the limit is taken, by length and chunked") {
  TestServer server;
  const std::string body(TestApplication::body_bytes, 'a');
  CHECK(server.connect().exchange(post("/echo", body)).body == body);
  CHECK(server.connect().exchange(chunked_post("/echo") + "100000\r\n" + body + "\r\n0\r\n\r\n").body == body);
}

TEST_CASE("limits: a body above the limit of its route is refused by its length") {
  TestServer server;
  RawClient client = server.connect();
  client.send_if_taken(post("/echo", std::string(TestApplication::body_bytes + 1, 'a')));
  CHECK(client.read_response().status == 413);
  CHECK(server.connect().exchange(post("/small", std::string(101, 'a'))).status == 413);
  CHECK(server.connect().exchange(post("/small", std::string(100, 'a'))).status == 200);
}

TEST_CASE("limits: a chunked body above the limit is refused when it passes it") {
  TestServer server;
  RawClient client = server.connect();
  client.send(chunked_post("/small"));
  const std::string ten = "a\r\naaaaaaaaaa\r\n";
  for (int i = 0; i < 10; ++i) client.send(ten);
  client.send_if_taken(ten);
  CHECK(client.read_response().status == 413);
  CHECK(client.read_until_close().empty());
}

TEST_CASE("limits: one huge chunk is refused before it is sent") {
  TestServer server;
  RawClient client = server.connect();
  client.send(chunked_post("/echo") + "7fffffffffffffff\r\n");
  CHECK(client.read_response().status == 413);
}

TEST_CASE("limits: 100 MB in one header line are refused in little memory") {
  const Flood result =
      flood("GET /cheap HTTP/1.1\r\nHost: localhost\r\nX: ", std::string(mebibyte, 'x'), 100 * mebibyte);
  CHECK(result.status == 431);
  CHECK(result.grown_by < megabytes(8));
}

TEST_CASE("limits: 100 MB in the request target are refused in little memory") {
  const Flood result = flood("GET /", std::string(mebibyte, 'x'), 100 * mebibyte);
  CHECK(result.status == 431);
  CHECK(result.grown_by < megabytes(8));
}

TEST_CASE("limits: 2,000 headers are refused, however short") {
  std::string headers;
  for (int i = 0; i < 2'000; ++i) headers += "a: b\r\n";
  TestServer server;
  RawClient client = server.connect();
  client.send_if_taken(get("/cheap", headers));
  CHECK(client.read_response().status == 431);
}

TEST_CASE("limits: as many headers as allowed are taken, one more is not") {
  TestServer server({.header_fields = 10});
  std::string nine;
  for (int i = 0; i < 9; ++i) nine += "a: b\r\n";
  CHECK(server.connect().exchange(get("/cheap", nine)).status == 200);  // Host is the tenth
  CHECK(server.connect().exchange(get("/cheap", nine + "a: b\r\n")).status == 431);
}

TEST_CASE("limits: a header of exactly the limit is taken, one byte more is not") {
  TestServer server({.header_bytes = 2048});
  const std::size_t rest = 2048 - get("/cheap", "X: \r\n").size();
  CHECK(server.connect().exchange(get("/cheap", "X: " + std::string(rest, 'x') + "\r\n")).status == 200);
  CHECK(server.connect().exchange(get("/cheap", "X: " + std::string(rest + 1, 'x') + "\r\n")).status == 431);
}

TEST_CASE("limits: 50 MB of one chunk extension are refused in little memory") {
  const Flood result = flood(chunked_post("/echo") + "5;a=", std::string(mebibyte, 'x'), 50 * mebibyte);
  CHECK(result.status == 431);
  CHECK(result.grown_by < megabytes(8));
}

TEST_CASE("limits: 50 MB of small chunk extensions are refused in little memory") {
  std::string chunks;
  while (chunks.size() < mebibyte) chunks += "1;a=" + std::string(1000, 'x') + "\r\nb\r\n";
  const Flood result = flood(chunked_post("/echo"), chunks, 50 * mebibyte);
  CHECK(result.status == 431);
  CHECK(result.grown_by < megabytes(8));
}

TEST_CASE("limits: 50 MB of trailers are refused in little memory") {
  std::string trailers;
  while (trailers.size() < mebibyte) trailers += "X-Trailer: " + std::string(1000, 'x') + "\r\n";
  const Flood result = flood(chunked_post("/echo") + "5\r\nhello\r\n0\r\n", trailers, 50 * mebibyte);
  CHECK(result.status == 431);
  CHECK(result.grown_by < megabytes(8));
}

TEST_CASE("limits: 50 MB of one trailer line are refused in little memory") {
  const Flood result = flood(chunked_post("/echo") + "0\r\nX: ", std::string(mebibyte, 'x'), 50 * mebibyte);
  CHECK(result.status == 431);
  CHECK(result.grown_by < megabytes(8));
}

TEST_CASE("limits: bodies that together need too much memory are refused, until others are done") {
  TestServer server({.io_threads = 1, .body_bytes = 1'000});
  RawClient holder = server.connect();
  holder.send(post("/gate", std::string(700, 'a')));
  REQUIRE(server.application.gate.wait_for_arrivals(1));
  RawClient refused = server.connect();
  refused.send_if_taken(post("/echo", std::string(400, 'a')));
  const RawResponse response = refused.read_response();
  CHECK(response.status == 503);
  CHECK(response.header("retry-after") == "1");
  CHECK(server.connect().exchange(post("/echo", "hello")).body == "hello");
  server.application.gate.open();
  CHECK(holder.read_response().body == "passed");
  CHECK(server.connect().exchange(post("/echo", std::string(400, 'a'))).status == 200);
}

TEST_CASE("limits: a full worker queue answers 503 with Retry-After, and the connection lives on") {
  TestServer server({.io_threads = 1, .workers = 1, .worker_queue = 1});
  RawClient running = server.connect();
  running.send(get("/gate"));
  REQUIRE(server.application.gate.wait_for_arrivals(1));
  RawClient waiting = server.connect();
  waiting.send(get("/gate"));
  REQUIRE(server.serves_new_client());  // by the one I/O thread, which read the request before first
  RawClient refused = server.connect();
  const RawResponse response = refused.exchange(get("/gate"));
  CHECK(response.status == 503);
  CHECK(response.header("retry-after") == "1");
  CHECK(refused.exchange(get("/cheap")).body == "cheap");
  server.application.gate.open();
  CHECK(running.read_response().body == "passed");
  CHECK(waiting.read_response().body == "passed");
}

TEST_CASE("limits: above the number of connections a client is told 503 and closed") {
  TestServer server({.connections = 2});
  RawClient first = server.connect();
  RawClient second = server.connect();
  REQUIRE(first.exchange(get("/cheap")).status == 200);
  REQUIRE(second.exchange(get("/cheap")).status == 200);
  std::string answer = server.connect().read_until_close();
  const auto response = take_response(answer, false);
  REQUIRE(response.has_value());
  CHECK(response->status == 503);
  CHECK(response->header("retry-after") == "1");
  CHECK(first.exchange(get("/cheap")).status == 200);
}

TEST_CASE("limits: above the number of connections of one address a client is told 503 and closed") {
  TestServer server({.connections_per_address = 1});
  RawClient first = server.connect();
  REQUIRE(first.exchange(get("/cheap")).status == 200);
  CHECK(server.connect().read_until_close().substr(0, 13) == "HTTP/1.1 503 ");
  CHECK(first.exchange(get("/cheap")).status == 200);
}

TEST_CASE("limits: a closed connection makes room for another") {
  TestServer server({.connections = 1});
  {
    RawClient first = server.connect();
    REQUIRE(first.exchange(get("/cheap")).status == 200);
  }
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  std::string answer;
  while (answer.substr(0, 13) != "HTTP/1.1 200 " && std::chrono::steady_clock::now() < give_up) {
    RawClient next = server.connect();
    next.send_if_taken(get("/cheap", "Connection: close\r\n"));
    answer = next.read_until_close();
  }
  CHECK(answer.substr(0, 13) == "HTTP/1.1 200 ");
}
