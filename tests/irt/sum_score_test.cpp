#include "haven/irt/sum_score.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/irt/category_curves.hpp"
#include "haven/irt/likelihood.hpp"

#include "irt/random_items.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::irt;

std::vector<ItemIndex> all_items(const ItemBank& bank) {
  std::vector<ItemIndex> items(bank.size());
  std::iota(items.begin(), items.end(), ItemIndex{0});
  return items;
}

/// Calls `visit(responses, sum)` for every response pattern to the whole bank.
void for_each_pattern(const ItemBank& bank,
                      const std::function<void(const std::vector<ItemResponse>&, std::size_t)>& visit) {
  std::vector<ItemResponse> responses;
  const std::function<void(ItemIndex, std::size_t)> extend = [&](ItemIndex item, std::size_t sum) {
    if (item == bank.size()) return visit(responses, sum);
    for (std::size_t score = 0; score < category_count(bank.item(item)); ++score) {
      responses.push_back({item, {static_cast<std::int8_t>(score)}});
      extend(item + 1, sum + score);
      responses.pop_back();
    }
  };
  extend(0, 0);
}

double probability(const ItemBank& bank, const std::vector<ItemResponse>& responses, double theta) {
  return std::exp(log_likelihood(bank, responses, theta));
}

}  // namespace

TEST_CASE("sum_score_distribution: the sums of all patterns' probabilities") {
  haven::Rng rng(71);
  const ItemBank bank = mixed_bank(7, rng);
  for (const double theta : {-3.0, 0.2, 2.5}) {
    const auto got = sum_score_distribution(bank, all_items(bank), theta);
    std::vector<double> expected(got.size(), 0.0);
    for_each_pattern(
        bank, [&](const auto& responses, std::size_t sum) { expected.at(sum) += probability(bank, responses, theta); });
    for (std::size_t s = 0; s < got.size(); ++s) CHECK(std::abs(got[s] - expected[s]) < 1e-13);
    CHECK(std::accumulate(got.begin(), got.end(), 0.0) == doctest::Approx(1.0).epsilon(1e-14));
  }
  CHECK(sum_score_distribution(bank, {}, 0.0) == std::vector{1.0});
}

TEST_CASE("sum_score_distribution: binomial for equal Rasch items") {
  const ItemBank bank(std::vector<LogisticItem>(4));  // P = 1/2 at 0
  const auto got = sum_score_distribution(bank, all_items(bank), 0.0);
  const std::vector<double> expected = {1.0 / 16, 4.0 / 16, 6.0 / 16, 4.0 / 16, 1.0 / 16};
  CHECK(got == expected);
}

TEST_CASE("sum_score_eap: posterior moments of the patterns that have the sum") {
  haven::Rng rng(72);
  const ItemBank bank = mixed_bank(6, rng);
  const AbilityOptions options{.prior_mean = 0.4, .prior_sd = 1.2, .quadrature_points = 33};
  const auto table = sum_score_eap(bank, all_items(bank), options);
  std::vector<double> zeroth(table.size()), first(table.size()), second(table.size());
  double all = 0.0;
  for (int i = 0; i < 33; ++i) {
    const double theta = -4.0 + i * 0.25, z = (theta - 0.4) / 1.2;
    const double weight = std::exp(-0.5 * z * z) * (i == 0 || i == 32 ? 0.5 : 1.0);
    all += weight;
    for_each_pattern(bank, [&](const auto& responses, std::size_t sum) {
      const double product = weight * probability(bank, responses, theta);
      zeroth[sum] += product;
      first[sum] += product * theta;
      second[sum] += product * theta * theta;
    });
  }
  for (std::size_t s = 0; s < table.size(); ++s) {
    const double mean = first[s] / zeroth[s];
    CHECK(table[s].theta == doctest::Approx(mean).epsilon(1e-11));
    CHECK(table[s].standard_error == doctest::Approx(std::sqrt(second[s] / zeroth[s] - mean * mean)).epsilon(1e-10));
    CHECK(table[s].probability == doctest::Approx(zeroth[s] / all).epsilon(1e-11));
  }
}

