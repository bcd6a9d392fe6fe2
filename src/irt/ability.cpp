#include "haven/irt/ability.hpp"

#include <array>
#include <cmath>
#include <sstream>

#include "haven/core/error.hpp"
#include "haven/irt/information.hpp"
#include "haven/irt/likelihood.hpp"

#include "irt/estimate_parts.hpp"
#include "irt/local_maxima.hpp"
#include "irt/response_terms.hpp"

namespace haven::irt {
namespace {

constexpr std::array<std::string_view, 4> estimator_names = {"mle", "map", "eap", "wle"};

// Far beyond any scale in use, and near enough that no square or quotient of it overflows.
constexpr double farthest_theta = 1000.0;

[[noreturn]] void refuse(const std::string& name, const std::string& rule, double found) {
  std::ostringstream message;
  message << "ability options: " << name << " must be " << rule << ", got " << found;
  throw Error(ErrorCode::invalid_argument, message.str());
}

/// The global maximum of log-likelihood plus log prior: the best of all local ones, the lowest among equals.
AbilityEstimate estimate_mode(const ItemBank& bank, std::span<const ItemResponse> responses,
                              const AbilityOptions& options, const Prior& prior) {
  AbilityEstimate result;
  result.constant_pattern = is_constant(bank, responses);
  const auto terms = make_terms(bank, responses);
  const auto maxima = local_maxima(terms, prior, options.theta_min, options.theta_max);
  if (maxima.empty()) return result;
  result.theta = maxima.front();
  if (maxima.size() > 1) {
    double best = objective(terms, prior, result.theta);
    for (const double theta : maxima) {
      const double value = objective(terms, prior, theta);
      if (value > best) best = value, result.theta = theta;
    }
  }
  result.multimodal = maxima.size() > 1;
  result.at_bound = result.theta == options.theta_min || result.theta == options.theta_max;
  result.converged = true;
  add_information(result, bank, responses);
  result.standard_error = standard_error_of(result.expected_information + prior.precision);
  return result;
}

}  // namespace

std::string_view to_string(Estimator estimator) noexcept {
  const auto place = static_cast<std::size_t>(estimator);
  return place < estimator_names.size() ? estimator_names[place] : "unknown";
}

std::optional<Estimator> parse_estimator(std::string_view text) noexcept {
  for (std::size_t i = 0; i < estimator_names.size(); ++i)
    if (estimator_names[i] == text) return static_cast<Estimator>(i);
  return std::nullopt;
}

// Written so that NaN fails every test.
void validate(const AbilityOptions& options) {
  const auto in_reach = [](double theta) { return std::abs(theta) <= farthest_theta; };
  if (!in_reach(options.theta_min)) refuse("theta_min", "in -1000..1000", options.theta_min);
  if (!(in_reach(options.theta_max) && options.theta_max > options.theta_min))
    refuse("theta_max", "above theta_min and at most 1000", options.theta_max);
  if (!in_reach(options.prior_mean)) refuse("prior_mean", "in -1000..1000", options.prior_mean);
  if (!(options.prior_sd >= 0.001 && options.prior_sd <= 1000.0))
    refuse("prior_sd", "in 0.001..1000", options.prior_sd);
  if (options.quadrature_points < 2 || options.quadrature_points > 10'001)
    refuse("quadrature_points", "in 2..10001", options.quadrature_points);
}

AbilityEstimate estimate_mle(const ItemBank& bank, std::span<const ItemResponse> responses,
                             const AbilityOptions& options) {
  validate(options);
  validate(bank, responses);
  return estimate_mode(bank, responses, options, {});
}

AbilityEstimate estimate_map(const ItemBank& bank, std::span<const ItemResponse> responses,
                             const AbilityOptions& options) {
  validate(options);
  validate(bank, responses);
  return estimate_mode(bank, responses, options, {options.prior_mean, 1.0 / (options.prior_sd * options.prior_sd)});
}

AbilityEstimate estimate(Estimator estimator, const ItemBank& bank, std::span<const ItemResponse> responses,
                         const AbilityOptions& options) {
  switch (estimator) {
    case Estimator::mle:
      return estimate_mle(bank, responses, options);
    case Estimator::map:
      return estimate_map(bank, responses, options);
    case Estimator::eap:
      return estimate_eap(bank, responses, options);
    case Estimator::wle:
      return estimate_wle(bank, responses, options);
  }
  throw Error(ErrorCode::invalid_argument, "estimator: unknown value " + std::to_string(static_cast<int>(estimator)));
}

}  // namespace haven::irt
