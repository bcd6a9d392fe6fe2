#include <algorithm>
#include <cmath>
#include <vector>

#include "haven/irt/ability.hpp"
#include "haven/irt/information.hpp"
#include "haven/irt/likelihood.hpp"

#include "irt/estimate_parts.hpp"
#include "irt/local_maxima.hpp"
#include "irt/response_terms.hpp"

namespace haven::irt {
namespace {

struct Moments {
  double mean;
  double sd;
};

/// Mean and SD of the density exp(log_weight) over equally spaced nodes, by the trapezoidal rule.
Moments moments(const std::vector<double>& nodes, const std::vector<double>& log_weight) {
  double largest = -math::detail::infinity;
  for (const double one : log_weight) largest = std::max(largest, one);
  std::vector<double> weight(nodes.size());
  double total = 0.0, first = 0.0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const double end = i == 0 || i + 1 == nodes.size() ? 0.5 : 1.0;
    weight[i] = end * math::detail::exp(log_weight[i] - largest);
    total += weight[i];
    first += weight[i] * nodes[i];
  }
  const double mean = first / total;
  double second = 0.0;
  for (std::size_t i = 0; i < nodes.size(); ++i) second += weight[i] * (nodes[i] - mean) * (nodes[i] - mean);
  return {mean, std::sqrt(second / total)};
}

}  // namespace

AbilityEstimate estimate_eap(const ItemBank& bank, std::span<const ItemResponse> responses,
                             const AbilityOptions& options) {
  validate(options);
  validate(bank, responses);
  const auto terms = make_terms(bank, responses);
  const Prior prior{options.prior_mean, 1.0 / (options.prior_sd * options.prior_sd)};
  const auto count = static_cast<std::size_t>(options.quadrature_points);
  const double step = (options.theta_max - options.theta_min) / static_cast<double>(count - 1);
  std::vector<double> nodes(count), log_weight(count);
  for (std::size_t i = 0; i < count; ++i) {
    nodes[i] = i + 1 == count ? options.theta_max : options.theta_min + step * static_cast<double>(i);
    log_weight[i] = objective(terms, prior, nodes[i]);
  }
  const auto [mean, sd] = moments(nodes, log_weight);
  AbilityEstimate result;
  result.theta = std::clamp(mean, options.theta_min, options.theta_max);  // rounding may carry it past an end
  result.standard_error = sd;
  result.constant_pattern = is_constant(bank, responses);
  result.converged = sd >= 0.5 * step;
  add_information(result, bank, responses);
  return result;
}

}  // namespace haven::irt
