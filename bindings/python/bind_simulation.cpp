#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "haven/codec/simulation_json.hpp"
#include "haven/simulation/study.hpp"

#include "arrays.hpp"
#include "bind.hpp"
#include "exam_values.hpp"
#include "simulation_values.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;

std::vector<double> to_truth(py::handle theta) {
  if (theta.is_none()) return {};
  const RealArray values = to_abilities(theta, "theta");
  if (values.ndim() > 1) refuse("theta", "must be one-dimensional");
  return {values.data(), values.data() + values.size()};
}

/// A matrix of responses row by row; empty for None.
std::vector<irt::Response> to_rows(const irt::ItemBank& bank, py::handle responses) {
  if (responses.is_none()) return {};
  const ResponseArray array(bank, responses);
  std::vector<irt::Response> rows(array.persons() * bank.size(), irt::Response::missing);
  for (std::size_t person = 0; person < array.persons(); ++person)
    for (const auto& one : array.presented(person)) rows[person * bank.size() + one.item] = one.response;
  return rows;
}

/// For each candidate the indices of items.
std::vector<std::vector<irt::ItemIndex>> to_seen(py::handle seen) {
  if (seen.is_none()) return {};
  try {
    return seen.cast<std::vector<std::vector<irt::ItemIndex>>>();
  } catch (const py::cast_error&) {
    refuse("seen", "must have a sequence of item indices for each candidate");
  }
}

std::shared_ptr<Simulation> run(const cat::ItemPool& pool, py::handle theta, const cat::Blueprint& blueprint,
                                py::handle seed, int threads, py::handle responses, py::handle seen,
                                double testlet_effect_sd, std::optional<double> time_per_item,
                                const std::vector<double>& segment_bounds,
                                const std::vector<std::vector<double>>& eligibility) {
  if (theta.is_none() && responses.is_none()) refuse("simulate", "give theta, or responses, or both");
  auto truth = to_truth(theta);
  const auto rows = to_rows(pool.bank(), responses);
  const auto lists = to_seen(seen);
  simulation::StudyOptions options{.seed = to_seed(seed), .threads = threads, .responses = rows, .seen = lists};
  options.testlet_effect_sd = testlet_effect_sd;
  options.eligibility = {segment_bounds, eligibility};
  if (time_per_item) options.time_per_item = to_duration(*time_per_item, "time_per_item");
  const py::gil_scoped_release unlocked;
  cat::ExamPlan plan(pool, blueprint);
  auto result = simulate(plan, truth, options);
  return std::make_shared<Simulation>(Simulation{std::move(plan), std::move(truth), options.seed, std::move(result)});
}

/// A ragged column of steps as a matrix [candidate, position], padded with -1.
template <class Number, class Value>
py::array_t<Number> padded(const Simulation& simulation, const std::vector<Value>& values) {
  const auto& offsets = simulation.result.offsets;
  std::size_t longest = 0;
  for (std::size_t i = 0; i + 1 < offsets.size(); ++i) longest = std::max(longest, offsets[i + 1] - offsets[i]);
  py::array_t<Number> matrix({offsets.size() - 1, longest});
  Number* cell = matrix.mutable_data();
  for (std::size_t i = 0; i + 1 < offsets.size(); ++i)
    for (std::size_t place = 0; place < longest; ++place) {
      const std::size_t step = offsets[i] + place;
      if (step >= offsets[i + 1])
        *cell++ = Number(-1);
      else if constexpr (std::is_same_v<Value, irt::Response>)
        *cell++ = static_cast<Number>(values[step].score);
      else
        *cell++ = static_cast<Number>(values[step]);
    }
  return matrix;
}

template <class Number, class Of>
py::array_t<Number> each(const Simulation& simulation, Of of) {
  py::array_t<Number> array(static_cast<py::ssize_t>(simulation.result.candidates()));
  for (std::size_t i = 0; i < simulation.result.candidates(); ++i) array.mutable_data()[i] = of(i);
  return array;
}

/// An array of str.
template <class Enum>
py::object names(const std::vector<Enum>& values) {
  py::list list;
  for (const Enum value : values) list.append(py::str(std::string(to_string(value))));
  return py::module_::import("numpy").attr("array")(list, "dtype"_a = "U");
}

SimulationReport make_report(const std::shared_ptr<Simulation>& self, int threads) {
  const py::gil_scoped_release unlocked;
  return {self, report(self->result, self->plan, self->truth, {.threads = threads})};
}

std::string to_csv(const Simulation& self, bool steps) {
  return steps ? codec::steps_to_csv(self.result, self.plan.pool().bank())
               : codec::candidates_to_csv(self.result, self.truth);
}

