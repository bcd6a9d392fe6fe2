#pragma once

#include "haven/core/random.hpp"

namespace haven::math {

/// A draw from the standard normal distribution, the same on every platform: Marsaglia's polar method.
[[nodiscard]] double draw_normal(Rng& rng) noexcept;

}  // namespace haven::math
