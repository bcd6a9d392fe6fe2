#include "haven/irt/batch.hpp"

#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "haven/core/error.hpp"

#include "irt/random_items.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::irt;

/// Rows of random scores, some cells not presented, one row empty.
std::vector<std::int8_t> random_scores(const ItemBank& bank, std::size_t rows, haven::Rng& rng) {
  std::vector<std::int8_t> scores;
  for (std::size_t row = 0; row < rows; ++row)
    for (const auto& [item, response] : random_responses(bank, rng))
      scores.push_back(row == 3 || rng.uniform() < 0.2 ? std::int8_t{-1} : response.score);
  return scores;
}

std::vector<std::uint64_t> bits(const AbilityEstimate& one) {
  const auto of = [](double value) { return std::bit_cast<std::uint64_t>(value); };
  const auto flag = [](bool value) { return std::uint64_t{value}; };
  return {of(one.theta),      of(one.standard_error), of(one.expected_information), of(one.observed_information),
          flag(one.at_bound), flag(one.multimodal),   flag(one.constant_pattern),   flag(one.converged)};
}

std::vector<Response> pattern_of(const std::vector<std::int8_t>& scores, std::size_t row, std::size_t columns) {
  std::vector<Response> pattern;
  for (std::size_t i = 0; i < columns; ++i) pattern.push_back({scores[row * columns + i]});
  return pattern;
}

}  // namespace

TEST_CASE("estimate_batch: the bits of the one-shot function, on 1, 2 and 16 threads") {
  haven::Rng rng(61);
  const ItemBank mixed = mixed_bank(12, rng), logistic(random_items(12, true, rng));
  const AbilityOptions jeffreys{.prior = PriorDistribution::jeffreys};
  const AbilityOptions gauss{.quadrature_points = 21, .quadrature = QuadratureRule::gauss_hermite};
  const AbilityOptions observed{.standard_error = StandardErrorDefinition::observed};
  for (const Estimator estimator : {Estimator::mle, Estimator::map, Estimator::eap, Estimator::wle, Estimator::mlef,
                                    Estimator::huber, Estimator::tukey})
    for (const AbilityOptions& options : {AbilityOptions{}, jeffreys, gauss, observed}) {
      const bool robust = estimator == Estimator::huber || estimator == Estimator::tukey;
      const ItemBank& bank = robust ? logistic : mixed;
      const auto scores = random_scores(bank, 200, rng);
      CAPTURE(to_string(estimator));
      for (const int threads : {1, 2, 16}) {
        const auto batch = estimate_batch(bank, scores, estimator, options, threads);
        REQUIRE(batch.size() == 200);
        for (std::size_t row = 0; row < batch.size(); ++row) {
          const auto given = presented(bank, pattern_of(scores, row, bank.size()));
          REQUIRE(bits(batch[row]) == bits(estimate(estimator, bank, given, options)));
        }
      }
    }
}

TEST_CASE("estimate_batch: few rows, without the table, give the same bits") {
  haven::Rng rng(62);
  const ItemBank bank = mixed_bank(15, rng);
  const auto scores = random_scores(bank, 20, rng);
  const auto all = estimate_batch(bank, scores, Estimator::eap);
  for (std::size_t row = 0; row < all.size(); ++row) {
    const std::vector<std::int8_t> one(scores.begin() + static_cast<std::ptrdiff_t>(row * bank.size()),
                                       scores.begin() + static_cast<std::ptrdiff_t>((row + 1) * bank.size()));
    CHECK(bits(estimate_batch(bank, one, Estimator::eap)[0]) == bits(all[row]));
  }
  CHECK(estimate_batch(bank, {}, Estimator::eap).size() == 0);
}

TEST_CASE("estimate_batch: on nodes of the caller's own, the bits of estimate_eap on them") {
  haven::Rng rng(64);
  const ItemBank bank = mixed_bank(9, rng);
  const auto scores = random_scores(bank, 30, rng);
  const haven::math::Quadrature nodes{{-2.0, -0.5, 0.1, 0.9, 2.2}, {0.1, 0.3, 0.2, 0.3, 0.1}};
  const auto batch = estimate_batch(bank, scores, nodes, 2);
  for (std::size_t row = 0; row < batch.size(); ++row)
    CHECK(bits(batch[row]) == bits(estimate_eap(bank, presented(bank, pattern_of(scores, row, bank.size())), nodes)));
}

TEST_CASE("estimate_batch: bad scores are refused with their place, the first one on any number of threads") {
  haven::Rng rng(63);
  const ItemBank bank = mixed_bank(10, rng);
  auto scores = random_scores(bank, 500, rng);
  scores[400 * 10 + 1] = 2;
  scores[207 * 10 + 5] = -2;
  for (const Estimator estimator : {Estimator::eap, Estimator::mle})
    for (const int threads : {1, 2, 16})
      CHECK_THROWS_WITH_AS(static_cast<void>(estimate_batch(bank, scores, estimator, {}, threads)),
                           "responses: row 207, item 5: score must be -1 (not presented) or 0..1, got -2",
                           haven::Error);
  scores.pop_back();
  CHECK_THROWS_AS(static_cast<void>(estimate_batch(bank, scores, Estimator::eap)), haven::Error);
}
