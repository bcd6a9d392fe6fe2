#include "haven/math/logistic.hpp"

#include "math/elementary.hpp"

namespace haven::math {

double exp(double x) noexcept { return detail::exp(x); }
double expm1(double x) noexcept { return detail::expm1(x); }
double log(double x) noexcept { return detail::log(x); }
double log1p(double x) noexcept { return detail::log1p(x); }
double logistic(double x) noexcept { return x != x ? x : detail::logistic(x).l; }
double softplus(double x) noexcept { return detail::softplus(x); }

}  // namespace haven::math
