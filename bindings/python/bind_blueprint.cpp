#include <cmath>
#include <set>
#include <string>

#include "haven/cat/blueprint.hpp"
#include "haven/cat/nclex.hpp"
#include "haven/codec/exam_json.hpp"
#include "haven/core/error.hpp"

#include "arrays.hpp"
#include "bind.hpp"
#include "exam_values.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;

constexpr const char* time_limit_field = "time_limit_microseconds";

/// A rule's value as json.dumps takes it: NumPy's scalars and arrays become Python's, numbers that JSON does not have
/// become the words that the codec reads.
py::object plain(py::handle value, const std::string& rule, int depth = 0) {
  constexpr int deepest = 8;
  if (depth > deepest) throw py::type_error("blueprint: " + rule + " is nested too deep");
  if (value.is_none() || py::isinstance<py::bool_>(value) || py::isinstance<py::str>(value))
    return py::reinterpret_borrow<py::object>(value);
  if (py::hasattr(value, "tolist")) return plain(value.attr("tolist")(), rule, depth + 1);
  if (PyIndex_Check(value.ptr()) != 0) return py::reinterpret_steal<py::object>(PyNumber_Index(value.ptr()));
  if (py::isinstance<py::float_>(value)) {
    const double number = value.cast<double>();
    if (std::isfinite(number)) return py::float_(number);
    return py::str(std::isnan(number) ? "nan" : number > 0.0 ? "inf" : "-inf");
  }
  if (py::isinstance<py::dict>(value)) {
    py::dict rules;
    for (const auto& [name, inner] : py::reinterpret_borrow<py::dict>(value))
      rules[name] = plain(inner, rule, depth + 1);
    return rules;
  }
  if (py::isinstance<py::sequence>(value)) {
    py::list values;
    for (const auto& inner : py::reinterpret_borrow<py::sequence>(value)) values.append(plain(inner, rule, depth + 1));
    return values;
  }
  throw py::type_error("blueprint: " + rule + " must be a number, text, dict or list, got " +
                       py::repr(value).cast<std::string>());
}

/// The rules as one flat dict: the ability options stand beside the others, times are in seconds.
py::dict rules_of(const cat::Blueprint& blueprint) {
  py::dict rules = py::module_::import("json").attr("loads")(codec::to_json(blueprint));
  const py::dict ability = rules.attr("pop")("ability");
  rules.attr("update")(ability);
  static_cast<void>(rules.attr("pop")(time_limit_field));
  if (blueprint.time_limit)
    rules["time_limit"] = to_seconds(*blueprint.time_limit);
  else
    rules["time_limit"] = py::none();
  return rules;
}

/// The names of the ability options.
const std::set<std::string>& ability_rules() {
  static const std::set<std::string> names = [] {
    std::set<std::string> found;
    const py::dict rules = py::module_::import("json").attr("loads")(codec::to_json(cat::Blueprint{}));
    for (const auto& entry : rules["ability"].cast<py::dict>()) found.insert(entry.first.cast<std::string>());
    return found;
  }();
  return names;
}

cat::Blueprint make_blueprint(const py::kwargs& rules) {
  py::dict document, ability;
  for (const auto& [name, value] : rules) {
    const auto rule = name.cast<std::string>();
    if (rule == "ability" || rule == time_limit_field) refuse("blueprint." + rule, "unknown field");
    if (rule == "time_limit") {
      if (!value.is_none())
        document[time_limit_field] = to_duration(value.cast<double>(), "blueprint: time_limit").microseconds;
    } else {
      (ability_rules().count(rule) != 0 ? ability : document)[name] = plain(value, rule);
    }
  }
  document["ability"] = ability;
  return codec::blueprint_from_json(py::module_::import("json").attr("dumps")(document).cast<std::string>());
}

cat::Blueprint nclex(const std::string& name, bool stand_alone_quota) {
  const auto profile = cat::parse_nclex_profile(name);
  if (!profile)
    refuse("nclex_blueprint",
           "profile must be rn_2026, pn_2026, rn_2023, pn_2023, rn_pre_2020 or pn_pre_2020, got " + name);
  return cat::nclex_blueprint(*profile, stand_alone_quota);
}

}  // namespace

