// What smugglers send: requests on whose end, or on whose host, two servers could disagree. All are refused, and the
// connection is closed so that nothing behind them is taken for a request.

#include <string>

#include "rest/transport_fixture.hpp"

#include <doctest/doctest.h>

using namespace haven::test;
using namespace std::string_literals;

namespace {

/// Sends `request` with a second request behind it; the status of the one answer, or -1 when there are more.
int only_status(const std::string& request) {
  TestServer server;
  RawClient client = server.connect();
  client.send_if_taken(request + get("/cheap"));
  std::string answers = client.read_until_close();
  const auto first = take_response(answers, false);
  if (!first || !answers.empty() || first->header("connection") != "close") return -1;
  return first->status;
}

std::string post_with(const std::string& header_lines, const std::string& body) {
  return "POST /echo HTTP/1.1\r\nHost: localhost\r\n" + header_lines + "\r\n" + body;
}

std::string get_with_line(const std::string& line) {
  return "GET /cheap HTTP/1.1\r\nHost: localhost\r\n" + line + "\r\n\r\n";
}

}  // namespace

TEST_CASE("framing: Content-Length with Transfer-Encoding is refused") {
  CHECK(only_status(post_with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")) == 400);
}

TEST_CASE("framing: Transfer-Encoding with Content-Length is refused") {
  CHECK(only_status(post_with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")) == 400);
}

TEST_CASE("framing: an unknown coding with Content-Length is refused") {
  CHECK(only_status(post_with("Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n", "hello")) == 400);
}

TEST_CASE("framing: two different Content-Lengths are refused") {
  CHECK(only_status(post_with("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!")) == 400);
}

TEST_CASE("framing: the same Content-Length five times is refused") {
  const std::string line = "Content-Length: 5\r\n";
  CHECK(only_status(post_with(line + line + line + line + line, "hello")) == 400);
}

TEST_CASE("framing: a list in Content-Length is refused") {
  CHECK(only_status(post_with("Content-Length: 5, 5\r\n", "hello")) == 400);
}

TEST_CASE("framing: a Content-Length that is no number is refused") {
  CHECK(only_status(post_with("Content-Length: +5\r\n", "hello")) == 400);
  CHECK(only_status(post_with("Content-Length: -1\r\n", "hello")) == 400);
  CHECK(only_status(post_with("Content-Length: 0x5\r\n", "hello")) == 400);
  CHECK(only_status(post_with("Content-Length:\r\n", "hello")) == 400);
}

TEST_CASE("framing: a Content-Length beyond 64 bits is refused") {
  CHECK(only_status(post_with("Content-Length: 18446744073709551621\r\n", "hello")) == 400);
}

TEST_CASE("framing: a transfer coding other than chunked is not implemented") {
  CHECK(only_status(post_with("Transfer-Encoding: xchunked\r\n", "5\r\nhello\r\n0\r\n\r\n")) == 501);
  CHECK(only_status(post_with("Transfer-Encoding: gzip, chunked\r\n", "5\r\nhello\r\n0\r\n\r\n")) == 501);
  CHECK(only_status(post_with("Transfer-Encoding: identity\r\n", "")) == 501);
}

TEST_CASE("framing: Transfer-Encoding twice is refused") {
  CHECK(only_status(post_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")) == 400);
}

TEST_CASE("framing: Transfer-Encoding on HTTP/1.0 is refused") {
  CHECK(only_status("POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == 400);
}

TEST_CASE("framing: HTTP/1.1 without Host is refused") { CHECK(only_status("GET /cheap HTTP/1.1\r\n\r\n") == 400); }

TEST_CASE("framing: two Hosts are refused") {
  CHECK(only_status("GET /cheap HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n") == 400);
}

TEST_CASE("framing: a Host with foreign characters is refused") {
  CHECK(only_status("GET /cheap HTTP/1.1\r\nHost: a/b\r\n\r\n") == 400);
  CHECK(only_status("GET /cheap HTTP/1.1\r\nHost: a b\r\n\r\n") == 400);
}

TEST_CASE("framing: lines that end in LF alone are refused") {
  CHECK(only_status("GET /cheap HTTP/1.1\nHost: localhost\n\n") == 400);
  CHECK(only_status("GET /cheap HTTP/1.1\r\nHost: localhost\nX: 1\r\n\r\n") == 400);
}

TEST_CASE("framing: a bare LF is refused before the header is complete") {
  TestServer server;
  RawClient client = server.connect();
  client.send("GET /cheap HTTP/1.1\n");
  CHECK(client.read_response().status == 400);
}

TEST_CASE("framing: a stray CR is refused") { CHECK(only_status(get_with_line("X: a\rb")) == 400); }

TEST_CASE("framing: a blank before the colon is refused") {
  CHECK(only_status(get_with_line("X : 1")) == 400);
  CHECK(only_status(get_with_line("X\t: 1")) == 400);
}

TEST_CASE("framing: a header line without a name or a colon is refused") {
  CHECK(only_status(get_with_line(": 1")) == 400);
  CHECK(only_status(get_with_line("nonsense")) == 400);
}

TEST_CASE("framing: a folded header line is refused") {
  CHECK(only_status(get_with_line("X: 1\r\n 2")) == 400);
  CHECK(only_status(get_with_line("X: 1\r\n\t2")) == 400);
  CHECK(only_status("GET /cheap HTTP/1.1\r\n Host: localhost\r\n\r\n") == 400);
}

TEST_CASE("framing: NUL is refused in a value, a name and the target") {
  CHECK(only_status(get_with_line("X: a\0b"s)) == 400);
  CHECK(only_status(get_with_line("X\0: a"s)) == 400);
  CHECK(only_status("GET /ch\0eap HTTP/1.1\r\nHost: localhost\r\n\r\n"s) == 400);
}

TEST_CASE("framing: other control characters are refused in a value") {
  CHECK(only_status(get_with_line("X: a\x01"
                                  "b")) == 400);
  CHECK(only_status(get_with_line("X: a\x7f"
                                  "b")) == 400);
}

TEST_CASE("framing: what is no request line is refused") {
  CHECK(only_status("nonsense\r\n\r\n") == 400);
  CHECK(only_status("GET  /cheap HTTP/1.1\r\nHost: localhost\r\n\r\n") == 400);
  CHECK(only_status("GET /cheap\r\nHost: localhost\r\n\r\n") == 400);
  CHECK(only_status("GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n") == 400);
  CHECK(only_status("\x16\x03\x01\x02\x00\x01"s) == 400);  // a TLS client
}

TEST_CASE("framing: another version of HTTP is refused by name") {
  CHECK(only_status("GET /cheap HTTP/2.0\r\nHost: localhost\r\n\r\n") == 505);
  CHECK(only_status("GET /cheap HTTP/1.2\r\nHost: localhost\r\n\r\n") == 505);
}

TEST_CASE("framing: an expectation other than 100-continue is refused") {
  CHECK(only_status(post_with("Expect: miracles\r\nContent-Length: 5\r\n", "hello")) == 417);
}

TEST_CASE("framing: broken chunks are refused") {
  const auto body = [](const std::string& chunks) { return only_status(chunked_post("/echo") + chunks); };
  CHECK(body("x\r\nhello\r\n0\r\n\r\n") == 400);
  CHECK(body("-5\r\nhello\r\n0\r\n\r\n") == 400);
  CHECK(body("0x5\r\nhello\r\n0\r\n\r\n") == 400);
  CHECK(body("5\r\nhello!\r\n0\r\n\r\n") == 400);
  CHECK(body("5\nhello\n0\r\n\r\n") == 400);
}

TEST_CASE("framing: a chunk size beyond 64 bits is refused") {
  CHECK(only_status(chunked_post("/echo") + "10000000000000005\r\nhello\r\n0\r\n\r\n") == 400);
}

TEST_CASE("framing: a line end hidden in a chunk extension is refused") {
  CHECK(only_status(chunked_post("/echo") + "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n") == 400);
}
