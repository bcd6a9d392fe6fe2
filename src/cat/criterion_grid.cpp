#include "cat/criterion_grid.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "haven/irt/likelihood.hpp"

#include "math/elementary.hpp"

namespace haven::cat {
namespace {

double log_normal_density(const CriterionOptions& options, double theta) {
  const double z = (theta - options.prior_mean) / options.prior_sd;
  const double root = std::sqrt(2.0 * std::numbers::pi) * options.prior_sd;
  return -0.5 * z * z - math::detail::log(root);
}

}  // namespace

void fill_nodes(const CriterionOptions& options, std::vector<double>& nodes) {
  const auto count = static_cast<std::size_t>(options.quadrature_points);
  const double step = (options.theta_max - options.theta_min) / static_cast<double>(count - 1);
  nodes.resize(count);
  for (std::size_t i = 0; i < count; ++i) nodes[i] = options.theta_min + step * static_cast<double>(i);
  nodes.back() = options.theta_max;
}

CriterionGrid make_grid(const SelectionContext& context, GridKind kind, CriterionWorkspace& workspace) {
  constexpr double near_underflow = -600.0;
  const CriterionOptions& options = context.options;
  auto& nodes = workspace.nodes;
  auto& weights = workspace.weights;
  fill_nodes(options, nodes);
  weights.resize(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    weights[i] = log_likelihood(context.bank, context.responses, nodes[i]);
    if (kind.with_prior) weights[i] += log_normal_density(options, nodes[i]);
  }
  const double largest = *std::max_element(weights.begin(), weights.end());
  const double shift = largest < near_underflow ? largest : 0.0;
  const double step = (options.theta_max - options.theta_min) / static_cast<double>(nodes.size() - 1);
  for (double& weight : weights) weight = step * math::detail::exp(weight - shift);
  if (kind.trapezoidal) {
    weights.front() *= 0.5;
    weights.back() *= 0.5;
  }
  return {nodes, weights};
}

}  // namespace haven::cat
