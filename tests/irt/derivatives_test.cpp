#include <algorithm>
#include <cmath>
#include <vector>

#include "haven/irt/category_curves.hpp"
#include "haven/irt/information.hpp"
#include "haven/irt/likelihood.hpp"
#include "haven/math/logistic.hpp"

#include "irt/random_items.hpp"

#include <doctest/doctest.h>

using namespace haven::irt;

namespace {

/// Central difference with Richardson extrapolation: error O(h^4).
template <class F>
double derivative(F f, double x, double h = 1e-3) {
  const double wide = (f(x + h) - f(x - h)) / (2.0 * h);
  const double narrow = (f(x + h / 2) - f(x - h / 2)) / h;
  return (4.0 * narrow - wide) / 3.0;
}

CategoryCurves curves_of(const Item& item, double theta) {
  CategoryCurves curves;
  evaluate(item, theta, curves);
  return curves;
}

template <class Term>
double sum_over(const CategoryCurves& curves, Term term) {
  double sum = 0.0;
  for (std::size_t k = 0; k < curves.count; ++k) sum += term(k);
  return sum;
}

}  // namespace

TEST_CASE("category curves: probabilities sum to 1 and derivatives agree with finite differences") {
  haven::Rng rng(11);
  for (const Item& item : mixed_items(400, rng)) {
    const double theta = -5.0 + 10.0 * rng.uniform();
    const auto curves = curves_of(item, theta);
    REQUIRE(curves.count == category_count(item));
    CHECK(sum_over(curves, [&](std::size_t k) { return curves.p[k]; }) == doctest::Approx(1.0).epsilon(1e-14));
    CHECK(std::abs(sum_over(curves, [&](std::size_t k) { return curves.first(k); })) < 1e-13);
    for (std::size_t k = 0; k < curves.count; ++k) {
      const auto at = [&](auto member) {
        return derivative([&](double t) { return member(curves_of(item, t)); }, theta);
      };
      CHECK(curves.p[k] == doctest::Approx(haven::math::exp(log_probability(item, k, theta))).epsilon(1e-12));
      CHECK(curves.first(k) == doctest::Approx(at([k](const auto& c) { return c.p[k]; })).epsilon(1e-8));
      CHECK(curves.second(k) == doctest::Approx(at([k](const auto& c) { return c.first(k); })).epsilon(1e-8));
      CHECK(curves.third(k) == doctest::Approx(at([k](const auto& c) { return c.second(k); })).epsilon(1e-7));
    }
    CHECK(item_information_slope(item, theta) ==
          doctest::Approx(derivative([&](double t) { return item_information(item, t); }, theta)).epsilon(1e-8));
  }
}

TEST_CASE("special cases: GPCM and GRM of two scores are the 2PL, NRM with slopes 0, a, 2a is the GPCM") {
  const Item two = LogisticItem{1.3, 0.4};
  for (const Item& same : {Item(GradedItem{1.3, {0.4}}), Item(PartialCreditItem{1.3, {0.4}}),
                           Item(NominalItem{{0.0, 1.3}, {0.0, -1.3 * 0.4}})})
    CHECK(item_information(same, 1.1) == doctest::Approx(item_information(two, 1.1)).epsilon(1e-14));
  const Item credit = PartialCreditItem{0.9, {-0.2, 0.7}};
  const Item nominal = NominalItem{{5.0, 5.9, 6.8}, {1.0, 1.0 + 0.9 * 0.2, 1.0 + 0.9 * (0.2 - 0.7)}};
  for (std::size_t k = 0; k < 3; ++k)
    CHECK(log_probability(credit, k, 0.3) == doctest::Approx(log_probability(nominal, k, 0.3)).epsilon(1e-14));
  CHECK(modified_graded_item(1.2, 0.5, std::vector{1.0, -0.5}) == GradedItem{1.2, {-0.5, 1.0}});
  CHECK(rating_scale_item(0.5, std::vector{-1.0, 0.25}) == PartialCreditItem{1.0, {-0.5, 0.75}});
}

TEST_CASE("likelihood: score and observed information are derivatives of the log-likelihood") {
  haven::Rng rng(12);
  for (int i = 0; i < 50; ++i) {
    const ItemBank bank = mixed_bank(15, rng);
    const auto responses = random_responses(bank, rng);
    const double theta = -4.0 + 8.0 * rng.uniform();
    const auto at = likelihood(bank, responses, theta);
    CHECK(
        at.score ==
        doctest::Approx(derivative([&](double t) { return log_likelihood(bank, responses, t); }, theta)).epsilon(1e-7));
    CHECK(at.observed_information ==
          doctest::Approx(-derivative([&](double t) { return likelihood(bank, responses, t).score; }, theta))
              .epsilon(1e-7));
    CHECK(at.log_likelihood == log_likelihood(bank, responses, theta));
  }
}

