#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "haven/srs/evaluation.hpp"

namespace haven::srs {

/// Anki's rule: a card is (again) a leech at its `threshold`-th lapse and at every ceil(threshold / 2)-th after. Throws
/// Error(invalid_argument) for a threshold below 1.
[[nodiscard]] bool is_leech(int lapses, int threshold = 8);

struct LeechTestOptions {
  double level = 0.05;   ///< the most that the chance of ever accusing a fair card may be, in (0, 1)
  std::size_t skip = 3;  ///< reviews before the first look
};

/// test_leech() looks at so many reviews of a card, the first ones: who was fair so long is no leech, and a log that
/// somebody made up costs no more.
inline constexpr std::size_t reviews_tested_for_leech = 500;

/// A card that is forgotten more often than the model can explain.
struct Leech {
  std::uint64_t card = 0;
  std::size_t at_review = 0;  ///< the review, counted from 1, at which it became one
  std::size_t lapses = 0;     ///< up to then
  double expected = 0.0;      ///< lapses expected up to then
  double p_value = 0.0;       ///< of so many or more, exact
};

/// Tests one card: its predicted reviews, in the order of time. Nothing when it is no leech.
///
/// The threshold rule accuses every card that is old enough; this one asks whether its lapses are more than its
/// predictions allow (exact tail of the Poisson binomial distribution). It looks after each lapse from the second on.
/// Looking often finds something by chance, so look k has only the part level / (k (k + 1)) of the level, and all
/// looks together have the level, however long the card lives. O(reviews^2), of at most `reviews_tested_for_leech`.
/// Throws Error(invalid_argument) unless 0 < level < 1.
[[nodiscard]] std::optional<Leech> test_leech(std::span<const Prediction> reviews,
                                              const LeechTestOptions& options = {});

/// Every leech among the cards of predictions that predict() made, by card.
[[nodiscard]] std::vector<Leech> find_leeches(std::span<const Prediction> predictions,
                                              const LeechTestOptions& options = {});

}  // namespace haven::srs
