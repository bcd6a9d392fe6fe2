#pragma once

#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include "haven/irt/item_bank.hpp"
#include "haven/irt/response.hpp"
#include "haven/math/quadrature.hpp"

namespace haven::irt {

/// How ability is estimated.
enum class Estimator {
  mle,    ///< maximum likelihood
  map,    ///< maximum a posteriori
  eap,    ///< expected a posteriori
  wle,    ///< weighted likelihood, Warm (1989)
  mlef,   ///< maximum likelihood with fences, Han (2016)
  huber,  ///< robust, Huber's weights, Schuster & Yuan (2011)
  tukey,  ///< robust, Tukey's biweight, Mislevy & Bock (1982)
};

[[nodiscard]] std::string_view to_string(Estimator estimator) noexcept;
[[nodiscard]] std::optional<Estimator> parse_estimator(std::string_view text) noexcept;

/// What MAP and EAP suppose about ability before the test.
enum class PriorDistribution {
  normal,    ///< prior_mean and prior_sd
  uniform,   ///< on [theta_min, theta_max]
  jeffreys,  ///< proportional to sqrt(I(theta)), I the information of the items answered
};

/// Where EAP evaluates the posterior.
enum class QuadratureRule {
  trapezoid,       ///< equally spaced nodes on [theta_min, theta_max]
  gauss_legendre,  ///< on [theta_min, theta_max]
  gauss_hermite,   ///< for the normal prior, which alone it serves; the range does not bound it
};

/// What `standard_error` is. "Prior" is the second derivative of -log prior: 1 / prior_sd^2 for a normal one, 0 for a
/// uniform one, (I'^2 - I'' I) / (2 I^2) for Jeffreys'; it and that of the fences count where the estimator uses them.
enum class StandardErrorDefinition {
  by_estimator,  ///< as each estimator says
  expected,      ///< 1 / sqrt(expected information + prior)
  observed,      ///< 1 / sqrt(observed information + prior); infinite where that is not positive
  posterior_sd,  ///< the SD of the posterior under the prior, by the quadrature, whatever the estimator
};

[[nodiscard]] std::string_view to_string(PriorDistribution prior) noexcept;
[[nodiscard]] std::string_view to_string(QuadratureRule rule) noexcept;
[[nodiscard]] std::string_view to_string(StandardErrorDefinition definition) noexcept;
[[nodiscard]] std::optional<PriorDistribution> parse_prior_distribution(std::string_view text) noexcept;
[[nodiscard]] std::optional<QuadratureRule> parse_quadrature_rule(std::string_view text) noexcept;
[[nodiscard]] std::optional<StandardErrorDefinition> parse_standard_error(std::string_view text) noexcept;

/// An ability estimate and how far to trust it.
struct AbilityEstimate {
  double theta = std::numeric_limits<double>::quiet_NaN();          ///< on the item bank's scale
  double standard_error = std::numeric_limits<double>::infinity();  ///< see the estimator
  double expected_information = 0.0;                                ///< of the test, at theta; prior not included
  double observed_information = 0.0;                                ///< -d2 log L / d theta2 at theta; can be negative
  bool at_bound =
      false;  ///< theta is an end of the range: the maximum lies there or beyond, standard_error is no guide
  bool multimodal = false;        ///< the objective has more than one local maximum on the range (ends included)
  bool constant_pattern = false;  ///< every response has its item's highest score, or every one the lowest
  bool converged = false;         ///< theta is a number that solves the estimation problem on the range

  bool operator==(const AbilityEstimate&) const = default;
};

/// Range, prior, quadrature and what else the estimators need.
struct AbilityOptions {
  double theta_min = -4.0;
  double theta_max = 4.0;
  double prior_mean = 0.0;  ///< of the normal prior, as is the next
  double prior_sd = 1.0;
  int quadrature_points = 61;  ///< for EAP
  PriorDistribution prior = PriorDistribution::normal;
  QuadratureRule quadrature = QuadratureRule::trapezoid;
  StandardErrorDefinition standard_error = StandardErrorDefinition::by_estimator;
  double fence_discrimination = 5.0;  ///< of both fences of MLEF
  double fence_lower = -5.0;          ///< difficulty of the fence that is answered correctly
  double fence_upper = 5.0;           ///< difficulty of the fence that is answered incorrectly
  double huber_tuning = 1.0;          ///< residuals up to this keep their full weight
  double tukey_tuning = 4.0;          ///< residuals from this on have no weight

