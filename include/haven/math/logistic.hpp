#pragma once

namespace haven::math {

/// Exponential, logarithm and the logistic family, made of IEEE additions, multiplications and divisions only, so that
/// every platform computes the same bits: the standard library's own exp and log differ between platforms in the last
/// place. Errors stay below 1.5 units in the last place for exp and log, below 3 for the others. All are pure,
/// thread-safe, and defined for every double, infinities included; NaN gives NaN.

/// e^x. Overflows to infinity above 709.78, underflows gradually to 0 below -745.13.
[[nodiscard]] double exp(double x) noexcept;
/// e^x - 1, precise for small x.
[[nodiscard]] double expm1(double x) noexcept;
/// Natural logarithm; -infinity at 0, NaN below.
[[nodiscard]] double log(double x) noexcept;
/// log(1 + x), precise for small x; -infinity at -1, NaN below.
[[nodiscard]] double log1p(double x) noexcept;
/// 1 / (1 + e^-x).
[[nodiscard]] double logistic(double x) noexcept;
/// log(1 + e^x), without overflow.
[[nodiscard]] double softplus(double x) noexcept;

}  // namespace haven::math
