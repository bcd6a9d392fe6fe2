#include "srs/weight_space.hpp"

#include <array>

#include "math/elementary.hpp"

namespace haven::srs::detail {
namespace {

constexpr std::size_t first_stabilities = 4;

constexpr std::array<double, Fsrs6Parameters::count> fsrs6_deviations = {
    1, 1, 1, 1, 0.57, 0.28, 0.6, 0.12, 0.39, 0.18, 0.33, 0.3, 0.09, 0.16, 0.57, 0.25, 1.03, 0.31, 0.32, 0.14, 0.27};

constexpr std::array<double, Fsrs7Parameters::count> fsrs7_deviations = {
    1,      1,      1,      1,      0.523,  0.2528, 0.4329, 0.2966, 0.2139, 0.2889, 0.1862, 0.175,
    0.3812, 0.3013, 0.9104, 0.3234, 0.2448, 0.3273, 0.1842, 0.1735, 0.4608, 0.311,  0.864,  0.0418,
    0.2596, 0.0798, 0.0682, 0.1282, 0.1397, 0.1407, 0.1489, 0.2,    0.15,   0.15};

std::span<const double> deviations_of(Algorithm algorithm) noexcept {
  if (algorithm == Algorithm::fsrs_6) return fsrs6_deviations;
  return fsrs7_deviations;
}

double scaled(std::size_t i, double weight) noexcept {
  return i < first_stabilities ? math::detail::log(weight) : weight;
}

}  // namespace

WeightSpace::WeightSpace(const Parameters& prior)
    : ranges_(weight_ranges(algorithm_of(prior))), deviations_(deviations_of(algorithm_of(prior))) {
  for (const double weight : weights_of(prior)) centre_.push_back(scaled(centre_.size(), weight));
}

Bounds WeightSpace::bounds() const {
  std::vector<double> low, high;
  for (const auto& range : ranges_) {
    low.push_back(range.low);
    high.push_back(range.high);
  }
  return {coordinates(low), coordinates(high)};
}

std::vector<double> WeightSpace::coordinates(std::span<const double> weights) const {
  std::vector<double> x(size());
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = (scaled(i, weights[i]) - centre_[i]) / deviations_[i];
  return x;
}

std::vector<double> WeightSpace::weights(std::span<const double> coordinates) const {
  std::vector<double> w(size());
  for (std::size_t i = 0; i < w.size(); ++i) {
    const double moved = centre_[i] + deviations_[i] * coordinates[i];
    w[i] = i < first_stabilities ? math::detail::exp(moved) : moved;
  }
  return w;
}

void WeightSpace::pull_back(std::span<const double> weights, std::span<double> gradient) const {
  for (std::size_t i = 0; i < gradient.size(); ++i)
    gradient[i] *= i < first_stabilities ? deviations_[i] * weights[i] : deviations_[i];
}

}  // namespace haven::srs::detail
