#include "haven/srs/leech.hpp"

#include <cmath>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::srs;

namespace {

std::vector<Prediction> reviews(const std::vector<std::pair<double, bool>>& outcomes) {
  std::vector<Prediction> result;
  for (const auto& [probability, recalled] : outcomes)
    result.push_back({.card = 9, .probability = probability, .recalled = recalled});
  return result;
}

/// A card reviewed when the model says 0.9, more or less; recall is as predicted, to the power of `worse`.
std::vector<Prediction> live(const MemoryModel& model, std::size_t count, double worse, Rng& rng) {
  std::vector<Prediction> result;
  MemoryState state = model.first(Rating::good);
  for (std::size_t i = 0; i < count; ++i) {
    const double days = std::max(1.0, std::round(model.interval(state, 0.9) * (0.5 + rng.uniform())));
    const double probability = model.retrievability(state, days);
    const bool recalled = rng.uniform() < std::pow(probability, worse);
    result.push_back({.card = 9, .probability = probability, .recalled = recalled});
    state = model.next(state, days, recalled ? Rating::good : Rating::again);
  }
  return result;
}

}  // namespace

TEST_CASE("leech: by threshold at the 8th lapse and every 4th after") {
  std::vector<int> at;
  for (int lapses = 0; lapses <= 20; ++lapses) {
    if (is_leech(lapses)) at.push_back(lapses);
  }
  CHECK(at == std::vector<int>{8, 12, 16, 20});
  CHECK(is_leech(5, 5));
  CHECK(is_leech(8, 5));  // ceil(5 / 2) = 3
  CHECK(is_leech(1, 1));
  CHECK_THROWS_AS(static_cast<void>(is_leech(3, 0)), Error);
}

TEST_CASE("leech: two lapses in three where 0.95 was predicted are too many") {
  const auto leech = test_leech(reviews({{0.95, true}, {0.95, false}, {0.95, false}}));
  REQUIRE(leech);
  CHECK(leech->card == 9);
  CHECK(leech->at_review == 3);
  CHECK(leech->lapses == 2);
  CHECK(leech->expected == doctest::Approx(0.15).epsilon(1e-12));
  CHECK(leech->p_value == doctest::Approx(3 * 0.05 * 0.05 * 0.95 + 0.05 * 0.05 * 0.05).epsilon(1e-12));
  CHECK_FALSE(test_leech(reviews({{0.95, true}, {0.95, false}, {0.95, false}}), {.skip = 4}));
  CHECK_FALSE(test_leech(reviews({{0.5, false}, {0.5, false}, {0.5, false}})));
  CHECK_FALSE(test_leech({}));
  CHECK_THROWS_AS(static_cast<void>(test_leech({}, {.level = 0.0})), Error);
}

TEST_CASE("leech: at most one fair card in twenty is ever accused, though it is looked at for 60 reviews") {
  const MemoryModel model;
  Rng rng(1);
  constexpr int cards = 4'000;
  int accused = 0, looked_at_without_care = 0;
  for (int card = 0; card < cards; ++card) {
    const auto fair = live(model, 60, 1.0, rng);
    accused += test_leech(fair) ? 1 : 0;
    // What the correction is for: every look at the full level.
    for (std::size_t n = 3; n <= fair.size(); ++n) {
      double expected = 0.0, variance = 0.0, lapses = 0.0;
      for (std::size_t i = 0; i < n; ++i) {
        expected += 1.0 - fair[i].probability;
        variance += fair[i].probability * (1.0 - fair[i].probability);
        lapses += fair[i].recalled ? 0.0 : 1.0;
      }
      if (lapses - 0.5 - expected > 1.645 * std::sqrt(variance)) {
        ++looked_at_without_care;
        break;
      }
    }
  }
  CHECK(accused <= 0.05 * cards);
  CHECK(accused > 0);
  CHECK(looked_at_without_care > 0.1 * cards);
}

TEST_CASE("leech: cards that are forgotten far more often than predicted are found") {
  const MemoryModel model;
  Rng rng(2);
  int found = 0;
  for (int card = 0; card < 200; ++card) found += test_leech(live(model, 40, 4.0, rng)) ? 1 : 0;
  CHECK(found > 150);
}

TEST_CASE("leech: of a card only the first 500 reviews are looked at") {
  const auto found_after = [](std::size_t fair) {
    std::vector<std::pair<double, bool>> outcomes(fair, {0.95, true});
    outcomes.insert(outcomes.end(), 400, {0.95, false});
    return test_leech(reviews(outcomes)).has_value();
  };
  CHECK(found_after(reviews_tested_for_leech - 100));
  CHECK_FALSE(found_after(reviews_tested_for_leech));
}

TEST_CASE("leech: among all predictions, cards are told apart") {
  auto predictions = reviews({{0.95, true}, {0.95, false}, {0.95, false}});
  auto fair = reviews({{0.95, true}, {0.95, true}, {0.95, false}});
  for (auto& review : fair) review.card = 4;
  predictions.insert(predictions.begin() + 1, fair.begin(), fair.end());
  const auto leeches = find_leeches(predictions);
  REQUIRE(leeches.size() == 1);
  CHECK(leeches[0].card == 9);
  CHECK(leeches[0].at_review == 3);
}
