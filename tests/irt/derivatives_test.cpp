#include <algorithm>
#include <cmath>
#include <vector>

#include "haven/irt/information.hpp"
#include "haven/irt/likelihood.hpp"
#include "haven/irt/response_function.hpp"

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

}  // namespace

TEST_CASE("response_function: derivatives agree with finite differences") {
  haven::Rng rng(11);
  for (const Item item : random_items(200, true, rng)) {
    const double theta = -5.0 + 10.0 * rng.uniform();
    const auto curve = response_function(item, theta);
    CHECK(curve.p + curve.q == doctest::Approx(1.0).epsilon(1e-15));
    CHECK(curve.first ==
          doctest::Approx(derivative([&](double t) { return probability_correct(item, t); }, theta)).epsilon(1e-8));
    CHECK(curve.second ==
          doctest::Approx(derivative([&](double t) { return response_function(item, t).first; }, theta)).epsilon(1e-8));
    CHECK(item_information_slope(item, theta) ==
          doctest::Approx(derivative([&](double t) { return item_information(item, t); }, theta)).epsilon(1e-8));
  }
}

TEST_CASE("likelihood: score and observed information are derivatives of the log-likelihood") {
  haven::Rng rng(12);
  for (int i = 0; i < 50; ++i) {
    const ItemBank bank(random_items(15, i % 2 == 0, rng));
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
  for (const Item item : random_items(100, true, rng)) {
    const double theta = -4.0 + 8.0 * rng.uniform();
    const auto curve = response_function(item, theta);
    const double expectation = curve.p * observed_information(item, Response::correct, theta) +
                               curve.q * observed_information(item, Response::incorrect, theta);
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
  auto items = random_items(50, true, rng);
  const auto three = random_items(50, false, rng);
  items.insert(items.end(), three.begin(), three.end());
  items.push_back({4.0, 0.0, 0.0, 1.0});
  const ItemBank bank(items);
  const auto responses = random_responses(bank, rng);
  for (const double theta : {-300.0, 300.0}) {
    for (const Item item : items) {
      const auto curve = response_function(item, theta);
      CHECK(std::isfinite(curve.p));
      CHECK(std::isfinite(curve.second));
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
  auto items = random_items(100, true, rng);
  const auto three = random_items(100, false, rng);
  items.insert(items.end(), three.begin(), three.end());
  for (const Item item : items) {
    const double peak = maximum_information_theta(item);
    const double most = item_information(item, peak);
    for (double theta = -8.0; theta <= 8.0; theta += 0.01)
      REQUIRE(item_information(item, theta) <= most * (1.0 + 1e-12));
  }
}

TEST_CASE("tables: rows are abilities, columns are items") {
  haven::Rng rng(16);
  const ItemBank bank(random_items(5, true, rng));
  const std::vector<double> theta = {-1.0, 0.0, 2.0};
  std::vector<double> p(15), i(15);
  probabilities(bank, theta, p);
  information(bank, theta, i);
  CHECK(p[7] == probability_correct(bank.item(2), 0.0));
  CHECK(i[14] == item_information(bank.item(4), 2.0));
  std::vector<double> wrong(14);
  CHECK_THROWS(probabilities(bank, theta, wrong));
}
