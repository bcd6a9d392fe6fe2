#include <optional>
#include <string>

#include "haven/cat/blueprint.hpp"
#include "haven/codec/exam_json.hpp"
#include "haven/core/error.hpp"

#include "bind.hpp"
#include "exam_values.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;

irt::Estimator to_estimator(const std::string& name, const char* rule) {
  const auto estimator = irt::parse_estimator(name);
  if (!estimator)
    throw Error(ErrorCode::invalid_argument,
                std::string("blueprint: ") + rule + " must be mle, map, eap or wle, got " + name);
  return *estimator;
}

cat::Blueprint make_blueprint(double start_theta, const std::string& estimator, const std::string& provisional,
                              double theta_min, double theta_max, double prior_mean, double prior_sd,
                              int quadrature_points, int minimum_items, int maximum_items,
                              std::optional<double> target_standard_error, std::optional<double> passing_standard,
                              bool stop_when_confident, double confidence_z, bool pass_at_standard,
                              std::optional<double> time_limit) {
  cat::Blueprint blueprint{.start_theta = start_theta,
                           .estimator = to_estimator(estimator, "estimator"),
                           .provisional = to_estimator(provisional, "provisional"),
                           .ability = {theta_min, theta_max, prior_mean, prior_sd, quadrature_points},
                           .minimum_items = minimum_items,
                           .maximum_items = maximum_items,
                           .target_standard_error = target_standard_error,
                           .passing_standard = passing_standard,
                           .stop_when_confident = stop_when_confident,
                           .confidence_z = confidence_z,
                           .pass_at_standard = pass_at_standard,
                           .time_limit = {}};
  if (time_limit) blueprint.time_limit = to_duration(*time_limit, "blueprint: time_limit");
  validate(blueprint);
  return blueprint;
}

}  // namespace

void bind_blueprint(py::module_& module) {
  const cat::Blueprint rules;
  const auto name = [](irt::Estimator estimator) { return std::string(to_string(estimator)); };
  py::class_<cat::Blueprint> blueprint(module, "Blueprint", py::is_final(), R"(
The rules of one adaptive exam: where it starts, how ability is estimated, when it stops, what passes. Immutable.

Items are chosen by maximum information at the current ability, ties broken by the exam's seed.
)");
  blueprint.def(py::init(&make_blueprint), py::kw_only(), "start_theta"_a = rules.start_theta,
                "estimator"_a = name(rules.estimator), "provisional"_a = name(rules.provisional),
                "theta_min"_a = rules.ability.theta_min, "theta_max"_a = rules.ability.theta_max,
                "prior_mean"_a = rules.ability.prior_mean, "prior_sd"_a = rules.ability.prior_sd,
                "quadrature_points"_a = rules.ability.quadrature_points, "minimum_items"_a = rules.minimum_items,
                "maximum_items"_a = rules.maximum_items, "target_standard_error"_a = rules.target_standard_error,
                "passing_standard"_a = rules.passing_standard, "stop_when_confident"_a = rules.stop_when_confident,
                "confidence_z"_a = rules.confidence_z, "pass_at_standard"_a = rules.pass_at_standard,
                "time_limit"_a = py::none(), R"(
start_theta: ability at which the first item is chosen.
estimator: "mle", "map", "eap" or "wle", of every step and of the result.
provisional: "map" or "eap", stands in while the estimator is at a bound of the range.
theta_min, theta_max, prior_mean, prior_sd, quadrature_points: as for the estimate functions.
minimum_items, maximum_items: length of the exam, 1 <= minimum <= maximum.
target_standard_error: stop once the standard error is no larger; None for no such rule.
passing_standard: ability that passes; None for no decision.
stop_when_confident: with a passing standard, stop once the interval of confidence_z standard errors excludes it.
pass_at_standard: whether an ability that equals the standard passes.
time_limit: seconds from the start; None for no limit.

Raises InvalidArgument, naming the rule.
)");
  blueprint.def_readonly("start_theta", &cat::Blueprint::start_theta);
  blueprint.def_property_readonly("estimator", [name](const cat::Blueprint& self) { return name(self.estimator); });
  blueprint.def_property_readonly("provisional", [name](const cat::Blueprint& self) { return name(self.provisional); });
  blueprint.def_property_readonly("theta_min", [](const cat::Blueprint& self) { return self.ability.theta_min; });
  blueprint.def_property_readonly("theta_max", [](const cat::Blueprint& self) { return self.ability.theta_max; });
  blueprint.def_property_readonly("prior_mean", [](const cat::Blueprint& self) { return self.ability.prior_mean; });
  blueprint.def_property_readonly("prior_sd", [](const cat::Blueprint& self) { return self.ability.prior_sd; });
  blueprint.def_property_readonly("quadrature_points",
                                  [](const cat::Blueprint& self) { return self.ability.quadrature_points; });
  blueprint.def_readonly("minimum_items", &cat::Blueprint::minimum_items);
  blueprint.def_readonly("maximum_items", &cat::Blueprint::maximum_items);
  blueprint.def_readonly("target_standard_error", &cat::Blueprint::target_standard_error);
  blueprint.def_readonly("passing_standard", &cat::Blueprint::passing_standard);
  blueprint.def_readonly("stop_when_confident", &cat::Blueprint::stop_when_confident);
  blueprint.def_readonly("confidence_z", &cat::Blueprint::confidence_z);
  blueprint.def_readonly("pass_at_standard", &cat::Blueprint::pass_at_standard);
  blueprint.def_property_readonly(
      "time_limit",
      [](const cat::Blueprint& self) -> std::optional<double> {
        if (!self.time_limit) return std::nullopt;
        return to_seconds(*self.time_limit);
      },
      "Seconds, or None.");
  blueprint.def(
      "__eq__", [](const cat::Blueprint& self, const cat::Blueprint& other) { return self == other; },
      py::is_operator());
  blueprint.def("__repr__", [](const py::object& self) {
    return describe(self,
                    {"start_theta", "estimator", "provisional", "theta_min", "theta_max", "prior_mean", "prior_sd",
                     "quadrature_points", "minimum_items", "maximum_items", "target_standard_error", "passing_standard",
                     "stop_when_confident", "confidence_z", "pass_at_standard", "time_limit"});
  });
  blueprint.def(py::pickle([](const cat::Blueprint& self) { return codec::to_json(self); },
                           [](const std::string& text) { return codec::blueprint_from_json(text); }));
}

}  // namespace haven::python
