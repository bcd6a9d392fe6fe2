#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "haven/cat/criterion.hpp"
#include "haven/irt/response.hpp"

#include "arrays.hpp"
#include "bind.hpp"
#include "exam_values.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;

template <class Enum>
Enum parse(std::optional<Enum> parsed, const char* argument, const char* names, const std::string& found) {
  if (!parsed) refuse(argument, std::string("must be ") + names + ", got '" + found + "'");
  return *parsed;
}

cat::SelectionRule to_rule(const std::string& name) {
  return parse(cat::parse_selection_rule(name), "rule",
               "one of mfi, bopt, thopt, mlwi, mpwi, mei, mepv, kl, klp, gdi, gdip, cut_information, progressive, "
               "proportional, a_stratified, random",
               name);
}

/// One keyword option: how it is set from its value.
struct Option {
  const char* name;
  void (*set)(cat::CriterionOptions& options, const py::handle& value);
};

template <auto member>
void set(cat::CriterionOptions& options, const py::handle& value) {
  using Value = std::remove_reference_t<decltype(options.*member)>;
  options.*member = value.cast<Value>();
}

constexpr Option option_table[] = {
    {"theta_min", &set<&cat::CriterionOptions::theta_min>},
    {"theta_max", &set<&cat::CriterionOptions::theta_max>},
    {"quadrature_points", &set<&cat::CriterionOptions::quadrature_points>},
    {"prior_mean", &set<&cat::CriterionOptions::prior_mean>},
    {"prior_sd", &set<&cat::CriterionOptions::prior_sd>},
    {"cut", &set<&cat::CriterionOptions::cut>},
    {"acceleration", &set<&cat::CriterionOptions::acceleration>},
    {"maximum_items", &set<&cat::CriterionOptions::maximum_items>},
    {"target_standard_error", &set<&cat::CriterionOptions::target_standard_error>},
    {"strata", &set<&cat::CriterionOptions::strata>},
    {"b_blocking", &set<&cat::CriterionOptions::b_blocking>},
    {"information",
     [](cat::CriterionOptions& options, const py::handle& value) {
       const auto name = value.cast<std::string>();
       options.information = parse(cat::parse_information_kind(name), "information", "fisher or observed", name);
     }},
    {"estimator",
     [](cat::CriterionOptions& options, const py::handle& value) {
       const auto name = value.cast<std::string>();
       options.estimator = parse(irt::parse_estimator(name), "estimator", "mle, map, eap or wle", name);
     }},
    {"progress",
     [](cat::CriterionOptions& options, const py::handle& value) {
       const auto name = value.cast<std::string>();
       options.progress = parse(cat::parse_progress_measure(name), "progress", "length or precision", name);
     }},
};

void set_option(cat::CriterionOptions& options, const std::string& name, const py::handle& value) {
  for (const Option& option : option_table) {
    if (name != option.name) continue;
    try {
      return option.set(options, value);
    } catch (const py::cast_error&) {
      refuse(name, "has no value of its type: " + py::repr(value).cast<std::string>());
    }
  }
  refuse("options", "there is no " + name);
}

/// The arguments of one call, and what the context refers to.
struct Question {
  irt::ItemBank bank;
  cat::SelectionRule rule;
  double theta;
  std::vector<irt::ItemResponse> responses;
  irt::ItemSet given;
  std::optional<double> standard_error;
  std::uint64_t seed;
  cat::CriterionOptions options{};
  int randomesque = 1;

  Question(const irt::ItemBank& of, const std::string& rule_name, double at, py::handle pattern,
           std::optional<double> error, std::uint64_t with_seed, const py::kwargs& keywords)
      : bank(of), rule(to_rule(rule_name)), theta(at), given(of.size()), standard_error(error), seed(with_seed) {
    if (!pattern.is_none()) responses = only_person(pattern);
    for (const auto& response : responses) given.insert(response.item);
    for (const auto& [key, value] : keywords) set_option(options, key.cast<std::string>(), value);
  }
  [[nodiscard]] cat::SelectionContext context() const {
    cat::SelectionContext asked{.bank = bank,
                                .rule = rule,
                                .options = options,
                                .theta = theta,
                                .responses = responses,
                                .excluded = given,
                                .standard_error = standard_error,
                                .seed = seed,
                                .randomesque = randomesque};
    validate(asked);
    return asked;
  }

