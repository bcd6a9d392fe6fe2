#include "codec/blueprint_json.hpp"

#include <utility>

namespace haven::codec {
namespace {

using nlohmann::json;

json write(const irt::AbilityOptions& options) {
  return {{"theta_min", number_to_json(options.theta_min)},
          {"theta_max", number_to_json(options.theta_max)},
          {"prior_mean", number_to_json(options.prior_mean)},
          {"prior_sd", number_to_json(options.prior_sd)},
          {"quadrature_points", options.quadrature_points},
          {"prior", irt::to_string(options.prior)},
          {"quadrature", irt::to_string(options.quadrature)},
          {"standard_error", irt::to_string(options.standard_error)},
          {"fence_discrimination", number_to_json(options.fence_discrimination)},
          {"fence_lower", number_to_json(options.fence_lower)},
          {"fence_upper", number_to_json(options.fence_upper)},
          {"huber_tuning", number_to_json(options.huber_tuning)},
          {"tukey_tuning", number_to_json(options.tukey_tuning)}};
}

void read(ObjectReader& reader, irt::AbilityOptions& options) {
  reader.read("theta_min", options.theta_min);
  reader.read("theta_max", options.theta_max);
  reader.read("prior_mean", options.prior_mean);
  reader.read("prior_sd", options.prior_sd);
  reader.read("quadrature_points", options.quadrature_points);
  reader.read("prior", options.prior, irt::parse_prior_distribution);
  reader.read("quadrature", options.quadrature, irt::parse_quadrature_rule);
  reader.read("standard_error", options.standard_error, irt::parse_standard_error);
  reader.read("fence_discrimination", options.fence_discrimination);
  reader.read("fence_lower", options.fence_lower);
  reader.read("fence_upper", options.fence_upper);
  reader.read("huber_tuning", options.huber_tuning);
  reader.read("tukey_tuning", options.tukey_tuning);
}

json write(const cat::CriterionOptions& options) {
  return {{"theta_min", number_to_json(options.theta_min)},
          {"theta_max", number_to_json(options.theta_max)},
          {"quadrature_points", options.quadrature_points},
          {"prior_mean", number_to_json(options.prior_mean)},
          {"prior_sd", number_to_json(options.prior_sd)},
          {"information", cat::to_string(options.information)},
          {"estimator", irt::to_string(options.estimator)},
          {"cut", number_to_json(options.cut)},
          {"progress", cat::to_string(options.progress)},
          {"acceleration", number_to_json(options.acceleration)},
          {"maximum_items", options.maximum_items},
          {"target_standard_error", number_to_json(options.target_standard_error)},
          {"strata", options.strata},
          {"b_blocking", options.b_blocking}};
}

void read(ObjectReader& reader, cat::CriterionOptions& options) {
  reader.read("theta_min", options.theta_min);
  reader.read("theta_max", options.theta_max);
  reader.read("quadrature_points", options.quadrature_points);
  reader.read("prior_mean", options.prior_mean);
  reader.read("prior_sd", options.prior_sd);
  reader.read("information", options.information, cat::parse_information_kind);
  reader.read("estimator", options.estimator, irt::parse_estimator);
  reader.read("cut", options.cut);
  reader.read("progress", options.progress, cat::parse_progress_measure);
  reader.read("acceleration", options.acceleration);
  reader.read("maximum_items", options.maximum_items);
  reader.read("target_standard_error", options.target_standard_error);
  reader.read("strata", options.strata);
  reader.read("b_blocking", options.b_blocking);
}

json write(const cat::StartRule& start) { return {{"items", start.items}, {"random_items", start.random_items}}; }

void read(ObjectReader& reader, cat::StartRule& start) {
  reader.read("random_items", start.random_items);
  const json* items = reader.take("items");
  if (items == nullptr) return;
  if (!items->is_array()) reader.refuse("items", "must be an array of item ids");
  for (const json& id : *items) {
    if (!id.is_string()) reader.refuse("items", "must hold item ids only");
    start.items.push_back(id.get<std::string>());
  }
}

json write(const cat::ExposureRule& exposure) {
  return {{"randomesque", exposure.randomesque}, {"maximum_overlap", number_to_json(exposure.maximum_overlap)}};
}

void read(ObjectReader& reader, cat::ExposureRule& exposure) {
  reader.read("randomesque", exposure.randomesque);
  reader.read("maximum_overlap", exposure.maximum_overlap);
}

json write(const cat::ContentRule& rule) {
  return {{"attribute", rule.attribute},
          {"value", rule.value},
          {"minimum", number_to_json(rule.minimum)},
          {"maximum", number_to_json(rule.maximum)},
          {"target", optional_to_json(rule.target)}};
}

void read(ObjectReader& reader, cat::ContentRule& rule) {
  reader.read("attribute", rule.attribute);
  reader.read("value", rule.value);
  reader.read("minimum", rule.minimum);
  reader.read("maximum", rule.maximum);
  reader.read("target", rule.target);
}

json write(const std::vector<cat::ContentRule>& rules) {
  json list = json::array();
  for (const auto& rule : rules) list.push_back(write(rule));
  return list;
}

json write(const cat::PlacementRule& placement) {
  return {{"count", placement.count},
          {"first_position", placement.first_position},
          {"last_position", placement.last_position}};
}

void read(ObjectReader& reader, cat::PlacementRule& placement) {
  reader.read("count", placement.count);
  reader.read("first_position", placement.first_position);
  reader.read("last_position", placement.last_position);
}

json write(const std::optional<cat::SequentialTest>& test) {
  if (!test) return nullptr;
  return {{"alpha", number_to_json(test->alpha)},
          {"beta", number_to_json(test->beta)},
          {"half_width", number_to_json(test->half_width)}};
}

void read(ObjectReader& reader, cat::SequentialTest& test) {
  reader.read("alpha", test.alpha);
  reader.read("beta", test.beta);
  reader.read("half_width", test.half_width);
}

/// Reads a field that is an object with rules of its own.
template <class Rules>
void read_object(ObjectReader& reader, const char* name, Rules& rules, Mode mode) {
  const json* object = reader.take(name);
  if (object == nullptr) return;
  ObjectReader inner(*object, reader.place(name), mode.code, mode.missing);
  read(inner, rules);
  inner.finish();
}

void read_optional(ObjectReader& reader, const char* name, std::optional<cat::SequentialTest>& test, Mode mode) {
  const json* object = reader.take(name);
  if (object == nullptr || object->is_null()) return;
  ObjectReader inner(*object, reader.place(name), mode.code, mode.missing);
  read(inner, test.emplace());
  inner.finish();
}

void read_content(ObjectReader& reader, std::vector<cat::ContentRule>& rules, Mode mode) {
  const json* list = reader.take("content");
  if (list == nullptr) return;
  if (!list->is_array()) reader.refuse("content", "must be an array");
  for (const json& object : *list) {
    ObjectReader inner(object, reader.place("content[" + std::to_string(rules.size()) + "]"), mode.code, mode.missing);
    read(inner, rules.emplace_back());
    inner.finish();
  }
}

json write_stopping(const cat::Blueprint& blueprint) {
  const auto& limit = blueprint.time_limit;
  return {{"minimum_items", blueprint.minimum_items},
          {"maximum_items", blueprint.maximum_items},
          {"target_standard_error", optional_to_json(blueprint.target_standard_error)},
          {"passing_standard", optional_to_json(blueprint.passing_standard)},
          {"stop_when_confident", blueprint.stop_when_confident},
          {"confidence_z", number_to_json(blueprint.confidence_z)},
          {"pass_at_standard", blueprint.pass_at_standard},
          {"time_limit_microseconds", limit ? json(limit->microseconds) : json(nullptr)},
          {"standard_error_change", optional_to_json(blueprint.standard_error_change)},
          {"minimum_information", optional_to_json(blueprint.minimum_information)},
          {"sprt", write(blueprint.sprt)},
          {"glr", write(blueprint.glr)},
          {"posterior_confidence", optional_to_json(blueprint.posterior_confidence)},
          {"stop_when_certain", blueprint.stop_when_certain},
          {"timeout_rule", cat::to_string(blueprint.timeout_rule)}};
}

void read_stopping(ObjectReader& reader, cat::Blueprint& blueprint, Mode mode) {
  reader.read("minimum_items", blueprint.minimum_items);
  reader.read("maximum_items", blueprint.maximum_items);
  reader.read("target_standard_error", blueprint.target_standard_error);
  reader.read("passing_standard", blueprint.passing_standard);
  reader.read("stop_when_confident", blueprint.stop_when_confident);
  reader.read("confidence_z", blueprint.confidence_z);
  reader.read("pass_at_standard", blueprint.pass_at_standard);
  reader.read("time_limit_microseconds", blueprint.time_limit);
  reader.read("standard_error_change", blueprint.standard_error_change);
  reader.read("minimum_information", blueprint.minimum_information);
  read_optional(reader, "sprt", blueprint.sprt, mode);
  read_optional(reader, "glr", blueprint.glr, mode);
  reader.read("posterior_confidence", blueprint.posterior_confidence);
  reader.read("stop_when_certain", blueprint.stop_when_certain);
  reader.read("timeout_rule", blueprint.timeout_rule, cat::parse_timeout_rule);
}

}  // namespace

json optional_to_json(const std::optional<double>& value) { return value ? number_to_json(*value) : json(nullptr); }

json blueprint_to_json(const cat::Blueprint& blueprint) {
  json object = write_stopping(blueprint);
  object.update({{"start_theta", number_to_json(blueprint.start_theta)},
                 {"estimator", irt::to_string(blueprint.estimator)},
                 {"provisional", irt::to_string(blueprint.provisional)},
                 {"ability", write(blueprint.ability)},
                 {"start", write(blueprint.start)},
                 {"selection", cat::to_string(blueprint.selection)},
                 {"criterion", write(blueprint.criterion)},
                 {"exposure", write(blueprint.exposure)},
                 {"content", write(blueprint.content)},
                 {"content_balance", cat::to_string(blueprint.content_balance)},
                 {"content_tolerance", number_to_json(blueprint.content_tolerance)},
                 {"sets", write(blueprint.sets)},
                 {"pretest", write(blueprint.pretest)}});
  return object;
}

cat::Blueprint read_blueprint(const json& value, const std::string& where, Mode mode) {
  cat::Blueprint blueprint;
  ObjectReader reader(value, where, mode.code, mode.missing);
  reader.read("start_theta", blueprint.start_theta);
  reader.read("estimator", blueprint.estimator, irt::parse_estimator);
  reader.read("provisional", blueprint.provisional, irt::parse_estimator);
  read_object(reader, "ability", blueprint.ability, mode);
  read_stopping(reader, blueprint, mode);
  read_object(reader, "start", blueprint.start, mode);
  reader.read("selection", blueprint.selection, cat::parse_selection_rule);
  read_object(reader, "criterion", blueprint.criterion, mode);
  read_object(reader, "exposure", blueprint.exposure, mode);
  read_content(reader, blueprint.content, mode);
  reader.read("content_balance", blueprint.content_balance, cat::parse_content_balance);
  reader.read("content_tolerance", blueprint.content_tolerance);
  read_object(reader, "sets", blueprint.sets, mode);
  read_object(reader, "pretest", blueprint.pretest, mode);
  reader.finish();
  return blueprint;
}

}  // namespace haven::codec
