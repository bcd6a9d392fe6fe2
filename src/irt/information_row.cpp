#include "irt/information_row.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "haven/irt/information.hpp"

#include "irt/logistic_kernel.hpp"

namespace haven::irt {
namespace {

/// Columns of one row of items, from its first item on.
struct ItemRow {
  const double *a, *b, *c, *d;
  double theta;
};

/// 1 for |z| > limit and for NaN, else 0, from the bits: SSE2 compares no doubles into integers.
inline std::uint64_t is_beyond(double z, double limit) noexcept {
  return (std::bit_cast<std::uint64_t>(limit) - std::bit_cast<std::uint64_t>(std::abs(z))) >> 63U;
}

/// The loop over logistic items; counts those that lie too far out for the fast form. Other items, whose columns are
/// NaN, give NaN and are counted too.
struct FillRow {
  ItemRow row;
  double* out;
  std::size_t size;
  std::uint64_t* far_out;

  void operator()() const noexcept {
    const auto [a, b, c, d, theta] = row;
    double* const __restrict cells = out;
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const double z = a[i] * (theta - b[i]);
      cells[i] = kernel::information_in_range(a[i], c[i], d[i], z);
      count += is_beyond(z, kernel::information_range);
    }
    *far_out = count;
  }
};

void mend_far_out(const ItemRow& row, std::span<double> out) noexcept {
  for (std::size_t i = 0; i < out.size(); ++i)
    if (std::abs(row.a[i] * (row.theta - row.b[i])) > kernel::information_range)
      out[i] = kernel::information(row.a[i], row.b[i], row.c[i], row.d[i], row.theta);
}

}  // namespace

void information_row(const ItemBank& bank, ItemIndex first, double theta, std::span<double> out,
                     math::detail::Vectors vectors) noexcept {
  const auto columns = bank.columns();
  const ItemRow row{columns.discrimination.data() + first, columns.difficulty.data() + first,
                    columns.pseudo_guessing.data() + first, columns.upper_asymptote.data() + first, theta};
  std::uint64_t far_out = 0;
  math::detail::run_vectorised(FillRow{row, out.data(), out.size(), &far_out}, vectors);
  if (far_out > 0) mend_far_out(row, out);
  const auto polytomous = bank.polytomous();
  for (auto item = std::lower_bound(polytomous.begin(), polytomous.end(), first);
       item != polytomous.end() && *item < first + out.size(); ++item)
    out[*item - first] = item_information(bank.item(*item), theta);
}

}  // namespace haven::irt
