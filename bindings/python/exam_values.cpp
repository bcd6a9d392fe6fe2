#include "exam_values.hpp"

#include <cmath>

#include "haven/irt/item.hpp"

#include "arrays.hpp"

namespace haven::python {
namespace {

namespace py = pybind11;

bool is_integer(py::handle value) {
  return PyIndex_Check(value.ptr()) != 0 || py::isinstance(value, py::module_::import("numpy").attr("bool_"));
}

}  // namespace

Duration to_duration(double seconds, const std::string& argument) {
  constexpr double limit = 9e12;  // what 64 bits of microseconds hold
  if (!(std::abs(seconds) <= limit)) refuse(argument, "must be a number of seconds, got " + std::to_string(seconds));
  return {std::llround(seconds * 1e6)};
}

double to_seconds(Duration duration) { return static_cast<double>(duration.microseconds) / 1e6; }

irt::Response to_response(py::handle score) {
  if (is_integer(score))
    for (std::size_t k = 0; k < irt::maximum_categories; ++k)
      if (score.equal(py::int_(k))) return {static_cast<std::int8_t>(k)};
  refuse("exam", "score must be an integer in 0..31, got " + py::repr(score).cast<std::string>());
}

std::uint64_t to_seed(py::handle seed) {
  if (const auto index = py::reinterpret_steal<py::object>(PyNumber_Index(seed.ptr()))) {
    const std::uint64_t value = PyLong_AsUnsignedLongLong(index.ptr());
    if (PyErr_Occurred() == nullptr) return value;
  }
  PyErr_Clear();
  refuse("exam", "seed must be an integer from 0 to 2**64 - 1, got " + py::repr(seed).cast<std::string>());
}

py::str describe(const py::object& object, std::initializer_list<const char*> attributes) {
  py::list parts;
  for (const char* attribute : attributes) parts.append(py::str("{}={!r}").format(attribute, object.attr(attribute)));
  return py::str("{}({})").format(py::type::of(object).attr("__name__"), py::str(", ").attr("join")(parts));
}

}  // namespace haven::python