 private:
  [[nodiscard]] std::vector<irt::ItemResponse> only_person(py::handle pattern) const {
    const ResponseArray persons(bank, pattern);
    if (!persons.is_single()) refuse("responses", "must be one pattern [n_items], got a matrix");
    return persons.presented(0);
  }
};

py::array_t<double> criterion(const irt::ItemBank& bank, const std::string& rule, double theta, py::handle responses,
                              const py::object& seed, std::optional<double> standard_error, const py::kwargs& options) {
  const Question question(bank, rule, theta, responses, standard_error, to_seed(seed), options);
  const auto context = question.context();
  py::array_t<double> values(static_cast<py::ssize_t>(bank.size()));
  const std::span<double> cells(values.mutable_data(), bank.size());
  const py::gil_scoped_release release;
  cat::criterion(context, cells);
  return values;
}

std::optional<irt::ItemIndex> select(const irt::ItemBank& bank, const std::string& rule, double theta,
                                     py::handle responses, const py::object& seed, std::optional<double> standard_error,
                                     int randomesque, const py::kwargs& options) {
  Question question(bank, rule, theta, responses, standard_error, to_seed(seed), options);
  question.randomesque = randomesque;
  const auto context = question.context();
  const py::gil_scoped_release release;
  return cat::select(context);
}

}  // namespace

void bind_criterion(py::module_& module) {
  module.def("criterion", &criterion, "bank"_a, "rule"_a, "theta"_a, "responses"_a = py::none(), py::kw_only(),
             "seed"_a = 0, "standard_error"_a = py::none(), R"(
What a selection rule says of every item, float64 [n_items]; NaN for items already given.

rule: "mfi" information at theta; "bopt", "thopt" distance from theta to the difficulty, to the ability of most
    information; "mlwi", "mpwi" information weighted by likelihood, by posterior; "mei" expected information; "mepv"
    expected posterior variance; "kl", "klp" Kullback-Leibler divergence weighted by likelihood, by posterior; "gdi",
    "gdip" variance of P under likelihood, posterior; "cut_information" information at cut; "progressive" information
    mixed with random numbers; "proportional" probabilities of being drawn; "a_stratified" distance to the difficulty
    in the stratum in use, infinite in others; "random" random numbers.
    The best item has the smallest value for bopt, thopt, mepv and a_stratified, the largest for the others.
theta: the ability, in -1000..1000.
responses: the pattern over the bank [n_items], -1 where not given; None for none given.
seed: of progressive and random.
standard_error: of theta, for progressive and proportional by precision; None computes it from the information.
Options, each read by some rules only: theta_min=-4.0, theta_max=4.0, quadrature_points=33, prior_mean=0.0, prior_sd=1.0
    (integrals, and the estimator of mei), information="observed" or "fisher" and estimator="map" (mei), cut=0.0,
    progress="length" or "precision", acceleration=1.0, maximum_items=20, target_standard_error=0.3 (progressive,
    proportional), strata=4, b_blocking=True, maximum_items (a_stratified).

Releases the GIL. Raises InvalidArgument, also for bopt, thopt and a_stratified with polytomous items.
)");
  module.def("select", &select, "bank"_a, "rule"_a, "theta"_a, "responses"_a = py::none(), py::kw_only(), "seed"_a = 0,
             "standard_error"_a = py::none(), "randomesque"_a = 1, R"(
The index of the item to give next by `rule`, or None when all were given.

Arguments as for criterion(). Equal items are ranked by the seed; proportional draws; randomesque draws evenly among so
many of the best. The same seed gives the same item on every platform. Raises InvalidArgument.
)");
}

}  // namespace haven::python