TEST_CASE("sum_score_eap: for Rasch items that of any pattern with the sum, under every prior and quadrature") {
  std::vector<LogisticItem> items;
  for (int i = 0; i < 9; ++i) items.push_back({1.3, -2.0 + 0.5 * i});
  const ItemBank bank(items);
  for (const AbilityOptions& options :
       {AbilityOptions{}, AbilityOptions{.prior = PriorDistribution::uniform},
        AbilityOptions{.prior = PriorDistribution::jeffreys},
        AbilityOptions{.quadrature_points = 40, .quadrature = QuadratureRule::gauss_legendre},
        AbilityOptions{.prior_sd = 1.5, .quadrature_points = 31, .quadrature = QuadratureRule::gauss_hermite}}) {
    const auto table = sum_score_eap(bank, all_items(bank), options);
    REQUIRE(table.size() == 10);
    std::vector<ItemResponse> responses;
    for (ItemIndex item = 0; item < 9; ++item) responses.push_back({item, Response::incorrect});
    for (std::size_t sum = 0; sum < 10; ++sum) {
      if (sum > 0) responses[9 - sum].response = Response::correct;
      const auto expected = estimate_eap(bank, responses, options);
      CHECK(table[sum].theta == doctest::Approx(expected.theta).epsilon(1e-11));
      CHECK(table[sum].standard_error == doctest::Approx(expected.standard_error).epsilon(1e-11));
    }
  }
}

TEST_CASE("exact_standard_error: the SD of the estimates over all patterns") {
  haven::Rng rng(73);
  for (const Estimator estimator : {Estimator::mle, Estimator::map, Estimator::eap, Estimator::wle, Estimator::mlef}) {
    const ItemBank bank = mixed_bank(6, rng);
    CAPTURE(to_string(estimator));
    for (const double theta : {-1.0, 0.7}) {
      double mean = 0.0, square = 0.0;
      for_each_pattern(bank, [&](const auto& responses, std::size_t) {
        const double p = probability(bank, responses, theta), value = estimate(estimator, bank, responses).theta;
        mean += p * value;
        square += p * value * value;
      });
      const double got = exact_standard_error(bank, all_items(bank), estimator, theta);
      CHECK(got == doctest::Approx(std::sqrt(square - mean * mean)).epsilon(1e-10));
    }
  }
}

TEST_CASE("exact_standard_error: grouped by sum where that is sufficient, the same as over all patterns") {
  std::vector<BankEntry> entries;
  for (int i = 0; i < 6; ++i) entries.push_back({"d" + std::to_string(i), LogisticItem{1.4, -1.5 + 0.6 * i}});
  entries.push_back({"p", PartialCreditItem{1.4, {-0.5, 1.0}}});
  const ItemBank bank(entries);
  for (const Estimator estimator : {Estimator::mle, Estimator::wle, Estimator::eap}) {
    double mean = 0.0, square = 0.0;
    for_each_pattern(bank, [&](const auto& responses, std::size_t) {
      const double p = probability(bank, responses, 0.3), value = estimate(estimator, bank, responses).theta;
      mean += p * value;
      square += p * value * value;
    });
    const double got = exact_standard_error(bank, all_items(bank), estimator, 0.3);
    CHECK(got == doctest::Approx(std::sqrt(square - mean * mean)).epsilon(1e-10));
  }
  // 60 items have 2^60 patterns, but 61 sums. The limit of the exact error is 1 / sqrt(60 / 4).
  const ItemBank many(std::vector<LogisticItem>(60));
  CHECK(exact_standard_error(many, all_items(many), Estimator::mle, 0.0) ==
        doctest::Approx(1.0 / std::sqrt(15.0)).epsilon(0.05));
}

TEST_CASE("sum scores: what makes no sense is refused") {
  haven::Rng rng(74);
  const ItemBank bank(random_items(30, false, rng));
  const std::vector<ItemIndex> twice = {1, 2, 1}, beyond = {30};
  for (const auto& items : {twice, beyond}) {
    CHECK_THROWS_AS(static_cast<void>(sum_score_distribution(bank, items, 0.0)), haven::Error);
    CHECK_THROWS_AS(static_cast<void>(sum_score_eap(bank, items)), haven::Error);
    CHECK_THROWS_AS(static_cast<void>(exact_standard_error(bank, items, Estimator::mle, 0.0)), haven::Error);
  }
  CHECK_THROWS_AS(static_cast<void>(exact_standard_error(bank, {}, Estimator::mle, 0.0)), haven::Error);
  CHECK_THROWS_AS(static_cast<void>(exact_standard_error(bank, all_items(bank), Estimator::mle, 0.0)), haven::Error);
  CHECK_THROWS_AS(static_cast<void>(sum_score_eap(bank, all_items(bank), {.prior_sd = 0.0})), haven::Error);
}

TEST_CASE("sum scores: an ability that is no number is refused") {
  const ItemBank bank(std::vector<LogisticItem>(3));
  const std::vector<ItemIndex> items = {0, 1, 2};
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(static_cast<void>(sum_score_distribution(bank, items, nan)), haven::Error);
  CHECK_THROWS_AS(static_cast<void>(exact_standard_error(bank, items, Estimator::mle, nan)), haven::Error);
}
