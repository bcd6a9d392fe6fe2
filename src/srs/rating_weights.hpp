#pragma once

// The weights that belong to single ratings, and what becomes of those of ratings that a log does not have. Private.

#include <array>
#include <cstddef>
#include <span>

#include "haven/srs/parameters.hpp"
#include "haven/srs/rating.hpp"

namespace haven::srs::detail {

using RatingCounts = std::array<std::size_t, rating_count>;

/// Sets the first four of `weights`, the first stabilities, by what the cards tell: `cards` by the rating they began
/// with. A rating that no card began with stays at its place of `present`. Of those in use, where a lower one is more
/// stable than a higher, both are given one value, the geometric mean by their cards (isotonic regression). Where one
/// in use has passed an unused one, that goes along to the same value, so that all four rise if `present` does.
void arrange_first_stabilities(std::span<double> weights, std::span<const double> present, const RatingCounts& cards);

/// The weights of Hard and of Easy stay as `present` has them where no later answer was one; `later` by rating.
void keep_unused_ratings(std::span<double> weights, std::span<const double> present, Algorithm algorithm,
                         const RatingCounts& later);

}  // namespace haven::srs::detail
