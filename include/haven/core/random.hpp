#pragma once

#include <array>
#include <cstdint>

namespace haven {

/// A well-mixed 64-bit hash of one word: the finaliser of SplitMix64 (Steele, Lea & Flood 2014). Bijective.
[[nodiscard]] std::uint64_t mix(std::uint64_t word) noexcept;

/// Seeded random numbers, the same on every platform: xoshiro256** (Blackman & Vigna 2018), its state filled by
/// SplitMix64 from the seed. For simulation and sampling, never for secrets. One thread at a time.
class Rng {
 public:
  explicit Rng(std::uint64_t seed) noexcept;

  /// 64 uniform bits.
  [[nodiscard]] std::uint64_t next() noexcept;
  /// Uniform in [0, 1), a multiple of 2^-53.
  [[nodiscard]] double uniform() noexcept;
  /// Uniform in {0, ..., bound - 1}, without modulo bias (Lemire 2019). `bound` must be positive.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) noexcept;

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace haven
