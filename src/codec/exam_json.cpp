#include "haven/codec/exam_json.hpp"

#include <cstdint>
#include <limits>
#include <utility>

#include "codec/object_reader.hpp"
#include "codec/strict_json.hpp"

#include <nlohmann/json.hpp>

namespace haven::codec {
namespace {

using nlohmann::json;

json optional_number(const std::optional<double>& value) { return value ? number_to_json(*value) : json(nullptr); }
json optional_duration(const std::optional<Duration>& value) {
  return value ? json(value->microseconds) : json(nullptr);
}

json write(const irt::AbilityOptions& options) {
  return {{"theta_min", number_to_json(options.theta_min)},
          {"theta_max", number_to_json(options.theta_max)},
          {"prior_mean", number_to_json(options.prior_mean)},
          {"prior_sd", number_to_json(options.prior_sd)},
          {"quadrature_points", options.quadrature_points}};
}

json write(const cat::Blueprint& blueprint) {
  return {{"start_theta", number_to_json(blueprint.start_theta)},
          {"estimator", irt::to_string(blueprint.estimator)},
          {"provisional", irt::to_string(blueprint.provisional)},
          {"ability", write(blueprint.ability)},
          {"minimum_items", blueprint.minimum_items},
          {"maximum_items", blueprint.maximum_items},
          {"target_standard_error", optional_number(blueprint.target_standard_error)},
          {"passing_standard", optional_number(blueprint.passing_standard)},
          {"stop_when_confident", blueprint.stop_when_confident},
          {"confidence_z", number_to_json(blueprint.confidence_z)},
          {"pass_at_standard", blueprint.pass_at_standard},
          {"time_limit_microseconds", optional_duration(blueprint.time_limit)}};
}

json write(const irt::AbilityEstimate& estimate) {
  return {{"theta", number_to_json(estimate.theta)},
          {"standard_error", number_to_json(estimate.standard_error)},
          {"expected_information", number_to_json(estimate.expected_information)},
          {"observed_information", number_to_json(estimate.observed_information)},
          {"at_bound", estimate.at_bound},
          {"multimodal", estimate.multimodal},
          {"constant_pattern", estimate.constant_pattern},
          {"converged", estimate.converged}};
}

json write(const cat::Step& step) {
  return {{"item", step.item},
          {"response", step.response.score},
          {"at_microseconds", step.at.microseconds},
          {"ability", write(step.ability)},
          {"estimator", irt::to_string(step.estimator)}};
}

json write(const cat::Outcome& outcome) {
  return {{"decision", cat::to_string(outcome.decision)},
          {"reason", cat::to_string(outcome.reason)},
          {"ability", write(outcome.ability)},
          {"estimator", irt::to_string(outcome.estimator)},
          {"interval_lower", number_to_json(outcome.interval_lower)},
          {"interval_upper", number_to_json(outcome.interval_upper)},
          {"confidence_z", number_to_json(outcome.confidence_z)},
          {"passing_standard", optional_number(outcome.passing_standard)},
          {"items", outcome.items},
          {"elapsed_microseconds", outcome.elapsed.microseconds}};
}

json write(const cat::ExamState& state) {
  json steps = json::array();
  for (const cat::Step& step : state.steps) steps.push_back(write(step));
  return {{"blueprint", write(state.blueprint)},
          {"bank_fingerprint", std::to_string(state.bank_fingerprint)},
          {"seed", std::to_string(state.seed)},
          {"steps", std::move(steps)},
          {"expired_at_microseconds", optional_duration(state.expired_at)}};
}

/// How a document is read: what its errors are, and whether fields may be left out.
struct Mode {
  ErrorCode code = ErrorCode::corrupt_data;
  Missing missing = Missing::refused;
};

irt::AbilityOptions read_options(const json& value, const std::string& where, Mode mode) {
  irt::AbilityOptions options;
  ObjectReader reader(value, where, mode.code, mode.missing);
  reader.read("theta_min", options.theta_min);
  reader.read("theta_max", options.theta_max);
  reader.read("prior_mean", options.prior_mean);
  reader.read("prior_sd", options.prior_sd);
  reader.read("quadrature_points", options.quadrature_points);
  reader.finish();
  return options;
}

cat::Blueprint read_blueprint(const json& value, const std::string& where, Mode mode) {
  cat::Blueprint blueprint;
  ObjectReader reader(value, where, mode.code, mode.missing);
  reader.read("start_theta", blueprint.start_theta);
  reader.read("estimator", blueprint.estimator, irt::parse_estimator);
  reader.read("provisional", blueprint.provisional, irt::parse_estimator);
  if (const json* ability = reader.take("ability")) {
    blueprint.ability = read_options(*ability, reader.place("ability"), mode);
  }
  reader.read("minimum_items", blueprint.minimum_items);
  reader.read("maximum_items", blueprint.maximum_items);
  reader.read("target_standard_error", blueprint.target_standard_error);
  reader.read("passing_standard", blueprint.passing_standard);
  reader.read("stop_when_confident", blueprint.stop_when_confident);
  reader.read("confidence_z", blueprint.confidence_z);
  reader.read("pass_at_standard", blueprint.pass_at_standard);
  reader.read("time_limit_microseconds", blueprint.time_limit);
  reader.finish();
  return blueprint;
}

irt::AbilityEstimate read_estimate(const json& value, const std::string& where) {
  irt::AbilityEstimate estimate;
  ObjectReader reader(value, where, ErrorCode::corrupt_data);
  reader.read("theta", estimate.theta);
  reader.read("standard_error", estimate.standard_error);
  reader.read("expected_information", estimate.expected_information);
  reader.read("observed_information", estimate.observed_information);
  reader.read("at_bound", estimate.at_bound);
  reader.read("multimodal", estimate.multimodal);
  reader.read("constant_pattern", estimate.constant_pattern);
  reader.read("converged", estimate.converged);
  reader.finish();
  return estimate;
}

irt::ItemIndex read_item(ObjectReader& reader) {
  int item = 0;
  reader.read("item", item);
  if (item < 0) reader.refuse("item", "must not be negative");
  return static_cast<irt::ItemIndex>(item);
}

irt::Response read_response(ObjectReader& reader) {
  int score = 0;
  reader.read("response", score);
  if (score != 0 && score != 1) reader.refuse("response", "must be 0 or 1");
  return irt::Response{static_cast<std::int8_t>(score)};
}

cat::Step read_step(const json& value, const std::string& where) {
  cat::Step step;
  ObjectReader reader(value, where, ErrorCode::corrupt_data);
  step.item = read_item(reader);
  step.response = read_response(reader);
  reader.read("at_microseconds", step.at);
  step.ability = read_estimate(*reader.take("ability"), reader.place("ability"));
  reader.read("estimator", step.estimator, irt::parse_estimator);
  reader.finish();
  return step;
}

cat::Outcome read_outcome(const json& value) {
  cat::Outcome outcome;
  ObjectReader reader(value, "outcome", ErrorCode::corrupt_data);
  reader.read("decision", outcome.decision, cat::parse_decision);
  reader.read("reason", outcome.reason, cat::parse_stop_reason);
  outcome.ability = read_estimate(*reader.take("ability"), reader.place("ability"));
  reader.read("estimator", outcome.estimator, irt::parse_estimator);
  reader.read("interval_lower", outcome.interval_lower);
  reader.read("interval_upper", outcome.interval_upper);
  reader.read("confidence_z", outcome.confidence_z);
  reader.read("passing_standard", outcome.passing_standard);
  reader.read("items", outcome.items);
  reader.read("elapsed_microseconds", outcome.elapsed);
  reader.finish();
  return outcome;
}

std::vector<cat::Step> read_steps(ObjectReader& reader) {
  const json& list = *reader.take("steps");
  if (!list.is_array()) reader.refuse("steps", "must be an array");
  std::vector<cat::Step> steps;
  for (const json& step : list) {
    steps.push_back(read_step(step, reader.place("steps[" + std::to_string(steps.size()) + "]")));
  }
  return steps;
}

}  // namespace

std::string to_json(const cat::Blueprint& blueprint) { return write(blueprint).dump(); }
std::string to_json(const cat::Outcome& outcome) { return write(outcome).dump(); }
std::string to_json(const cat::Step& step) { return write(step).dump(); }
std::string to_json(const cat::ExamState& state) { return write(state).dump(); }

cat::Blueprint blueprint_from_json(std::string_view text) {
  const Mode mode{ErrorCode::invalid_argument, Missing::keeps_default};
  cat::Blueprint blueprint = read_blueprint(parse_strict(text, mode.code), "blueprint", mode);
  cat::validate(blueprint);
  return blueprint;
}

cat::Outcome outcome_from_json(std::string_view text) {
  return read_outcome(parse_strict(text, ErrorCode::corrupt_data));
}

cat::Step step_from_json(std::string_view text) {
  return read_step(parse_strict(text, ErrorCode::corrupt_data), "step");
}

cat::ExamState exam_state_from_json(std::string_view text) {
  cat::ExamState state;
  const json document = parse_strict(text, ErrorCode::corrupt_data);
  ObjectReader reader(document, "exam", ErrorCode::corrupt_data);
  state.blueprint = read_blueprint(*reader.take("blueprint"), reader.place("blueprint"), Mode{});
  reader.read("bank_fingerprint", state.bank_fingerprint);
  reader.read("seed", state.seed);
  state.steps = read_steps(reader);
  reader.read("expired_at_microseconds", state.expired_at);
  reader.finish();
  return state;
}

}  // namespace haven::codec
