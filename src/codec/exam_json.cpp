#include "haven/codec/exam_json.hpp"

#include <cstdint>
#include <limits>
#include <utility>

#include "codec/blueprint_json.hpp"
#include "codec/object_reader.hpp"
#include "codec/strict_json.hpp"

#include <nlohmann/json.hpp>

namespace haven::codec {
namespace {

using nlohmann::json;

// The version of the form of an exam state; a reader refuses others.
constexpr int exam_format = 2;

json optional_duration(const std::optional<Duration>& value) {
  return value ? json(value->microseconds) : json(nullptr);
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

json numbers_to_json(const std::vector<double>& values) {
  json list = json::array();
  for (const double value : values) list.push_back(number_to_json(value));
  return list;
}

json write(const cat::Step& step) {
  return {{"item", step.item},
          {"response", step.response.score},
          {"at_microseconds", step.at.microseconds},
          {"ability", write(step.ability)},
          {"estimator", irt::to_string(step.estimator)},
          {"relaxed", cat::to_string(step.relaxed)}};
}

json write(const std::optional<cat::Evidence>& evidence) {
  if (!evidence) return nullptr;
  return {{"statistic", number_to_json(evidence->statistic)},
          {"lower", number_to_json(evidence->lower)},
          {"upper", number_to_json(evidence->upper)}};
}

json write(const cat::Outcome& outcome) {
  return {{"decision", cat::to_string(outcome.decision)},
          {"reason", cat::to_string(outcome.reason)},
          {"ability", write(outcome.ability)},
          {"estimator", irt::to_string(outcome.estimator)},
          {"interval_lower", number_to_json(outcome.interval_lower)},
          {"interval_upper", number_to_json(outcome.interval_upper)},
          {"confidence_z", number_to_json(outcome.confidence_z)},
          {"passing_standard", optional_to_json(outcome.passing_standard)},
          {"evidence", write(outcome.evidence)},
          {"items", outcome.items},
          {"scored_items", outcome.scored_items},
          {"elapsed_microseconds", outcome.elapsed.microseconds}};
}

json write(const cat::ExamState& state) {
  json steps = json::array();
  for (const cat::Step& step : state.steps) steps.push_back(write(step));
  return {{"format", exam_format},
          {"blueprint", blueprint_to_json(state.blueprint)},
          {"bank_fingerprint", std::to_string(state.bank_fingerprint)},
          {"seed", std::to_string(state.seed)},
          {"seen", state.seen},
          {"segment_bounds", numbers_to_json(state.segment_bounds)},
          {"ineligible", state.ineligible},
          {"steps", std::move(steps)},
          {"expired_at_microseconds", optional_duration(state.expired_at)}};
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
  if (score < 0 || std::cmp_greater_equal(score, irt::maximum_categories)) reader.refuse("response", "must be 0..31");
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
  reader.read("relaxed", step.relaxed, cat::parse_relaxation);
  reader.finish();
  return step;
}

std::optional<cat::Evidence> read_evidence(const json& value, const std::string& where) {
  if (value.is_null()) return std::nullopt;
  cat::Evidence evidence;
  ObjectReader reader(value, where, ErrorCode::corrupt_data);
  reader.read("statistic", evidence.statistic);
  reader.read("lower", evidence.lower);
  reader.read("upper", evidence.upper);
  reader.finish();
  return evidence;
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
  outcome.evidence = read_evidence(*reader.take("evidence"), reader.place("evidence"));
  reader.read("items", outcome.items);
  reader.read("scored_items", outcome.scored_items);
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

std::vector<irt::ItemIndex> read_items(const json& list, const ObjectReader& reader, const char* name) {
  if (!list.is_array()) reader.refuse(name, "must be an array of items");
  std::vector<irt::ItemIndex> items;
  for (const json& item : list) {
    if (!item.is_number_unsigned() || item.get<std::uint64_t>() > std::numeric_limits<irt::ItemIndex>::max())
      reader.refuse(name, "must hold item indices only");
    items.push_back(item.get<irt::ItemIndex>());
  }
  return items;
}

void read_conditions(ObjectReader& reader, cat::ExamState& state) {
  state.seen = read_items(*reader.take("seen"), reader, "seen");
  const json& bounds = *reader.take("segment_bounds");
  if (!bounds.is_array()) reader.refuse("segment_bounds", "must be an array of numbers");
  for (const json& bound : bounds) {
    if (!bound.is_number()) reader.refuse("segment_bounds", "must hold numbers only");
    state.segment_bounds.push_back(bound.get<double>());
  }
  const json& segments = *reader.take("ineligible");
  if (!segments.is_array()) reader.refuse("ineligible", "must be an array of arrays");
  for (const json& items : segments) state.ineligible.push_back(read_items(items, reader, "ineligible"));
}

}  // namespace

std::string to_json(const cat::Blueprint& blueprint) { return blueprint_to_json(blueprint).dump(); }
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
  int format = 0;
  reader.read("format", format);
  if (format != exam_format) reader.refuse("format", "is one that this version does not read");
  state.blueprint = read_blueprint(*reader.take("blueprint"), reader.place("blueprint"), Mode{});
  reader.read("bank_fingerprint", state.bank_fingerprint);
  reader.read("seed", state.seed);
  read_conditions(reader, state);
  state.steps = read_steps(reader);
  reader.read("expired_at_microseconds", state.expired_at);
  reader.finish();
  return state;
}

}  // namespace haven::codec
