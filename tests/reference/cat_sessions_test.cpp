#include <algorithm>
#include <cmath>
#include <vector>

#include "haven/cat/exam.hpp"
#include "haven/irt/information_index.hpp"

#include "reference/tables.hpp"

#include <doctest/doctest.h>

// Whole adaptive tests of catR's randomCAT: first item by maximum information at 0, then estimate, stop, select. catR's
// 95 % interval uses qnorm(0.975); its EAP has 33 nodes.

namespace {

using namespace haven;
using nlohmann::json;

constexpr double tolerance = 1e-8;
constexpr double z_975 = 1.9599639845400545;

irt::Estimator estimator_of(const json& session) {
  const std::string method = session.at("method");
  if (method == "BM") return irt::Estimator::map;
  return method == "EAP" ? irt::Estimator::eap : irt::Estimator::mle;
}

cat::Blueprint blueprint_of(const json& session) {
  cat::Blueprint blueprint;
  blueprint.estimator = estimator_of(session);
  blueprint.ability.quadrature_points = 33;
  blueprint.confidence_z = z_975;
  for (std::size_t i = 0; i < session.at("stop").at("rule").size(); ++i) {
    const std::string rule = session["stop"]["rule"][i];
    const double threshold = session["stop"]["thr"][i];
    if (rule == "length") blueprint.maximum_items = static_cast<int>(threshold);
    if (rule == "precision") blueprint.target_standard_error = threshold;
    if (rule == "classification") blueprint.passing_standard = threshold;
  }
  return blueprint;
}

/// Calls `check(bank, session)` for the sessions on dichotomous banks; returns how many there were.
template <class Check>
int for_each_session(bool maximum_likelihood, Check check) {
  const auto table = reference::load("cat_sessions.json");
  int count = 0;
  for (const auto& session : table.at("sessions")) {
    const std::string bank = session.at("bank");
    if (std::find(reference::dichotomous.begin(), reference::dichotomous.end(), bank) == reference::dichotomous.end())
      continue;
    if ((session.at("method") == "ML") != maximum_likelihood) continue;
    CAPTURE(session.at("id").get<int>());
    check(reference::load_bank(bank), session);
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("cat_sessions.json: MAP and EAP tests take the same items to the same end as catR") {
  const int count = for_each_session(false, [](const irt::ItemBank& bank, const json& session) {
    cat::Exam exam(bank, blueprint_of(session), 1);
    const auto& expected = session.at("catR_tight");
    for (std::size_t i = 0; i < expected.at("items").size(); ++i) {
      const auto item = expected["items"][i].get<irt::ItemIndex>() - 1;
      REQUIRE(exam.next_item() == item);
      exam.answer(irt::Response{session.at("responses")[item].get<std::int8_t>()});
      REQUIRE(std::abs(exam.ability().theta - expected.at("theta")[i].get<double>()) <= tolerance);
      REQUIRE(std::abs(exam.ability().standard_error - expected.at("se")[i].get<double>()) <= tolerance);
    }
    REQUIRE(exam.outcome());
  });
  CHECK(count == 22);
}

TEST_CASE("cat_sessions.json: maximum-likelihood tests agree with catR step by step, its local maxima aside") {
  // At a bound catR goes on from the bound, Haven from the provisional estimate; and catR may follow a local maximum.
  // So each step is checked given catR's own history.
  int steps = 0, other_maximum = 0;
  const int count = for_each_session(true, [&](const irt::ItemBank& bank, const json& session) {
    const auto& expected = session.at("catR_tight");
    std::vector<irt::ItemResponse> responses;
    irt::ItemSet given(bank.size());
    for (std::size_t i = 0; i < expected.at("items").size(); ++i, ++steps) {
      const auto item = expected["items"][i].get<irt::ItemIndex>() - 1;
      const double start = i == 0 ? 0.0 : expected.at("theta")[i - 1].get<double>();
      REQUIRE(bank.information_index().best(bank, start, given, 1) == item);
      given.insert(item);
      responses.push_back({item, irt::Response{session.at("responses")[item].get<std::int8_t>()}});
      const auto got = irt::estimate_mle(bank, responses);
      if (std::abs(got.theta - expected.at("theta")[i].get<double>()) <= tolerance) {
        REQUIRE(std::abs(got.standard_error - expected.at("se")[i].get<double>()) <= tolerance);
      } else {
        REQUIRE(got.multimodal);
        ++other_maximum;
      }
    }
  });
  CHECK(count == 8);
  CHECK(steps == 193);
  CHECK(other_maximum < 10);
}