  bool operator==(const AbilityOptions&) const = default;
};

/// Throws Error(invalid_argument) unless -1000 <= theta_min < theta_max <= 1000, -1000 <= prior_mean <= 1000,
/// 0.001 <= prior_sd <= 1000, 2 <= quadrature_points <= 10001 (200 for the Gauss rules), gauss_hermite goes with the
/// normal prior, 0 < fence_discrimination <= 20, -1000 <= fence_lower < fence_upper <= 1000, and both tuning constants
/// are in 0.001..1000.
void validate(const AbilityOptions& options);

/// Maximum-likelihood estimate: the **global** maximum of the log-likelihood on [theta_min, theta_max].
///
/// Every stationary point is isolated by interval bounds on the first and second derivative, so that no maximum is
/// missed (two stationary points closer than 1e-7 count as one); `multimodal` tells when there are several (3PL and 4PL
/// patterns; Samejima 1973, Yen, Burket & Sykes 1991). Where the likelihood grows up to an end of the range, theta is
/// that end and `at_bound` is set; this happens for constant patterns and for some others. standard_error = 1 /
/// sqrt(expected information). With no responses theta is NaN, not converged. Pure and thread-safe; a few microseconds
/// for 20 responses. For an exam in its course see AbilityEstimator, of which all functions here are short forms.
///
/// All of them throw Error(invalid_argument) for options that validate() refuses, and for responses that
/// validate(bank, responses) refuses.
[[nodiscard]] AbilityEstimate estimate_mle(const ItemBank& bank, std::span<const ItemResponse> responses,
                                           const AbilityOptions& options = {});

/// Maximum a posteriori (Bayes modal) estimate: the global maximum of log-likelihood plus log prior, found as in
/// estimate_mle; for Jeffreys' prior between nodes no further than 0.025 apart. standard_error = 1 / sqrt(expected
/// information + prior), see StandardErrorDefinition. With no responses: the mean and SD of a normal prior; for the
/// other priors theta is NaN, not converged. Pure and thread-safe.
[[nodiscard]] AbilityEstimate estimate_map(const ItemBank& bank, std::span<const ItemResponse> responses,
                                           const AbilityOptions& options = {});

/// Expected a posteriori estimate: mean and standard deviation of the posterior, by the `quadrature` with
/// `quadrature_points` nodes. Finite for every pattern; with no responses it returns the prior on that grid (for
/// Jeffreys' prior, which then is none, NaN). `converged` is false when the posterior SD is below half the distance of
/// the nodes around the mean: then the grid is too coarse for the SD to mean anything. `at_bound` and `multimodal` stay
/// false. Pure and thread-safe; O(items x nodes), and the Gauss rules' nodes are computed anew each time: keep an
/// AbilityEstimator, or pass the nodes. Bock & Mislevy (1982).
[[nodiscard]] AbilityEstimate estimate_eap(const ItemBank& bank, std::span<const ItemResponse> responses,
                                           const AbilityOptions& options = {});

/// The same on any nodes, whose weights include the prior. Throws Error(invalid_argument) also for a quadrature that
/// math::validate refuses.
[[nodiscard]] AbilityEstimate estimate_eap(const ItemBank& bank, std::span<const ItemResponse> responses,
                                           const math::Quadrature& quadrature);

/// Weighted-likelihood estimate: root of S(theta) + J(theta) / (2 I(theta)), S the score, I the expected information,
/// J = sum P' P'' / (P Q). Of several roots, the one that maximises the integral of that function, which is the
/// weighted log-likelihood; roots are sought between nodes no further than 0.025 apart. standard_error = 1 / sqrt(I).
/// With no responses theta is NaN, not converged. Pure and thread-safe. Warm (1989).
[[nodiscard]] AbilityEstimate estimate_wle(const ItemBank& bank, std::span<const ItemResponse> responses,
                                           const AbilityOptions& options = {});

/// Maximum likelihood with fences: as estimate_mle, with two more 2PL items of discrimination `fence_discrimination`,
/// an easy one at `fence_lower` answered correctly and a hard one at `fence_upper` answered incorrectly. So the
/// estimate is finite for every pattern, and that of maximum likelihood well inside the fences. standard_error = 1 /
/// sqrt(I + the fences' information). With no responses: the middle of the fences. Pure and thread-safe. Han (2016).
[[nodiscard]] AbilityEstimate estimate_mlef(const ItemBank& bank, std::span<const ItemResponse> responses,
                                            const AbilityOptions& options = {});

/// Robust estimate: root of the sum of w_i S_i, S_i the score of one response and w_i = min(1, t / |r_i|) Huber's
/// weight of the residual r_i = a_i (theta - b_i), t = `huber_tuning`. Responses to items far too easy or too hard,
/// where a slip or a lucky guess shows, so count less. Of several roots the one at which the integral of the function
/// is highest; where the function is 0 over a stretch, its middle. standard_error = sqrt(sum w^2 I) / sum w I. With no
/// responses theta is NaN, not converged. Pure and thread-safe. Dichotomous items only: throws Error(invalid_argument)
/// for others. Schuster & Yuan (2011).
[[nodiscard]] AbilityEstimate estimate_huber(const ItemBank& bank, std::span<const ItemResponse> responses,
                                             const AbilityOptions& options = {});

/// The same with Tukey's biweight w_i = (1 - (r_i / t)^2)^2 for |r_i| <= t, else 0, t = `tukey_tuning`. Mislevy & Bock
/// (1982).
[[nodiscard]] AbilityEstimate estimate_tukey(const ItemBank& bank, std::span<const ItemResponse> responses,
                                             const AbilityOptions& options = {});

/// One of those above.
[[nodiscard]] AbilityEstimate estimate(Estimator estimator, const ItemBank& bank,
                                       std::span<const ItemResponse> responses, const AbilityOptions& options = {});

}  // namespace haven::irt
