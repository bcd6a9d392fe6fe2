// Fences, robust estimators, priors, quadratures and standard errors, against computations of this file's own.

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/irt/ability.hpp"
#include "haven/irt/information.hpp"
#include "haven/irt/likelihood.hpp"

#include "irt/random_items.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::irt;

/// A function on [-4, 4] at steps of 1e-3, searched without any of the library's code: the root at which it falls
/// through 0 and its integral is highest, an end where it drives there.
double independent_root(const std::function<double(double)>& function) {
  constexpr int steps = 8'000;
  const auto theta = [](int i) { return -4.0 + 1e-3 * i; };
  double best = 4.0, highest = -std::numeric_limits<double>::infinity(), height = 0.0;
  const auto offer = [&](double at, double value) {
    if (value > highest) highest = value, best = at;
  };
  double before = function(theta(0));
  if (before < 0.0) offer(-4.0, 0.0);
  for (int i = 1; i <= steps; ++i) {
    const double here = function(theta(i));
    if (before > 0.0 && here <= 0.0) {
      double low = theta(i - 1), high = theta(i);
      for (int k = 0; k < 60; ++k) (function(0.5 * (low + high)) > 0.0 ? low : high) = 0.5 * (low + high);
      offer(0.5 * (low + high), height + 0.5 * before * (low - theta(i - 1)));
    }
    height += 0.5e-3 * (before + here);
    before = here;
  }
  if (before > 0.0) offer(4.0, height);
  return best;
}

double logistic(double z) { return 1.0 / (1.0 + std::exp(-z)); }

/// One response's part of a robust estimating function, by the formulas of the papers.
struct Robust {
  double score, information, weight;

  Robust(const LogisticItem& item, bool correct, double theta, bool tukey, double tuning) {
    const double l = logistic(item.discrimination * (theta - item.difficulty));
    const double p = item.pseudo_guessing + (item.upper_asymptote - item.pseudo_guessing) * l;
    const double slope = item.discrimination * (item.upper_asymptote - item.pseudo_guessing) * l * (1.0 - l);
    score = slope * ((correct ? 1.0 : 0.0) - p) / (p * (1.0 - p));
    information = slope * slope / (p * (1.0 - p));
    const double residual = std::abs(item.discrimination * (theta - item.difficulty));
    if (tukey)
      weight = residual <= tuning ? std::pow(1.0 - std::pow(residual / tuning, 2), 2) : 0.0;
    else
      weight = residual <= tuning ? 1.0 : tuning / residual;
  }
};

std::vector<ItemResponse> constant(const ItemBank& bank, bool highest) {
  std::vector<ItemResponse> responses;
  for (ItemIndex item = 0; item < bank.size(); ++item) {
    const auto most = static_cast<std::int8_t>(category_count(bank.item(item)) - 1);
    responses.push_back({item, {highest ? most : std::int8_t{0}}});
  }
  return responses;
}

double second_difference(const std::function<double(double)>& function, double at) {
  constexpr double h = 1e-3;
  return (function(at + h) - 2.0 * function(at) + function(at - h)) / (h * h);
}

}  // namespace

TEST_CASE("estimate_mlef: the root of the score with both fences in it, and its standard error") {
  haven::Rng rng(81);
  const AbilityOptions options{.fence_discrimination = 4.0, .fence_lower = -3.0, .fence_upper = 3.5};
  for (int i = 0; i < 60; ++i) {
    const ItemBank bank = mixed_bank(3 + rng.below(12), rng);
    const auto responses = random_responses(bank, rng);
    const auto score = [&](double theta) {
      return likelihood(bank, responses, theta).score + 4.0 * (1.0 - logistic(4.0 * (theta + 3.0))) -
             4.0 * logistic(4.0 * (theta - 3.5));
    };
    const auto got = estimate_mlef(bank, responses, options);
    CHECK(got.theta == doctest::Approx(independent_root(score)).epsilon(1e-9));
    CHECK(got.observed_information == doctest::Approx(likelihood(bank, responses, got.theta).observed_information));
    const auto fence = [&](double b) {
      const double l = logistic(4.0 * (got.theta - b));
      return 16.0 * l * (1.0 - l);
    };
    const double information = test_information(bank, responses, got.theta) + fence(-3.0) + fence(3.5);
    CHECK(got.standard_error == doctest::Approx(1.0 / std::sqrt(information)).epsilon(1e-10));
  }
}