void def_columns(py::class_<Simulation, std::shared_ptr<Simulation>>& study) {
  const auto def = [&](const char* name, auto of, const char* doc) { study.def_property_readonly(name, of, doc); };
  def(
      "items", [](const Simulation& s) { return padded<std::int64_t>(s, s.result.items); },
      "int64 [n_candidates, longest exam]: positions in the bank, in the order given; -1 after the end.");
  def(
      "responses", [](const Simulation& s) { return padded<std::int64_t>(s, s.result.responses); },
      "int64, as items: the scores; -1 after the end.");
  def(
      "theta", [](const Simulation& s) { return padded<double>(s, s.result.theta); },
      "float64, as items: the estimate after each item; -1 after the end. See length and final_theta.");
  def(
      "standard_error", [](const Simulation& s) { return padded<double>(s, s.result.standard_error); },
      "float64, as items: the standard error after each item; -1 after the end.");
  def(
      "length",
      [](const Simulation& s) { return each<std::int64_t>(s, [&](std::size_t i) { return s.result.length(i); }); },
      "int64 [n_candidates]: items given, pretest ones included.");
  def(
      "scored_items",
      [](const Simulation& s) {
        return each<std::int64_t>(s, [&](std::size_t i) { return s.result.scored_items[i]; });
      },
      "int64 [n_candidates].");
  def(
      "final_theta",
      [](const Simulation& s) { return each<double>(s, [&](std::size_t i) { return s.result.ability[i].theta; }); },
      "float64 [n_candidates]: the last estimate.");
  def(
      "final_standard_error",
      [](const Simulation& s) {
        return each<double>(s, [&](std::size_t i) { return s.result.ability[i].standard_error; });
      },
      "float64 [n_candidates].");
  def(
      "stop_reason", [](const Simulation& s) { return names(s.result.stop_reason); },
      "str [n_candidates]: why each exam ended.");
  def(
      "decision", [](const Simulation& s) { return names(s.result.decision); },
      "str [n_candidates]: \"pass\", \"fail\", or \"none\" without a passing standard.");
}

}  // namespace

void bind_simulation(py::module_& module) {
  py::class_<Simulation, std::shared_ptr<Simulation>> study(module, "Simulation", py::is_final(), R"(
What happened in a simulated study; made by simulate().
)");
  def_columns(study);
  study.def_property_readonly(
      "true_theta",
      [](const Simulation& s) -> py::object {
        if (s.truth.empty() && s.result.candidates() > 0) return py::none();
        return py::array_t<double>(static_cast<py::ssize_t>(s.truth.size()), s.truth.data());
      },
      "float64 [n_candidates], or None in a post-hoc study without abilities.");
  study.def_property_readonly("pool", [](const Simulation& s) { return s.plan.pool(); });
  study.def_property_readonly("blueprint", [](const Simulation& s) { return s.plan.blueprint(); });
  study.def_property_readonly("seed", [](const Simulation& s) { return s.seed; });
  study.def("__len__", [](const Simulation& s) { return s.result.candidates(); });
  study.def("__repr__", [](const Simulation& s) {
    return "<haven.Simulation of " + std::to_string(s.result.candidates()) + " exams>";
  });
  study.def("report", &make_report, py::kw_only(), "threads"_a = 0, R"(
Bias, RMSE, lengths, exposure, content, decisions: a SimulationReport. threads: 0 for all; the report does not depend on it.
)");
  study.def(
      "to_json", [](const Simulation& s) { return codec::to_json(s.result, s.plan.pool().bank()); },
      "The exams, items by their ids, as one JSON object.");
  study.def("to_csv", &to_csv, py::kw_only(), "steps"_a = false,
            "One record for each candidate or, with steps=True, for each item given.");

  module.def("simulate", &run, "bank"_a, "theta"_a, "blueprint"_a, py::kw_only(), "seed"_a = 0, "threads"_a = 0,
             "responses"_a = py::none(), "seen"_a = py::none(), "testlet_effect_sd"_a = 0.0,
             "time_per_item"_a = py::none(), "segment_bounds"_a = std::vector<double>{},
             "eligibility"_a = std::vector<std::vector<double>>{}, R"(
Gives every candidate an exam: a Simulation.

bank: an ItemBank or ItemPool.
theta: true abilities, float [n_candidates]; None when responses are given and nobody knows them.
blueprint: the rules of the exam.
seed: 0 to 2^64 - 1. The answer of a candidate to an item depends on nothing but seed, candidate and item.
threads: 0 for all. The result does not depend on it.
responses: int [n_candidates, n_items], answers that people really gave, -1 where there is none: a post-hoc study, in
    which nobody is asked for an answer that is missing. Needs a blueprint without a maximum_overlap.
seen: for each candidate the positions of the items seen in earlier exams.
testlet_effect_sd: standard deviation of an effect that the items of one set share in each candidate's answers, and that
    the exam knows nothing of (Bradlow, Wainer & Wang 1999).
time_per_item: seconds that every answer takes, for blueprints with a time limit.
eligibility, segment_bounds: exposure control, as for Exam.

Raises InvalidArgument for bad input and for a blueprint that no exam can meet.
)");
}

}  // namespace haven::python
