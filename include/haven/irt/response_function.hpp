#pragma once

#include <span>

#include "haven/irt/item.hpp"
#include "haven/irt/item_bank.hpp"

namespace haven::irt {

/// The item characteristic curve at one ability, with its derivatives with respect to theta. `q` is 1 - p without
/// cancellation.
struct ResponseFunction {
  double p = 0.0;
  double q = 0.0;
  double first = 0.0;   ///< P'
  double second = 0.0;  ///< P''
};

/// P, 1 - P, P' and P'' of a correct response. Finite for every finite theta. Pure and thread-safe; one exponential.
[[nodiscard]] ResponseFunction response_function(const Item& item, double theta) noexcept;

/// P(theta), in [c, d].
[[nodiscard]] double probability_correct(const Item& item, double theta) noexcept;

/// probability_correct for every theta (rows) and item (columns): `out` has theta.size() * bank.size() cells, row by
/// row. Throws Error(invalid_argument) when `out` has another size.
void probabilities(const ItemBank& bank, std::span<const double> theta, std::span<double> out);

}  // namespace haven::irt
