#pragma once

#include <span>

#include "haven/irt/item_bank.hpp"

#include "math/simd.hpp"

namespace haven::irt {

/// item_information at `theta` of the items first, first + 1, ... of the bank, one for each cell of `out`, with the
/// same bits whatever the vectors. A few nanoseconds for each logistic item.
void information_row(const ItemBank& bank, ItemIndex first, double theta, std::span<double> out,
                     math::detail::Vectors vectors = math::detail::widest_vectors()) noexcept;

}  // namespace haven::irt
