#pragma once

// FSRS-6 for many cards at once. Private.

#include <cstddef>

#include "math/simd.hpp"
#include "srs/fsrs6_kernel.hpp"

namespace haven::srs::detail {

/// Rows of equal length; `rating` holds whole numbers, so that all columns have elements of one width.
struct Fsrs6Rows {
  double* stability;
  double* difficulty;
  const double* elapsed_days;
  const double* rating;
  std::size_t count;
};

/// Fsrs6Kernel::step() on every row.
void step_rows(const Fsrs6Kernel& kernel, const Fsrs6Rows& rows,
               math::detail::Vectors vectors = math::detail::widest_vectors()) noexcept;
/// retrievability() of `count` stabilities, into `out`; 0 where stability is 0.
void recall_rows(const Fsrs6Kernel& kernel, const double* stability, const double* elapsed_days, double* out,
                 std::size_t count, math::detail::Vectors vectors = math::detail::widest_vectors()) noexcept;

}  // namespace haven::srs::detail
