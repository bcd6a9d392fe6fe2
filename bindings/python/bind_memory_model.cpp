#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "haven/srs/memory_model.hpp"

#include "bind_srs.hpp"
#include "exam_values.hpp"
#include "srs_values.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;
using srs::MemoryModel;

/// What all states have: equality, and copies through a tuple of their values.
template <class State, class... Values>
void def_state(py::class_<State>& state, Values State::*... members) {
  state.def(
      "__eq__", [](const State& self, const State& other) { return self == other; }, py::is_operator());
  state.def(py::pickle([members...](const State& self) { return py::make_tuple(self.*members...); },
                       [](const py::tuple& values) {
                         return std::apply([](auto... value) { return State{value...}; },
                                           values.cast<std::tuple<Values...>>());
                       }));
}

void bind_fsrs6_state(py::module_& module) {
  using State = srs::Fsrs6State;
  py::class_<State> state(module, "Fsrs6State", py::is_final(), "What FSRS-6 knows of a card. Immutable.");
  state.def(py::init([](double stability, double difficulty) {
              return State{stability, difficulty};
            }),
            "stability"_a, "difficulty"_a);
  state.def_readonly("stability", &State::stability, "Days until retrievability falls to 0.9; at least 0.001.");
  state.def_readonly("difficulty", &State::difficulty, "1 to 10.");
  def_state(state, &State::stability, &State::difficulty);
  state.def("__repr__", [](const py::object& self) { return describe(self, {"stability", "difficulty"}); });
}

void bind_fsrs7_state(py::module_& module) {
  using State = srs::Fsrs7State;
  py::class_<State> state(module, "Fsrs7State", py::is_final(), R"(
What FSRS-7 knows of a card. Immutable. Neither stability is the interval for a retention of 0.9; ask
MemoryModel.interval().
)");
  state.def(py::init([](double slow, double fast, double difficulty) {
              return State{slow, fast, difficulty};
            }),
            "stability"_a, "stability_fast"_a, "difficulty"_a);
  state.def_readonly("stability", &State::stability, "Slow trace, days, 0.0001 to 36,500.");
  state.def_readonly("stability_fast", &State::stability_fast, "Fast trace, days, 0.0001 to 36,500.");
  state.def_readonly("difficulty", &State::difficulty, "1 to 10.");
  def_state(state, &State::stability, &State::stability_fast, &State::difficulty);
  state.def("__repr__", [](const py::object& self) {
    return describe(self, {"stability", "stability_fast", "difficulty"});
  });
}

void bind_sm2_state(py::module_& module) {
  using State = srs::Sm2State;
  py::class_<State> state(module, "Sm2State", py::is_final(), "What SM-2 knows of a card. Immutable.");
  state.def(py::init([](double ease, double interval, int repetitions) {
              return State{ease, interval, repetitions};
            }),
            "ease"_a, "interval"_a, "repetitions"_a);
  state.def_readonly("ease", &State::ease, "E-Factor, at least 1.3.");
  state.def_readonly("interval", &State::interval, "Days until the next repetition.");
  state.def_readonly("repetitions", &State::repetitions, "Recalled in a row.");
  def_state(state, &State::ease, &State::interval, &State::repetitions);
  state.def("__repr__", [](const py::object& self) { return describe(self, {"ease", "interval", "repetitions"}); });
}

MemoryModel make_model(const std::string& model, const py::object& parameters, const std::string& rules,
                       std::optional<double> initial_ease) {
  return MemoryModel(to_parameters({model, parameters, rules, initial_ease}));
}

std::string rules_of(const MemoryModel& model) {
  const auto* fsrs6 = std::get_if<srs::Fsrs6Parameters>(&model.parameters());
  return name_of(fsrs6 != nullptr ? fsrs6->rules : srs::RuleSet::current);
}

std::optional<double> initial_ease_of(const MemoryModel& model) {
  const auto* sm2 = std::get_if<srs::Sm2Parameters>(&model.parameters());
  return sm2 != nullptr ? std::optional(sm2->initial_ease) : std::nullopt;
}

py::tuple arguments_of(const MemoryModel& model) {
  const py::tuple weights = weights_tuple(model.parameters());
  return py::make_tuple(std::string(to_string(model.algorithm())),
                        weights.empty() ? py::object(py::none()) : py::object(weights), rules_of(model),
                        initial_ease_of(model));
}

