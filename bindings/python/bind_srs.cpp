#include "bind_srs.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "haven/srs/parameters.hpp"
#include "haven/srs/scheduler.hpp"

#include "arrays.hpp"
#include "bind.hpp"
#include "srs_values.hpp"

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;

/// As many weights as the model has, in range or not.
srs::Parameters unchecked(const std::string& model, const std::vector<double>& weights) {
  srs::Parameters parameters = srs::default_parameters(to_algorithm(model));
  const std::size_t count = srs::weights_of(parameters).size();
  if (weights.size() != count)
    refuse("parameters",
           "must be " + std::to_string(count) + " weights of " + model + ", got " + std::to_string(weights.size()));
  if (auto* fsrs6 = std::get_if<srs::Fsrs6Parameters>(&parameters))
    std::copy(weights.begin(), weights.end(), fsrs6->weights.begin());
  if (auto* fsrs7 = std::get_if<srs::Fsrs7Parameters>(&parameters))
    std::copy(weights.begin(), weights.end(), fsrs7->weights.begin());
  return parameters;
}

py::tuple clip(const std::string& model, const py::object& parameters, int relearning_steps) {
  return weights_tuple(srs::clipped(unchecked(model, to_weights(parameters)), relearning_steps));
}

py::tuple make(const std::string& model, const py::object& parameters) {
  return weights_tuple(srs::make_parameters(to_algorithm(model), to_weights(parameters)));
}

py::tuple ranges(const std::string& model) {
  py::list list;
  for (const auto& range : srs::weight_ranges(to_algorithm(model))) list.append(py::make_tuple(range.low, range.high));
  return py::tuple(list);
}

void bind_parameters(py::module_& module) {
  module.def(
      "default_parameters",
      [](const std::string& model) { return weights_tuple(srs::default_parameters(to_algorithm(model))); },
      "model"_a = "fsrs-6", R"(The default weights of "fsrs-6", "fsrs-7" or "sm-2", which has none.)");
  module.def("make_parameters", &make, "model"_a, "parameters"_a, R"(
The weights as the model has them: of FSRS-6 also made from 17 (FSRS-4.5) or 19 (FSRS-5), as fsrs-rs migrates them; None
for the defaults. Raises InvalidArgument as check_parameters() does.
)");
  module.def(
      "check_parameters",
      [](const std::string& model, const py::object& parameters) {
        srs::check(unchecked(model, to_weights(parameters)));
      },
      "model"_a, "parameters"_a, R"(
Raises InvalidArgument, naming the weight, unless all are there and within their ranges and, for FSRS-7, weights 0 to 3
and 25 to 26 do not fall.
)");
  module.def("clip_parameters", &clip, "model"_a, "parameters"_a, "relearning_steps"_a = 1, R"(
The nearest weights within the ranges, as fsrs-rs and ts-fsrs clip. More than one relearning step lowers the upper bound
of weights 17 and 18 of FSRS-6, so that a lapse and its steps cannot raise stability. Raises InvalidArgument for NaN.
)");
  module.def("weight_ranges", &ranges, "model"_a = "fsrs-6", "For every weight its lowest and highest value.");
}

py::tuple fuzz(double interval_days, double elapsed_days, int maximum_interval) {
  constexpr double longest = 1e9;  // days
  if (!(interval_days >= 0.0 && interval_days <= longest))
    refuse("interval_days", "must be 0 to 1e9, got " + std::to_string(interval_days));
  if (!(elapsed_days >= 0.0 && elapsed_days <= longest))
    refuse("elapsed_days", "must be 0 to 1e9, got " + std::to_string(elapsed_days));
  if (maximum_interval < 1) refuse("maximum_interval", "must be at least 1, got " + std::to_string(maximum_interval));
  const srs::FuzzRange range = srs::fuzz_range(interval_days, elapsed_days, maximum_interval);
  return py::make_tuple(range.earliest, range.latest);
}

}  // namespace

void bind_srs(py::module_& parent) {
  auto module = parent.def_submodule("srs", "The compiled part of haven.srs.");
  bind_parameters(module);
  module.def("fuzz_range", &fuzz, "interval_days"_a, "elapsed_days"_a = 0.0, "maximum_interval"_a = 36'500, R"(
The whole days (earliest, latest) that an interval may be spread over, both included: 15 % of the days from 2.5 to 7,
10 % from there to 20, 5 % beyond; the one day itself below 2.5. Raises InvalidArgument.
)");
  bind_memory_model(module);
  bind_workload(module);
  bind_card(module);
  bind_history(module);
  bind_scheduler(module);
  bind_srs_batch(module);
  bind_review_log(module);
  bind_evaluation(module);
  bind_optimizer(module);
  bind_grading(module);
  bind_simulator(module);
  bind_exam_date(module);
  bind_reschedule(module);
}

}  // namespace haven::python
