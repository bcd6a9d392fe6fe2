#pragma once

#include <pybind11/pybind11.h>

/// The parts of haven._core.srs, each of which binds into that module. A later one needs the types of those before.
namespace haven::python {

void bind_memory_model(pybind11::module_& module);  ///< states and models
void bind_workload(pybind11::module_& module);      ///< days and what they hold
void bind_card(pybind11::module_& module);          ///< cards, explanations, outcomes
void bind_history(pybind11::module_& module);       ///< reviews and their merging
void bind_scheduler(pybind11::module_& module);
void bind_srs_batch(pybind11::module_& module);   ///< many cards at once
void bind_review_log(pybind11::module_& module);  ///< logs, and what a model is trained on
void bind_evaluation(pybind11::module_& module);  ///< predictions and how good they are
void bind_optimizer(pybind11::module_& module);
void bind_grading(pybind11::module_& module);    ///< ratings from answers, leeches, steps from a log
void bind_simulator(pybind11::module_& module);  ///< learners, decks, workload
void bind_exam_date(pybind11::module_& module);
void bind_reschedule(pybind11::module_& module);

}  // namespace haven::python
