#include "haven/cat/blueprint.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>
#include <utility>

#include "haven/core/error.hpp"

namespace haven::cat {
namespace {

template <class Value>
void require(bool holds, const std::string& rule, const char* must, Value found) {
  if (holds) return;
  std::ostringstream message;
  message << "blueprint: " << rule << " must be " << must << ", got " << found;
  throw Error(ErrorCode::invalid_argument, message.str());
}

// Every comparison below is written so that NaN fails it.

void check_positive(const char* rule, std::optional<double> value) {
  if (value) require(std::isfinite(*value) && *value > 0.0, rule, "finite and positive", *value);
}

void check_ability(const Blueprint& blueprint) {
  const auto& ability = blueprint.ability;
  validate(ability);
  const auto in_range = [&](double theta) { return theta >= ability.theta_min && theta <= ability.theta_max; };
  require(in_range(blueprint.start_theta), "start_theta", "in the ability range", blueprint.start_theta);
  require(blueprint.provisional == irt::Estimator::map || blueprint.provisional == irt::Estimator::eap, "provisional",
          "map or eap", to_string(blueprint.provisional));
  if (const auto standard = blueprint.passing_standard)
    require(in_range(*standard), "passing_standard", "in the ability range", *standard);
}

void check_test(const std::string& rule, const std::optional<SequentialTest>& test) {
  if (!test) return;
  const auto is_rate = [](double rate) { return rate > 0.0 && rate < 0.5; };
  require(is_rate(test->alpha), rule + ".alpha", "in (0, 0.5)", test->alpha);
  require(is_rate(test->beta), rule + ".beta", "in (0, 0.5)", test->beta);
  require(test->half_width > 0.0 && test->half_width <= 10.0, rule + ".half_width", "in (0, 10]", test->half_width);
}

void check_stopping(const Blueprint& blueprint) {
  require(blueprint.minimum_items >= 1, "minimum_items", "at least 1", blueprint.minimum_items);
  require(blueprint.maximum_items >= blueprint.minimum_items, "maximum_items", "at least minimum_items",
          blueprint.maximum_items);
  require(blueprint.maximum_items <= 100'000, "maximum_items", "at most 100000", blueprint.maximum_items);
  require(std::isfinite(blueprint.confidence_z) && blueprint.confidence_z > 0.0, "confidence_z", "finite and positive",
          blueprint.confidence_z);
  check_positive("target_standard_error", blueprint.target_standard_error);
  check_positive("standard_error_change", blueprint.standard_error_change);
  check_positive("minimum_information", blueprint.minimum_information);
  check_test("sprt", blueprint.sprt);
  check_test("glr", blueprint.glr);
  if (const auto limit = blueprint.time_limit)
    require(limit->microseconds > 0, "time_limit", "positive", limit->in_seconds());
  if (const auto least = blueprint.posterior_confidence)
    require(*least > 0.5 && *least < 1.0, "posterior_confidence", "in (0.5, 1)", *least);
}

/// A rule that compares with the passing standard is nothing without one.
void check_needs_standard(const Blueprint& blueprint) {
  if (blueprint.passing_standard) return;
  const std::pair<const char*, bool> rules[] = {{"sprt", blueprint.sprt.has_value()},
                                                {"glr", blueprint.glr.has_value()},
                                                {"posterior_confidence", blueprint.posterior_confidence.has_value()},
                                                {"stop_when_certain", blueprint.stop_when_certain}};
  for (const auto& [rule, in_use] : rules)
    require(!in_use, "passing_standard", "given", std::string("none beside ") + rule);
}

void check_content(const Blueprint& blueprint) {
  require(blueprint.content_tolerance >= 0.0 && blueprint.content_tolerance <= 1.0, "content_tolerance", "in [0, 1]",
          blueprint.content_tolerance);
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto& rule : blueprint.content) {
    const std::string name = "content " + rule.attribute + "=" + rule.value;
    require(!rule.attribute.empty() && !rule.value.empty(), "content", "of a named attribute and value", name);
    require(rule.minimum >= 0.0 && rule.minimum <= 1.0, name + ": minimum", "in [0, 1]", rule.minimum);
    require(rule.maximum >= rule.minimum && rule.maximum <= 1.0, name + ": maximum", "in [minimum, 1]", rule.maximum);
    if (rule.target)
      require(*rule.target >= rule.minimum && *rule.target <= rule.maximum, name + ": target", "in [minimum, maximum]",
              *rule.target);
    require(seen.emplace(rule.attribute, rule.value).second, "content", "one rule for each value", name + " twice");
  }
}

void check_placement(const std::string& rule, const PlacementRule& placement, int minimum_items) {
  require(placement.count >= 0, rule + ".count", "at least 0", placement.count);
  if (placement.count == 0) return;
  require(placement.first_position >= 1, rule + ".first_position", "at least 1", placement.first_position);
  require(placement.last_position >= placement.first_position, rule + ".last_position", "at least first_position",
          placement.last_position);
  require(placement.last_position <= minimum_items, rule + ".last_position", "within minimum_items",
          placement.last_position);
}

void check_start(const Blueprint& blueprint) {
  require(blueprint.start.random_items >= 0, "start.random_items", "at least 0", blueprint.start.random_items);
  std::set<std::string> seen;
  for (const auto& id : blueprint.start.items)
    require(seen.insert(id).second, "start.items", "different items", id + " twice");
}

void check_exposure(const ExposureRule& exposure) {
  require(exposure.randomesque >= 1 && exposure.randomesque <= 1000, "exposure.randomesque", "in 1..1000",
          exposure.randomesque);
  require(exposure.maximum_overlap >= 0.0 && exposure.maximum_overlap <= 1.0, "exposure.maximum_overlap", "in [0, 1]",
          exposure.maximum_overlap);
}

}  // namespace

void validate(const Blueprint& blueprint) {
  check_ability(blueprint);
  check_stopping(blueprint);
  check_needs_standard(blueprint);
  check_start(blueprint);
  validate(blueprint.criterion);
  check_exposure(blueprint.exposure);
  check_content(blueprint);
  check_placement("sets", blueprint.sets, blueprint.minimum_items);
  check_placement("pretest", blueprint.pretest, blueprint.minimum_items);
  require(blueprint.pretest.count < blueprint.minimum_items, "pretest.count", "below minimum_items",
          blueprint.pretest.count);
}

}  // namespace haven::cat
