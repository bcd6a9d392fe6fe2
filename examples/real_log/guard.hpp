#pragma once

// What training on a few reviews does to predictions for other cards.

#include <cstddef>

#include "log.hpp"

namespace example {

struct GuardResult {
  int trained = 0;            ///< how often new weights were taken
  double worst_change = 0.0;  ///< of the log loss on the other cards, trained less defaults
  double mean_change = 0.0;
};

/// Trains, guarded, on so many reviews of randomly chosen cards, and tests on all reviews of the others.
[[nodiscard]] GuardResult try_guard(const Log& log, haven::srs::Algorithm algorithm, std::size_t reviews,
                                    int repetitions);

}  // namespace example
