#pragma once

#include <cmath>
#include <limits>

namespace haven::irt {

/// 1 / sqrt(information); infinite where there is none.
[[nodiscard]] inline double standard_error_of(double information) {
  return information > 0.0 ? 1.0 / std::sqrt(information) : std::numeric_limits<double>::infinity();
}

}  // namespace haven::irt
