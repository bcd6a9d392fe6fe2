#pragma once

#include <cstdint>
#include <vector>

#include "haven/srs/memory_model.hpp"
#include "haven/srs/review_log.hpp"

namespace haven::srs {

struct SimulatedLog {
  std::size_t cards = 200;
  std::size_t reviews = 10;  ///< of each card
  bool two_buttons = false;  ///< only Again and Good
};

/// The log of a learner whose memory is just as the model says: cards begin over a year, come back at the model's
/// interval for 0.85 times a random factor, lapsed cards once more on the same day. Rows in the order of time.
std::vector<LoggedReview> simulate_log(const MemoryModel& truth, const SimulatedLog& plan, std::uint64_t seed);

}  // namespace haven::srs
