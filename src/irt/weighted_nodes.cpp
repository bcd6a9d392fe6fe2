#include "irt/weighted_nodes.hpp"

namespace haven::irt {

WeightedNodes weighted_nodes(const math::Quadrature& quadrature) {
  WeightedNodes made{quadrature.nodes, quadrature.weights};
  for (double& weight : made.log_weights) weight = math::detail::log(weight);
  return made;
}

Prior normal_prior(const AbilityOptions& options) {
  if (options.prior != PriorDistribution::normal) return {};
  return {options.prior_mean, 1.0 / (options.prior_sd * options.prior_sd)};
}

WeightedNodes weighted_nodes(const AbilityOptions& options) {
  const int points = options.quadrature_points;
  if (options.quadrature == QuadratureRule::gauss_hermite)
    return weighted_nodes(math::gauss_hermite(options.prior_mean, options.prior_sd, points));
  auto made = weighted_nodes(options.quadrature == QuadratureRule::trapezoid
                                 ? math::trapezoid(options.theta_min, options.theta_max, points)
                                 : math::gauss_legendre(options.theta_min, options.theta_max, points));
  const Prior prior = normal_prior(options);
  for (std::size_t i = 0; i < made.nodes.size(); ++i) made.log_weights[i] += prior.log_density(made.nodes[i]);
  return made;
}

}  // namespace haven::irt
