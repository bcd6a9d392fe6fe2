#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

#include "haven/core/clock.hpp"
#include "haven/irt/response.hpp"

#include <pybind11/pybind11.h>

/// How the values of an exam cross over. All throw Error(invalid_argument) for what they do not accept.
namespace haven::python {

/// Python's times are seconds. `argument` names the value in messages.
[[nodiscard]] Duration to_duration(double seconds, const std::string& argument);
[[nodiscard]] double to_seconds(Duration duration);

/// An integer from 0 to 31, Python's or NumPy's, or a boolean.
[[nodiscard]] irt::Response to_response(pybind11::handle score);

/// An integer from 0 to 2^64 - 1, Python's or NumPy's.
[[nodiscard]] std::uint64_t to_seed(pybind11::handle seed);

/// "Name(first=1, second='x')" from the attributes of an object, for its __repr__.
[[nodiscard]] pybind11::str describe(const pybind11::object& object, std::initializer_list<const char*> attributes);

}  // namespace haven::python