TEST_CASE("estimate_mlef: finite for constant patterns, the middle without responses, maximum likelihood inside") {
  haven::Rng rng(82);
  const ItemBank bank(random_items(30, false, rng));
  for (const bool highest : {false, true}) {
    const auto got = estimate_mlef(bank, constant(bank, highest), {.theta_min = -8.0, .theta_max = 8.0});
    CHECK(got.constant_pattern);
    CHECK_FALSE(got.at_bound);
    CHECK(std::abs(got.theta) < 5.5);
  }
  const auto none = estimate_mlef(bank, {}, {.fence_lower = -3.0, .fence_upper = 4.0});
  CHECK(none.theta == doctest::Approx(0.5).epsilon(1e-12));
  const ItemBank rasch(std::vector<LogisticItem>(20));
  std::vector<ItemResponse> half = constant(rasch, true);
  for (std::size_t i = 0; i < 8; ++i) half[i].response = Response::incorrect;
  CHECK(estimate_mlef(rasch, half).theta == doctest::Approx(std::log(12.0 / 8.0)).epsilon(1e-8));
}

TEST_CASE("estimate_huber and estimate_tukey: the root of the weighted score, and the robust standard error") {
  haven::Rng rng(83);
  for (int i = 0; i < 100; ++i) {
    const ItemBank bank(random_items(5 + rng.below(20), i % 2 == 0, rng));
    const auto responses = random_responses(bank, rng);
    for (const bool tukey : {false, true}) {
      const double tuning = tukey ? 4.0 : 1.0;
      const auto part = [&](const ItemResponse& given, double theta) {
        return Robust(std::get<LogisticItem>(bank.item(given.item)), given.response == Response::correct, theta, tukey,
                      tuning);
      };
      const auto function = [&](double theta) {
        double sum = 0.0;
        for (const auto& given : responses) sum += part(given, theta).weight * part(given, theta).score;
        return sum;
      };
      const auto got = tukey ? estimate_tukey(bank, responses) : estimate_huber(bank, responses);
      CAPTURE(i);
      CAPTURE(tukey);
      CHECK(got.converged);
      CHECK(got.theta == doctest::Approx(independent_root(function)).epsilon(1e-8));
      CHECK(got.at_bound == (std::abs(got.theta) == 4.0));
      double weighted = 0.0, squared = 0.0;
      for (const auto& given : responses) {
        const auto one = part(given, got.theta);
        weighted += one.weight * one.information;
        squared += one.weight * one.weight * one.information;
      }
      if (!got.at_bound) CHECK(got.standard_error == doctest::Approx(std::sqrt(squared) / weighted).epsilon(1e-9));
    }
  }
}

