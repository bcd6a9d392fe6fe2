// The parts of the transport that need no socket.

#include <chrono>
#include <future>
#include <string>

#include "rest/connection_ledger.hpp"
#include "rest/header_scan.hpp"
#include "rest/memory_budget.hpp"
#include "rest/response_head.hpp"
#include "rest/worker_pool.hpp"

#include <doctest/doctest.h>

using namespace haven::rest;
using namespace std::chrono_literals;
using Verdict = HeaderScan::Verdict;

TEST_CASE("HeaderScan: the end is the same however the bytes are cut") {
  const std::string header = "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string bytes = header + "body";
  HeaderScan at_once(1024, 10);
  REQUIRE(at_once.scan(bytes) == Verdict::complete);
  CHECK(at_once.begin() == 2);
  CHECK(at_once.end() == header.size());
  HeaderScan piecewise(1024, 10);
  for (std::size_t i = 0; i < header.size(); ++i) REQUIRE(piecewise.scan(bytes.substr(0, i)) == Verdict::incomplete);
  CHECK(piecewise.scan(header) == Verdict::complete);
  CHECK(piecewise.end() == header.size());
}

TEST_CASE("HeaderScan: a header that fills the limit is complete, one that exceeds it too large") {
  const std::string header = "GET / HTTP/1.1\r\n\r\n";
  CHECK(HeaderScan(header.size(), 10).scan(header) == Verdict::complete);
  CHECK(HeaderScan(header.size() - 1, 10).scan(header) == Verdict::too_large);
}

TEST_CASE("HttpDate: is the date of RFC 9110, renewed each second") {
  HttpDate date;
  const std::chrono::system_clock::time_point example(784111777s);
  CHECK(date.at(example) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(date.at(example + 999ms) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(date.at(example + 1s) == "Sun, 06 Nov 1994 08:49:38 GMT");
}

TEST_CASE("response_head: 304 tells no length, an unknown status has an empty reason") {
  const Response not_modified{.status = 304, .headers = {{"ETag", "\"a\""}}, .body = {}};
  CHECK(response_head(not_modified, {}, "now") == "HTTP/1.1 304 Not Modified\r\nDate: now\r\nETag: \"a\"\r\n\r\n");
  CHECK(response_head({.status = 599, .headers = {}, .body = {}}, {}, "now") ==
        "HTTP/1.1 599 \r\nDate: now\r\nContent-Length: 0\r\n\r\n");
}

TEST_CASE("response_head: a status outside 200..599 is not sent") {
  for (const int status : {-1, 0, 100, 199, 600, 1000}) {
    CAPTURE(status);
    CHECK_FALSE(response_head({.status = status, .headers = {}, .body = {}}, {}, "now").has_value());
  }
}

TEST_CASE("WorkerPool: takes as much as its threads and its queue hold") {
  std::promise<void> started;
  std::promise<void> release;
  std::promise<void> second_ran;
  WorkerPool pool(1, 1);
  REQUIRE(pool.try_submit([&] {
    started.set_value();
    release.get_future().wait();
  }));
  started.get_future().wait();
  CHECK(pool.try_submit([&] { second_ran.set_value(); }));
  CHECK_FALSE(pool.try_submit([] {}));
  release.set_value();
  CHECK(second_ran.get_future().wait_for(20s) == std::future_status::ready);
}

TEST_CASE("WorkerPool: without a queue it still takes one job for each free thread") {
  std::promise<void> ran;
  WorkerPool pool(1, 0);
  REQUIRE(pool.try_submit([&] { ran.set_value(); }));
  CHECK(ran.get_future().wait_for(20s) == std::future_status::ready);
}

TEST_CASE("WorkerPool: when closed it hands back what waits and takes nothing more") {
  std::promise<void> started;
  std::promise<void> release;
  bool second_ran = false;
  WorkerPool pool(1, 1);
  REQUIRE(pool.try_submit([&] {
    started.set_value();
    release.get_future().wait();
  }));
  started.get_future().wait();
  REQUIRE(pool.try_submit([&second_ran] { second_ran = true; }));
  CHECK(pool.close().size() == 1);
  CHECK_FALSE(pool.try_submit([] {}));
  release.set_value();
  pool.join();
  CHECK_FALSE(second_ran);
}

TEST_CASE("MemoryBudget: is shared, and given back") {
  MemoryBudget budget(100);
  MemoryBudget::Share first(budget);
  CHECK(first.grow_to(60));
  {
    MemoryBudget::Share second(budget);
    CHECK_FALSE(second.grow_to(41));
    CHECK(second.grow_to(40));
    CHECK_FALSE(first.grow_to(61));
  }
  CHECK(first.grow_to(100));
  CHECK_FALSE(first.grow_to(101));
  first.release();
  CHECK(MemoryBudget::Share(budget).grow_to(100));
}

TEST_CASE("ConnectionLedger: counts in all and for each address") {
  ConnectionLedger ledger(3, 2);
  auto a1 = ledger.enter("a");
  auto a2 = ledger.enter("a");
  REQUIRE(a1.has_value());
  REQUIRE(a2.has_value());
  CHECK_FALSE(ledger.enter("a").has_value());
  auto b1 = ledger.enter("b");
  REQUIRE(b1.has_value());
  CHECK_FALSE(ledger.enter("c").has_value());
  a1.reset();
  CHECK(ledger.enter("a").has_value());
  CHECK_FALSE(ledger.wait_until_empty(1ms));
  a2.reset();
  b1.reset();
  CHECK(ledger.wait_until_empty(20s));
}
