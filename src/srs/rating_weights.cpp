#include "srs/rating_weights.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "math/elementary.hpp"

namespace haven::srs::detail {
namespace {

/// Neighbours in use that share a value: the mean of their logarithms by their cards.
struct Pool {
  double mean, weight;
  std::vector<std::size_t> places;
};

/// Pool adjacent violators (Ayer et al. 1955), over the ratings in use.
std::vector<Pool> rising_pools(std::span<const double> weights, const RatingCounts& cards) {
  std::vector<Pool> pools;
  for (std::size_t i = 0; i < cards.size(); ++i) {
    if (cards[i] == 0) continue;
    pools.push_back({math::detail::log(weights[i]), static_cast<double>(cards[i]), {i}});
    while (pools.size() > 1 && pools[pools.size() - 2].mean > pools.back().mean) {
      const Pool last = pools.back();
      pools.pop_back();
      Pool& pool = pools.back();
      pool.mean = (pool.mean * pool.weight + last.mean * last.weight) / (pool.weight + last.weight);
      pool.weight += last.weight;
      pool.places.insert(pool.places.end(), last.places.begin(), last.places.end());
    }
  }
  return pools;
}

}  // namespace

void arrange_first_stabilities(std::span<double> weights, std::span<const double> present, const RatingCounts& cards) {
  for (const Pool& pool : rising_pools(weights, cards)) {
    if (pool.places.size() == 1) continue;  // a value that stays is not put through exp(log())
    for (const std::size_t i : pool.places) weights[i] = math::detail::exp(pool.mean);
  }
  double below = 0.0, above = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < cards.size(); ++i) {
    if (cards[i] == 0) weights[i] = std::max(present[i], below);
    if (cards[i] > 0) below = weights[i];
  }
  for (std::size_t i = cards.size(); i-- > 0;) {
    if (cards[i] == 0) weights[i] = std::min(weights[i], above);
    if (cards[i] > 0) above = weights[i];
  }
}

void keep_unused_ratings(std::span<double> weights, std::span<const double> present, Algorithm algorithm,
                         const RatingCounts& later) {
  constexpr std::size_t hard = 1, easy = 3;
  constexpr std::size_t of_hard_6 = 15, of_easy_6 = 16;
  constexpr std::array<std::size_t, 2> of_hard_7 = {13, 21}, of_easy_7 = {14, 22};  // slow and fast trace
  const auto keep = [&](std::size_t rating, std::size_t of_fsrs_6, const std::array<std::size_t, 2>& of_fsrs_7) {
    if (later[rating] > 0) return;
    if (algorithm == Algorithm::fsrs_6) {
      weights[of_fsrs_6] = present[of_fsrs_6];
    } else {
      for (const std::size_t place : of_fsrs_7) weights[place] = present[place];
    }
  };
  keep(hard, of_hard_6, of_hard_7);
  keep(easy, of_easy_6, of_easy_7);
}

}  // namespace haven::srs::detail
