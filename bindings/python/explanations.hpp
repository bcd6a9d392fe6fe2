#pragma once

#include "haven/cat/exam.hpp"

#include <pybind11/pybind11.h>

namespace haven::python {

/// Adds explain() and explain_stop(), which answer with dicts under the names of cat/explain.hpp.
void def_explanations(pybind11::class_<cat::Exam>& exam);

}  // namespace haven::python
