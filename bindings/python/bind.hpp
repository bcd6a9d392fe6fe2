#pragma once

#include <pybind11/pybind11.h>

/// The extension module haven._core: argument names, defaults, docstrings and conversions over the public headers, and
/// no science. One bind function for each folder bound.
namespace haven::python {

void bind_core(pybind11::module_& module);               ///< errors and version
void bind_irt(pybind11::module_& module);                ///< item bank, curves, likelihood, ability estimates
void bind_cat(pybind11::module_& module);                ///< blueprint, exam, outcome
void bind_criterion(pybind11::module_& module);          ///< selection rules
void bind_scoring(pybind11::module_& module);            ///< points of NGN item types
void bind_simulation(pybind11::module_& module);         ///< simulated studies
void bind_simulation_report(pybind11::module_& module);  ///< what they found
void bind_lab(pybind11::module_& module);                ///< decision quality, exposure calibration, bank health
void bind_srs(pybind11::module_& module);                ///< the submodule srs: spaced repetition
void bind_anki(pybind11::module_& module);               ///< the submodule anki: packages and text files

void bind_item_bank(pybind11::module_& module);  ///< part of bind_irt
void bind_ability(pybind11::module_& module);    ///< part of bind_irt
void bind_blueprint(pybind11::module_& module);  ///< part of bind_cat
void bind_item_pool(pybind11::module_& module);  ///< content of items

}  // namespace haven::python