MemoryModel model_from(const py::tuple& arguments) {
  return make_model(arguments[0].cast<std::string>(), arguments[1], arguments[2].cast<std::string>(),
                    arguments[3].cast<std::optional<double>>());
}

void def_properties(py::class_<MemoryModel>& model) {
  model.def_property_readonly(
      "model", [](const MemoryModel& self) { return std::string(to_string(self.algorithm())); },
      R"("fsrs-6", "fsrs-7" or "sm-2".)");
  model.def_property_readonly(
      "parameters", [](const MemoryModel& self) { return weights_tuple(self.parameters()); },
      "The weights; none of SM-2.");
  model.def_property_readonly("rules", &rules_of, R"("current" or "legacy_6_3_1".)");
  model.def_property_readonly("initial_ease", &initial_ease_of, "Of SM-2, otherwise None.");
  model.def_property_readonly("fingerprint", &MemoryModel::fingerprint,
                              "Of model, rules and weights: what a card names its model by.");
  model.def(
      "__eq__",
      [](const MemoryModel& self, const MemoryModel& other) { return self.parameters() == other.parameters(); },
      py::is_operator());
  model.def("__repr__", [](const MemoryModel& self) {
    return "<haven.srs.MemoryModel " + std::string(to_string(self.algorithm())) + ">";
  });
  model.def(py::pickle(&arguments_of, &model_from));
}

void def_functions(py::class_<MemoryModel>& model) {
  model.def(
      "first", [](const MemoryModel& self, const py::object& rating) { return self.first(to_rating(rating, "first")); },
      "rating"_a, "The state after the first answer to a new card.");
  model.def(
      "next",
      [](const MemoryModel& self, const srs::MemoryState& state, double elapsed_days, const py::object& rating) {
        return self.next(state, elapsed_days, to_rating(rating, "next"));
      },
      "state"_a, "elapsed_days"_a, "rating"_a, R"(
The state after an answer `elapsed_days` after the last one. Like the next two, raises InvalidArgument for a state of
another model or out of range, and for a time that is negative or no number.
)");
  model.def("retrievability", &MemoryModel::retrievability, "state"_a, "elapsed_days"_a, R"(
The probability of recall, 0 to 1. SM-2 has no forgetting curve; 0.9 ** (elapsed / interval) stands in for one.
)");
  model.def("interval", &MemoryModel::interval, "state"_a, "desired_retention"_a, R"(
Days until retrievability has fallen to `desired_retention`, in (0, 1); not rounded. 0 where it is never that high. SM-2
answers with its own interval, whatever the retention.
)");
}

}  // namespace

void bind_memory_model(py::module_& module) {
  bind_fsrs6_state(module);
  bind_fsrs7_state(module);
  bind_sm2_state(module);
  py::class_<MemoryModel> model(module, "MemoryModel", py::is_final(), R"(
A memory model with its weights: how a state changes with an answer, and how likely recall is after a time. Immutable.
Times are days since the last answer, whole or fractional; FSRS-6 takes less than one day for the same day.
)");
  model.def(py::init(&make_model), "model"_a = "fsrs-6", "parameters"_a = py::none(), py::kw_only(),
            "rules"_a = "current", "initial_ease"_a = py::none(), R"(
model: "fsrs-6", "fsrs-7" or "sm-2".
parameters: the weights, 21 of FSRS-6 (17 and 19 of earlier versions are migrated), 34 of FSRS-7; None: the defaults.
rules: "current", or "legacy_6_3_1" for FSRS-6 as py-fsrs 6.3.1 has it: same-day Hard may lower stability, which has no
    upper bound.
initial_ease: of SM-2, 1.3 to 5; None: 2.5.

Raises InvalidArgument, naming the weight, for one out of its range.
)");
  def_properties(model);
  def_functions(model);
  module.def("import_sm2", &srs::import_sm2, "model"_a, "ease"_a, "interval_days"_a, "assumed_retention"_a = 0.9, R"(
The state of a card that was reviewed under SM-2: ease factor (1.3 or more), last interval, and the retention that these
intervals are supposed to have kept. As fsrs-rs imports; of FSRS-7 difficulty 5. Raises InvalidArgument.
)");
}

}  // namespace haven::python
