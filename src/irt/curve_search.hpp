#pragma once

#include <cstddef>
#include <vector>

#include "irt/response_terms.hpp"
#include "math/simd.hpp"

namespace haven::irt {

/// The estimating functions whose roots are sought on a grid.
enum class Curve {
  warm,      ///< S + J / (2 I), Warm (1989)
  jeffreys,  ///< S + I' / (2 I), the score of log L + log sqrt(I)
  huber,     ///< sum of w S, w = min(1, t / |z|), z = a (theta - b); Schuster & Yuan (2011)
  tukey,     ///< sum of w S, w = (1 - (z / t)^2)^2 within |z| <= t, else 0; Mislevy & Bock (1982)
};

/// Sums over the items at one ability: S, I and J or I'; for robust curves sum of w S, w I and w^2 I.
struct CurveSums {
  double score = 0.0;
  double information = 0.0;
  double third = 0.0;
};

/// A root at which the function falls through 0, or an end of the range that it drives to.
struct CurveRoot {
  double theta;
  bool several;  ///< it is the best of several
};

/// Finds the root of an estimating function at which its integral is highest, for a pattern that grows. The sums are
/// kept at nodes at most 0.025 apart: two roots nearer than that may be missed.
class CurveSearch {
 public:
  CurveSearch(Curve curve, double tuning, double low, double high);

  void clear() noexcept;
  void add(const Item& item, std::size_t score, const ResponseParts& parts, const PatternTerms& terms);

  [[nodiscard]] CurveRoot find(const PatternTerms& terms);
  [[nodiscard]] CurveSums sums_at(const PatternTerms& terms, double theta) const;

  /// For tests: the vectors to use instead of the widest.
  void use(math::detail::Vectors vectors) noexcept { vectors_ = vectors; }

 private:
  /// The response to an item that is not logistic.
  struct Other {
    const Item* item;
    std::size_t score;
  };

  [[nodiscard]] double value(const CurveSums& sums) const noexcept;
  [[nodiscard]] double piece(std::size_t i) const noexcept;
  [[nodiscard]] double middle_of_zeros(const PatternTerms& terms, double low, double high) const;
  [[nodiscard]] double root(const PatternTerms& terms, std::size_t first, std::size_t last) const;

  Curve curve_;
  double tuning_;
  math::detail::Vectors vectors_ = math::detail::widest_vectors();
  std::size_t count_;  ///< of nodes, odd; the columns are filled up to whole lanes
  std::vector<double> theta_, score_, information_, third_;
  std::vector<double> values_;
  std::vector<Other> others_;
};

}  // namespace haven::irt
