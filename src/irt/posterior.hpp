#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "irt/response_terms.hpp"
#include "math/simd.hpp"

namespace haven::irt {

/// The logarithm of the posterior at fixed nodes, for a pattern that grows: a response adds its log-probability to
/// each.
class Posterior {
 public:
  struct Moments {
    double mean;
    double sd;
    double gap;  ///< distance of the two nodes around the mean
  };

  /// `log_weights` are the logarithms of quadrature weight times prior density. With `jeffreys` the weight is also
  /// multiplied by the square root of the test information.
  Posterior(std::span<const double> nodes, std::span<const double> log_weights, bool jeffreys);

  void clear() noexcept;
  void add(const Item& item, const ResponseParts& parts);

  /// The posterior of a whole pattern at once, from the log-probabilities of its responses at nodes(), added in order.
  void assign(std::span<const double* const> log_probabilities);

  /// All nodes, filled up to whole lanes.
  [[nodiscard]] std::span<const double> nodes() const noexcept { return nodes_; }

  /// NaN when every weight is 0.
  [[nodiscard]] Moments moments();

  /// Puts the posterior mean and whether it has converged into the estimate; gives the posterior SD.
  double estimate(AbilityEstimate& result);
  /// For tests: the vectors to use instead of the widest.
  void use(math::detail::Vectors vectors) noexcept { vectors_ = vectors; }

 private:
  std::size_t count_;
  bool jeffreys_;
  math::detail::Vectors vectors_ = math::detail::widest_vectors();
  // Filled up to whole lanes: with the last node, of weight 0.
  std::vector<double> nodes_;
  std::vector<double> log_weights_;
  std::vector<double> log_posterior_;
  std::vector<double> information_;  ///< with Jeffreys' prior only, as is the next
  std::vector<double> weighted_;
  std::vector<double> scratch_;
};

/// Adds log R of the term at each node to `sums`. The sizes are equal multiples of `lanes`; bits do not depend on
/// `vectors`.
void add_log_probabilities(const ResponseTerm& term, std::span<const double> nodes, std::span<double> sums,
                           math::detail::Vectors vectors = math::detail::widest_vectors());

/// Adds the log-probability of one response of any model at each node; constants that do not depend on theta may be
/// left out.
void add_log_probabilities(const ResponseParts& parts, std::span<const double> nodes, std::span<double> sums,
                           math::detail::Vectors vectors = math::detail::widest_vectors());

/// Mean and SD of the density exp(log_posterior) over nodes; weights of -infinity count nothing. `scratch` has the
/// size of the others, a multiple of `lanes`.
struct MeanSd {
  double mean;
  double sd;
};
[[nodiscard]] MeanSd posterior_moments(std::span<const double> nodes, std::span<const double> log_posterior,
                                       std::span<double> scratch,
                                       math::detail::Vectors vectors = math::detail::widest_vectors());

}  // namespace haven::irt
