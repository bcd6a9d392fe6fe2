#pragma once

// Histories as training walks over them. Private.

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "haven/srs/review_log.hpp"

#include "srs/training_loss.hpp"

namespace haven::srs::detail {

/// Cards with at least one weighed prediction, each up to its last one.
struct WeighedHistories {
  std::vector<WeighedStep> steps;
  std::vector<std::size_t> starts = {0};
  std::size_t predictions = 0;
  double weight = 0.0;                            ///< sum over the predictions
  std::size_t outliers = 0;                       ///< predictions that were left out
  std::array<std::size_t, rating_count> first{};  ///< cards by their first rating
  std::array<std::size_t, rating_count> later{};  ///< answers after the first by rating
  bool recalled = false, forgotten = false;       ///< whether any prediction came out so

  [[nodiscard]] std::size_t size() const noexcept { return starts.size() - 1; }
  [[nodiscard]] std::span<const WeighedStep> history(std::size_t card) const noexcept {
    return std::span(steps).subspan(starts[card], starts[card + 1] - starts[card]);
  }
};

/// The predictions of `set` that come before weights.size() in time, each with its weight. Without outliers, cards are
/// left out whose interval to their first next-day review is rare for their first rating: as fsrs-rs does, the rarest
/// up to 5 % of the cards or 20, then those with fewer than 6 cards or more than 100 days (365 after Easy). Where that
/// would be more than a quarter of the cards of a first rating (fsrs-rs then empties a small log), none is left out.
[[nodiscard]] WeighedHistories weigh(const TrainingSet& set, std::span<const double> weights, bool without_outliers);

}  // namespace haven::srs::detail
