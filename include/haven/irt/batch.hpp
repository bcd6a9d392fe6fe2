#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "haven/irt/ability.hpp"
#include "haven/irt/item_bank.hpp"
#include "haven/math/quadrature.hpp"

namespace haven::irt {

/// Estimates of many examinees, one column for each member of AbilityEstimate; flags are 0 or 1.
struct AbilityEstimates {
  std::vector<double> theta;
  std::vector<double> standard_error;
  std::vector<double> expected_information;
  std::vector<double> observed_information;
  std::vector<std::uint8_t> at_bound;
  std::vector<std::uint8_t> multimodal;
  std::vector<std::uint8_t> constant_pattern;
  std::vector<std::uint8_t> converged;

  [[nodiscard]] std::size_t size() const noexcept { return theta.size(); }
  [[nodiscard]] AbilityEstimate operator[](std::size_t examinee) const;
};

/// Estimates the ability of every row of `scores`, a matrix with one row for each examinee and one column for each item
/// of the bank: -1 where the item was not presented, else the score.
///
/// The estimates are those of estimate() on presented() rows, those of EAP within 1e-12, and do not depend on the
/// number of threads (see parallel_for). EAP looks log-probabilities up in a table of all items, scores and nodes, made
/// once: 50 items and 61 nodes take some 2 us for a row, where a single estimate takes 20. Throws
/// Error(invalid_argument) for options that validate() refuses, a size that is no multiple of the bank's, and a score
/// that its item does not have, naming row and item.
[[nodiscard]] AbilityEstimates estimate_batch(const ItemBank& bank, std::span<const std::int8_t> scores,
                                              Estimator estimator, const AbilityOptions& options = {}, int threads = 1);

/// EAP of every row on any nodes, whose weights include the prior: see estimate_eap.
[[nodiscard]] AbilityEstimates estimate_batch(const ItemBank& bank, std::span<const std::int8_t> scores,
                                              const math::Quadrature& quadrature, int threads = 1);

}  // namespace haven::irt
