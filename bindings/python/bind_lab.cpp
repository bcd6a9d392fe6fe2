#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "haven/cat/feasibility.hpp"
#include "haven/simulation/bank_health.hpp"
#include "haven/simulation/decision_quality.hpp"
#include "haven/simulation/exposure.hpp"

#include "arrays.hpp"
#include "bind.hpp"
#include "exam_values.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;

std::optional<std::vector<std::string>> conflict(const cat::ItemPool& pool, const cat::Blueprint& blueprint) {
  const py::gil_scoped_release release;
  const auto found = cat::find_conflict(pool, blueprint);
  if (!found) return std::nullopt;
  return found->constraints;
}

py::dict quality_of(const simulation::DecisionQuality& quality) {
  const auto rows = static_cast<py::ssize_t>(quality.conditional_accuracy.size());
  py::array_t<double> probability({rows, static_cast<py::ssize_t>(quality.levels)}, quality.level_probability.data());
  return py::dict("accuracy"_a = quality.accuracy, "consistency"_a = quality.consistency,
                  "conditional_accuracy"_a = as_array(quality.conditional_accuracy),
                  "conditional_consistency"_a = as_array(quality.conditional_consistency),
                  "level_probability"_a = probability);
}

py::dict rudner(const std::vector<double>& theta, const std::vector<double>& standard_error,
                const std::vector<double>& cuts) {
  return quality_of(simulation::rudner_quality(theta, standard_error, cuts));
}

py::dict lee(const irt::ItemBank& bank, const std::vector<double>& theta, const std::vector<double>& cuts,
             const std::optional<std::vector<irt::ItemIndex>>& given) {
  std::vector<irt::ItemIndex> items;
  for (irt::ItemIndex item = 0; !given && item < bank.size(); ++item) items.push_back(item);
  if (given) items = *given;
  return quality_of(simulation::lee_quality(bank, items, theta, cuts));
}

py::dict sympson_hetter(const cat::ItemPool& pool, const cat::Blueprint& blueprint, double maximum_rate,
                        double theta_mean, double theta_sd, std::size_t candidates, int maximum_rounds,
                        const py::object& seed, int threads) {
  const simulation::SympsonHetterOptions options{theta_mean,     theta_sd,      candidates,
                                                 maximum_rounds, to_seed(seed), threads};
  const auto found = [&] {
    const py::gil_scoped_release release;
    return calibrate_sympson_hetter(cat::ExamPlan(pool, blueprint), maximum_rate, options);
  }();
  return py::dict("k"_a = as_array(found.k), "maximum_rate"_a = as_array(found.maximum_rate),
                  "population_rate"_a = as_array(found.population_rate), "converged"_a = found.converged);
}

py::dict information_of(const simulation::InformationAt& at) {
  return py::dict("theta"_a = at.theta, "information"_a = at.information,
                  "best_standard_error"_a = at.best_standard_error);
}

py::dict health(const cat::ItemPool& pool, const cat::Blueprint& blueprint, double least_information) {
  simulation::BankHealthOptions options;
  options.least_information = least_information;
  const auto found = simulation::bank_health(cat::ExamPlan(pool, blueprint), options);
  py::list grid, supply;
  for (const auto& at : found.grid) grid.append(information_of(at));
  for (const auto& one : found.supply)
    supply.append(py::dict("attribute"_a = one.attribute, "value"_a = one.value, "single_items"_a = one.single_items,
                           "set_items"_a = one.set_items, "needed"_a = one.needed,
                           "cut_information"_a = one.cut_information));
  py::object cut = py::none();
  if (found.cut) cut = information_of(*found.cut);
  return py::dict("cut"_a = cut, "grid"_a = grid, "supply"_a = supply, "uninformative"_a = found.uninformative);
}

}  // namespace

void bind_lab(py::module_& module) {
  module.def("find_conflict", &conflict, "bank"_a, "blueprint"_a, R"(
The smallest set of rules that no exam on this pool can meet together, as a list of str; None when none was found.

bank: an ItemPool or an ItemBank. Exam and simulate refuse such a blueprint with the reason "infeasible". Raises
InvalidArgument for an attribute or value that no item has.
)");
  module.def("rudner_quality", &rudner, "theta"_a, "standard_error"_a, "cuts"_a, R"(
Accuracy and consistency of classification when estimates are normal around theta: a dict with accuracy, consistency,
conditional_accuracy and conditional_consistency [n_theta], level_probability [n_theta, n_cuts + 1].

theta, standard_error: one of each for every examinee or ability. cuts: rising, on the ability scale.
Raises InvalidArgument. Rudner (2001, 2005).
)");
  module.def("lee_quality", &lee, "bank"_a, "theta"_a, "cuts"_a, "items"_a = py::none(), R"(
The same by the exact distribution of the summed score of the items. cuts: rising, on the scale of the summed score; items:
positions in the bank, None for all. Raises InvalidArgument. Lee (2010).
)");
  const simulation::SympsonHetterOptions defaults;
  module.def("calibrate_sympson_hetter", &sympson_hetter, "bank"_a, "blueprint"_a, "maximum_rate"_a, py::kw_only(),
             "theta_mean"_a = defaults.theta_mean, "theta_sd"_a = defaults.theta_sd,
             "candidates"_a = defaults.candidates, "maximum_rounds"_a = defaults.maximum_rounds, "seed"_a = 0,
             "threads"_a = 0, R"(
The probabilities k [n_items] with which a selected item is given, so that no item is given to more than maximum_rate of
the examinees; found by simulation. A dict with k, maximum_rate [n_rounds], population_rate [n_items] and converged.

Use them as Exam(..., eligibility=[k]) and simulate(..., eligibility=[k]). candidates: of each round; threads: 0 for all.
Releases the GIL. Raises InvalidArgument. Sympson & Hetter (1985).
)");
  module.def("bank_health", &health, "bank"_a, "blueprint"_a, py::kw_only(),
             "least_information"_a = simulation::BankHealthOptions{}.least_information, R"(
What the pool can do for exams with these rules: a dict with cut and grid (theta, information, best_standard_error), supply
(attribute, value, single_items, set_items, needed, cut_information) and uninformative, positions of items that inform
nobody. Raises InvalidArgument.
)");
}

}  // namespace haven::python
