#pragma once

// Maximum a posteriori weights of a set of histories. Private.

#include <cstdint>
#include <functional>
#include <optional>

#include "haven/srs/parameters.hpp"

#include "srs/weighed_histories.hpp"

namespace haven::srs::detail {

struct TrainerOptions {
  Parameters prior;
  double regularisation = 1.0;
  bool schedule_penalties = false;  ///< of FSRS-7
  int threads = 1;
  std::uint64_t seed = 0;
  /// Told after every step the steps so far, the most there may be, and the mean loss; false cancels.
  std::function<bool(int, int, double)> observe = [](int, int, double) { return true; };
};

/// The weights with the least loss; nothing when cancelled. Large logs first go once through their cards in batches
/// (Adam, Kingma & Ba 2015), which brings them near for a fraction of the cost; then minimise() walks over the whole.
[[nodiscard]] std::optional<Parameters> train(const WeighedHistories& histories, const TrainerOptions& options);

}  // namespace haven::srs::detail
