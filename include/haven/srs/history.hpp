#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "haven/core/id.hpp"
#include "haven/srs/scheduler.hpp"

namespace haven::srs {

/// One answer, as it is kept for ever. Together with a scheduler the answers of a card give its schedule: the card is
/// only a cache of them.
struct Review {
  Uuid id;  ///< given by the client, so that the same answer sent twice is one
  Timestamp at;
  Rating rating = Rating::good;
  std::optional<std::int64_t> day;  ///< local day at the answer, under the calendar rule
  int balanced = 0;                 ///< days that balancing moved the due day, kept because the load of then is gone
  Duration duration;                ///< spent on the card; 0 if unknown

  bool operator==(const Review&) const = default;
};

/// The schedule that the reviews come to, in their order, from `fresh`, a card as it was made. Days moved by balancing
/// are moved again, as far as the range of the interval goes. O(reviews). Throws Error(invalid_argument) for a review
/// before its predecessor.
[[nodiscard]] Card replay(const Scheduler& scheduler, const Card& fresh, std::span<const Review> reviews,
                          const Occasion& occasion = {});

/// The log of one card as one device knows it: answers, and the ids of answers taken back.
struct History {
  std::vector<Review> reviews;  ///< merge() orders them by time, then id; those taken back included
  std::vector<Uuid> undone;     ///< merge() orders them

  bool operator==(const History&) const = default;
};

/// Everything that either knows, once: independent of the order of the arguments, and the same again when merged again.
/// Throws Error(conflict), reason "review_differs", when one id stands for two different answers. O(n log n).
[[nodiscard]] History merge(const History& a, const History& b);

/// The answers that count: those not taken back, by time, then id, each once. Throws as merge().
[[nodiscard]] std::vector<Review> effective(const History& history);

}  // namespace haven::srs
