#include <string>
#include <vector>

#include "haven/codec/simulation_json.hpp"
#include "haven/simulation/report.hpp"

#include "bind.hpp"
#include "exam_values.hpp"
#include "simulation_values.hpp"

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
namespace sim = haven::simulation;
using namespace pybind11::literals;

template <class Enum>
std::string name(Enum value) {
  return std::string(to_string(value));
}

void bind_precision(py::module_& module) {
  py::class_<sim::Figure>(module, "Figure", py::is_final(), "A figure of a study and its Monte-Carlo standard error.")
      .def_readonly("value", &sim::Figure::value)
      .def_readonly("standard_error", &sim::Figure::standard_error)
      .def("__repr__", [](const py::object& self) {
        return describe(self, {"value", "standard_error"});
      });
  py::class_<sim::Precision>(module, "Precision", py::is_final(),
                             "How well ability was measured in candidates whose truth lies in [theta_low, theta_high).")
      .def_readonly("theta_low", &sim::Precision::theta_low)
      .def_readonly("theta_high", &sim::Precision::theta_high)
      .def_readonly("candidates", &sim::Precision::candidates)
      .def_readonly("bias", &sim::Precision::bias, "Mean of estimate - truth.")
      .def_readonly("rmse", &sim::Precision::rmse)
      .def_readonly("mean_absolute_error", &sim::Precision::mean_absolute_error)
      .def_readonly("reported_error", &sim::Precision::reported_error, "Mean standard error that the exams report.")
      .def_readonly("length", &sim::Precision::length)
      .def_readonly("pass_rate", &sim::Precision::pass_rate);
}

void bind_lengths(py::module_& module) {
  py::class_<sim::Lengths>(module, "Lengths", py::is_final(), "How long exams were, and why they ended.")
      .def_readonly("mean", &sim::Lengths::mean)
      .def_readonly("sd", &sim::Lengths::sd)
      .def_readonly("minimum", &sim::Lengths::minimum)
      .def_readonly("lower_quartile", &sim::Lengths::lower_quartile)
      .def_readonly("median", &sim::Lengths::median)
      .def_readonly("upper_quartile", &sim::Lengths::upper_quartile)
      .def_readonly("maximum", &sim::Lengths::maximum)
      .def_property_readonly(
          "counts",
          [](const sim::Lengths& self) {
            py::list list;
            for (const auto& one : self.counts)
              list.append(py::make_tuple(one.length, name(one.reason), one.candidates));
            return list;
          },
          "Tuples of length, stop reason and number of candidates.");
}

void bind_exposure(py::module_& module) {
  py::class_<sim::Exposure>(module, "Exposure", py::is_final(), "How often items were given.")
      .def_property_readonly(
          "rate",
          [](const sim::Exposure& self) {
            return py::array_t<double>(static_cast<py::ssize_t>(self.rate.size()), self.rate.data());
          },
          "float64 [n_items]: share of the exams that gave each item.")
      .def_readonly("maximum", &sim::Exposure::maximum)
      .def_readonly("mean", &sim::Exposure::mean)
      .def_readonly("never_used", &sim::Exposure::never_used)
      .def_readonly("overlap", &sim::Exposure::overlap, "T = (N / Q) S^2 + Q / N; Barrada et al. (2010).")
      .def_readonly("counted_overlap", &sim::Exposure::counted_overlap, "The same counted over all pairs of exams.");
  py::class_<sim::ContentCoverage>(module, "ContentCoverage", py::is_final(),
                                   "The share of one value among the scored items of an exam.")
      .def_readonly("attribute", &sim::ContentCoverage::attribute)
      .def_readonly("value", &sim::ContentCoverage::value)
      .def_readonly("minimum", &sim::ContentCoverage::minimum)
      .def_readonly("mean", &sim::ContentCoverage::mean)
      .def_readonly("maximum", &sim::ContentCoverage::maximum)
      .def_readonly("lower_bound", &sim::ContentCoverage::lower_bound)
      .def_readonly("upper_bound", &sim::ContentCoverage::upper_bound)
      .def_readonly("outside", &sim::ContentCoverage::outside, "Exams outside the bounds, in whole items.");
}

