#pragma once

#include <cstdint>
#include <memory>
#include <variant>

#include "haven/srs/parameters.hpp"

namespace haven::srs {

/// What FSRS-6 knows of a card.
struct Fsrs6State {
  double stability = 0.0;   ///< days until retrievability falls to 0.9; at least 0.001
  double difficulty = 0.0;  ///< 1 to 10

  bool operator==(const Fsrs6State&) const = default;
};

/// What FSRS-7 knows of a card. Neither stability is the 90 % interval; ask interval().
struct Fsrs7State {
  double stability = 0.0;       ///< slow trace, days, 0.0001 to 36,500
  double stability_fast = 0.0;  ///< fast trace, days, 0.0001 to 36,500
  double difficulty = 0.0;      ///< 1 to 10

  bool operator==(const Fsrs7State&) const = default;
};

/// What SM-2 knows of a card.
struct Sm2State {
  double ease = 2.5;      ///< E-Factor, at least 1.3
  double interval = 0.0;  ///< days until the next repetition
  int repetitions = 0;    ///< recalled in a row

  bool operator==(const Sm2State&) const = default;
};

/// The state of one memory model; those of different models never mix.
using MemoryState = std::variant<Fsrs6State, Fsrs7State, Sm2State>;

[[nodiscard]] inline Algorithm algorithm_of(const MemoryState& state) noexcept {
  return static_cast<Algorithm>(state.index());
}
/// Days: stability of FSRS-6, slow stability of FSRS-7, interval of SM-2.
[[nodiscard]] double stability(const MemoryState& state) noexcept;
/// 1 to 10 for FSRS. SM-2 has none; its ease is read as 1 (ease 5) to 10 (ease 1.3) on a straight line, for sorting.
[[nodiscard]] double difficulty(const MemoryState& state) noexcept;

/// A memory model with its weights: how a state changes with an answer, and how likely recall is after a time.
///
/// Times are days since the last answer, 0 to 1e9, whole or fractional as the caller's day rule gives them; FSRS-6
/// takes less than one day for the same day. Every function is pure, O(1), below 0.1 us (interval() of FSRS-7, which
/// solves an equation: about 2 us). Immutable, share freely.
///
/// Sources: FSRS-6 as py-fsrs, fsrs-rs and ts-fsrs agree on it; FSRS-7 as the guide of ts-fsrs gives it; SM-2: Wozniak
/// (1990), with Again as quality 2, Hard 3, Good 4, Easy 5.
class MemoryModel {
 public:
  /// Throws Error(invalid_argument) as check(parameters) does.
  explicit MemoryModel(Parameters parameters = Fsrs6Parameters{});

  [[nodiscard]] Algorithm algorithm() const noexcept { return algorithm_of(parameters_); }
  [[nodiscard]] const Parameters& parameters() const noexcept { return parameters_; }
  /// Of the parameters: what a stored state names its model by.
  [[nodiscard]] std::uint64_t fingerprint() const noexcept { return fingerprint_; }

  /// The state after the first answer to a new card.
  [[nodiscard]] MemoryState first(Rating rating) const;
  /// The state after an answer `elapsed_days` after the last one. Like the next two, throws Error(invalid_argument)
  /// for a state of another model, a value of it out of range, or a time that is negative or no number.
  [[nodiscard]] MemoryState next(const MemoryState& state, double elapsed_days, Rating rating) const;
  /// The probability of recall, 0 to 1. SM-2 has no forgetting curve; 0.9^(elapsed/interval) stands in for one.
  [[nodiscard]] double retrievability(const MemoryState& state, double elapsed_days) const;
  /// Days until retrievability has fallen to `desired_retention`, in (0, 1); not rounded, at most 36,500 under FSRS-7.
  /// 0 where it is never that high. SM-2 answers with its own interval, whatever the retention.
  [[nodiscard]] double interval(const MemoryState& state, double desired_retention) const;

 private:
  struct Kernels;
  Parameters parameters_;
  std::uint64_t fingerprint_;
  std::shared_ptr<const Kernels> kernels_;
};

/// The state of a card that was reviewed under SM-2: `ease` factor (1.3 or more), last `interval_days`, and the
/// retention that these intervals are supposed to have kept, in (0, 1). As fsrs-rs imports; of FSRS-7 difficulty 5.
/// Throws Error(invalid_argument) for values out of range.
[[nodiscard]] MemoryState import_sm2(const MemoryModel& model, double ease, double interval_days,
                                     double assumed_retention = 0.9);

}  // namespace haven::srs
