#include "haven/core/random.hpp"

#include <bit>
#include <cassert>

namespace haven {
namespace {

constexpr std::uint64_t golden_gamma = 0x9E3779B97F4A7C15ULL;

/// The 128-bit product of two words, by halves, so that it needs no compiler extension.
struct WideProduct {
  std::uint64_t high;
  std::uint64_t low;
};

WideProduct multiply(std::uint64_t x, std::uint64_t y) noexcept {
  const std::uint64_t x0 = x & 0xFFFFFFFFU, x1 = x >> 32U, y0 = y & 0xFFFFFFFFU, y1 = y >> 32U;
  const std::uint64_t low = x0 * y0;
  const std::uint64_t middle = x1 * y0 + (low >> 32U);
  const std::uint64_t carry = x0 * y1 + (middle & 0xFFFFFFFFU);
  return {x1 * y1 + (middle >> 32U) + (carry >> 32U), x * y};
}

}  // namespace

std::uint64_t mix(std::uint64_t word) noexcept {
  word = (word ^ (word >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  word = (word ^ (word >> 27U)) * 0x94D049BB133111EBULL;
  return word ^ (word >> 31U);
}

Rng::Rng(std::uint64_t seed) noexcept {
  for (auto& word : state_) {
    seed += golden_gamma;
    word = mix(seed);
  }
}

std::uint64_t Rng::next() noexcept {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17U;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

double Rng::uniform() noexcept { return static_cast<double>(next() >> 11U) * 0x1p-53; }

std::uint64_t Rng::below(std::uint64_t bound) noexcept {
  assert(bound > 0);
  WideProduct product = multiply(next(), bound);
  if (product.low < bound) {
    const std::uint64_t threshold = (0 - bound) % bound;
    while (product.low < threshold) product = multiply(next(), bound);
  }
  return product.high;
}

}  // namespace haven
