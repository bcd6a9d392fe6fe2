#pragma once

// Which states and times the kernels take. Private.

#include "srs/fsrs7_kernel.hpp"
#include "srs/sm2_kernel.hpp"

namespace haven::srs::detail {

inline constexpr double longest_elapsed = 1e9;  ///< days

// Every test is written so that NaN fails it.
inline bool is_within(double value, double low, double high) noexcept { return value >= low && value <= high; }

inline bool is_valid(const Fsrs6State& state) noexcept {
  return is_within(state.stability, lowest_stability, 1e300) &&
         is_within(state.difficulty, lowest_difficulty, highest_difficulty);
}

inline bool is_valid(const Fsrs7State& state) noexcept {
  return is_within(state.stability, lowest_trace, highest_trace) &&
         is_within(state.stability_fast, lowest_trace, highest_trace) &&
         is_within(state.difficulty, lowest_difficulty, highest_difficulty);
}

inline bool is_valid(const Sm2State& state) noexcept {
  return is_within(state.ease, lowest_ease, 1e6) && is_within(state.interval, 0.0, highest_stability) &&
         state.repetitions >= 0;
}

}  // namespace haven::srs::detail
