#pragma once

// The algorithm SM-2, Wozniak (1990), "Optimization of learning", section 3.2. Private.

#include <algorithm>
#include <cmath>

#include "haven/srs/memory_model.hpp"

#include "math/elementary.hpp"
#include "srs/fsrs6_kernel.hpp"

namespace haven::srs::detail {

inline constexpr double lowest_ease = 1.3;

class Sm2Kernel {
 public:
  using State = Sm2State;

  explicit Sm2Kernel(const Sm2Parameters& parameters) noexcept : initial_ease_(parameters.initial_ease) {}

  [[nodiscard]] Sm2State first(int g) const noexcept { return repeated({initial_ease_, 0.0, 0}, g + 1); }

  /// Quality is one above the rating. What is repeated on the same day until it is known is a drill, no repetition.
  [[nodiscard]] Sm2State next(const Sm2State& state, double elapsed_days, int g) const noexcept {
    return is_same_day(elapsed_days) && g > 1 ? state : repeated(state, g + 1);
  }
  [[nodiscard]] double retrievability(const Sm2State& state, double elapsed_days) const noexcept {
    return math::detail::exp(math::detail::log(0.9) * elapsed_days / std::max(state.interval, 1.0));
  }

  [[nodiscard]] double interval(const Sm2State& state, double) const noexcept { return state.interval; }

 private:
  /// Below quality 3 the repetitions begin anew and the ease stays.
  [[nodiscard]] static Sm2State repeated(const Sm2State& state, int quality) noexcept {
    if (quality < 3) return {state.ease, 1.0, 0};
    const int missing = 5 - quality;
    Sm2State after;
    after.ease = std::max(lowest_ease, state.ease + 0.1 - missing * (0.08 + missing * 0.02));
    after.repetitions = state.repetitions + 1;
    after.interval = interval_after(state, after);
    return after;
  }

  /// 1, 6, then the last one times the ease, rounded up.
  [[nodiscard]] static double interval_after(const Sm2State& before, const Sm2State& after) noexcept {
    if (after.repetitions == 1) return 1.0;
    if (after.repetitions == 2) return 6.0;
    return std::min(std::ceil(before.interval * after.ease), 36'500.0);
  }

  double initial_ease_;
};

}  // namespace haven::srs::detail