TEST_CASE("item_information: the expectation of the observed information, and equal to it for the 2PL") {
  haven::Rng rng(13);
  for (const Item& item : mixed_items(200, rng)) {
    const double theta = -4.0 + 8.0 * rng.uniform();
    const auto curves = curves_of(item, theta);
    const double expectation = sum_over(curves, [&](std::size_t k) {
      return curves.p[k] * observed_information(item, Response{static_cast<std::int8_t>(k)}, theta);
    });
    CHECK(item_information(item, theta) == doctest::Approx(expectation).epsilon(1e-11));
  }
  const Item item = LogisticItem{1.7, 0.4};
  CHECK(observed_information(item, Response::correct, 1.0) ==
        doctest::Approx(item_information(item, 1.0)).epsilon(1e-14));
  CHECK(observed_information(item, Response::incorrect, 1.0) ==
        doctest::Approx(item_information(item, 1.0)).epsilon(1e-14));
  CHECK(observed_information(item, Response::missing, 1.0) == 0.0);
}

TEST_CASE("item_information: Lord's 4PL value where the 3PL formula would be wrong") {
  // a = 1.5, b = 0, c = 0.2, d = 0.9 at theta = 1, computed by hand from P'^2 / (P Q).
  CHECK(item_information(LogisticItem{1.5, 0.0, 0.2, 0.9}, 1.0) == doctest::Approx(0.13946).epsilon(5e-5));
}

TEST_CASE("every curve: finite and not NaN at |theta| = 300") {
  haven::Rng rng(14);
  const ItemBank bank = mixed_bank(150, rng);
  const auto responses = random_responses(bank, rng);
  for (const double theta : {-300.0, 300.0}) {
    for (ItemIndex index = 0; index < bank.size(); ++index) {
      const Item& item = bank.item(index);
      const auto curves = curves_of(item, theta);
      for (std::size_t k = 0; k < curves.count; ++k) {
        CHECK(std::isfinite(curves.p[k]));
        CHECK(std::isfinite(curves.third(k)));
        CHECK(std::isfinite(log_probability(item, k, theta)));
      }
      CHECK(item_information(item, theta) >= 0.0);
      CHECK(std::isfinite(item_information_slope(item, theta)));
      CHECK(std::isfinite(warm_correction(item, theta)));
    }
    const auto at = likelihood(bank, responses, theta);
    CHECK(std::isfinite(at.log_likelihood));
    CHECK(std::isfinite(at.score));
    CHECK(std::isfinite(at.observed_information));
  }
  // log P of a 2PL item far below it is a (theta - b), not log 0.
  const ItemBank steep(std::vector<LogisticItem>{{4.0, 0.0}});
  CHECK(log_likelihood(steep, std::vector<ItemResponse>{{0, Response::correct}}, -300.0) ==
        doctest::Approx(-1200.0).epsilon(1e-15));
}

TEST_CASE("maximum_information_theta: no neighbour informs more") {
  haven::Rng rng(15);
  for (const Item& item : mixed_items(300, rng)) {
    const double peak = maximum_information_theta(item);
    const double most = item_information(item, peak);
    for (double theta = -8.0; theta <= 8.0; theta += 0.01)
      REQUIRE(item_information(item, theta) <= most * (1.0 + 1e-9));
  }
}

TEST_CASE("tables: rows are abilities, columns are items") {
  haven::Rng rng(16);
  const ItemBank bank = mixed_bank(5, rng);
  const std::vector<double> theta = {-1.0, 0.0, 2.0};
  std::vector<double> expected(15), i(15), p(15 * bank.largest_category_count());
  expected_scores(bank, theta, expected);
  information(bank, theta, i);
  category_probabilities(bank, theta, p);
  CHECK(expected[7] == expected_score(bank.item(2), 0.0));
  CHECK(i[14] == item_information(bank.item(4), 2.0));
  CHECK(p[7 * bank.largest_category_count() + 1] == curves_of(bank.item(2), 0.0).p[1]);
  std::vector<double> wrong(14);
  CHECK_THROWS(expected_scores(bank, theta, wrong));
  CHECK_THROWS(category_probabilities(bank, theta, wrong));
}
