#pragma once

// The number of successes of independent trials with probabilities of their own. Private.

#include <cstddef>
#include <span>

namespace haven::srs::detail {

/// The probability of at most `count` successes: exact, by convolution, O(trials x count).
[[nodiscard]] double probability_of_at_most(std::size_t count, std::span<const double> probabilities);

}  // namespace haven::srs::detail
