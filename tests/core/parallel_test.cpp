#include "haven/core/parallel.hpp"

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "haven/core/error.hpp"

#include <doctest/doctest.h>

using haven::parallel_for;

TEST_CASE("parallel_for: calls every index once, for any number of threads") {
  for (const int threads : {0, 1, 2, 16})
    for (const std::size_t count : {0U, 1U, 2U, 15U, 1'000U}) {
      std::vector<std::atomic<int>> calls(count);
      parallel_for(count, threads, [&](std::size_t i) { ++calls[i]; });
      for (const auto& one : calls) REQUIRE(one == 1);
    }
}

TEST_CASE("parallel_for: several threads work at once") {
  std::atomic<int> arrived = 0;
  parallel_for(2, 2, [&](std::size_t) {
    ++arrived;
    while (arrived < 2) std::this_thread::yield();  // alone, a thread would wait here for ever
  });
  CHECK(arrived == 2);
}

TEST_CASE("parallel_for: of several exceptions, that of the lowest index comes out, and all before it were called") {
  for (const int threads : {1, 2, 16}) {
    std::vector<std::atomic<int>> calls(1'000);
    std::string what;
    try {
      parallel_for(calls.size(), threads, [&](std::size_t i) {
        ++calls[i];
        if (i >= 300 && i % 7 == 0) throw std::runtime_error(std::to_string(i));
      });
    } catch (const std::runtime_error& error) {
      what = error.what();
    }
    CHECK(what == "301");
    for (std::size_t i = 0; i <= 301; ++i) REQUIRE(calls[i] == 1);
  }
}

TEST_CASE("parallel_for: refuses a number of threads that makes no sense") {
  CHECK_THROWS_AS(parallel_for(1, -1, [](std::size_t) {}), haven::Error);
  CHECK_THROWS_AS(parallel_for(1, 1025, [](std::size_t) {}), haven::Error);
}
