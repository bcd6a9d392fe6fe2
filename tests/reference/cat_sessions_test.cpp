#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "haven/cat/exam.hpp"
#include "haven/irt/information_index.hpp"
#include "haven/irt/likelihood.hpp"

#include "reference/tables.hpp"

#include <doctest/doctest.h>

// Whole adaptive tests of catR's randomCAT: first item by maximum information at 0, then estimate, stop, select. catR's
// 95 % interval uses qnorm(0.975); its EAP has 33 nodes. Banks 1PL, 2PL, 3PL, 4PL, GRM and GPCM.

namespace {

using namespace haven;
using nlohmann::json;

constexpr double tolerance = 1e-8;
/// Four answers, each the highest score: the likelihood has no maximum.
constexpr int session_decided_at_bound = 27;
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

/// Calls `check(bank, session)` for the sessions by maximum likelihood, or for the others; returns how many there were.
template <class Check>
int for_each_session(bool maximum_likelihood, Check check) {
  const auto table = reference::load("cat_sessions.json");
  int count = 0;
  for (const auto& session : table.at("sessions")) {
    if ((session.at("method") == "ML") != maximum_likelihood) continue;
    CAPTURE(session.at("id").get<int>());
    check(reference::load_bank(session.at("bank")), session);
    ++count;
  }
  return count;
}

/// The rule that ended the test, the final estimate and its interval.
void check_end(const cat::Exam& exam, const json& expected) {
  REQUIRE(exam.outcome());
  const auto& outcome = *exam.outcome();
  const std::map<std::string, cat::StopReason> rules = {{"precision", cat::StopReason::standard_error},
                                                        {"length", cat::StopReason::maximum_length},
                                                        {"classification", cat::StopReason::confidence_interval}};
  const auto& stopped_by = expected.at("stopped_by");
  const bool named = std::any_of(stopped_by.begin(), stopped_by.end(),
                                 [&](const json& rule) { return rules.at(rule.get<std::string>()) == outcome.reason; });
  REQUIRE(named);
  REQUIRE(std::abs(outcome.ability.theta - expected.at("theta_final").get<double>()) <= tolerance);
  REQUIRE(std::abs(outcome.ability.standard_error - expected.at("se_final").get<double>()) <= tolerance);
  REQUIRE(std::abs(outcome.interval_lower - expected.at("ci_final")[0].get<double>()) <= 1e-7);
  REQUIRE(std::abs(outcome.interval_upper - expected.at("ci_final")[1].get<double>()) <= 1e-7);
}

/// An exam that has come along catR's own path to the last `left` items. catR's first estimates lie at a bound, where
/// Haven goes on from the provisional one, so a whole maximum-likelihood exam would choose other items.
cat::Exam along_path(const irt::ItemBank& bank, const json& session, std::size_t left) {
  cat::ExamState state{blueprint_of(session), bank.fingerprint(), 1, {}, {}};
  const auto& items = session.at("catR_tight").at("items");
  std::vector<irt::ItemResponse> responses;
  for (std::size_t i = 0; i + left < items.size(); ++i) {
    const auto item = items[i].get<irt::ItemIndex>() - 1;
    responses.push_back({item, irt::Response{session.at("responses")[item].get<std::int8_t>()}});
    auto ability = irt::estimate_mle(bank, responses, state.blueprint.ability);
    const auto estimator = ability.at_bound ? irt::Estimator::eap : irt::Estimator::mle;
    if (ability.at_bound) ability = irt::estimate_eap(bank, responses, state.blueprint.ability);
    state.steps.push_back({item, responses.back().response, {}, ability, estimator});
  }
  return cat::Exam::resume(bank, state);
}

std::vector<irt::ItemResponse> answered(const cat::Exam& exam) {
  std::vector<irt::ItemResponse> responses;
  for (const auto& step : exam.steps()) responses.push_back({step.item, step.response});
  return responses;
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
    check_end(exam, expected);
  });
  CHECK(count == 26);
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
        REQUIRE(irt::log_likelihood(bank, responses, got.theta) >
                irt::log_likelihood(bank, responses, expected.at("theta")[i].get<double>()));
        ++other_maximum;
      }
    }
  });
  CHECK(count == 14);
  CHECK(steps == 249);
  CHECK(other_maximum < 10);
}

TEST_CASE("cat_sessions.json: maximum-likelihood tests end after the same item, by the same rule, as catR") {
  const int count = for_each_session(true, [](const irt::ItemBank& bank, const json& session) {
    const auto& expected = session.at("catR_tight");
    if (session.at("id") == session_decided_at_bound) return;
    cat::Exam exam = along_path(bank, session, 1);
    const auto last = expected.at("items").back().get<irt::ItemIndex>() - 1;
    REQUIRE(exam.next_item() == last);
    exam.answer(irt::Response{session.at("responses")[last].get<std::int8_t>()});
    check_end(exam, expected);
  });
  CHECK(count == 14);
}

TEST_CASE("cat_sessions.json: where catR classifies on an estimate at the bound, Haven goes on") {
  const int count = for_each_session(true, [](const irt::ItemBank& bank, const json& session) {
    if (session.at("id") != session_decided_at_bound) return;
    const auto& expected = session.at("catR_tight");
    REQUIRE(expected.at("theta_final") == 4.0);
    REQUIRE(expected.at("stopped_by")[0] == "classification");
    const cat::Exam exam = along_path(bank, session, 0);
    CHECK(irt::estimate_mle(bank, answered(exam)).at_bound);
    CHECK_FALSE(exam.outcome());
    CHECK(exam.next_item());
  });
  CHECK(count == 14);
}
