#include <string>

#include "rest/transport_fixture.hpp"

#include <doctest/doctest.h>

using namespace haven::test;
using haven::rest::TransportOptions;

TEST_CASE("http: a request is handed over with its method, target, peer and lower-case header names") {
  TestServer server;
  const RawResponse response = server.connect().exchange(get("/describe", "X-Trace: A b\r\n"));
  CHECK(response.body == "GET\n/describe\n127.0.0.1\nhost=localhost\nx-trace=A b\n");
}

TEST_CASE("http: an answer carries Date and Content-Length and stays open") {
  TestServer server;
  const RawResponse response = server.connect().exchange(get("/cheap"));
  CHECK(response.status == 200);
  CHECK(response.header("content-length") == "5");
  CHECK(response.header("date").value_or("").substr(25) == " GMT");
  CHECK_FALSE(response.header("connection").has_value());
}

TEST_CASE("http: one connection serves many requests, cheap ones and those of workers") {
  TestServer server;
  RawClient client = server.connect();
  for (int i = 0; i < 200; ++i) {
    REQUIRE(client.exchange(post("/echo", std::to_string(i))).body == std::to_string(i));
    REQUIRE(client.exchange(get("/cheap")).body == "cheap");
  }
}

TEST_CASE("http: pipelined requests are answered in order") {
  TestServer server;
  RawClient client = server.connect();
  client.send(post("/echo", "first") + get("/cheap") + post("/echo", "third"));
  CHECK(client.read_response().body == "first");
  CHECK(client.read_response().body == "cheap");
  CHECK(client.read_response().body == "third");
}

TEST_CASE("http: a request may arrive byte by byte") {
  TestServer server;
  RawClient client = server.connect();
  for (const char c : chunked_post("/echo") + "5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nX-Trailer: 1\r\n\r\n") {
    client.send(std::string_view(&c, 1));
  }
  CHECK(client.read_response().body == "hello world");
}

TEST_CASE("http: an empty chunked body may arrive byte by byte") {
  TestServer server;
  RawClient client = server.connect();
  for (const char c : chunked_post("/echo") + "0\r\n\r\n") client.send(std::string_view(&c, 1));
  CHECK(client.read_response().status == 200);
  CHECK(client.exchange(get("/cheap")).body == "cheap");
}

TEST_CASE("http: the next request after a chunked body is understood") {
  TestServer server;
  RawClient client = server.connect();
  client.send(chunked_post("/echo") + "5\r\nhello\r\n0\r\n\r\n" + get("/cheap"));
  CHECK(client.read_response().body == "hello");
  CHECK(client.read_response().body == "cheap");
}

TEST_CASE("http: an empty line before a request is ignored, two are not") {
  TestServer server;
  RawClient client = server.connect();
  CHECK(client.exchange("\r\n" + get("/cheap")).body == "cheap");
  CHECK(client.exchange("\r\n\r\n" + get("/cheap")).status == 400);
}

TEST_CASE("http: HEAD is answered with the length of the body and without it") {
  TestServer server;
  RawClient client = server.connect();
  client.send("HEAD /cheap HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const RawResponse head = client.read_response(true);
  CHECK(head.status == 200);
  CHECK(head.header("content-length") == "5");
  CHECK(client.exchange(get("/describe")).body.substr(0, 4) == "GET\n");  // nothing of a body came in between
}

TEST_CASE("http: 204 has neither body nor Content-Length") {
  TestServer server;
  const RawResponse response = server.connect().exchange(get("/empty"));
  CHECK(response.status == 204);
  CHECK_FALSE(response.header("content-length").has_value());
}

TEST_CASE("http: Connection: close is kept") {
  TestServer server;
  RawClient client = server.connect();
  client.send(get("/cheap", "Connection: close\r\n") + get("/cheap"));
  const RawResponse response = client.read_response();
  CHECK(response.header("connection") == "close");
  CHECK(client.read_until_close().empty());
}

TEST_CASE("http: HTTP/1.0 needs no Host and is closed after the answer") {
  TestServer server;
  RawClient client = server.connect();
  const RawResponse response = client.exchange("GET /cheap HTTP/1.0\r\n\r\n");
  CHECK(response.body == "cheap");
  CHECK(response.header("connection") == "close");
  CHECK(client.read_until_close().empty());
}

TEST_CASE("http: HTTP/1.0 stays open when the client asks for it") {
  TestServer server;
  RawClient client = server.connect();
  const std::string request = "GET /cheap HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
  CHECK(client.exchange(request).header("connection") == "keep-alive");
  CHECK(client.exchange(request).body == "cheap");
}

TEST_CASE("http: a client that half-closes after its request is answered") {
  TestServer server;
  RawClient client = server.connect();
  client.send(post("/echo", "hello"));
  client.half_close();
  CHECK(client.read_response().body == "hello");
  CHECK(client.read_until_close().empty());
}

TEST_CASE("http: Expect: 100-continue is answered before the body is sent") {
  TestServer server;
  RawClient client = server.connect();
  client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("hello");
  CHECK(client.read_response().body == "hello");
}

TEST_CASE("http: a body too large is refused instead of continued") {
  TestServer server;
  RawClient client = server.connect();
  client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.read_response().status == 413);
}

TEST_CASE("http: a header value of ours that would break the line is never sent") {
  TestServer server;
  for (const char* target : {"/inject-crlf", "/inject-lf", "/inject-nul", "/name"}) {
    CAPTURE(target);
    RawClient client = server.connect();
    client.send(get(target, "Connection: close\r\n"));
    const std::string bytes = client.read_until_close();
    CHECK(bytes.substr(0, 13) == "HTTP/1.1 500 ");
    CHECK(bytes.find("refused 500") != std::string::npos);
    CHECK(bytes.find("X-Name") == std::string::npos);
    CHECK(bytes.find("stolen") == std::string::npos);
  }
}

TEST_CASE("http: a status that is none becomes 500") {
  TestServer server;
  CHECK(server.connect().exchange(get("/status")).status == 500);
}

TEST_CASE("http: an application cannot contradict the length of its body") {
  TestServer server;
  const RawResponse response = server.connect().exchange(get("/framing"));
  CHECK(response.header("content-length") == "4");
  CHECK(response.body == "body");
}

TEST_CASE("http: a large answer arrives whole") {
  TestServer server;
  const RawResponse response = server.connect().exchange(get("/big"));
  CHECK(response.body.size() == TestApplication::big_bytes);
}

TEST_CASE("http: one I/O thread and one worker are enough") {
  TestServer server({.io_threads = 1, .workers = 1});
  CHECK(server.connect().exchange(post("/echo", "hello")).body == "hello");
  CHECK(server.serves_new_client());
}
