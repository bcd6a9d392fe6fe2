#pragma once

// The four first stabilities of FSRS as one rising row. Private.

#include <array>
#include <cstddef>
#include <span>

#include "haven/srs/rating.hpp"

namespace haven::srs::detail {

using FirstCounts = std::array<std::size_t, rating_count>;  ///< cards by the rating they began with

/// Sets the first four of `weights` by what the cards tell. A rating that no card began with lies where `prior` has it
/// relative to the nearest ratings in use on both sides (on a logarithmic scale, in between by place; with a neighbour
/// on one side only, as far from it as in the prior). Then ratings of which a lower one is more stable than a higher
/// are given one common value, the geometric mean by their cards (isotonic regression). Without any cards nothing
/// changes.
void arrange_first_stabilities(std::span<double> weights, std::span<const double> prior, const FirstCounts& cards);

}  // namespace haven::srs::detail
