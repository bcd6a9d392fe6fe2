#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "haven/core/error.hpp"
#include "haven/irt/item_bank.hpp"

#include "irt/logistic_kernel.hpp"

namespace haven::irt {

/// Fills the table [theta, item] with `value` of each logistic item at each ability.
template <class Value>
void fill_table(const ItemBank& bank, std::span<const double> theta, std::span<double> out, Value value) {
  if (out.size() != theta.size() * bank.size())
    throw Error(ErrorCode::invalid_argument, "table: must have " + std::to_string(theta.size() * bank.size()) +
                                                 " cells, got " + std::to_string(out.size()));
  const auto columns = bank.columns();
  for (std::size_t row = 0; row < theta.size(); ++row)
    for (std::size_t item = 0; item < bank.size(); ++item)
      out[row * bank.size() + item] =
          value(kernel::evaluate(columns.discrimination[item], columns.difficulty[item], columns.pseudo_guessing[item],
                                 columns.upper_asymptote[item], theta[row]));
}

}  // namespace haven::irt
