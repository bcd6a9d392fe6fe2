#pragma once

// A grid over the states of a memory model, so that values of states can be kept in a table. Private.

#include <array>
#include <cstddef>
#include <vector>

#include "haven/srs/memory_model.hpp"

namespace haven::srs::detail {

/// A grid state's part of a mixture.
struct Share {
  std::size_t node = 0;
  double weight = 0.0;
};
using Mixture = std::vector<Share>;

/// Stabilities in equal steps of their logarithm and difficulties in equal steps. A state in between is a mixture of
/// its neighbours, one beyond is on the rim. Immutable.
class MemoryGrid {
 public:
  /// For FSRS-6 or FSRS-7.
  explicit MemoryGrid(Algorithm algorithm);

  [[nodiscard]] std::size_t size() const noexcept { return states_.size(); }
  [[nodiscard]] const MemoryState& state(std::size_t node) const noexcept { return states_[node]; }
  /// Adds `weight` times the state to a mixture.
  void add(const MemoryState& state, double weight, Mixture& mixture) const;
  /// The mean of values by node over the mixture that the state is.
  [[nodiscard]] double interpolate(const MemoryState& state, const double* values) const;

 private:
  /// `points` values from `low` to `high`.
  struct Axis {
    double low = 0.0;
    double high = 0.0;
    std::size_t points = 1;

    [[nodiscard]] double value(std::size_t place) const noexcept;
    /// The two places around a value, with weights.
    [[nodiscard]] std::array<Share, 2> around(double value) const noexcept;
  };
  using Coordinates = std::array<double, 3>;  // log stability, difficulty, log of the fast stability

  [[nodiscard]] static Coordinates coordinates(const MemoryState& state);
  [[nodiscard]] static MemoryState state_at(Algorithm algorithm, const Coordinates& at);
  [[nodiscard]] std::array<Share, 8> neighbours(const MemoryState& state) const;

  std::array<Axis, 3> axes_;
  std::vector<MemoryState> states_;
};

}  // namespace haven::srs::detail
