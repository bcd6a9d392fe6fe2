#include "bind.hpp"

PYBIND11_MODULE(_core, module) {
  module.doc() = "The compiled part of haven. Use the package haven, which re-exports all of it.";
  haven::python::bind_core(module);
  haven::python::bind_irt(module);
  haven::python::bind_item_pool(module);
  haven::python::bind_cat(module);
  haven::python::bind_criterion(module);
  haven::python::bind_scoring(module);
  haven::python::bind_simulation_report(module);
  haven::python::bind_simulation(module);
  haven::python::bind_lab(module);
  haven::python::bind_srs(module);
  haven::python::bind_anki(module);
}
