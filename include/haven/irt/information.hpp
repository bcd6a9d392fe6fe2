#pragma once

#include <span>

#include "haven/irt/item.hpp"
#include "haven/irt/item_bank.hpp"
#include "haven/irt/response.hpp"

namespace haven::irt {

/// Expected (Fisher) information I(theta) = sum over the scores of P'_k^2 / P_k, never negative; P'^2 / (P Q) for a
/// dichotomous item. Lord (1980), Samejima (1969). All functions here are pure and thread-safe.
[[nodiscard]] double item_information(const Item& item, double theta) noexcept;
/// dI / dtheta.
[[nodiscard]] double item_information_slope(const Item& item, double theta) noexcept;
/// The ability at which the item informs most: b + log((1 + sqrt(1 + 8c)) / 2) / a for the 3PL (Birnbaum 1968), by
/// bisection for d < 1; for a polytomous item, whose information may have several peaks, the highest on a grid of 400
/// steps over its thresholds.
[[nodiscard]] double maximum_information_theta(const Item& item) noexcept;
/// Observed information -d2 log L / dtheta2 of one response; equals the expected one for 1PL, 2PL, GPCM and
/// NRM, may be negative for 3PL and 4PL. 0 for a missing response.
[[nodiscard]] double observed_information(const Item& item, Response response, double theta) noexcept;
/// J = sum P'_k P''_k / P_k, the numerator of Warm's (1989) bias correction J / (2 I); P' P'' / (P Q) for a dichotomous
/// item.
[[nodiscard]] double warm_correction(const Item& item, double theta) noexcept;

/// Sum of the expected information of the items answered.
[[nodiscard]] double test_information(const ItemBank& bank, std::span<const ItemResponse> responses, double theta);
/// 1 / sqrt(test_information); infinite where there is no information.
[[nodiscard]] double standard_error(const ItemBank& bank, std::span<const ItemResponse> responses, double theta);

/// item_information for every theta (rows) and item (columns): `out` has theta.size() * bank.size() cells, row by row.
/// Throws Error(invalid_argument) when `out` has another size.
void information(const ItemBank& bank, std::span<const double> theta, std::span<double> out);

}  // namespace haven::irt
