#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "haven/core/random.hpp"
#include "haven/irt/item.hpp"
#include "haven/irt/item_bank.hpp"
#include "haven/irt/response.hpp"

namespace haven::irt {

/// The category response functions of one item at one ability: the probability of every score, and the derivatives of
/// its logarithm with respect to theta. Of the arrays the first `count` entries are set.
///
/// P'/P, not P', is stored, because it keeps its precision where P underflows; first(), second() and third() are the
/// derivatives of P itself.
struct CategoryCurves {
  std::size_t count;                                  ///< scores 0 .. count - 1
  std::array<double, maximum_categories> p;           ///< P_k, sums to 1
  std::array<double, maximum_categories> log_first;   ///< d log P_k / d theta
  std::array<double, maximum_categories> log_second;  ///< d2 log P_k / d theta2
  std::array<double, maximum_categories> log_third;   ///< d3 log P_k / d theta3

  [[nodiscard]] double first(std::size_t k) const noexcept { return p[k] * log_first[k]; }
  [[nodiscard]] double second(std::size_t k) const noexcept {
    return p[k] * (log_second[k] + log_first[k] * log_first[k]);
  }
  [[nodiscard]] double third(std::size_t k) const noexcept {
    return p[k] * (log_third[k] + log_first[k] * (3.0 * log_second[k] + log_first[k] * log_first[k]));
  }
};

/// Fills `curves` for any model; a dichotomous item has the scores 0 (incorrect) and 1 (correct). Finite for every
/// finite theta. Pure and thread-safe; about one exponential for each score.
void evaluate(const Item& item, double theta, CategoryCurves& curves) noexcept;

/// log P of one score, in log space: finite for every finite theta. The score must be one that the item has.
[[nodiscard]] double log_probability(const Item& item, std::size_t score, double theta) noexcept;

/// The expected score, sum k P_k: P for a dichotomous item.
[[nodiscard]] double expected_score(const Item& item, double theta) noexcept;

/// A random response of an examinee with this ability: the highest score k for which a uniform number is below the
/// probability of scoring k or more. One draw.
[[nodiscard]] Response draw_response(const Item& item, double theta, Rng& rng) noexcept;

/// expected_score for every theta (rows) and item (columns): `out` has theta.size() * bank.size() cells, row by row.
/// Throws Error(invalid_argument) when `out` has another size.
void expected_scores(const ItemBank& bank, std::span<const double> theta, std::span<double> out);

/// P_k for every theta (rows), item (columns) and score (depth, bank.largest_category_count()): 0 for scores that an
/// item does not have. Throws Error(invalid_argument) when `out` has another size.
void category_probabilities(const ItemBank& bank, std::span<const double> theta, std::span<double> out);

}  // namespace haven::irt
