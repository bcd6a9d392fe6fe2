#include <vector>

#include "haven/irt/ability.hpp"
#include "haven/irt/likelihood.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::irt;

// A 3PL pattern with two maxima of the likelihood (c = 0.2). catR's maximum likelihood and Newton's method from 0 both
// give the lower one, -0.19066. The stationary points were computed apart from Haven and checked with catR.
const ItemBank bank(std::vector<LogisticItem>{{2.1, -1.3, 0.2},
                                              {2.8, -1.4, 0.2},
                                              {1.7, 1.3, 0.2},
                                              {1.8, -1.0, 0.2},
                                              {1.6, 2.0, 0.2},
                                              {2.9, -0.6, 0.2},
                                              {2.7, 1.7, 0.2},
                                              {1.8, 1.9, 0.2}});
const std::vector<Response> pattern = {Response::correct, Response::correct, Response::correct, Response::incorrect,
                                       Response::correct, Response::correct, Response::correct, Response::correct};
const auto responses = presented(bank, pattern);

}  // namespace

TEST_CASE("golden vector: maximum likelihood is the global maximum 2.10417784") {
  const auto estimate = estimate_mle(bank, responses);
  CHECK(estimate.theta == doctest::Approx(2.10417784).epsilon(5e-9));
  CHECK(estimate.standard_error == doctest::Approx(0.64751).epsilon(1e-5));
  CHECK(log_likelihood(bank, responses, estimate.theta) == doctest::Approx(-7.070557).epsilon(1e-7));
  CHECK(estimate.multimodal);
  CHECK(estimate.converged);
  CHECK_FALSE(estimate.at_bound);
  CHECK_FALSE(estimate.constant_pattern);
}

TEST_CASE("golden vector: the lower maximum and the minimum between are stationary points") {
  CHECK(likelihood(bank, responses, -0.19065800).score == doctest::Approx(0.0).epsilon(1e-7));
  CHECK(likelihood(bank, responses, 0.35957635).score == doctest::Approx(0.0).epsilon(1e-7));
  CHECK(log_likelihood(bank, responses, -0.19065800) == doctest::Approx(-8.155548).epsilon(1e-7));
  CHECK(likelihood(bank, responses, 0.35957635).observed_information < 0.0);
}

TEST_CASE("golden vector: MAP, WLE and EAP as catR gives them") {
  CHECK(estimate_map(bank, responses).theta == doctest::Approx(-0.08544).epsilon(1e-4));
  CHECK(estimate_wle(bank, responses).theta == doctest::Approx(1.96262).epsilon(1e-5));
  const auto coarse = estimate_eap(bank, responses, {.quadrature_points = 33});
  CHECK(coarse.theta == doctest::Approx(0.4752485).epsilon(1e-7));
  CHECK(coarse.standard_error == doctest::Approx(0.9537997).epsilon(1e-7));
  const auto fine = estimate_eap(bank, responses, {.theta_min = -10.0, .theta_max = 10.0, .quadrature_points = 10'001});
  CHECK(fine.theta == doctest::Approx(0.4752739).epsilon(2e-7));
  CHECK(fine.standard_error == doctest::Approx(0.9538686).epsilon(2e-7));
}
