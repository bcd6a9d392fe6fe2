#pragma once

// What every estimator adds to its theta.

#include <cmath>
#include <limits>
#include <span>

#include "haven/irt/ability.hpp"
#include "haven/irt/information.hpp"
#include "haven/irt/likelihood.hpp"

namespace haven::irt {

/// 1 / sqrt(information); infinite where there is none.
[[nodiscard]] inline double standard_error_of(double information) {
  return information > 0.0 ? 1.0 / std::sqrt(information) : std::numeric_limits<double>::infinity();
}

/// Fills in both kinds of information at the estimate's theta.
inline void add_information(AbilityEstimate& estimate, const ItemBank& bank, std::span<const ItemResponse> responses) {
  estimate.expected_information = test_information(bank, responses, estimate.theta);
  estimate.observed_information = likelihood(bank, responses, estimate.theta).observed_information;
}

}  // namespace haven::irt
