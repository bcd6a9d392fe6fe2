#include "haven/core/random.hpp"

#include <array>
#include <cstdint>

#include <doctest/doctest.h>

// The published algorithm, written out apart from the library's code (Blackman & Vigna, xoshiro256starstar.c; Vigna,
// splitmix64.c), so that a slip in one of the two shows.
TEST_CASE("Rng: the stream of xoshiro256** seeded by SplitMix64") {
  std::uint64_t x = 42;
  const auto splitmix64 = [&x] {
    std::uint64_t z = (x += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  };
  std::uint64_t s[4] = {splitmix64(), splitmix64(), splitmix64(), splitmix64()};
  const auto rotl = [](std::uint64_t v, int k) { return (v << k) | (v >> (64 - k)); };
  haven::Rng rng(42);
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t expected = rotl(s[1] * 5, 7) * 9;
    const std::uint64_t t = s[1] << 17;
    s[2] ^= s[0], s[3] ^= s[1], s[1] ^= s[2], s[0] ^= s[3], s[2] ^= t, s[3] = rotl(s[3], 45);
    REQUIRE(rng.next() == expected);
  }
}

TEST_CASE("mix: the published first output of SplitMix64 with seed 1234567") {
  // Vigna's splitmix64 with x = 1234567 gives 6457827717110365317 first.
  CHECK(haven::mix(1234567ULL + 0x9E3779B97F4A7C15ULL) == 6457827717110365317ULL);
}

TEST_CASE("Rng::uniform: in [0, 1)") {
  haven::Rng rng(7);
  double low = 1.0, high = 0.0;
  for (int i = 0; i < 100'000; ++i) {
    const double u = rng.uniform();
    low = u < low ? u : low;
    high = u > high ? u : high;
  }
  CHECK(low >= 0.0);
  CHECK(low < 1e-3);
  CHECK(high < 1.0);
  CHECK(high > 1.0 - 1e-3);
}

TEST_CASE("Rng::below: every value equally often, within five standard errors") {
  haven::Rng rng(9);
  std::array<int, 7> counts{};
  constexpr int draws = 70'000;
  for (int i = 0; i < draws; ++i) ++counts.at(rng.below(counts.size()));
  for (const int count : counts) CHECK(count == doctest::Approx(draws / 7.0).epsilon(5.0 * 92.6 / 10'000));
}
