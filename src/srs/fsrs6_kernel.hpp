#pragma once

// The formulas of FSRS-6, with what depends on the weights alone worked out beforehand. Private.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "haven/srs/memory_model.hpp"

#include "math/elementary.hpp"

namespace haven::srs::detail {

inline constexpr double lowest_stability = 0.001;  ///< of FSRS-6, days
inline constexpr double highest_stability = 36'500.0;
inline constexpr double lowest_difficulty = 1.0, highest_difficulty = 10.0;

inline double clamp_difficulty(double difficulty) noexcept {
  return std::clamp(difficulty, lowest_difficulty, highest_difficulty);
}

/// Of the grade 1..4 in tables of the four.
inline std::size_t place(int g) noexcept { return static_cast<std::size_t>(g - 1); }

/// Below one day an answer falls on the same day as the last.
inline bool is_same_day(double elapsed_days) noexcept { return elapsed_days < 1.0; }

/// e^x - 1 for |x| <= 708: no branch.
inline double expm1_in_range(double x) noexcept {
  return std::abs(x) <= 0.34 ? math::detail::expm1_reduced(x) : math::detail::exp_in_range(x) - 1.0;
}

/// The weights keep every exponent within the range of exp_in_range() and every logarithm's argument normal, so the
/// functions have no branches and loops over them vectorise.
class Fsrs6Kernel {
 public:
  using State = Fsrs6State;

  explicit Fsrs6Kernel(const Fsrs6Parameters& parameters) noexcept
      : w_(parameters.weights),
        decay_(-w_[20]),
        factor_(math::detail::expm1(math::detail::log(0.9) / decay_)),
        recall_scale_(math::detail::exp(w_[8])),
        lapse_bound_(math::detail::exp(-w_[17] * w_[18])) {
    const bool legacy = parameters.rules == RuleSet::legacy_6_3_1;
    if (legacy) highest_ = math::detail::infinity;
    for (int g = 1; g <= rating_count; ++g) {
      first_difficulty_[place(g)] = w_[4] - math::detail::exp(w_[5] * (g - 1)) + 1.0;
      same_day_[place(g)] = math::detail::exp(w_[17] * (g - 3 + w_[18]));
      same_day_floor_[place(g)] = g >= (legacy ? 3 : 2) ? 1.0 : 0.0;
    }
  }

  [[nodiscard]] Fsrs6State first(double g) const noexcept {
    const double first_stability = by_rating(g, w_[0], w_[1], w_[2], w_[3]);
    return {std::max(first_stability, lowest_stability), clamp_difficulty(by_rating(g, first_difficulty_))};
  }

  [[nodiscard]] Fsrs6State next(const Fsrs6State& state, double elapsed_days, double g) const noexcept {
    if (is_same_day(elapsed_days)) return {same_day(state, g), next_difficulty(state.difficulty, g)};
    const double forgotten = 1.0 - retrievability(state, elapsed_days);
    const double stability = g == 1 ? after_lapse(state, forgotten) : after_recall(state, forgotten, g);
    return {stability, next_difficulty(state.difficulty, g)};
  }

  /// The same bits as next(), or first() when stability is 0, without a branch.
  [[nodiscard]] Fsrs6State step(const Fsrs6State& state, double elapsed_days, double g) const noexcept {
    const bool fresh = !(state.stability > 0.0);
    const Fsrs6State start = first(g);
    const Fsrs6State known{fresh ? 1.0 : state.stability, fresh ? 5.0 : state.difficulty};
    const double forgotten = 1.0 - retrievability(known, elapsed_days);
    const double lapsed = after_lapse(known, forgotten), recalled = after_recall(known, forgotten, g);
    const double later = g == 1 ? lapsed : recalled;
    const double today = same_day(known, g);
    const double stability = is_same_day(elapsed_days) ? today : later;
    const double difficulty = next_difficulty(known.difficulty, g);
    return {fresh ? start.stability : stability, fresh ? start.difficulty : difficulty};
  }

  /// (1 + F t / S)^decay
  [[nodiscard]] double retrievability(const Fsrs6State& state, double elapsed_days) const noexcept {
    const double base = 1.0 + factor_ * elapsed_days / state.stability;
    return math::detail::exp_in_range(decay_ * math::detail::log_scaled(base, 0.0));
  }

  [[nodiscard]] double interval(const Fsrs6State& state, double desired_retention) const noexcept {
    return state.stability / factor_ * math::detail::expm1(math::detail::log(desired_retention) / decay_);
  }

  [[nodiscard]] double next_difficulty(double difficulty, double g) const noexcept {
    const double moved = difficulty - w_[6] * (g - 3) * (highest_difficulty - difficulty) / 9.0;
    // The pull goes to the value of Easy as it is before clamping.
    return clamp_difficulty(w_[7] * first_difficulty_[3] + (1.0 - w_[7]) * moved);
  }

 private:
  using ByRating = std::array<double, rating_count>;

  static double by_rating(double g, double again, double hard, double good, double easy) noexcept {
    const double low = g == 1 ? again : hard, high = g == 3 ? good : easy;
    return g <= 2 ? low : high;
  }
  static double by_rating(double g, const ByRating& row) noexcept {
    return by_rating(g, row[0], row[1], row[2], row[3]);
  }

  [[nodiscard]] double bounded(double stability) const noexcept {
    return std::min(std::max(stability, lowest_stability), highest_);
  }

  [[nodiscard]] double after_recall(const Fsrs6State& state, double forgotten, double g) const noexcept {
    const double answer = by_rating(g, 1.0, w_[15], 1.0, w_[16]);
    const double power = math::detail::exp_in_range(-w_[9] * math::detail::log_scaled(state.stability, 0.0));
    const double growth =
        recall_scale_ * (11.0 - state.difficulty) * power * expm1_in_range(w_[10] * forgotten) * answer;
    return bounded(state.stability * (1.0 + growth));
  }

  [[nodiscard]] double after_lapse(const Fsrs6State& state, double forgotten) const noexcept {
    const double difficulty = -w_[12] * math::detail::log_scaled(state.difficulty, 0.0);
    const double stability = expm1_in_range(w_[13] * math::detail::log_scaled(state.stability + 1.0, 0.0));
    const double relearnt = w_[11] * math::detail::exp_in_range(difficulty + w_[14] * forgotten) * stability;
    return bounded(std::min(relearnt, state.stability * lapse_bound_));
  }

  [[nodiscard]] double same_day(const Fsrs6State& state, double g) const noexcept {
    const double power = math::detail::exp_in_range(-w_[19] * math::detail::log_scaled(state.stability, 0.0));
    const double change = std::max(by_rating(g, same_day_) * power, by_rating(g, same_day_floor_));
    return bounded(state.stability * change);
  }

  std::array<double, Fsrs6Parameters::count> w_;
  double decay_, factor_;
  double recall_scale_;  // e^w8
  double lapse_bound_;   // e^-(w17 w18): a lapse leaves no more than this share of stability
  double highest_ = highest_stability;
  ByRating first_difficulty_{};  // not clamped
  ByRating same_day_{};          // e^(w17 (G - 3 + w18))
  ByRating same_day_floor_{};    // 1 where an answer on the same day never lowers stability
};

}  // namespace haven::srs::detail
