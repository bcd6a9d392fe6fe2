#include "srs/memory_grid.hpp"

#include <algorithm>

#include "math/elementary.hpp"

namespace haven::srs::detail {
namespace {

constexpr double first_stability = 0.03, last_stability = 1000.0;  // days

}  // namespace

double MemoryGrid::Axis::value(std::size_t place) const noexcept {
  if (points == 1) return low;
  return low + (high - low) * static_cast<double>(place) / static_cast<double>(points - 1);
}

std::array<Share, 2> MemoryGrid::Axis::around(double value) const noexcept {
  if (points == 1) return {{{0, 1.0}, {0, 0.0}}};
  const double place = std::clamp((value - low) / (high - low), 0.0, 1.0) * static_cast<double>(points - 1);
  const std::size_t below = std::min(static_cast<std::size_t>(place), points - 2);
  const double above = place - static_cast<double>(below);
  return {{{below, 1.0 - above}, {below + 1, above}}};
}

MemoryGrid::Coordinates MemoryGrid::coordinates(const MemoryState& state) {
  Coordinates at = {math::detail::log(stability(state)), difficulty(state), 0.0};
  if (const auto* fsrs7 = std::get_if<Fsrs7State>(&state)) at[2] = math::detail::log(fsrs7->stability_fast);
  return at;
}

MemoryState MemoryGrid::state_at(Algorithm algorithm, const Coordinates& at) {
  const double slow = math::detail::exp(at[0]);
  if (algorithm == Algorithm::fsrs_7) return Fsrs7State{slow, math::detail::exp(at[2]), at[1]};
  return Fsrs6State{slow, at[1]};
}

MemoryGrid::MemoryGrid(Algorithm algorithm) {
  const double low = math::detail::log(first_stability), high = math::detail::log(last_stability);
  const bool two_traces = algorithm == Algorithm::fsrs_7;
  axes_ = {{{low, high, two_traces ? 20U : 28U}, {1.0, 10.0, two_traces ? 4U : 6U}, {low, high, two_traces ? 9U : 1U}}};
  for (std::size_t i = 0; i < axes_[0].points; ++i)
    for (std::size_t j = 0; j < axes_[1].points; ++j)
      for (std::size_t k = 0; k < axes_[2].points; ++k)
        states_.push_back(state_at(algorithm, {axes_[0].value(i), axes_[1].value(j), axes_[2].value(k)}));
}

std::array<Share, 8> MemoryGrid::neighbours(const MemoryState& state) const {
  const Coordinates at = coordinates(state);
  const auto first = axes_[0].around(at[0]), second = axes_[1].around(at[1]), third = axes_[2].around(at[2]);
  std::array<Share, 8> shares;
  for (std::size_t corner = 0; corner < shares.size(); ++corner) {
    const Share &i = first[corner >> 2U], &j = second[corner >> 1U & 1U], &k = third[corner & 1U];
    shares[corner] = {(i.node * axes_[1].points + j.node) * axes_[2].points + k.node, i.weight * j.weight * k.weight};
  }
  return shares;
}

void MemoryGrid::add(const MemoryState& state, double weight, Mixture& mixture) const {
  for (const Share& share : neighbours(state)) {
    if (share.weight == 0.0) continue;
    const auto same =
        std::find_if(mixture.begin(), mixture.end(), [&](const Share& s) { return s.node == share.node; });
    if (same == mixture.end())
      mixture.push_back({share.node, weight * share.weight});
    else
      same->weight += weight * share.weight;
  }
}

double MemoryGrid::interpolate(const MemoryState& state, const double* values) const {
  double sum = 0.0;
  for (const Share& share : neighbours(state)) sum += share.weight * values[share.node];
  return sum;
}

}  // namespace haven::srs::detail
