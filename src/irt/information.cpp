#include "haven/irt/information.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "haven/irt/category_curves.hpp"

#include "irt/bank_table.hpp"
#include "irt/category_kernel.hpp"
#include "irt/estimate_parts.hpp"
#include "irt/information_row.hpp"
#include "irt/logistic_kernel.hpp"

namespace haven::irt {
namespace {

/// Sum over the scores of P_k times `term` of the derivatives of log P_k.
template <class Term>
double expectation(const Item& item, double theta, Term term) noexcept {
  CategoryCurves curves;
  evaluate(item, theta, curves);
  double sum = 0.0;
  for (std::size_t k = 0; k < curves.count; ++k) sum += curves.p[k] * term(curves.log_first[k], curves.log_second[k]);
  return sum;
}

kernel::SlopeMoments moments(const auto& item, double theta) noexcept {
  kernel::Totals totals;
  kernel::evaluate(item, theta, totals);
  return kernel::slope_moments(totals);
}

struct Information {
  const Item& whole;  ///< the item that is visited
  double theta;
  double operator()(const LogisticItem& item) const noexcept { return kernel::information(item, theta); }
  double operator()(const GradedItem&) const noexcept {
    return expectation(whole, theta, [](double first, double) { return first * first; });
  }
  double operator()(const auto& item) const noexcept { return moments(item, theta).variance; }
};

struct InformationSlope {
  const Item& whole;  ///< the item that is visited
  double theta;
  double operator()(const LogisticItem& item) const noexcept {
    return kernel::evaluate(item, theta).information_slope();
  }
  double operator()(const GradedItem&) const noexcept {
    return expectation(whole, theta,
                       [](double first, double second) { return first * (2.0 * second + first * first); });
  }
  double operator()(const auto& item) const noexcept { return moments(item, theta).third; }
};

struct Warm {
  const Item& whole;  ///< the item that is visited
  double theta;
  double operator()(const LogisticItem& item) const noexcept { return kernel::evaluate(item, theta).warm(); }
  double operator()(const GradedItem&) const noexcept {
    return expectation(whole, theta, [](double first, double second) { return first * (second + first * first); });
  }
  double operator()(const auto& item) const noexcept { return moments(item, theta).third; }
};

/// Where the slope of the information changes sign between low (rising) and high (falling).
double bisect_peak(const Item& item, double low, double high) noexcept {
  for (int i = 0; i < 64; ++i) {
    const double middle = 0.5 * (low + high);
    (item_information_slope(item, middle) > 0.0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

struct Reach {
  double low, high;
};

/// An interval outside which the information only falls away, or is below what it is inside.
Reach reach(const std::vector<double>& locations, double steepness) noexcept {
  const auto [low, high] = std::minmax_element(locations.begin(), locations.end());
  return {*low - 5.0 / steepness, *high + 5.0 / steepness};
}

/// Where two neighbouring scores of a nominal item, in the order of their slopes, are equally likely.
Reach nominal_reach(const NominalItem& item) noexcept {
  std::vector<double> crossings;
  double least = 2.0 * maximum_categories;
  for (std::size_t i = 0; i < item.slopes.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (const double distance = item.slopes[i] - item.slopes[j]; distance != 0.0) {
        crossings.push_back((item.intercepts[j] - item.intercepts[i]) / distance);
        least = std::min(least, std::abs(distance));
      }
  return reach(crossings, least);
}

struct ReachOf {
  Reach operator()(const LogisticItem& item) const noexcept {
    return reach({item.difficulty}, item.discrimination / 8);
  }
  Reach operator()(const GradedItem& item) const noexcept { return reach(item.thresholds, item.discrimination); }
  Reach operator()(const PartialCreditItem& item) const noexcept {
    return reach(item.step_difficulties, item.discrimination);
  }
  Reach operator()(const NominalItem& item) const noexcept { return nominal_reach(item); }
};

/// The highest of the information's peaks, found between the nodes of a grid.
double highest_peak(const Item& item) noexcept {
  constexpr int steps = 400;
  const auto [low, high] = std::visit(ReachOf{}, item);
  const double width = (high - low) / steps;
  int best = 0;
  double most = -1.0;
  for (int i = 0; i <= steps; ++i)
    if (const double value = item_information(item, low + width * i); value > most) most = value, best = i;
  return bisect_peak(item, low + width * (best - 1), low + width * (best + 1));
}

}  // namespace

double item_information(const Item& item, double theta) noexcept { return std::visit(Information{item, theta}, item); }

double item_information_slope(const Item& item, double theta) noexcept {
  return std::visit(InformationSlope{item, theta}, item);
}

double maximum_information_theta(const Item& item) noexcept {
  const auto* const model = std::get_if<LogisticItem>(&item);
  if (model == nullptr) return highest_peak(item);
  if (model->upper_asymptote < 1.0) {  // one zero of the slope only: Magis (2013)
    const auto [low, high] = ReachOf{}(*model);
    return bisect_peak(item, low, high);
  }
  const double shift = math::detail::log(0.5 * (1.0 + std::sqrt(1.0 + 8.0 * model->pseudo_guessing)));
  return model->difficulty + shift / model->discrimination;
}

double observed_information(const Item& item, Response response, double theta) noexcept {
  if (response.is_missing()) return 0.0;
  CategoryCurves curves;
  evaluate(item, theta, curves);
  return -curves.log_second[static_cast<std::size_t>(response.score)];
}

double warm_correction(const Item& item, double theta) noexcept { return std::visit(Warm{item, theta}, item); }

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
  check_cells(theta.size() * bank.size(), out.size());
  for (std::size_t row = 0; row < theta.size(); ++row)
    information_row(bank, 0, theta[row], out.subspan(row * bank.size(), bank.size()));
}

}  // namespace haven::irt
