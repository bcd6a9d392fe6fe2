#include "haven/irt/ability.hpp"

#include <array>
#include <cmath>
#include <sstream>
#include <string>

#include "haven/core/error.hpp"
#include "haven/irt/ability_estimator.hpp"

namespace haven::irt {
namespace {

using Names = std::span<const std::string_view>;
constexpr std::array<std::string_view, 7> estimator_names = {"mle", "map", "eap", "wle", "mlef", "huber", "tukey"};
constexpr std::array<std::string_view, 3> prior_names = {"normal", "uniform", "jeffreys"};
constexpr std::array<std::string_view, 3> rule_names = {"trapezoid", "gauss_legendre", "gauss_hermite"};
constexpr std::array<std::string_view, 4> definition_names = {"by_estimator", "expected", "observed", "posterior_sd"};

template <class Enum>
std::string_view name_of(Enum value, Names names) noexcept {
  const auto place = static_cast<std::size_t>(value);
  return place < names.size() ? names[place] : "unknown";
}

template <class Enum>
std::optional<Enum> parse(std::string_view text, Names names) noexcept {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == text) return static_cast<Enum>(i);
  return std::nullopt;
}

// Far beyond any scale in use, and near enough that no square or quotient of it overflows.
constexpr double farthest_theta = 1000.0;
constexpr int most_gauss_points = 200;

[[noreturn]] void refuse(const std::string& name, const std::string& rule, double found) {
  std::ostringstream message;
  message << "ability options: " << name << " must be " << rule << ", got " << found;
  throw Error(ErrorCode::invalid_argument, message.str());
}

// Every test is written so that NaN fails it.
bool in_reach(double theta) { return std::abs(theta) <= farthest_theta; }

void check_positive(const char* name, double value) {
  if (!(value >= 0.001 && value <= 1000.0)) refuse(name, "in 0.001..1000", value);
}

template <class Enum>
void check_known(const char* name, Enum value, Names names) {
  if (static_cast<std::size_t>(value) >= names.size()) refuse(name, "a known value", static_cast<double>(value));
}

void check_quadrature(const AbilityOptions& options) {
  const bool gauss = options.quadrature != QuadratureRule::trapezoid;
  const int most = gauss ? most_gauss_points : 10'001;
  if (options.quadrature_points < 2 || options.quadrature_points > most)
    refuse("quadrature_points", "in 2.." + std::to_string(most), options.quadrature_points);
  if (options.quadrature == QuadratureRule::gauss_hermite && options.prior != PriorDistribution::normal)
    throw Error(ErrorCode::invalid_argument, "ability options: quadrature gauss_hermite needs a normal prior, got " +
                                                 std::string(to_string(options.prior)));
}

void check_fences(const AbilityOptions& options) {
  if (!(options.fence_discrimination > 0.0 && options.fence_discrimination <= 20.0))
    refuse("fence_discrimination", "in (0, 20]", options.fence_discrimination);
  if (!in_reach(options.fence_lower)) refuse("fence_lower", "in -1000..1000", options.fence_lower);
  if (!(in_reach(options.fence_upper) && options.fence_upper > options.fence_lower))
    refuse("fence_upper", "above fence_lower and at most 1000", options.fence_upper);
}

}  // namespace

std::string_view to_string(Estimator estimator) noexcept { return name_of(estimator, estimator_names); }
std::string_view to_string(PriorDistribution prior) noexcept { return name_of(prior, prior_names); }
std::string_view to_string(QuadratureRule rule) noexcept { return name_of(rule, rule_names); }
std::string_view to_string(StandardErrorDefinition definition) noexcept {
  return name_of(definition, definition_names);
}

std::optional<Estimator> parse_estimator(std::string_view text) noexcept {
  return parse<Estimator>(text, estimator_names);
}
std::optional<PriorDistribution> parse_prior_distribution(std::string_view text) noexcept {
  return parse<PriorDistribution>(text, prior_names);
}
std::optional<QuadratureRule> parse_quadrature_rule(std::string_view text) noexcept {
  return parse<QuadratureRule>(text, rule_names);
}
std::optional<StandardErrorDefinition> parse_standard_error(std::string_view text) noexcept {
  return parse<StandardErrorDefinition>(text, definition_names);
}

void validate(const AbilityOptions& options) {
  if (!in_reach(options.theta_min)) refuse("theta_min", "in -1000..1000", options.theta_min);
  if (!(in_reach(options.theta_max) && options.theta_max > options.theta_min))
    refuse("theta_max", "above theta_min and at most 1000", options.theta_max);
  if (!in_reach(options.prior_mean)) refuse("prior_mean", "in -1000..1000", options.prior_mean);
  check_positive("prior_sd", options.prior_sd);
  check_known("prior", options.prior, prior_names);
  check_known("quadrature", options.quadrature, rule_names);
  check_known("standard_error", options.standard_error, definition_names);
  check_quadrature(options);
  check_fences(options);
  check_positive("huber_tuning", options.huber_tuning);
  check_positive("tukey_tuning", options.tukey_tuning);
}

AbilityEstimate estimate(Estimator estimator, const ItemBank& bank, std::span<const ItemResponse> responses,
                         const AbilityOptions& options) {
  AbilityEstimator made(bank, estimator, options);
  made.reserve(responses.size());
  for (const auto& [item, response] : responses) made.add(item, response);
  return made.estimate();
}

AbilityEstimate estimate_eap(const ItemBank& bank, std::span<const ItemResponse> responses,
                             const math::Quadrature& quadrature) {
  AbilityEstimator made(bank, quadrature);
  made.reserve(responses.size());
  for (const auto& [item, response] : responses) made.add(item, response);
  return made.estimate();
}

AbilityEstimate estimate_mle(const ItemBank& bank, std::span<const ItemResponse> responses,
                             const AbilityOptions& options) {
  return estimate(Estimator::mle, bank, responses, options);
}

AbilityEstimate estimate_map(const ItemBank& bank, std::span<const ItemResponse> responses,
                             const AbilityOptions& options) {
  return estimate(Estimator::map, bank, responses, options);
}

AbilityEstimate estimate_eap(const ItemBank& bank, std::span<const ItemResponse> responses,
                             const AbilityOptions& options) {
  return estimate(Estimator::eap, bank, responses, options);
}

AbilityEstimate estimate_wle(const ItemBank& bank, std::span<const ItemResponse> responses,
                             const AbilityOptions& options) {
  return estimate(Estimator::wle, bank, responses, options);
}

AbilityEstimate estimate_mlef(const ItemBank& bank, std::span<const ItemResponse> responses,
                              const AbilityOptions& options) {
  return estimate(Estimator::mlef, bank, responses, options);
}

AbilityEstimate estimate_huber(const ItemBank& bank, std::span<const ItemResponse> responses,
                               const AbilityOptions& options) {
  return estimate(Estimator::huber, bank, responses, options);
}

AbilityEstimate estimate_tukey(const ItemBank& bank, std::span<const ItemResponse> responses,
                               const AbilityOptions& options) {
  return estimate(Estimator::tukey, bank, responses, options);
}

}  // namespace haven::irt
