#pragma once

// The formulas of FSRS-7 (34 weights), with what depends on the weights alone worked out beforehand. Private.

#include <algorithm>
#include <array>

#include "haven/srs/memory_model.hpp"

#include "math/elementary.hpp"
#include "srs/fsrs6_kernel.hpp"

namespace haven::srs::detail {

inline constexpr double lowest_trace = 0.0001, highest_trace = 36'500.0;  ///< stabilities of FSRS-7, days
inline constexpr double fast_share =
    0.8;  ///< the fast trace begins, and after a lapse is at most, this part of the slow

/// a^b for a > 0.
inline double power(double a, double b) noexcept { return math::detail::exp(b * math::detail::log(a)); }

class Fsrs7Kernel {
 public:
  using State = Fsrs7State;

  explicit Fsrs7Kernel(const Fsrs7Parameters& parameters) noexcept
      : w_(parameters.weights),
        slow_decay_(-std::clamp(w_[24], lowest_decay, highest_decay)),
        slow_factor_(math::detail::expm1(math::detail::log(w_[26]) / slow_decay_)),
        easy_difficulty_(first_difficulty(4)) {}

  [[nodiscard]] Fsrs7State first(int g) const noexcept {
    const double slow = bounded(w_[static_cast<std::size_t>(g - 1)]);
    return {slow, bounded(fast_share * slow), clamp_difficulty(first_difficulty(g))};
  }

  [[nodiscard]] Fsrs7State next(const Fsrs7State& state, double elapsed_days, int g) const noexcept {
    const Curve curve(*this, state);
    const double recall = curve.retrievability(elapsed_days);
    Fsrs7State after;
    after.stability = next_trace(7, state.stability, state.difficulty, recall, g);
    after.stability_fast = next_trace(15, state.stability_fast, state.difficulty, curve.fast(elapsed_days), g);
    if (g == 1) after.stability_fast = bounded(std::min(after.stability_fast, fast_share * after.stability));
    after.difficulty = next_difficulty(state.difficulty, recall, g);
    return after;
  }

  [[nodiscard]] double retrievability(const Fsrs7State& state, double elapsed_days) const noexcept {
    return Curve(*this, state).retrievability(elapsed_days);
  }

  /// Solves R(t) = desired_retention for t in (0, highest_trace].
  [[nodiscard]] double interval(const Fsrs7State& state, double desired_retention) const noexcept {
    const double target = std::clamp(desired_retention, 0.0001, 0.9999);
    const Curve curve(*this, state);
    if (curve.retrievability(0.0) <= target) return 0.0;
    if (curve.retrievability(highest_trace) >= target) return highest_trace;
    return math::detail::exp(solve(curve, target));
  }

 private:
  static constexpr double lowest_decay = 0.01, highest_decay = 0.95;
  static constexpr double floor_of_recall = 1e-5;  ///< recall is mixed with this much chance at both ends

  /// The forgetting curve of one state: two powers of time, mixed.
  struct Curve {
    Curve(const Fsrs7Kernel& kernel, const Fsrs7State& state) noexcept {
      const auto& w = kernel.w_;
      const double off_middle = state.difficulty - 5.0;
      fast_decay = -std::clamp(w[23] * power(state.stability_fast, w[33] - 0.3), lowest_decay, highest_decay);
      fast_rate = math::detail::expm1(std::min(math::detail::log(w[25]) / fast_decay, 60.0)) / state.stability_fast;
      slow_decay = kernel.slow_decay_;
      slow_rate = kernel.slow_factor_ * math::detail::exp(off_middle * (w[32] - 0.3)) / state.stability;
      const double fast_weight = w[27] * power(state.stability_fast, -w[29]);
      const double slow_weight =
          w[28] * math::detail::exp(w[30] * math::detail::log(state.stability) + off_middle * (w[31] - 0.5));
      fast_part = fast_weight / (fast_weight + slow_weight);
    }

    [[nodiscard]] double fast(double t) const noexcept { return power(1.0 + fast_rate * t, fast_decay); }
    [[nodiscard]] double slow(double t) const noexcept { return power(1.0 + slow_rate * t, slow_decay); }
    [[nodiscard]] double retrievability(double t) const noexcept {
      const double mixed = fast_part * fast(t) + (1.0 - fast_part) * slow(t);
      return mixed * (1.0 - 2.0 * floor_of_recall) + floor_of_recall;
    }
    /// dR / d log t
    [[nodiscard]] double slope(double t) const noexcept {
      const double of_fast = fast(t) * fast_decay * fast_rate * t / (1.0 + fast_rate * t);
      const double of_slow = slow(t) * slow_decay * slow_rate * t / (1.0 + slow_rate * t);
      return (fast_part * of_fast + (1.0 - fast_part) * of_slow) * (1.0 - 2.0 * floor_of_recall);
    }

    double fast_decay, fast_rate, slow_decay, slow_rate;
    double fast_part;  ///< of the mixture
  };

  /// log t by Newton's method, held within a bracket that bisection narrows where Newton would leave it.
  [[nodiscard]] static double solve(const Curve& curve, double target) noexcept {
    double low = math::detail::log(1e-12), high = math::detail::log(highest_trace);
    double x = 0.0;
    for (int step = 0; step < 200 && high - low > 1e-14; ++step) {
      const double t = math::detail::exp(x);
      const double excess = curve.retrievability(t) - target;
      (excess > 0.0 ? low : high) = x;
      if (excess == 0.0) break;
      const double newton = x - excess / curve.slope(t);
      const double moved = newton > low && newton < high ? newton : 0.5 * (low + high);
      if (std::abs(moved - x) < 1e-13) break;
      x = moved;
    }
    return x;
  }

  static double bounded(double trace) noexcept { return std::clamp(trace, lowest_trace, highest_trace); }

  [[nodiscard]] double first_difficulty(int g) const noexcept {
    return w_[4] - math::detail::exp(w_[5] * (g - 1)) + 1.0;
  }

  /// The trace `x` after an answer; its eight weights begin at `k`, `recall` is what its curve foretold.
  [[nodiscard]] double next_trace(std::size_t k, double x, double difficulty, double recall, int g) const noexcept {
    const double forgotten = 1.0 - recall;
    const double lapsed = w_[k + 3] * math::detail::expm1(w_[k + 4] * math::detail::log(x + 1.0)) *
                          math::detail::exp(forgotten * w_[k + 5]);
    const double low = std::min(x, lapsed);
    if (g == 1) return bounded(low);
    const double answer = g == 2 ? w_[k + 6] : (g == 4 ? w_[k + 7] : 1.0);
    const double growth = math::detail::exp(w_[k] - 1.5 - w_[k + 1] * math::detail::log(x)) * (11.0 - difficulty) *
                          math::detail::expm1(forgotten * w_[k + 2]) * answer;
    return bounded(std::max(low, x * (1.0 + growth)));
  }

  [[nodiscard]] double next_difficulty(double difficulty, double recall, int g) const noexcept {
    const double change = -w_[6] * (g - 3) * (g == 1 ? recall + 0.1 : 1.0);
    const double moved = difficulty + (highest_difficulty - difficulty) / 9.0 * change;
    return clamp_difficulty(0.01 * easy_difficulty_ + 0.99 * moved);
  }

  std::array<double, Fsrs7Parameters::count> w_;
  double slow_decay_, slow_factor_;
  double easy_difficulty_;  // D0(4)
};

}  // namespace haven::srs::detail
