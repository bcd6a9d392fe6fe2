#pragma once

#include <span>
#include <vector>

#include "haven/irt/ability.hpp"
#include "haven/irt/item_bank.hpp"

namespace haven::irt {

/// The distribution of the sum score of a set of items at one ability: entry s is the probability of the sum s, from 0
/// to the sum of the items' highest scores. Recursive over the items, O(items x sum x scores); for polytomous items
/// too. All functions here are pure and thread-safe, and throw Error(invalid_argument) for an item that is not in the
/// bank or appears twice. Lord & Wingersky (1984); Thissen, Pommerich, Billeaud & Williams (1995).
[[nodiscard]] std::vector<double> sum_score_distribution(const ItemBank& bank, std::span<const ItemIndex> items,
                                                         double theta);

/// What a sum score tells of ability.
struct SumScoreEstimate {
  double theta;           ///< posterior mean; NaN where the sum has no probability anywhere
  double standard_error;  ///< posterior SD
  double probability;     ///< of the sum under the prior
};

/// The EAP table of sum scores: entry s is the estimate from the sum s alone, with the prior and the quadrature of
/// `options`. Throws Error(invalid_argument) also for options that validate() refuses. O(nodes x items x sum x scores).
/// Thissen, Pommerich, Billeaud & Williams (1995).
[[nodiscard]] std::vector<SumScoreEstimate> sum_score_eap(const ItemBank& bank, std::span<const ItemIndex> items,
                                                          const AbilityOptions& options = {});

/// The exact standard error of an estimator at one ability: the SD of its estimates over all response patterns to these
/// items, each weighted by its probability. Estimates at a bound of the range count as they are.
///
/// Where the sum score is all that the estimator uses of a pattern (1PL and partial credit items of one discrimination,
/// estimators that are not robust) there is one estimate for each sum; otherwise one for each pattern, about 3 us with
/// 20 items. Throws Error(invalid_argument) also without items, for options that validate() refuses, and for more than
/// 2^20 patterns. Magis (2014), Applied Psychological Measurement 38.
[[nodiscard]] double exact_standard_error(const ItemBank& bank, std::span<const ItemIndex> items, Estimator estimator,
                                          double theta, const AbilityOptions& options = {});

}  // namespace haven::irt
