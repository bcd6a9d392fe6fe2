#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "haven/core/error.hpp"
#include "haven/irt/item_bank.hpp"

#include "irt/logistic_kernel.hpp"

namespace haven::irt {

/// Throws Error(invalid_argument) unless an output table has the cells it must have.
inline void check_cells(std::size_t expected, std::size_t found) {
  if (found != expected)
    throw Error(ErrorCode::invalid_argument,
                "table: must have " + std::to_string(expected) + " cells, got " + std::to_string(found));
}

/// Fills the table [theta, item]: logistic items stream through `of_point`, the others are visited by `of_item`.
template <class OfPoint, class OfItem>
void fill_table(const ItemBank& bank, std::span<const double> theta, std::span<double> out, OfPoint of_point,
                OfItem of_item) {
  check_cells(theta.size() * bank.size(), out.size());
  const auto columns = bank.columns();
  for (std::size_t row = 0; row < theta.size(); ++row) {
    const auto cells = out.subspan(row * bank.size(), bank.size());
    for (std::size_t item = 0; item < bank.size(); ++item)
      cells[item] =
          of_point(kernel::evaluate(columns.discrimination[item], columns.difficulty[item],
                                    columns.pseudo_guessing[item], columns.upper_asymptote[item], theta[row]));
    for (const ItemIndex item : bank.polytomous()) cells[item] = of_item(bank.item(item), theta[row]);
  }
}

}  // namespace haven::irt
