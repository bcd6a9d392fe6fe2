#include "storage/turnstile.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

using haven::Deadline;
using haven::Turnstile;

namespace {

Deadline in(int milliseconds) { return std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds); }

}  // namespace

TEST_CASE("turnstile: admits as many as it has places") {
  Turnstile turnstile(2);
  CHECK(turnstile.enter(in(0)));
  CHECK(turnstile.enter(in(0)));
  CHECK_FALSE(turnstile.enter(in(1)));
  turnstile.leave();
  CHECK(turnstile.enter(in(0)));
}

TEST_CASE("turnstile: nobody waits, nothing is passed on") {
  Turnstile turnstile(1);
  CHECK(turnstile.enter(in(0)));
  CHECK_FALSE(turnstile.pass_on());
  CHECK_FALSE(turnstile.enter(in(1)));  // the place was kept
}

TEST_CASE("turnstile: who gave up waiting is not admitted later") {
  Turnstile turnstile(1);
  CHECK(turnstile.enter(in(0)));
  CHECK_FALSE(turnstile.enter(in(1)));
  CHECK_FALSE(turnstile.pass_on());
  turnstile.leave();
  CHECK(turnstile.enter(in(0)));
}

TEST_CASE("turnstile: the place is passed on in the order of arrival") {
  Turnstile turnstile(1);
  REQUIRE(turnstile.enter(in(0)));
  std::vector<int> order;  // guarded by the turnstile
  std::vector<std::thread> threads;
  for (int i = 0; i < 5; ++i) {
    threads.emplace_back([&, i] {
      if (!turnstile.enter(in(60'000))) return;
      order.push_back(i);
      turnstile.leave();
    });
    while (turnstile.waiting() != i + 1) std::this_thread::yield();
  }
  turnstile.leave();
  for (std::thread& thread : threads) thread.join();
  CHECK(order == std::vector<int>{0, 1, 2, 3, 4});
}

TEST_CASE("turnstile: never more inside than places, and everyone gets in") {
  Turnstile turnstile(3);
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  std::atomic<int> admitted = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 200; ++n) {
        if (!turnstile.enter(in(60'000))) continue;
        ++admitted;
        const int now = ++inside;
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
        }
        --inside;
        if (n % 2 == 0 || !turnstile.pass_on()) turnstile.leave();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(admitted == 16 * 200);
  CHECK(most <= 3);
}
