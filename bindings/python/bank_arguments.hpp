#pragma once

#include "haven/irt/item.hpp"
#include "haven/irt/item_bank.hpp"

#include <pybind11/pybind11.h>

/// The two ways to write an item bank in Python. Both throw Error(invalid_argument) that names the item or argument.
namespace haven::python {

/// Columns: each a number or a one-dimensional array; numbers are repeated to the length of the arrays. None for
/// `pseudo_guessing` is 0, for `upper_asymptote` 1; None for `ids` numbers the items from "0".
struct Columns {
  pybind11::handle discrimination, difficulty, pseudo_guessing, upper_asymptote;
};
[[nodiscard]] irt::ItemBank bank_from_columns(const Columns& columns, pybind11::handle ids,
                                              const irt::ItemLimits& limits);

/// Items: a sequence of dicts such as {"model": "2pl", "id": "q7", "discrimination": 1.2, "difficulty": 0.3}. A model
/// has exactly its own parameters; "id" may be left out for the position, and the discrimination of a 1PL item for 1.
[[nodiscard]] irt::ItemBank bank_from_items(pybind11::handle items, pybind11::handle ids,
                                            const irt::ItemLimits& limits);

/// For pickling: the items that are not in the columns, by position, and a bank from both.
[[nodiscard]] pybind11::dict polytomous_state(const irt::ItemBank& bank);
[[nodiscard]] irt::ItemBank bank_from_state(const Columns& columns, pybind11::handle ids,
                                            const pybind11::dict& polytomous);

}  // namespace haven::python
