#pragma once

#include <span>
#include <vector>

#include "irt/response_terms.hpp"

namespace haven::irt {

/// Every local maximum on [low, high] of log-likelihood plus log prior, in ascending order; an end counts when the
/// objective grows up to it. Two stationary points closer than 1e-7 count as one. Empty only without terms and prior.
[[nodiscard]] std::vector<double> local_maxima(const ResponseTerms& terms, const Prior& prior, double low, double high);

/// Log-likelihood plus log prior at theta.
[[nodiscard]] double objective(const ResponseTerms& terms, const Prior& prior, double theta);

}  // namespace haven::irt
