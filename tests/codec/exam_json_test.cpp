#include "haven/codec/exam_json.hpp"

#include <bit>
#include <cmath>
#include <limits>
#include <string>

#include "haven/core/error.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace haven;
using namespace haven::codec;
using nlohmann::json;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

cat::ExamState sample_state() {
  cat::ExamState state;
  state.blueprint.passing_standard = -0.1;
  state.blueprint.time_limit = Duration::hours(5);
  state.bank_fingerprint = 0xFFFFFFFFFFFFFFFFULL;
  state.seed = (1ULL << 53U) + 1;
  cat::Step step;
  step.item = 7;
  step.response = irt::Response::correct;
  step.at = {1234567};
  step.ability = {.theta = 0.1 + 0.2, .standard_error = infinity, .observed_information = -5e-324, .at_bound = true};
  step.estimator = irt::Estimator::eap;
  step.relaxed = cat::Relaxation::exposure;
  state.steps = {step};
  state.seen = {2, 9};
  state.segment_bounds = {-0.5};
  state.ineligible = {{1, 4}, {}};
  state.expired_at = Duration::hours(5);
  return state;
}

/// What reading the sample throws after one change; an empty reason means that it was read.
std::string refusal(const json::json_pointer& where, const json& value) {
  json document = json::parse(to_json(sample_state()));
  document[where] = value;
  try {
    static_cast<void>(exam_state_from_json(document.dump()));
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::corrupt_data);
    return error.what();
  }
  return "";
}

