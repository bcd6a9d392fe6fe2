#pragma once

// The log loss of a history under FSRS-7 and its gradient. Private.

#include <array>
#include <span>
#include <vector>

#include "haven/srs/parameters.hpp"

#include "srs/fsrs7_kernel.hpp"
#include "srs/training_loss.hpp"

namespace haven::srs::detail {

/// As Fsrs6Gradient, of FSRS-7.
class Fsrs7Gradient {
 public:
  using Gradient = std::array<double, Fsrs7Parameters::count>;

  /// The forgetting curve at one time, with all that its derivative needs.
  struct Curve {
    double t;
    double log_slow, log_fast;                         // of the stabilities
    double fast_decay_raw, fast_decay, fast_exponent;  // before and after the bounds; log(w25) / decay
    double fast_factor, slow_timescale;
    double fast_rate, slow_rate;
    double fast_log, slow_log;  // log(1 + rate t)
    double fast, slow;          // recall by each trace
    double fast_part, recall;
  };
  /// One trace after an answer: what its parts came to.
  struct Trace {
    double log_more;  // log(x + 1) after a lapse
    double scale, power, result;
  };
  struct Note {
    Fsrs7State before;
    Curve curve;
    Trace slow, fast;
    double fast_result;  // after the bound that the slow trace sets
    double moved;        // difficulty before the pull to the mean
  };
  using Tape = std::vector<Note>;

  explicit Fsrs7Gradient(const Fsrs7Parameters& parameters) noexcept;

  /// The weighted loss of a history that ends with its last prediction; its gradient is added to `gradient`.
  double add(std::span<const WeighedStep> history, Tape& tape, Gradient& gradient) const;

  /// A card that is answered with Good ten times, each time when retrievability has fallen to a retention.
  struct Schedule {
    std::vector<double> intervals;
    Tape tape;
  };
  [[nodiscard]] Schedule schedule(double desired_retention) const;
  /// Adds to `gradient` what the intervals contribute, given the derivative by each of them.
  void add_schedule(const Schedule& schedule, std::span<const double> by_interval, Gradient& gradient) const;

 private:
  using Adjoint = Fsrs7State;  // the derivative by each part of the state
  struct ByRecall {
    double both = 0.0, fast = 0.0;  // the derivative by the recall of the whole and of the fast trace
  };

  double forward(std::span<const WeighedStep> history, Tape& tape) const;
  [[nodiscard]] Curve curve(const Fsrs7State& state, double t) const noexcept;
  Fsrs7State note_next(int g, Note& note) const noexcept;
  [[nodiscard]] Trace next_trace(std::size_t k, double x, double log_x, double difficulty, double recall,
                                 int g) const noexcept;
  void first(int g, const Adjoint& after, Gradient& gradient) const noexcept;
  void backward(const WeighedStep& step, const Note& note, bool last, Adjoint& state,
                Gradient& gradient) const noexcept;
  ByRecall next(int g, const Note& note, const Adjoint& after, Adjoint& before, Gradient& gradient) const noexcept;
  double difficulty(int g, const Note& note, double after, Adjoint& before, Gradient& gradient) const noexcept;
  void curve(const Note& note, ByRecall by, Adjoint& before, Gradient& gradient) const noexcept;
  [[nodiscard]] Fsrs7State first_state(int g) const noexcept;
  [[nodiscard]] ByRecall at_fixed_recall(const Curve& c, ByRecall by, double by_interval) const noexcept;
  void slow_curve(const Note& note, double by, Adjoint& before, Gradient& gradient) const noexcept;
  void fast_curve(const Note& note, double by, Adjoint& before, Gradient& gradient) const noexcept;

  struct TraceInput {
    std::size_t k;  // where its weights begin
    double x, log_x, difficulty, forgotten;
  };
  struct TraceAdjoint {
    double x = 0.0, difficulty = 0.0, forgotten = 0.0;
  };
  [[nodiscard]] TraceAdjoint trace(const TraceInput& in, const Trace& note, int g, double after,
                                   Gradient& gradient) const noexcept;
  [[nodiscard]] TraceAdjoint lapsed(const TraceInput& in, const Trace& note, double after,
                                    Gradient& gradient) const noexcept;
  [[nodiscard]] TraceAdjoint recalled(const TraceInput& in, const Trace& note, int g, double after,
                                      Gradient& gradient) const noexcept;

  Fsrs7Kernel kernel_;
  std::array<double, Fsrs7Parameters::count> w_;
  double slow_decay_, slow_factor_, log_fast_base_, log_slow_base_, easy_difficulty_;
  std::array<double, rating_count> first_exp_{};  // e^(w5 (G - 1))
};

}  // namespace haven::srs::detail