TEST_CASE("estimate_huber: with a tuning constant that nothing exceeds it is maximum likelihood") {
  haven::Rng rng(84);
  for (int i = 0; i < 50; ++i) {
    const ItemBank bank(random_items(20, false, rng));
    const auto responses = random_responses(bank, rng);
    const auto ml = estimate_mle(bank, responses);
    if (ml.multimodal) continue;
    const auto robust = estimate_huber(bank, responses, {.huber_tuning = 1'000.0});
    CHECK(robust.theta == doctest::Approx(ml.theta).epsilon(1e-9));
    CHECK(robust.standard_error == doctest::Approx(ml.standard_error).epsilon(1e-8));
  }
}

TEST_CASE("robust estimates: a slip on a very easy item moves them less than maximum likelihood") {
  std::vector<LogisticItem> items;
  for (int i = 0; i < 20; ++i) items.push_back({1.5, 0.5 + 0.1 * i});
  items.push_back({1.5, -4.0});
  const ItemBank bank(items);
  std::vector<ItemResponse> honest = constant(bank, true), slipped;
  for (std::size_t i = 0; i < 20; i += 2) honest[i].response = Response::incorrect;
  slipped = honest;
  slipped.back().response = Response::incorrect;
  const auto moved = [&](Estimator estimator) {
    return std::abs(estimate(estimator, bank, slipped).theta - estimate(estimator, bank, honest).theta);
  };
  CHECK(moved(Estimator::huber) < 0.5 * moved(Estimator::mle));
  CHECK(moved(Estimator::tukey) < 1e-9);  // |a (theta - b)| is 8 and more there: no weight at all
}

TEST_CASE("estimate_tukey: between two groups of items so far apart that no item counts, the middle") {
  const ItemBank bank(std::vector<LogisticItem>{{2.0, -3.0}, {2.0, 3.0}});
  const auto got = estimate_tukey(bank, std::vector<ItemResponse>{{0, Response::correct}, {1, Response::incorrect}});
  CHECK(std::abs(got.theta) < 1e-9);  // weights are 0 on [-1, 1]
  CHECK(std::isinf(got.standard_error));
}

TEST_CASE("estimate_map: a uniform prior is maximum likelihood, Jeffreys' prior the highest log L + log sqrt(I)") {
  haven::Rng rng(85);
  for (int i = 0; i < 60; ++i) {
    const ItemBank bank = mixed_bank(4 + rng.below(15), rng);
    const auto responses = random_responses(bank, rng);
    CHECK(estimate_map(bank, responses, {.prior = PriorDistribution::uniform}) == estimate_mle(bank, responses));
    const auto objective = [&](double theta) {
      return log_likelihood(bank, responses, theta) + 0.5 * std::log(test_information(bank, responses, theta));
    };
    const auto got = estimate_map(bank, responses, {.prior = PriorDistribution::jeffreys});
    double highest = -std::numeric_limits<double>::infinity();
    for (int k = 0; k <= 8'000; ++k) highest = std::max(highest, objective(-4.0 + 1e-3 * k));
    CHECK(objective(got.theta) >= highest - 1e-9);
    if (got.at_bound) continue;
    CHECK((objective(got.theta + 1e-4) - objective(got.theta - 1e-4)) / 2e-4 == doctest::Approx(0.0).epsilon(1e-6));
    const auto log_prior = [&](double theta) { return 0.5 * std::log(test_information(bank, responses, theta)); };
    const double precision = got.expected_information - second_difference(log_prior, got.theta);
    if (precision > 0.1) CHECK(got.standard_error == doctest::Approx(1.0 / std::sqrt(precision)).epsilon(1e-4));
  }
}

TEST_CASE("estimate_map: Jeffreys' prior is Warm's estimate for 2PL and partial credit items (Warm 1989, Magis 2015)") {
  haven::Rng rng(86);
  std::vector<BankEntry> entries;
  for (int i = 0; i < 8; ++i) entries.push_back({"d" + std::to_string(i), LogisticItem{0.6 + 0.2 * i, -2.0 + 0.5 * i}});
  for (int i = 0; i < 4; ++i)
    entries.push_back({"p" + std::to_string(i), PartialCreditItem{0.7 + 0.2 * i, {-1.0 + 0.3 * i, 0.2, 0.8}}});
  const ItemBank bank(entries);
  for (int i = 0; i < 50; ++i) {
    const auto responses = random_responses(bank, rng);
    const double jeffreys = estimate_map(bank, responses, {.prior = PriorDistribution::jeffreys}).theta;
    CHECK(jeffreys == doctest::Approx(estimate_wle(bank, responses).theta).epsilon(1e-10));
  }
}

TEST_CASE("estimate_eap: Gauss' rules with many nodes agree with a fine trapezoidal rule") {
  haven::Rng rng(87);
  for (int i = 0; i < 40; ++i) {
    auto items = random_items(12, i % 2 == 0, rng);
    for (auto& item : items) item.discrimination *= 0.4;  // smooth enough for polynomials
    const ItemBank bank(items);
    const auto responses = random_responses(bank, rng);
    const auto fine = estimate_eap(
        bank, responses, {.theta_min = -12.0, .theta_max = 12.0, .prior_mean = 0.3, .quadrature_points = 4'001});
    const auto hermite = estimate_eap(
        bank, responses, {.prior_mean = 0.3, .quadrature_points = 150, .quadrature = QuadratureRule::gauss_hermite});
    const auto legendre = estimate_eap(bank, responses,
                                       {.theta_min = -12.0,
                                        .theta_max = 12.0,
                                        .prior_mean = 0.3,
                                        .quadrature_points = 200,
                                        .quadrature = QuadratureRule::gauss_legendre});
    for (const auto& got : {hermite, legendre}) {
      CHECK(got.theta == doctest::Approx(fine.theta).epsilon(1e-7));
      CHECK(got.standard_error == doctest::Approx(fine.standard_error).epsilon(1e-7));
      CHECK(got.converged);
    }
  }
}

TEST_CASE("estimate_eap: any nodes, and a uniform or Jeffreys' prior, as sums over the nodes") {
  haven::Rng rng(88);
  for (int i = 0; i < 20; ++i) {
    const ItemBank bank = mixed_bank(8, rng);
    const auto responses = random_responses(bank, rng);
    const haven::math::Quadrature nodes{{-2.5, -1.0, -0.2, 0.4, 1.1, 3.0}, {0.1, 0.3, 0.0, 0.2, 0.3, 0.1}};
    const auto moments = [&](const haven::math::Quadrature& rule, const std::function<double(double)>& prior) {
      double total = 0.0, first = 0.0, second = 0.0;
      for (std::size_t k = 0; k < rule.nodes.size(); ++k) {
        const double theta = rule.nodes[k];
        const double weight = rule.weights[k] * prior(theta) * std::exp(log_likelihood(bank, responses, theta));
        total += weight, first += weight * theta, second += weight * theta * theta;
      }
      return std::pair(first / total, std::sqrt(second / total - first * first / total / total));
    };
    const auto check = [](const AbilityEstimate& got, const std::pair<double, double>& expected) {
      CHECK(got.theta == doctest::Approx(expected.first).epsilon(1e-10));
      CHECK(got.standard_error == doctest::Approx(expected.second).epsilon(1e-8));
    };
    const auto even = haven::math::trapezoid(-4.0, 4.0, 61);
    check(estimate_eap(bank, responses, nodes), moments(nodes, [](double) { return 1.0; }));
    check(estimate_eap(bank, responses, {.prior = PriorDistribution::uniform}),
          moments(even, [](double) { return 1.0; }));
    check(estimate_eap(bank, responses, {.prior = PriorDistribution::jeffreys}),
          moments(even, [&](double theta) { return std::sqrt(test_information(bank, responses, theta)); }));
  }
}

TEST_CASE("standard_error: each definition, for every estimator") {
  haven::Rng rng(89);
  const ItemBank bank(random_items(25, false, rng));
  const auto responses = random_responses(bank, rng);
  using Definition = StandardErrorDefinition;
  for (const Estimator estimator : {Estimator::mle, Estimator::map, Estimator::eap, Estimator::wle, Estimator::mlef,
                                    Estimator::huber, Estimator::tukey}) {
    CAPTURE(to_string(estimator));
    const auto with = [&](Definition definition) {
      return estimate(estimator, bank, responses, {.prior_sd = 0.8, .standard_error = definition});
    };
    const auto own = with(Definition::by_estimator);
    double prior = 0.0;
    if (estimator == Estimator::map || estimator == Estimator::eap) prior = 1.0 / 0.64;
    if (estimator == Estimator::mlef)
      for (const double b : {-5.0, 5.0})
        prior += 25.0 * logistic(5.0 * (own.theta - b)) * logistic(5.0 * (b - own.theta));
    CHECK(with(Definition::expected).standard_error ==
          doctest::Approx(1.0 / std::sqrt(own.expected_information + prior)).epsilon(1e-12));
    const double observed = own.observed_information + prior;
    if (observed > 0.0)
      CHECK(with(Definition::observed).standard_error == doctest::Approx(1.0 / std::sqrt(observed)).epsilon(1e-12));
    else
      CHECK(std::isinf(with(Definition::observed).standard_error));
    CHECK(with(Definition::posterior_sd).standard_error ==
          estimate_eap(bank, responses, {.prior_sd = 0.8}).standard_error);
    CHECK(with(Definition::observed).theta == own.theta);
  }
}

TEST_CASE("flags: constant patterns of polytomous items are those of all highest or all lowest scores") {
  haven::Rng rng(90);
  const ItemBank bank(std::vector<BankEntry>{{"gpcm", PartialCreditItem{1.2, {-0.5, 0.4}}},
                                             {"grm", GradedItem{1.0, {-1.0, 0.0, 1.0}}},
                                             {"nrm", NominalItem{{-1.0, 0.2, 1.0}, {0.0, 0.5, 0.1}}}});
  for (const bool highest : {false, true})
    for (const Estimator estimator : {Estimator::mle, Estimator::map, Estimator::eap, Estimator::wle}) {
      const auto got = estimate(estimator, bank, constant(bank, highest));
      CAPTURE(to_string(estimator));
      CHECK(got.constant_pattern);
      CHECK(got.converged);
      CHECK(got.at_bound == (estimator == Estimator::mle));
    }
  auto mixed = constant(bank, true);
  mixed.front().response = Response{1};
  CHECK_FALSE(estimate_mle(bank, mixed).constant_pattern);
}

TEST_CASE("new options: what makes no sense is refused, by name") {
  const ItemBank bank(std::vector<LogisticItem>(3));
  const auto refusal = [&](const AbilityOptions& options) {
    try {
      static_cast<void>(estimate_eap(bank, {}, options));
    } catch (const haven::Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(refusal({.quadrature_points = 201, .quadrature = QuadratureRule::gauss_legendre}) ==
        "ability options: quadrature_points must be in 2..200, got 201");
  CHECK(refusal({.prior = PriorDistribution::uniform, .quadrature = QuadratureRule::gauss_hermite}) ==
        "ability options: quadrature gauss_hermite needs a normal prior, got uniform");
  CHECK(refusal({.fence_discrimination = 0.0}) == "ability options: fence_discrimination must be in (0, 20], got 0");
  CHECK(refusal({.fence_lower = 5.0}) ==
        "ability options: fence_upper must be above fence_lower and at most 1000, got 5");
  CHECK(refusal({.huber_tuning = 0.0}) == "ability options: huber_tuning must be in 0.001..1000, got 0");
  CHECK(refusal({.tukey_tuning = std::nan("")}) == "ability options: tukey_tuning must be in 0.001..1000, got nan");
  CHECK(refusal({.prior = static_cast<PriorDistribution>(9)}) == "ability options: prior must be a known value, got 9");
  for (const auto prior : {PriorDistribution::uniform, PriorDistribution::jeffreys}) {
    CHECK(std::isnan(estimate_map(bank, {}, {.prior = prior}).theta));
    CHECK(parse_prior_distribution(to_string(prior)) == prior);
  }
  CHECK(std::isnan(estimate_eap(bank, {}, {.prior = PriorDistribution::jeffreys}).theta));
  CHECK_THROWS_AS(static_cast<void>(estimate_eap(bank, {}, haven::math::Quadrature{{0.0}, {1.0}})), haven::Error);
}
