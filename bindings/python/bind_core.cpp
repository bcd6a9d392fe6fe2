#include <exception>
#include <string>

#include "haven/core/error.hpp"
#include "haven/core/version.hpp"

#include "bind.hpp"

namespace haven::python {
namespace {

namespace py = pybind11;

/// The exception of haven._errors for each code.
const char* class_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return "InvalidArgument";
    case ErrorCode::unauthenticated:
      return "Unauthenticated";
    case ErrorCode::forbidden:
      return "Forbidden";
    case ErrorCode::not_found:
      return "NotFound";
    case ErrorCode::conflict:
      return "Conflict";
    case ErrorCode::unavailable:
      return "Unavailable";
    case ErrorCode::corrupt_data:
      return "CorruptData";
  }
  return "Error";
}

void raise(const Error& error) {
  const py::object type = py::module_::import("haven._errors").attr(class_of(error.code()));
  const py::object exception = type(error.what(), error.reason());
  PyErr_SetObject(type.ptr(), exception.ptr());
}

void translate(std::exception_ptr pending) {
  try {
    if (pending) std::rethrow_exception(pending);
  } catch (const Error& error) {
    raise(error);
  }
}

}  // namespace

void bind_core(py::module_& module) {
  module.attr("__version__") = std::string(version());
  py::register_local_exception_translator(&translate);
}

}  // namespace haven::python
