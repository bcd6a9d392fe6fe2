#include <cmath>
#include <vector>

#include "haven/irt/ability.hpp"
#include "haven/irt/information.hpp"
#include "haven/irt/likelihood.hpp"

#include "reference/tables.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::irt;
using nlohmann::json;

constexpr double theta_tolerance = 1e-8;
constexpr AbilityOptions options{.theta_min = -4.0, .theta_max = 4.0, .quadrature_points = 33};

std::vector<ItemResponse> responses_of(const json& pattern) {
  std::vector<ItemResponse> responses;
  for (std::size_t i = 0; i < pattern.at("items").size(); ++i)
    responses.push_back({pattern["items"][i].get<ItemIndex>() - 1, Response{pattern["x"][i].get<std::int8_t>()}});
  return responses;
}

/// Calls `check(bank, responses, pattern)` for each pattern of the banks; returns how many there were.
template <class Check>
int for_each_pattern(Check check) {
  const auto table = reference::load("theta.json");
  int count = 0;
  for (const auto& name : reference::all_models) {
    const ItemBank bank = reference::load_bank(name);
    const auto& patterns = reference::bank_entry(table, "bank", name).at("patterns");
    for (std::size_t i = 0; i < patterns.size(); ++i, ++count) {
      CAPTURE(name);
      CAPTURE(i);
      check(bank, responses_of(patterns[i]), patterns[i]);
    }
  }
  return count;
}

/// The answer to match: catR's with a tight root, or the independent global maximum where catR's is none. Polytomous
/// likelihoods are concave, so that there catR's root is the global maximum.
void check_mode(const AbilityEstimate& got, const json& expected) {
  const bool catr_is_global = !expected.contains("catR_is") || expected.at("catR_is") == "global";
  const double theta = expected.at(catr_is_global ? "theta_tight" : "global");
  REQUIRE(std::abs(got.theta - theta) <= theta_tolerance);
  if (catr_is_global) REQUIRE(std::abs(got.standard_error - expected.at("se_tight").get<double>()) <= theta_tolerance);
}

/// Warm's weighted log-likelihood at `to` less that at `from`: the integral of S + J / (2 I), here by the midpoint
/// rule.
double weighted_gain(const ItemBank& bank, const std::vector<ItemResponse>& responses, double from, double to) {
  constexpr int steps = 4000;
  double sum = 0.0;
  for (int i = 0; i < steps; ++i) {
    const double theta = from + (to - from) * (i + 0.5) / steps;
    double warm = 0.0;
    for (const auto& [item, response] : responses) warm += warm_correction(bank.item(item), theta);
    sum += likelihood(bank, responses, theta).score + warm / (2.0 * test_information(bank, responses, theta));
  }
  return sum * (to - from) / steps;
}

}  // namespace

TEST_CASE("theta.json: maximum likelihood is the global maximum") {
  int multimodal = 0;
  const int count =
      for_each_pattern([&](const ItemBank& bank, const std::vector<ItemResponse>& responses, const json& pattern) {
        const auto got = estimate_mle(bank, responses, options);
        check_mode(got, pattern.at("ML"));
        REQUIRE(got.converged);
        REQUIRE(got.multimodal == pattern.at("ML").contains("maxima"));
        REQUIRE(got.at_bound == (std::abs(got.theta) == 4.0));
        if (!got.at_bound) REQUIRE(std::abs(likelihood(bank, responses, got.theta).score) < 1e-10);
        multimodal += got.multimodal ? 1 : 0;
      });
  CHECK(count == 2400);
  CHECK(multimodal == 166);
}

TEST_CASE("theta.json: maximum a posteriori is the global maximum of the posterior") {
  const int count =
      for_each_pattern([](const ItemBank& bank, const std::vector<ItemResponse>& responses, const json& pattern) {
        const auto got = estimate_map(bank, responses, options);
        check_mode(got, pattern.at("BM"));
        if (!got.at_bound) REQUIRE(std::abs(likelihood(bank, responses, got.theta).score - got.theta) < 1e-10);
      });
  CHECK(count == 2400);
}

TEST_CASE("theta.json: expected a posteriori on catR's 33 nodes") {
  const int count =
      for_each_pattern([](const ItemBank& bank, const std::vector<ItemResponse>& responses, const json& pattern) {
        const auto got = estimate_eap(bank, responses, options);
        REQUIRE(std::abs(got.theta - pattern.at("EAP").at("theta_tight").get<double>()) <= theta_tolerance);
        REQUIRE(std::abs(got.standard_error - pattern.at("EAP").at("se_tight").get<double>()) <= theta_tolerance);
      });
  CHECK(count == 2400);
}

TEST_CASE("theta.json: weighted likelihood is catR's root, or a better one where there are several") {
  int other_root = 0;
  const int count =
      for_each_pattern([&](const ItemBank& bank, const std::vector<ItemResponse>& responses, const json& pattern) {
        const auto got = estimate_wle(bank, responses, options);
        const double catr = pattern.at("WL").at("theta_tight");
        if (std::abs(got.theta - catr) <= theta_tolerance) {
          REQUIRE(std::abs(got.standard_error - pattern.at("WL").at("se_tight").get<double>()) <= theta_tolerance);
          return;
        }
        REQUIRE(got.multimodal);
        REQUIRE(weighted_gain(bank, responses, catr, got.theta) > 0.0);
        ++other_root;
      });
  CHECK(count == 2400);
  CHECK(other_root < 100);
  MESSAGE("another root than catR's, of higher weighted likelihood: ", other_root);
}
