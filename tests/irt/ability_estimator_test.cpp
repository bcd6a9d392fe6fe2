#include "haven/irt/ability_estimator.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "haven/core/error.hpp"

#include "counting_allocator.hpp"
#include "irt/random_items.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::irt;

const std::vector<Estimator> all_estimators = {Estimator::mle,  Estimator::map,   Estimator::eap,  Estimator::wle,
                                               Estimator::mlef, Estimator::huber, Estimator::tukey};

bool is_robust(Estimator estimator) { return estimator == Estimator::huber || estimator == Estimator::tukey; }

/// Equal to the last bit, NaN included.
bool same(const AbilityEstimate& x, const AbilityEstimate& y) {
  const auto bits = [](const AbilityEstimate& e) {
    const auto of = [](double value) { return std::bit_cast<std::uint64_t>(value); };
    return std::array{of(e.theta), of(e.standard_error), of(e.expected_information), of(e.observed_information)};
  };
  return bits(x) == bits(y) && x.at_bound == y.at_bound && x.multimodal == y.multimodal &&
         x.constant_pattern == y.constant_pattern && x.converged == y.converged;
}

ItemBank bank_for(Estimator estimator, std::size_t size, haven::Rng& rng) {
  return is_robust(estimator) ? ItemBank(random_items(size, true, rng)) : mixed_bank(size, rng);
}

}  // namespace

TEST_CASE("AbilityEstimator: after every response the estimate is that of the one-shot function, bit for bit") {
  haven::Rng rng(41);
  for (const Estimator estimator : all_estimators)
    for (const AbilityOptions& options :
         {AbilityOptions{}, AbilityOptions{.prior = PriorDistribution::jeffreys},
          AbilityOptions{.theta_min = -300.0, .theta_max = 300.0, .quadrature_points = 601},  // far out, the slow way
          AbilityOptions{.quadrature_points = 21, .standard_error = StandardErrorDefinition::posterior_sd}}) {
      const ItemBank bank = bank_for(estimator, 23, rng);
      const auto responses = random_responses(bank, rng);
      AbilityEstimator ability(bank, estimator, options);
      for (std::size_t n = 0; n <= responses.size(); ++n) {
        CAPTURE(to_string(estimator));
        CAPTURE(n);
        REQUIRE(same(ability.estimate(), estimate(estimator, bank, std::span(responses).first(n), options)));
        if (n < responses.size()) ability.add(responses[n].item, responses[n].response);
      }
    }
}

TEST_CASE("AbilityEstimator: reset forgets, a copy goes its own way, nothing is allocated after the first round") {
  haven::Rng rng(42);
  for (const Estimator estimator : all_estimators) {
    CAPTURE(to_string(estimator));
    const ItemBank bank = bank_for(estimator, 30, rng);
    const auto first = random_responses(bank, rng), second = random_responses(bank, rng);
    AbilityEstimator ability(bank, estimator);
    const auto empty = ability.estimate();
    const auto play = [](AbilityEstimator& one, const std::vector<ItemResponse>& responses) {
      AbilityEstimate last;
      for (const auto& [item, response] : responses) one.add(item, response), last = one.estimate();
      return last;
    };
    const auto expected = play(ability, first);
    AbilityEstimator copy = ability;
    ability.reset();
    CHECK(same(ability.estimate(), empty));
    CHECK(ability.responses().empty());
    const auto other = play(ability, second);
    CHECK(same(other, estimate(estimator, bank, second)));
    CHECK(same(copy.estimate(), expected));
    const std::size_t before = allocation_count();
    copy.reset();
    for (const auto& [item, response] : first) copy.add(item, response);
    ability.reset();
    const auto again = play(ability, second);
    CHECK(allocation_count() == before);
    CHECK(same(again, other));
  }
}

TEST_CASE("AbilityEstimator: a refused response changes nothing") {
  haven::Rng rng(43);
  const ItemBank bank = mixed_bank(10, rng);
  AbilityEstimator ability(bank, Estimator::map);
  ability.add(0, Response::correct);
  const auto before = ability.estimate();
  const auto refusal = [&](ItemIndex item, Response response) {
    try {
      ability.add(item, response);
    } catch (const haven::Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(refusal(0, Response::correct) == "response to item 0: appears more than once");
  CHECK(refusal(1, Response::missing) == "response to item 1: must not be missing");
  CHECK(refusal(1, Response{2}) == "response to item 1: score must be 0 or 1, got 2");
  CHECK(refusal(10, Response::correct) == "item bank: item index must be below 10, got 10");
  CHECK(same(ability.estimate(), before));
  AbilityEstimator robust(bank, Estimator::huber);
  CHECK_THROWS_WITH_AS(robust.add(2, Response::correct),
                       "response to item 2: the estimator huber takes dichotomous items only", haven::Error);
}
