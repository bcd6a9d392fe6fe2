#pragma once

#include <vector>

#include "haven/irt/ability.hpp"
#include "haven/math/quadrature.hpp"

#include "irt/response_terms.hpp"

namespace haven::irt {

/// Nodes of EAP and the logarithms of their weights, prior included.
struct WeightedNodes {
  std::vector<double> nodes;
  std::vector<double> log_weights;
};

[[nodiscard]] WeightedNodes weighted_nodes(const math::Quadrature& quadrature);
/// As the options say; of Jeffreys' prior, which depends on the items, nothing is in the weights.
[[nodiscard]] WeightedNodes weighted_nodes(const AbilityOptions& options);

/// The normal prior; none where the options name another.
[[nodiscard]] Prior normal_prior(const AbilityOptions& options);

}  // namespace haven::irt