void bind_blueprint(py::module_& module) {
  py::class_<cat::Blueprint> blueprint(module, "Blueprint", py::is_final(), R"(
The rules of one adaptive exam: where it starts, how ability is estimated, which item comes next, when it stops, what
passes. Immutable. Every rule is an argument by name and a property of the same name.
)");
  blueprint.def(py::init(&make_blueprint), R"(
start_theta: ability at which the first item is chosen.
estimator: "mle", "map", "eap", "wle", "mlef", "huber" or "tukey", of every step and of the result.
provisional: "map" or "eap", stands in while the estimator is at a bound of the range.
theta_min, theta_max, prior, prior_mean, prior_sd, quadrature, quadrature_points, standard_error, fence_discrimination,
    fence_lower, fence_upper, huber_tuning, tukey_tuning: as for the estimate functions.
minimum_items, maximum_items: length of the exam, 1 <= minimum <= maximum, pretest items included.
start: {"items": [ids], "random_items": n}, given before selection by ability begins.
selection: "mfi", "bopt", "thopt", "mlwi", "mpwi", "mei", "mepv", "kl", "klp", "gdi", "gdip", "cut_information",
    "progressive", "proportional", "a_stratified" or "random"; criterion: dict of its options, as for criterion().
exposure: {"randomesque": n, "maximum_overlap": share of items seen in earlier exams}.
content: list of {"attribute", "value", "minimum", "maximum", "target"}, shares of the scored items; content_balance
    "within_bounds" or "largest_deficit"; content_tolerance widens the bounds.
sets, pretest: {"count", "first_position", "last_position"}.
target_standard_error, standard_error_change, minimum_information: stop by precision; None for no such rule.
passing_standard: ability that passes; None for no decision. pass_at_standard: whether an ability that equals it does.
stop_when_confident, confidence_z: stop once the interval of so many standard errors excludes the standard.
sprt, glr: {"alpha", "beta", "half_width"}; posterior_confidence: a probability; stop_when_certain: stop once no further
    answers could change the decision.
time_limit: seconds from the start; None for no limit. timeout_rule: "final_estimate" or "last_sixty_above".

Raises InvalidArgument, naming the rule.
)");
  for (const auto& entry : rules_of({})) {
    const auto name = entry.first.cast<std::string>();
    blueprint.def_property_readonly(
        name.c_str(), [name](const cat::Blueprint& self) -> py::object { return rules_of(self)[name.c_str()]; });
  }
  blueprint.def("to_dict", &rules_of, "All rules, so that Blueprint(**rules) is equal.");
  blueprint.def(
      "__eq__", [](const cat::Blueprint& self, const cat::Blueprint& other) { return self == other; },
      py::is_operator());
  blueprint.def("__repr__", [](const cat::Blueprint& self) {
    py::list changed;
    const py::dict defaults = rules_of({});
    for (const auto& [name, value] : rules_of(self))
      if (!value.equal(defaults[name])) changed.append(py::str("{}={!r}").format(name, value));
    return py::str("Blueprint({})").format(py::str(", ").attr("join")(changed));
  });
  blueprint.def(py::pickle([](const cat::Blueprint& self) { return codec::to_json(self); },
                           [](const std::string& text) { return codec::blueprint_from_json(text); }));
  module.def("nclex_blueprint", &nclex, "profile"_a, "stand_alone_quota"_a = true, R"(
Rules modelled on those that NCSBN publishes for the NCLEX, as a Blueprint.

profile: "rn_2026", "pn_2026", "rn_2023", "pn_2023", or "rn_pre_2020" and "pn_pre_2020".
stand_alone_quota: also ask for about 10 % stand-alone clinical-judgment items (attribute "clinical_judgment").
The pool's items need the attribute "client_need". No statement about the real exam follows from an exam on a bank of
your own. Raises InvalidArgument.
)");
}

}  // namespace haven::python
