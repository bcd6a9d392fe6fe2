#include "haven/math/normal.hpp"

#include <cmath>

#include "math/elementary.hpp"

namespace haven::math {

double draw_normal(Rng& rng) noexcept {
  for (;;) {
    const double u = 2.0 * rng.uniform() - 1.0;
    const double v = 2.0 * rng.uniform() - 1.0;
    const double s = u * u + v * v;
    if (s > 0.0 && s < 1.0) return u * std::sqrt(-2.0 * detail::log(s) / s);
  }
}

}  // namespace haven::math
