#include "srs/simulated_log.hpp"

#include <algorithm>
#include <cmath>

#include "haven/core/random.hpp"

namespace haven::srs {
namespace {

constexpr double day_us = 86'400e6;

Rating draw_rating(Rng& rng, double recall, bool two_buttons) {
  if (rng.uniform() >= recall) return Rating::again;
  const double u = rng.uniform();
  if (two_buttons) return Rating::good;
  return u < 0.15 ? Rating::hard : (u < 0.85 ? Rating::good : Rating::easy);
}

void simulate_card(const MemoryModel& truth, const SimulatedLog& plan, std::uint64_t card, Rng& rng,
                   std::vector<LoggedReview>& log) {
  double day = std::floor(365.0 * rng.uniform()) + 0.3;
  Rating rating = draw_rating(rng, 0.6, plan.two_buttons);
  MemoryState state = truth.first(rating);
  for (std::size_t i = 0; i < plan.reviews; ++i) {
    log.push_back({.card = card, .at = {static_cast<std::int64_t>(day * day_us)}, .rating = rating});
    const double wait = truth.interval(state, 0.85) * (0.4 + 1.2 * rng.uniform());
    const bool same_day = rating == Rating::again;
    const double elapsed = same_day ? 0.02 : std::max(1.0, std::round(wait));
    rating = draw_rating(rng, same_day ? 0.9 : truth.retrievability(state, elapsed), plan.two_buttons);
    const bool fractional = truth.algorithm() == Algorithm::fsrs_7;
    state = truth.next(state, fractional || !same_day ? elapsed : 0.0, rating);
    day += elapsed;
  }
}

}  // namespace

std::vector<LoggedReview> simulate_log(const MemoryModel& truth, const SimulatedLog& plan, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<LoggedReview> log;
  for (std::size_t card = 0; card < plan.cards; ++card) simulate_card(truth, plan, card, rng, log);
  std::stable_sort(log.begin(), log.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return log;
}

}  // namespace haven::srs
