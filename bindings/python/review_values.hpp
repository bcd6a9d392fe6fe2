#pragma once

#include <vector>

#include "haven/srs/history.hpp"

#include <pybind11/pybind11.h>

namespace haven::python {

/// Reviews, or pairs (rating, at). Throws Error(invalid_argument), naming the place, for anything else.
[[nodiscard]] std::vector<srs::Review> to_reviews(const pybind11::iterable& reviews);

}  // namespace haven::python
