#pragma once

// The log loss of a history under FSRS-6 and its gradient. Private.

#include <array>
#include <span>
#include <vector>

#include "haven/srs/parameters.hpp"

#include "srs/fsrs6_kernel.hpp"
#include "srs/training_loss.hpp"

namespace haven::srs::detail {

/// Reverse differentiation: the history is walked once forwards, noting what each review computed, and once backwards,
/// handing the derivative by the state from each review to the one before. So a card costs O(reviews), whatever the
/// number of predictions along it. Where a bound holds a value, its derivative is 0. Immutable; a tape belongs to one
/// thread.
class Fsrs6Gradient {
 public:
  using Gradient = std::array<double, Fsrs6Parameters::count>;

  /// What one review computed.
  struct Note {
    double stability, difficulty;  // before the review
    double logarithm;              // of stability; after a lapse of difficulty
    double ratio, log_ratio;       // F t / S, and log(1 + that)
    double recall;
    double scale, power, result;  // parts of the new stability, see the walk forwards
    double moved;                 // difficulty before the pull to the mean
  };
  using Tape = std::vector<Note>;

  explicit Fsrs6Gradient(const Fsrs6Parameters& parameters) noexcept;

  /// The weighted loss of a history that ends with its last prediction; its gradient is added to `gradient`.
  double add(std::span<const WeighedStep> history, Tape& tape, Gradient& gradient) const;

 private:
  struct Adjoint {
    double stability = 0.0, difficulty = 0.0;
  };

  double forward(std::span<const WeighedStep> history, Tape& tape) const;
  void note_recall(const WeighedStep& step, Note& note) const noexcept;
  Fsrs6State note_next(const WeighedStep& step, Note& note) const noexcept;
  double note_stability(const WeighedStep& step, Note& note) const noexcept;
  void first(int g, const Adjoint& after, Gradient& gradient) const noexcept;
  void backward(const WeighedStep& step, const Note& note, bool last, Adjoint& state,
                Gradient& gradient) const noexcept;
  void difficulty(int g, const Note& note, const Adjoint& after, Adjoint& before, Gradient& gradient) const noexcept;
  double stability(const WeighedStep& step, const Note& note, double after, Adjoint& before,
                   Gradient& gradient) const noexcept;
  void same_day(int g, const Note& note, double after, Adjoint& before, Gradient& gradient) const noexcept;
  double recalled(int g, const Note& note, double after, Adjoint& before, Gradient& gradient) const noexcept;
  double lapsed(const Note& note, double after, Adjoint& before, Gradient& gradient) const noexcept;

  std::array<double, Fsrs6Parameters::count> w_;
  double factor_, factor_slope_;  // F, and dF / dw20
  double recall_scale_, lapse_bound_, easy_difficulty_;
  double highest_ = highest_stability;
  int never_falls_;
  std::array<double, rating_count> same_day_{}, first_exp_{};  // e^(w17 (G - 3 + w18)) and e^(w5 (G - 1)), by rating
};

}  // namespace haven::srs::detail
