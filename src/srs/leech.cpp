#include "haven/srs/leech.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "haven/core/error.hpp"

#include "srs/poisson_binomial.hpp"

namespace haven::srs {

bool is_leech(int lapses, int threshold) {
  if (threshold < 1)
    throw Error(ErrorCode::invalid_argument, "leech: threshold must be at least 1, got " + std::to_string(threshold));
  return lapses >= threshold && (lapses - threshold) % ((threshold + 1) / 2) == 0;
}

std::optional<Leech> test_leech(std::span<const Prediction> reviews, const LeechTestOptions& options) {
  if (!(options.level > 0.0 && options.level < 1.0))
    throw Error(ErrorCode::invalid_argument,
                "leech: level must be between 0 and 1, got " + std::to_string(options.level));
  detail::SuccessCount recalls;
  Leech found;
  for (const Prediction& review : reviews.first(std::min(reviews.size(), reviews_tested_for_leech))) {
    recalls.add(review.probability);
    found.expected += 1.0 - review.probability;
    ++found.at_review;
    if (review.recalled) continue;
    ++found.lapses;
    if (found.lapses < 2 || found.at_review < options.skip) continue;
    const auto look = static_cast<double>(found.lapses - 1);
    found.p_value = recalls.probability_of_at_most(found.at_review - found.lapses);
    if (found.p_value >= options.level / (look * (look + 1.0))) continue;
    found.card = review.card;
    return found;
  }
  return std::nullopt;
}

std::vector<Leech> find_leeches(std::span<const Prediction> predictions, const LeechTestOptions& options) {
  std::map<std::uint64_t, std::vector<Prediction>> cards;
  for (const Prediction& prediction : predictions) cards[prediction.card].push_back(prediction);
  std::vector<Leech> leeches;
  for (const auto& [card, reviews] : cards) {
    if (const auto leech = test_leech(reviews, options)) leeches.push_back(*leech);
  }
  return leeches;
}

}  // namespace haven::srs
