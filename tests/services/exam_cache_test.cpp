#include "services/exam_cache.hpp"

#include <thread>
#include <vector>

#include <doctest/doctest.h>

using namespace haven;

namespace {

cat::Exam exam(std::uint64_t seed) {
  return {irt::ItemBank(std::vector<irt::LogisticItem>(3)), cat::Blueprint{}, seed};
}

Id<QuizSession> session(std::uint8_t n) { return {Uuid{{n}}}; }

}  // namespace

TEST_CASE("exam cache: an exam is found under its session and version only") {
  ExamCache cache(2);
  cache.keep(session(1), 5, exam(7));
  REQUIRE(cache.find(session(1), 5).has_value());
  CHECK(cache.find(session(1), 5)->state().seed == 7);
  CHECK_FALSE(cache.find(session(1), 4).has_value());
  CHECK_FALSE(cache.find(session(1), 6).has_value());
  CHECK_FALSE(cache.find(session(2), 5).has_value());
}

TEST_CASE("exam cache: a later version replaces the earlier") {
  ExamCache cache(2);
  cache.keep(session(1), 1, exam(1));
  cache.keep(session(1), 2, exam(2));
  CHECK_FALSE(cache.find(session(1), 1).has_value());
  CHECK(cache.find(session(1), 2)->state().seed == 2);
}

TEST_CASE("exam cache: the one not used for longest makes room") {
  ExamCache cache(2);
  cache.keep(session(1), 1, exam(1));
  cache.keep(session(2), 1, exam(2));
  CHECK(cache.find(session(1), 1).has_value());
  cache.keep(session(3), 1, exam(3));
  CHECK(cache.find(session(1), 1).has_value());
  CHECK_FALSE(cache.find(session(2), 1).has_value());
  CHECK(cache.find(session(3), 1).has_value());
}

TEST_CASE("exam cache: what is forgotten is gone, and without capacity nothing is kept") {
  ExamCache cache(2);
  cache.keep(session(1), 1, exam(1));
  cache.forget(session(1));
  CHECK_FALSE(cache.find(session(1), 1).has_value());
  ExamCache none(0);
  none.keep(session(1), 1, exam(1));
  CHECK_FALSE(none.find(session(1), 1).has_value());
}

TEST_CASE("exam cache: threads that keep the same sitting leave one entry, and room for another") {
  ExamCache cache(2);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&cache] {
      for (int round = 0; round < 2'000; ++round) cache.keep(session(1), 1, exam(1));
    });
  }
  for (std::thread& thread : threads) thread.join();
  cache.keep(session(2), 1, exam(2));
  CHECK(cache.find(session(1), 1).has_value());
  CHECK(cache.find(session(2), 1).has_value());
}
