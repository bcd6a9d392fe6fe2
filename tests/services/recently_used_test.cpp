#include "services/recently_used.hpp"

#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

using namespace haven;

using Cache = RecentlyUsed<int, std::string>;

TEST_CASE("recently used: a value is found under its key only, and a later one replaces the earlier") {
  Cache cache(2);
  CHECK_FALSE(cache.find(1).has_value());
  cache.keep(1, "one");
  CHECK(cache.find(1) == "one");
  CHECK_FALSE(cache.find(2).has_value());
  cache.keep(1, "uno");
  CHECK(cache.find(1) == "uno");
}

TEST_CASE("recently used: the one not used for longest makes room") {
  Cache cache(2);
  cache.keep(1, "one");
  cache.keep(2, "two");
  CHECK(cache.find(1).has_value());
  cache.keep(3, "three");
  CHECK(cache.find(1).has_value());
  CHECK_FALSE(cache.find(2).has_value());
  CHECK(cache.find(3).has_value());
}

TEST_CASE("recently used: a heavy value makes as many leave as it needs, one above the capacity is not kept") {
  Cache cache(10);
  for (int i = 0; i < 5; ++i) cache.keep(i, "light", 2);
  cache.keep(9, "heavy", 5);
  for (const int gone : {0, 1, 2}) CHECK_FALSE(cache.find(gone).has_value());
  for (const int kept : {3, 4, 9}) CHECK(cache.find(kept).has_value());
  cache.keep(9, "too heavy", 11);
  CHECK_FALSE(cache.find(9).has_value());  // nor is the value that it was to replace
  CHECK(cache.find(3).has_value());
  cache.keep(7, "heavy again", 6);  // the weight of what left is free again
  for (const int kept : {3, 4, 7}) CHECK(cache.find(kept).has_value());
}

TEST_CASE("recently used: what is forgotten is gone, and without capacity nothing is kept") {
  Cache cache(2);
  cache.keep(1, "one");
  cache.forget(1);
  cache.forget(2);
  CHECK_FALSE(cache.find(1).has_value());
  Cache none(0);
  none.keep(1, "one");
  CHECK_FALSE(none.find(1).has_value());
}

TEST_CASE("recently used: threads that keep the same key leave one value, and room for another") {
  Cache cache(2);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&cache] {
      for (int round = 0; round < 2'000; ++round) cache.keep(1, "one");
    });
  }
  for (std::thread& thread : threads) thread.join();
  cache.keep(2, "two");
  CHECK(cache.find(1).has_value());
  CHECK(cache.find(2).has_value());
}
