#pragma once

#include "haven/scoring/score.hpp"

#include <pybind11/pybind11.h>

/// Item keys and responses of haven::scoring as Python writes them. Throws Error(invalid_argument), naming the field or
/// the part, for what it does not accept; what the numbers mean is checked by the library.
namespace haven::python {

/// The key whose "type" and fields, named as in C++, are the entries of `fields`. All fields are given and no others.
[[nodiscard]] scoring::ItemKey item_key_from_dict(const pybind11::dict& fields);

/// The inverse.
[[nodiscard]] pybind11::dict item_key_to_dict(const scoring::ItemKey& key);

/// A response. A part is an option, a collection of options, or None where unanswered. An item that is one part is
/// answered by that part, any other by a sequence with an entry for each part, or None.
[[nodiscard]] scoring::Selection to_selection(const scoring::ItemKey& key, pybind11::handle response);

/// A list of integers, for the categories of points.
[[nodiscard]] std::vector<int> to_integers(pybind11::handle value, const std::string& where);

}  // namespace haven::python
