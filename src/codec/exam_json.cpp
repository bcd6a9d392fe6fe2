#include "haven/codec/exam_json.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "codec/blueprint_json.hpp"
#include "codec/json_writer.hpp"
#include "codec/object_reader.hpp"
#include "codec/strict_json.hpp"

#include <nlohmann/json.hpp>

namespace haven::codec {
namespace {

using nlohmann::json;

// The version of the form of an exam state; a reader refuses others.
constexpr int exam_format = 2;

// All names stand in alphabetical order, so that a text says the same in the same words whoever wrote it.

/// A real number, or one of the words for those that JSON has not.
void write_number(JsonWriter& out, double number) {
  if (std::isfinite(number)) {
    out.value(number);
  } else {
    out.value(std::isnan(number) ? "nan" : (number > 0 ? "inf" : "-inf"));
  }
}

void write_number(JsonWriter& out, std::string_view name, double number) { write_number(out.name(name), number); }

void write_maybe(JsonWriter& out, std::string_view name, const std::optional<double>& number) {
  out.name(name);
  number ? write_number(out, *number) : static_cast<void>(out.null());
}

void write(JsonWriter& out, const irt::AbilityEstimate& estimate) {
  out.begin_object().field("at_bound", estimate.at_bound).field("constant_pattern", estimate.constant_pattern);
  out.field("converged", estimate.converged);
  write_number(out, "expected_information", estimate.expected_information);
  out.field("multimodal", estimate.multimodal);
  write_number(out, "observed_information", estimate.observed_information);
  write_number(out, "standard_error", estimate.standard_error);
  write_number(out, "theta", estimate.theta);
  out.end_object();
}

void write(JsonWriter& out, const cat::Step& step) {
  write(out.begin_object().name("ability"), step.ability);
  out.field("at_microseconds", step.at.microseconds).field("estimator", irt::to_string(step.estimator));
  out.field("item", step.item).field("relaxed", cat::to_string(step.relaxed));
  out.field("response", int{step.response.score}).end_object();
}

void write(JsonWriter& out, const std::optional<cat::Evidence>& evidence) {
  if (!evidence) return static_cast<void>(out.null());
  out.begin_object();
  write_number(out, "lower", evidence->lower);
  write_number(out, "statistic", evidence->statistic);
  write_number(out, "upper", evidence->upper);
  out.end_object();
}

void write(JsonWriter& out, const cat::Outcome& outcome) {
  write(out.begin_object().name("ability"), outcome.ability);
  write_number(out, "confidence_z", outcome.confidence_z);
  out.field("decision", cat::to_string(outcome.decision)).field("elapsed_microseconds", outcome.elapsed.microseconds);
  out.field("estimator", irt::to_string(outcome.estimator));
  write(out.name("evidence"), outcome.evidence);
  write_number(out, "interval_lower", outcome.interval_lower);
  write_number(out, "interval_upper", outcome.interval_upper);
  out.field("items", outcome.items);
  write_maybe(out, "passing_standard", outcome.passing_standard);
  out.field("reason", cat::to_string(outcome.reason)).field("scored_items", outcome.scored_items).end_object();
}

template <class Values, class Write>
void write_list(JsonWriter& out, const Values& values, Write write_one) {
  out.begin_array();
  for (const auto& value : values) write_one(value);
  out.end_array();
}

void write_items(JsonWriter& out, const std::vector<irt::ItemIndex>& items) {
  write_list(out, items, [&](irt::ItemIndex item) { out.value(item); });
}

void write(JsonWriter& out, const cat::ExamState& state) {
  out.begin_object().field("bank_fingerprint", std::to_string(state.bank_fingerprint));
  out.name("blueprint").written(to_json(state.blueprint)).name("expired_at_microseconds");
  state.expired_at ? out.value(state.expired_at->microseconds) : out.null();
  out.field("format", exam_format);
  write_list(out.name("ineligible"), state.ineligible, [&](const auto& items) { write_items(out, items); });
  out.field("seed", std::to_string(state.seed));
  write_items(out.name("seen"), state.seen);
  write_list(out.name("segment_bounds"), state.segment_bounds, [&](double bound) { write_number(out, bound); });
  write_list(out.name("steps"), state.steps, [&](const cat::Step& step) { write(out, step); });
  out.end_object();
}

template <class Value>
std::string text_of(const Value& value) {
  JsonWriter out;
  write(out, value);
  return out.take();
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

irt::ItemIndex read_item_index(ObjectReader& reader) {
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
  step.item = read_item_index(reader);
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
std::string to_json(const cat::Outcome& outcome) { return text_of(outcome); }
std::string to_json(const cat::Step& step) { return text_of(step); }
std::string to_json(const cat::ExamState& state) { return text_of(state); }

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