void bind_decisions(py::module_& module) {
  py::class_<sim::Confusion>(module, "Confusion", py::is_final(), "Decisions beside the truth.")
      .def_readonly("true_pass", &sim::Confusion::true_pass)
      .def_readonly("false_pass", &sim::Confusion::false_pass)
      .def_readonly("true_fail", &sim::Confusion::true_fail)
      .def_readonly("false_fail", &sim::Confusion::false_fail)
      .def_readonly("accuracy", &sim::Confusion::accuracy)
      .def_readonly("false_pass_rate", &sim::Confusion::false_pass_rate, "Of those truly below the standard.")
      .def_readonly("false_fail_rate", &sim::Confusion::false_fail_rate, "Of those truly above.");
  py::class_<sim::RuleErrors>(module, "RuleErrors", py::is_final(), "A stopping rule beside the rates that it states.")
      .def_property_readonly("reason", [](const sim::RuleErrors& self) { return name(self.reason); })
      .def_readonly("half_width", &sim::RuleErrors::half_width)
      .def_readonly("exams", &sim::RuleErrors::exams)
      .def_readonly("false_pass", &sim::RuleErrors::false_pass)
      .def_readonly("false_fail", &sim::RuleErrors::false_fail)
      .def_readonly("nominal_false_pass", &sim::RuleErrors::nominal_false_pass)
      .def_readonly("nominal_false_fail", &sim::RuleErrors::nominal_false_fail);
  py::class_<sim::ExpectedQuality>(module, "ExpectedQuality", py::is_final(), "Figures by Rudner or by Lee.")
      .def_readonly("accuracy", &sim::ExpectedQuality::accuracy)
      .def_readonly("consistency", &sim::ExpectedQuality::consistency);
  py::class_<sim::Decisions>(module, "Decisions", py::is_final(), "Pass and fail.")
      .def_readonly("passing_standard", &sim::Decisions::passing_standard)
      .def_readonly("pass_rate", &sim::Decisions::pass_rate)
      .def_readonly("confusion", &sim::Decisions::confusion)
      .def_readonly("rules", &sim::Decisions::rules)
      .def_readonly("rudner", &sim::Decisions::rudner)
      .def_readonly("lee", &sim::Decisions::lee);
}

template <class Enum, std::size_t n>
py::dict counts(const std::array<std::size_t, n>& values) {
  py::dict dict;
  for (std::size_t i = 0; i < n; ++i) dict[py::str(name(static_cast<Enum>(i)))] = values[i];
  return dict;
}

}  // namespace

void bind_simulation_report(py::module_& module) {
  bind_precision(module);
  bind_lengths(module);
  bind_exposure(module);
  bind_decisions(module);
  py::class_<SimulationReport> report(module, "SimulationReport", py::is_final(), "What a simulated study found.");
  const auto def = [&report](const char* attribute, auto member, const char* doc) {
    report.def_property_readonly(
        attribute, [member](const SimulationReport& self) { return self.values.*member; }, doc);
  };
  using sim::StudyReport;
  def("candidates", &StudyReport::candidates, "Number of exams.");
  def("precision", &StudyReport::precision, "Precision over all candidates; None without true abilities.");
  def("by_theta", &StudyReport::by_theta, "Precision in bins of the true ability that hold somebody.");
  def("lengths", &StudyReport::lengths, "Lengths.");
  def("exposure", &StudyReport::exposure, "Exposure.");
  def("content", &StudyReport::content, "ContentCoverage of every value of every attribute.");
  def("decisions", &StudyReport::decisions, "Decisions; None without a passing standard.");
  report.def_property_readonly(
      "stop_reasons", [](const SimulationReport& self) { return counts<cat::StopReason>(self.values.stop_reasons); },
      "dict: exams by why they ended.");
  report.def_property_readonly(
      "relaxed_items", [](const SimulationReport& self) { return counts<cat::Relaxation>(self.values.relaxed_items); },
      "dict: items by which rules their choice could not heed.");
  report.def_property_readonly(
      "relaxed_exams", [](const SimulationReport& self) { return counts<cat::Relaxation>(self.values.relaxed_exams); },
      "dict: exams by the furthest of them.");
  report.def("__repr__", [](const SimulationReport& self) {
    return "<haven.SimulationReport of " + std::to_string(self.values.candidates) + " exams>";
  });
  report.def(
      "to_json", [](const SimulationReport& self) { return codec::to_json(self.values, self.simulation->plan); },
      "All of it, with the blueprint, as one JSON object.");
  report.def(
      "to_csv",
      [](const SimulationReport& self) { return codec::to_csv(self.values, self.simulation->plan.pool().bank()); },
      "Every figure in one table: section,group,figure,value,standard_error.");
  report.def(
      "to_html",
      [](const SimulationReport& self, const py::object& path, const std::string& title) {
        py::module_::import("haven.report")
            .attr("write_html")(codec::to_json(self.values, self.simulation->plan), path, "title"_a = title);
      },
      "path"_a, py::kw_only(), "title"_a = "Simulation study", R"(
Writes a page with tables and figures, complete in one file. Needs matplotlib (pip install haven[report]).
)");
}

}  // namespace haven::python
