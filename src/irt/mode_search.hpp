#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "irt/response_terms.hpp"
#include "math/simd.hpp"

namespace haven::irt {

/// Finds every local maximum on a range of log-likelihood plus log prior, for a pattern that grows.
///
/// On a fixed grid it keeps the score at each node, and between neighbours bounds of the curvature, both summed over
/// the terms: a response adds its own in one pass over the grid. A search then looks closely only at those intervals
/// that may hold a root.
class ModeSearch {
 public:
  ModeSearch(double low, double high, const Prior& prior);

  void clear() noexcept;
  void add(const ResponseParts& parts, const PatternTerms& terms);

  /// Every local maximum in ascending order; an end counts when the objective grows up to it. Two stationary points
  /// closer than 1e-7 count as one. Empty only without terms and prior. `terms` are those added. Valid until the next
  /// call.
  [[nodiscard]] const std::vector<double>& find(const PatternTerms& terms);

  /// Log-likelihood plus log prior at theta, but for a constant.
  [[nodiscard]] double objective(const PatternTerms& terms, double theta) const;

  /// Odd, so that the middle of the range, where symmetric patterns have their maximum, is a node.
  static constexpr std::size_t nodes = 17;

  /// Interval i lies between the nodes i and i + 1; the last node stands twice, so that every loop is whole.
  struct Grid {
    std::array<double, nodes + 1> theta;
    std::array<double, nodes> score;
    std::array<double, nodes> least;  ///< bounds of the curvature
    std::array<double, nodes> most;
  };

  [[nodiscard]] const Grid& grid() const noexcept { return grid_; }
  /// For tests: the vectors to use instead of the widest.
  void use(math::detail::Vectors vectors) noexcept { vectors_ = vectors; }

 private:
  struct Slope;
  struct Bounds;
  struct Node;

  void add(const TotalTerm& term);
  [[nodiscard]] Slope slope_at(const PatternTerms& terms, double theta, double* bells) const;
  [[nodiscard]] Node node(const PatternTerms& terms, double theta);
  [[nodiscard]] Bounds bounds_between(const PatternTerms& terms, const Node& left, const Node& right) const;
  [[nodiscard]] bool settle(const PatternTerms& terms, const Node& left, const Node& right, const Bounds& bounds);
  void refine(const PatternTerms& terms, const Node& left, const Node& right);
  [[nodiscard]] double falling_root(const PatternTerms& terms, const Node& left, const Node& right) const;

  Prior prior_;
  Grid grid_{};
  math::detail::Vectors vectors_ = math::detail::widest_vectors();
  std::vector<double> bells_;  ///< a stack of the bells and variances of nodes
  std::vector<double> maxima_;
};

}  // namespace haven::irt
