#pragma once

#include <span>

#include "haven/irt/item_bank.hpp"
#include "haven/irt/response.hpp"

namespace haven::irt {

/// The log-likelihood of responses at one ability, with its derivatives with respect to theta.
struct Likelihood {
  double log_likelihood = 0.0;
  double score = 0.0;                 ///< d log L / d theta
  double observed_information = 0.0;  ///< -d2 log L / d theta2
};

/// Summed in log space in the order given: finite for every finite theta. Missing responses count nothing. Pure and
/// thread-safe; O(responses). Throws Error(invalid_argument) for an item that is not in the bank.
[[nodiscard]] Likelihood likelihood(const ItemBank& bank, std::span<const ItemResponse> responses, double theta);

/// The first member alone.
[[nodiscard]] double log_likelihood(const ItemBank& bank, std::span<const ItemResponse> responses, double theta);

}  // namespace haven::irt
