#include "haven/irt/category_curves.hpp"

#include <algorithm>

#include "irt/bank_table.hpp"
#include "irt/category_kernel.hpp"
#include "irt/logistic_kernel.hpp"

namespace haven::irt {
namespace {

void fill(const LogisticItem& item, double theta, CategoryCurves& curves) noexcept {
  const auto point = kernel::evaluate(item, theta);
  const double bend = item.discrimination * (point.m - point.l);                                     // P''/P'
  const double twist = item.discrimination * item.discrimination * (1.0 - 6.0 * point.l * point.m);  // P'''/P'
  const auto set = [&](std::size_t k, double p, double slope) {
    curves.p[k] = p;
    curves.log_first[k] = slope;
    curves.log_second[k] = slope * (bend - slope);
    curves.log_third[k] = slope * (twist - 3.0 * slope * bend + 2.0 * slope * slope);
  };
  curves.count = 2;
  set(0, point.q, -point.first_by_q());
  set(1, point.p, point.first_by_p());
}

void fill(const GradedItem& item, double theta, CategoryCurves& curves) noexcept {
  const double a = item.discrimination;
  const auto& b = item.thresholds;
  curves.count = b.size() + 1;
  math::detail::Logistic below{1.0, 0.0};
  for (std::size_t k = 0; k < curves.count; ++k) {
    const bool last = k == b.size();
    const auto above = last ? math::detail::Logistic{0.0, 1.0} : math::detail::logistic(a * (theta - b[k]));
    const double gap = k == 0 || last ? 1.0 : -math::detail::expm1(-a * (b[k] - b[k - 1]));
    const double bell_below = below.l * below.m, bell_above = above.l * above.m;
    curves.p[k] = below.l * above.m * gap;
    curves.log_first[k] = a * (below.m - above.l);
    curves.log_second[k] = -a * a * (bell_below + bell_above);
    curves.log_third[k] = -a * a * a * (bell_below * (below.m - below.l) + bell_above * (above.m - above.l));
    below = above;
  }
}

template <class DivideByTotal>
void fill(const DivideByTotal& item, double theta, CategoryCurves& curves) noexcept {
  kernel::Totals totals;
  kernel::evaluate(item, theta, totals);
  const auto moments = kernel::slope_moments(totals);
  curves.count = totals.count;
  for (std::size_t k = 0; k < totals.count; ++k) {
    curves.p[k] = totals.e[k] / totals.total;
    curves.log_first[k] = kernel::slope_excess(totals, k);
    curves.log_second[k] = -moments.variance;
    curves.log_third[k] = -moments.third;
  }
}

double log_p(const LogisticItem& item, std::size_t score, double theta) noexcept {
  return kernel::log_likelihood(item, score == 1, theta);
}

double log_p(const GradedItem& item, std::size_t score, double theta) noexcept {
  const double a = item.discrimination;
  const auto& b = item.thresholds;
  double sum = 0.0;
  if (score > 0) sum -= math::detail::softplus(-a * (theta - b[score - 1]));
  if (score < b.size()) sum -= math::detail::softplus(a * (theta - b[score]));
  if (score > 0 && score < b.size()) sum += kernel::log_gap(a, b[score - 1], b[score]);
  return sum;
}

template <class DivideByTotal>
double log_p(const DivideByTotal& item, std::size_t score, double theta) noexcept {
  kernel::Totals totals;
  kernel::evaluate(item, theta, totals);
  return kernel::log_probability(totals, score);
}

}  // namespace

void evaluate(const Item& item, double theta, CategoryCurves& curves) noexcept {
  std::visit([&](const auto& model) { fill(model, theta, curves); }, item);
}

double log_probability(const Item& item, std::size_t score, double theta) noexcept {
  return std::visit([&](const auto& model) { return log_p(model, score, theta); }, item);
}

double expected_score(const Item& item, double theta) noexcept {
  CategoryCurves curves;
  evaluate(item, theta, curves);
  double sum = 0.0;
  for (std::size_t k = 1; k < curves.count; ++k) sum += static_cast<double>(k) * curves.p[k];
  return sum;
}

Response draw_response(const Item& item, double theta, Rng& rng) noexcept {
  CategoryCurves curves;
  evaluate(item, theta, curves);
  const double drawn = rng.uniform();
  double reached = 0.0;
  for (std::size_t k = curves.count - 1; k > 0; --k) {
    reached += curves.p[k];
    if (drawn < reached) return {static_cast<std::int8_t>(k)};
  }
  return Response::incorrect;
}

void expected_scores(const ItemBank& bank, std::span<const double> theta, std::span<double> out) {
  fill_table(
      bank, theta, out, [](const kernel::LogisticPoint& point) { return point.p; },
      [](const Item& item, double at) { return expected_score(item, at); });
}

void category_probabilities(const ItemBank& bank, std::span<const double> theta, std::span<double> out) {
  const std::size_t depth = bank.largest_category_count();
  check_cells(theta.size() * bank.size() * depth, out.size());
  std::fill(out.begin(), out.end(), 0.0);
  CategoryCurves curves;
  for (std::size_t row = 0; row < theta.size(); ++row)
    for (ItemIndex item = 0; item < bank.size(); ++item) {
      evaluate(bank.item(item), theta[row], curves);
      std::copy_n(curves.p.begin(), curves.count,
                  out.begin() + static_cast<std::ptrdiff_t>((row * bank.size() + item) * depth));
    }
}

}  // namespace haven::irt
