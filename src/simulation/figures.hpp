#pragma once

// Means and shares with their Monte-Carlo standard errors. Private.

#include <cmath>
#include <cstddef>
#include <span>

#include "haven/simulation/report.hpp"

namespace haven::simulation {

inline double mean_of(std::span<const double> values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

/// Standard deviation of a sample; 0 for one value.
inline double sd_of(std::span<const double> values) {
  if (values.size() < 2) return 0.0;
  const double mean = mean_of(values);
  double sum = 0.0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

/// One value has a mean, but nothing tells how far it varies.
inline Figure mean_figure(std::span<const double> values) {
  if (values.empty()) return {};
  Figure figure{.value = mean_of(values)};
  if (values.size() > 1) figure.standard_error = sd_of(values) / std::sqrt(static_cast<double>(values.size()));
  return figure;
}

inline Figure share_figure(std::size_t part, std::size_t whole) {
  if (whole == 0) return {};
  const double share = static_cast<double>(part) / static_cast<double>(whole);
  return {share, std::sqrt(share * (1.0 - share) / static_cast<double>(whole))};
}

}  // namespace haven::simulation
