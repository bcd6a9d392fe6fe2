#pragma once

// The formulas of FSRS-6, with what depends on the weights alone worked out beforehand. Private.

#include <algorithm>
#include <array>

#include "haven/srs/memory_model.hpp"

#include "math/elementary.hpp"

namespace haven::srs::detail {

inline constexpr double lowest_stability = 0.001;  ///< of FSRS-6, days
inline constexpr double highest_stability = 36'500.0;
inline constexpr double lowest_difficulty = 1.0, highest_difficulty = 10.0;

inline double clamp_difficulty(double difficulty) noexcept {
  return std::clamp(difficulty, lowest_difficulty, highest_difficulty);
}

/// Below one day an answer falls on the same day as the last.
inline bool is_same_day(double elapsed_days) noexcept { return elapsed_days < 1.0; }

class Fsrs6Kernel {
 public:
  using State = Fsrs6State;

  explicit Fsrs6Kernel(const Fsrs6Parameters& parameters) noexcept
      : w_(parameters.weights),
        decay_(-w_[20]),
        factor_(math::detail::expm1(math::detail::log(0.9) / decay_)),
        recall_scale_(math::detail::exp(w_[8])),
        lapse_bound_(math::detail::exp(-w_[17] * w_[18])),
        easy_difficulty_(first_difficulty(4)) {
    const bool legacy = parameters.rules == RuleSet::legacy_6_3_1;
    never_falls_ = legacy ? 3 : 2;
    highest_ = legacy ? math::detail::infinity : highest_stability;
    for (int g = 1; g <= rating_count; ++g) same_day_[place(g)] = math::detail::exp(w_[17] * (g - 3 + w_[18]));
  }

  [[nodiscard]] Fsrs6State first(int g) const noexcept {
    return {std::max(w_[place(g)], lowest_stability), clamp_difficulty(first_difficulty(g))};
  }

  [[nodiscard]] Fsrs6State next(const Fsrs6State& state, double elapsed_days, int g) const noexcept {
    return {bounded(next_stability(state, elapsed_days, g)), next_difficulty(state.difficulty, g)};
  }

  /// (1 + F t / S)^decay
  [[nodiscard]] double retrievability(const Fsrs6State& state, double elapsed_days) const noexcept {
    return math::detail::exp(decay_ * math::detail::log(1.0 + factor_ * elapsed_days / state.stability));
  }

  [[nodiscard]] double interval(const Fsrs6State& state, double desired_retention) const noexcept {
    return state.stability / factor_ * math::detail::expm1(math::detail::log(desired_retention) / decay_);
  }

  [[nodiscard]] double next_difficulty(double difficulty, int g) const noexcept {
    const double moved = difficulty - w_[6] * (g - 3) * (highest_difficulty - difficulty) / 9.0;
    return clamp_difficulty(w_[7] * easy_difficulty_ + (1.0 - w_[7]) * moved);
  }

 private:
  static std::size_t place(int g) noexcept { return static_cast<std::size_t>(g - 1); }

  /// Not clamped: the pull to the mean goes to the unclamped value of Easy.
  [[nodiscard]] double first_difficulty(int g) const noexcept {
    return w_[4] - math::detail::exp(w_[5] * (g - 1)) + 1.0;
  }

  [[nodiscard]] double bounded(double stability) const noexcept {
    return std::min(std::max(stability, lowest_stability), highest_);
  }

  [[nodiscard]] double next_stability(const Fsrs6State& state, double elapsed_days, int g) const noexcept {
    if (is_same_day(elapsed_days)) return after_same_day(state.stability, g);
    const double forgotten = 1.0 - retrievability(state, elapsed_days);
    return g == 1 ? after_lapse(state, forgotten) : after_recall(state, forgotten, g);
  }

  [[nodiscard]] double after_recall(const Fsrs6State& state, double forgotten, int g) const noexcept {
    const double answer = g == 2 ? w_[15] : (g == 4 ? w_[16] : 1.0);
    const double power = math::detail::exp(-w_[9] * math::detail::log(state.stability));
    const double growth =
        recall_scale_ * (11.0 - state.difficulty) * power * math::detail::expm1(w_[10] * forgotten) * answer;
    return state.stability * (1.0 + growth);
  }

  [[nodiscard]] double after_lapse(const Fsrs6State& state, double forgotten) const noexcept {
    const double difficulty = -w_[12] * math::detail::log(state.difficulty);
    const double stability = math::detail::expm1(w_[13] * math::detail::log(state.stability + 1.0));
    const double relearnt = w_[11] * math::detail::exp(difficulty + w_[14] * forgotten) * stability;
    return std::min(relearnt, state.stability * lapse_bound_);
  }

  [[nodiscard]] double after_same_day(double stability, int g) const noexcept {
    const double change = same_day_[place(g)] * math::detail::exp(-w_[19] * math::detail::log(stability));
    return stability * (g >= never_falls_ ? std::max(change, 1.0) : change);
  }

  std::array<double, Fsrs6Parameters::count> w_;
  double decay_, factor_;
  double recall_scale_;     // e^w8
  double lapse_bound_;      // e^-(w17 w18): a lapse leaves no more than its share of stability
  double easy_difficulty_;  // D0(4)
  double highest_ = highest_stability;
  int never_falls_ = 2;                          // the lowest rating that never lowers stability on the same day
  std::array<double, rating_count> same_day_{};  // e^(w17 (G - 3 + w18)), by rating
};

}  // namespace haven::srs::detail
