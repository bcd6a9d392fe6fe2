#include "haven/irt/information.hpp"

#include <cmath>
#include <limits>

#include "irt/bank_table.hpp"
#include "irt/estimate_parts.hpp"
#include "irt/logistic_kernel.hpp"

namespace haven::irt {
namespace {

kernel::LogisticPoint evaluate(const Item& item, double theta) noexcept {
  return kernel::evaluate(std::get<LogisticItem>(item), theta);
}

/// The one zero of the information's slope (Magis 2013 shows that it is unique), for the 4PL.
double peak_by_bisection(const LogisticItem& item) noexcept {
  double low = item.difficulty - 40.0 / item.discrimination;
  double high = item.difficulty + 40.0 / item.discrimination;
  for (int i = 0; i < 64; ++i) {
    const double middle = 0.5 * (low + high);
    (kernel::evaluate(item, middle).information_slope() > 0.0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

double item_information(const Item& item, double theta) noexcept { return evaluate(item, theta).information(); }

double item_information_slope(const Item& item, double theta) noexcept {
  return evaluate(item, theta).information_slope();
}

double maximum_information_theta(const Item& item) noexcept {
  const auto& model = std::get<LogisticItem>(item);
  if (model.upper_asymptote < 1.0) return peak_by_bisection(model);
  const double shift = math::detail::log(0.5 * (1.0 + std::sqrt(1.0 + 8.0 * model.pseudo_guessing)));
  return model.difficulty + shift / model.discrimination;
}

double observed_information(const Item& item, Response response, double theta) noexcept {
  if (response.is_missing()) return 0.0;
  const auto point = evaluate(item, theta);
  return response == Response::correct ? point.observed_correct() : point.observed_incorrect();
}

double warm_correction(const Item& item, double theta) noexcept { return evaluate(item, theta).warm(); }

double test_information(const ItemBank& bank, std::span<const ItemResponse> responses, double theta) {
  double sum = 0.0;
  for (const auto& [item, response] : responses)
    if (!response.is_missing()) sum += item_information(bank.item(item), theta);
  return sum;
}

double standard_error(const ItemBank& bank, std::span<const ItemResponse> responses, double theta) {
  return standard_error_of(test_information(bank, responses, theta));
}

void information(const ItemBank& bank, std::span<const double> theta, std::span<double> out) {
  fill_table(bank, theta, out, [](const kernel::LogisticPoint& point) { return point.information(); });
}

}  // namespace haven::irt