std::string refusal(const std::string& text) {
  try {
    static_cast<void>(exam_state_from_json(text));
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::corrupt_data);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("exam state: a round trip changes nothing") {
  const cat::ExamState state = sample_state();
  CHECK(exam_state_from_json(to_json(state)) == state);
}

TEST_CASE("exam state: every bit of a double survives, not-a-number and negative zero too") {
  cat::ExamState state = sample_state();
  for (const double value : {-0.0, 5e-324, 1.7976931348623157e308, 0.1, -infinity, 1.0 / 3.0}) {
    state.steps[0].ability.theta = value;
    const double back = exam_state_from_json(to_json(state)).steps[0].ability.theta;
    CHECK(std::bit_cast<std::uint64_t>(back) == std::bit_cast<std::uint64_t>(value));
  }
  state.steps[0].ability.theta = std::nan("");
  CHECK(std::isnan(exam_state_from_json(to_json(state)).steps[0].ability.theta));
}

TEST_CASE("exam state: words of 64 bits are strings, so that JavaScript keeps them") {
  const json document = json::parse(to_json(sample_state()));
  CHECK(document["bank_fingerprint"] == "18446744073709551615");
  CHECK(document["seed"] == "9007199254740993");
}

TEST_CASE("exam state: an unknown field is refused wherever it stands") {
  CHECK(refusal("/surprise"_json_pointer, 1) == "exam.surprise: unknown field");
  CHECK(refusal("/blueprint/surprise"_json_pointer, 1) == "exam.blueprint.surprise: unknown field");
  CHECK(refusal("/steps/0/ability/surprise"_json_pointer, 1) == "exam.steps[0].ability.surprise: unknown field");
}

TEST_CASE("exam state: wrong types and values are refused with their place") {
  CHECK(refusal("/seed"_json_pointer, 5) == "exam.seed: must be a string");
  CHECK(refusal("/seed"_json_pointer, "18446744073709551616").find("exam.seed") == 0);
  CHECK(refusal("/seed"_json_pointer, "-1").find("exam.seed") == 0);
  CHECK(refusal("/seed"_json_pointer, "007").find("exam.seed") == 0);
  CHECK(refusal("/steps"_json_pointer, json::object()) == "exam.steps: must be an array");
  CHECK(refusal("/steps/0/response"_json_pointer, 32) == "exam.steps[0].response: must be 0..31");
  CHECK(refusal("/steps/0/relaxed"_json_pointer, "all") == "exam.steps[0].relaxed: an unknown word");
  CHECK(refusal("/format"_json_pointer, 1) == "exam.format: is one that this version does not read");
  CHECK(refusal("/seen"_json_pointer, {0, -1}) == "exam.seen: must hold item indices only");
  CHECK(refusal("/ineligible/1"_json_pointer, 4) == "exam.ineligible: must be an array of items");
  CHECK(refusal("/segment_bounds/0"_json_pointer, "0") == "exam.segment_bounds: must hold numbers only");
  CHECK(refusal("/steps/0/item"_json_pointer, -1) == "exam.steps[0].item: must not be negative");
  CHECK(refusal("/steps/0/item"_json_pointer, 1.0).find("exam.steps[0].item") == 0);
  CHECK(refusal("/steps/0/ability/theta"_json_pointer, nullptr) == "exam.steps[0].ability.theta: must be a number");
  CHECK(refusal("/steps/0/ability/theta"_json_pointer, "Infinity").find("must be a number") != std::string::npos);
  CHECK(refusal("/blueprint/estimator"_json_pointer, "guess") == "exam.blueprint.estimator: an unknown word");
  CHECK(refusal("/blueprint/minimum_items"_json_pointer, 1e10).find("exam.blueprint.minimum_items") == 0);
  CHECK(refusal("/blueprint"_json_pointer, 3) == "exam.blueprint: must be a JSON object");
}

TEST_CASE("exam state: a missing field is refused") {
  json document = json::parse(to_json(sample_state()));
  document["blueprint"].erase("confidence_z");
  CHECK(refusal(document.dump()) == "exam.blueprint.confidence_z: is missing");
}

TEST_CASE("exam state: text that is no JSON, repeats a field or is too deep is refused") {
  CHECK(refusal("{") == "line 1: not valid JSON at byte 2");
  CHECK(refusal("{\n\"seed\": tru}").find("line 2: not valid JSON") == 0);
  CHECK(refusal(R"({"seed":"1","seed":"2"})") == "JSON field repeated: seed");
  CHECK(refusal(std::string(1'000'000, '[')) == "JSON is nested deeper than 16 levels");
  CHECK(refusal("{\"seed\":\"\xFF\"}").find("not valid JSON") != std::string::npos);
  CHECK(refusal(R"({"seed":1e999})") != "");
}

TEST_CASE("blueprint: what is left out keeps its default") {
  const cat::Blueprint blueprint = blueprint_from_json(R"({"maximum_items": 20, "ability": {"prior_sd": 2}})");
  cat::Blueprint expected;
  expected.maximum_items = 20;
  expected.ability.prior_sd = 2.0;
  CHECK(blueprint == expected);
}

TEST_CASE("blueprint: a round trip changes nothing") {
  cat::Blueprint blueprint;
  blueprint.target_standard_error = 0.3;
  blueprint.time_limit = Duration{1};
  blueprint.estimator = irt::Estimator::wle;
  blueprint.ability = {.theta_min = -6.0,
                       .prior = irt::PriorDistribution::uniform,
                       .quadrature = irt::QuadratureRule::gauss_legendre,
                       .standard_error = irt::StandardErrorDefinition::observed,
                       .fence_discrimination = 4.0,
                       .fence_lower = -6.0,
                       .fence_upper = 7.0,
                       .huber_tuning = 1.5,
                       .tukey_tuning = 3.0};
  blueprint.passing_standard = 0.25;
  blueprint.start = {{"q1", "q2"}, 3};
  blueprint.selection = cat::SelectionRule::progressive;
  blueprint.criterion.acceleration = 2.0;
  blueprint.criterion.progress = cat::ProgressMeasure::precision;
  blueprint.exposure = {5, 0.25};
  blueprint.content = {{"area", "a", 0.1, 0.3, 0.2}, {"area", "b"}};
  blueprint.content_balance = cat::ContentBalance::largest_deficit;
  blueprint.content_tolerance = 0.03;
  blueprint.minimum_items = 30;
  blueprint.sets = {2, 3, 20};
  blueprint.pretest = {5, 1, 30};
  blueprint.standard_error_change = 0.01;
  blueprint.minimum_information = 0.2;
  blueprint.sprt = {0.05, 0.1, 0.4};
  blueprint.glr = {0.01, 0.02, 0.3};
  blueprint.posterior_confidence = 0.95;
  blueprint.stop_when_certain = true;
  blueprint.timeout_rule = cat::TimeoutRule::last_sixty_above;
  CHECK(blueprint_from_json(to_json(blueprint)) == blueprint);
}

TEST_CASE("blueprint: unknown fields and broken rules are invalid arguments") {
  for (const char* text : {R"({"max_items": 20})", R"({"minimum_items": 5, "maximum_items": 4})",
                           R"({"content": [{"attribute": "area", "value": "a", "minimum": 0.5, "maximum": 0.4}]})",
                           R"({"sprt": {"alpha": 0.05}})", R"({"start": {"items": ["q1", "q1"]}})", "[]", "{"}) {
    CAPTURE(text);
    try {
      static_cast<void>(blueprint_from_json(text));
      FAIL("was accepted");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::invalid_argument);
    }
  }
}

TEST_CASE("outcome: a round trip changes nothing") {
  cat::Outcome outcome;
  outcome.decision = cat::Decision::pass;
  outcome.reason = cat::StopReason::confidence_interval;
  outcome.ability = {.theta = 1.5, .standard_error = 0.3, .converged = true};
  outcome.interval_lower = 0.9;
  outcome.interval_upper = infinity;
  outcome.passing_standard = 0.0;
  outcome.evidence = {-3.5, -2.9, 2.9};
  outcome.items = 31;
  outcome.scored_items = 30;
  outcome.elapsed = Duration::minutes(40);
  CHECK(outcome_from_json(to_json(outcome)) == outcome);
}
