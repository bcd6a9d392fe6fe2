#include <bit>
#include <cstdint>
#include <thread>
#include <vector>

#include "haven/cat/exam.hpp"
#include "haven/core/random.hpp"

#include "cat/simulated_examinee.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::cat;

namespace {

std::uint64_t digest(std::uint64_t hash, const Exam& exam) {
  for (const auto& step : exam.steps()) {
    hash = mix(hash ^ step.item);
    for (const double value : {step.ability.theta, step.ability.standard_error, step.ability.expected_information,
                               step.ability.observed_information})
      hash = mix(hash ^ std::bit_cast<std::uint64_t>(value));
  }
  return hash;
}

std::uint64_t digest_of_exams(irt::Estimator estimator) {
  const auto bank = random_bank(300, 42);
  std::uint64_t hash = 0;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    Exam exam(bank, {.estimator = estimator, .maximum_items = 40}, seed);
    take(exam, {-2.0 + static_cast<double>(seed), seed});
    hash = digest(hash, exam);
  }
  return hash;
}

}  // namespace

// Pins of our own results, and meant as such: what they are is checked elsewhere; here they must be the same to the
// last bit with every compiler, optimisation level and processor.
TEST_CASE("Exam: the same bits with every compiler and processor") {
  CHECK(digest_of_exams(irt::Estimator::mle) == 12555080968959115455ULL);
  CHECK(digest_of_exams(irt::Estimator::map) == 293313290586406886ULL);
  CHECK(digest_of_exams(irt::Estimator::eap) == 9760287803266543018ULL);
  CHECK(digest_of_exams(irt::Estimator::wle) == 17873911642758301258ULL);
}

TEST_CASE("Exam: threads that share a new bank take the same exams as one thread alone") {
  const auto play = [](const irt::ItemBank& bank, std::uint64_t seed) {
    Exam exam(bank, {.maximum_items = 30}, seed);
    take(exam, {0.3, seed});
    return exam.state();
  };
  const auto shared = random_bank(500, 11);  // its index is not built yet
  std::vector<ExamState> together(8);
  std::vector<std::thread> threads;
  for (std::uint64_t seed = 0; seed < together.size(); ++seed)
    threads.emplace_back([&, seed] { together[seed] = play(shared, seed); });
  for (auto& thread : threads) thread.join();
  for (std::uint64_t seed = 0; seed < together.size(); ++seed)
    CHECK(together[seed] == play(random_bank(500, 11), seed));
}
