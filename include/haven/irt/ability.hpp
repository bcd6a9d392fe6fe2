#pragma once

#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include "haven/irt/item_bank.hpp"
#include "haven/irt/response.hpp"

namespace haven::irt {

/// How ability is estimated.
enum class Estimator {
  mle,  ///< maximum likelihood
  map,  ///< maximum a posteriori, normal prior
  eap,  ///< expected a posteriori, normal prior
  wle,  ///< weighted likelihood, Warm (1989)
};

[[nodiscard]] std::string_view to_string(Estimator estimator) noexcept;
[[nodiscard]] std::optional<Estimator> parse_estimator(std::string_view text) noexcept;

/// An ability estimate and how far to trust it.
struct AbilityEstimate {
  double theta = std::numeric_limits<double>::quiet_NaN();          ///< on the item bank's scale
  double standard_error = std::numeric_limits<double>::infinity();  ///< see the estimator
  double expected_information = 0.0;                                ///< of the test, at theta; prior not included
  double observed_information = 0.0;                                ///< -d2 log L / d theta2 at theta; can be negative
  bool at_bound =
      false;  ///< theta is an end of the range: the maximum lies there or beyond, standard_error is no guide
  bool multimodal = false;        ///< the objective has more than one local maximum on the range (ends included)
  bool constant_pattern = false;  ///< every response correct, or every response incorrect
  bool converged = false;         ///< theta is a number that solves the estimation problem on the range

  bool operator==(const AbilityEstimate&) const = default;
};

/// Range, prior and quadrature of the estimators.
struct AbilityOptions {
  double theta_min = -4.0;
  double theta_max = 4.0;
  double prior_mean = 0.0;
  double prior_sd = 1.0;
  int quadrature_points = 61;  ///< equally spaced nodes on [theta_min, theta_max], for EAP

  bool operator==(const AbilityOptions&) const = default;
};

/// Throws Error(invalid_argument) unless -1000 <= theta_min < theta_max <= 1000, -1000 <= prior_mean <= 1000,
/// 0.001 <= prior_sd <= 1000 and 2 <= quadrature_points <= 10001.
void validate(const AbilityOptions& options);

/// Maximum-likelihood estimate: the **global** maximum of the log-likelihood on [theta_min, theta_max].
///
/// Every stationary point is isolated by interval bounds on the first and second derivative, so that no maximum is
/// missed (two stationary points closer than 1e-7 count as one); `multimodal` tells when there are several (3PL and 4PL
/// patterns; Samejima 1973, Yen, Burket & Sykes 1991). Where the likelihood grows up to an end of the range, theta is
/// that end and `at_bound` is set; this happens for constant patterns and for some others. standard_error = 1 /
/// sqrt(expected information). With no responses theta is NaN, not converged. Pure and thread-safe; a few microseconds
/// for 20 responses.
[[nodiscard]] AbilityEstimate estimate_mle(const ItemBank& bank, std::span<const ItemResponse> responses,
                                           const AbilityOptions& options = {});

/// Maximum a posteriori (Bayes modal) estimate under a normal prior: the global maximum of log-likelihood plus log
/// prior, found as in estimate_mle. standard_error = 1 / sqrt(expected information + 1 / prior_sd^2). With no
/// responses: the prior mean and SD. Pure and thread-safe.
[[nodiscard]] AbilityEstimate estimate_map(const ItemBank& bank, std::span<const ItemResponse> responses,
                                           const AbilityOptions& options = {});

/// Expected a posteriori estimate: mean and standard deviation of the posterior under a normal prior, by the
/// trapezoidal rule on `quadrature_points` equally spaced nodes over the range. Finite for every pattern; with no
/// responses it returns the prior on that grid. `converged` is false when the posterior SD is below half the distance
/// of the nodes: then the grid is too coarse for the SD to mean anything. `at_bound` and `multimodal` stay false. Pure
/// and thread-safe; O(items x nodes). Bock & Mislevy (1982).
[[nodiscard]] AbilityEstimate estimate_eap(const ItemBank& bank, std::span<const ItemResponse> responses,
                                           const AbilityOptions& options = {});

/// Weighted-likelihood estimate: root of S(theta) + J(theta) / (2 I(theta)), S the score, I the expected information,
/// J = sum P' P'' / (P Q). Of several roots, the one that maximises the integral of that function, which is the
/// weighted log-likelihood; roots are sought between nodes no further than 0.05 apart. standard_error = 1 / sqrt(I).
/// With no responses theta is NaN, not converged. Pure and thread-safe. Warm (1989).
[[nodiscard]] AbilityEstimate estimate_wle(const ItemBank& bank, std::span<const ItemResponse> responses,
                                           const AbilityOptions& options = {});

/// One of the four above.
[[nodiscard]] AbilityEstimate estimate(Estimator estimator, const ItemBank& bank,
                                       std::span<const ItemResponse> responses, const AbilityOptions& options = {});

}  // namespace haven::irt
