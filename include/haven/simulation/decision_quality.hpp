#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "haven/irt/item_bank.hpp"

/// Simulated studies of adaptive exams, and figures of how good their results are.
namespace haven::simulation {

/// How good a classification by cuts is. Cuts c_1 < c_2 < ... make the levels 0, 1, ...; a value that equals a cut lies
/// above it. A point is an examinee, or a node of an ability distribution with its weight.
///
/// Accuracy is the probability that a point is classified into its true level; consistency the probability that two
/// independent exams of the same kind classify it alike. Both assume that errors of measurement are all there is: they
/// know nothing of stopping rules that look again and again (see report.hpp for what a simulation finds).
struct DecisionQuality {
  std::size_t levels = 0;
  double accuracy = 0.0;                        ///< over all points, by their weights
  double consistency = 0.0;                     ///< the same
  std::vector<double> conditional_accuracy;     ///< [point]
  std::vector<double> conditional_consistency;  ///< [point]
  std::vector<double> level_probability;        ///< [point][level], row by row; the last column is the pass curve
  std::vector<double> confusion;                ///< [true level][level found], row by row; sums to 1

  bool operator==(const DecisionQuality&) const = default;
};

/// The figures from the probability of every level at every point: `level_probability` [point][level] row by row. Equal
/// weights when `weights` is empty. Throws Error(invalid_argument) for sizes that do not fit, a level that does not
/// exist, no point, and weights that are negative or all 0. O(points x levels).
[[nodiscard]] DecisionQuality decision_quality(std::size_t levels, std::span<const double> level_probability,
                                               std::span<const std::size_t> true_level,
                                               std::span<const double> weights = {});

/// Rudner (2001, 2005): the estimate of a point at theta is normal around it with its standard error; cuts lie on the
/// ability scale. A standard error may be infinite (then both outer levels have probability 1/2) but not 0. Throws
/// Error(invalid_argument), also for abilities and cuts that are not finite, or cuts that do not rise.
[[nodiscard]] DecisionQuality rudner_quality(std::span<const double> theta, std::span<const double> standard_error,
                                             std::span<const double> cuts, std::span<const double> weights = {});

/// Lee (2010): the exact distribution of the summed score of `items` at every theta, by the recursion of Lord &
/// Wingersky (1984); cuts are summed scores. The true level is that of the expected summed score. Items of any model
/// but the nominal one, whose scores are only labels, may be mixed; see irt::sum_score_distribution. Throws
/// Error(invalid_argument), also for a nominal item, and one that is not in the bank or appears twice. O(points x
/// highest score x sum of categories).
[[nodiscard]] DecisionQuality lee_quality(const irt::ItemBank& bank, std::span<const irt::ItemIndex> items,
                                          std::span<const double> theta, std::span<const double> cuts,
                                          std::span<const double> weights = {});

/// The expected summed score: turns a cut on the ability scale into one on that of the score (the test characteristic
/// curve). Throws as lee_quality().
[[nodiscard]] double expected_summed_score(const irt::ItemBank& bank, std::span<const irt::ItemIndex> items,
                                           double theta);

/// Equally spaced nodes on [low, high] with weights proportional to the normal density, summing to 1: a population of
/// candidates for the functions above.
struct NormalNodes {
  std::vector<double> theta;
  std::vector<double> weight;
};
/// Throws Error(invalid_argument) unless mean and range are finite, low < high, sd > 0 and 2 <= count <= 100000.
[[nodiscard]] NormalNodes normal_nodes(double mean, double sd, double low, double high, int count);

}  // namespace haven::simulation
