#include "irt/information_bounds.hpp"

#include <algorithm>
#include <limits>
#include <variant>

#include "haven/irt/information.hpp"

#include "irt/information_row.hpp"
#include "math/elementary.hpp"

namespace haven::irt {
namespace {

constexpr double index_min = -6.0;
constexpr double bin_width = 0.1;
// Bounds are raised by more than the rounding errors of an evaluation, so that a bound is never below the value it
// bounds.
constexpr double rounding_margin = 1.0 + 1e-12;

double bin_edge(std::size_t bin) { return index_min + bin_width * static_cast<double>(bin); }

/// The largest absolute slope of information that an item can have, relative to the information for the divide-by-total
/// models (dI = third central moment of the slopes <= range * I), absolute for the graded one: there
/// dI = sum P l' (2 l'' + l'^2) with l' = d log P, |l'| <= a and |l''| <= a^2 / 2.
struct SlopeBound {
  double relative = 0.0;
  double absolute = 0.0;
};

struct SlopeBoundOf {
  SlopeBound operator()(const LogisticItem&) const { return {}; }
  SlopeBound operator()(const GradedItem& item) const {
    return {0.0, 2.0 * item.discrimination * item.discrimination * item.discrimination};
  }
  SlopeBound operator()(const PartialCreditItem& item) const {
    return {item.discrimination * static_cast<double>(item.step_difficulties.size()), 0.0};
  }
  SlopeBound operator()(const NominalItem& item) const {
    const auto [low, high] = std::minmax_element(item.slopes.begin(), item.slopes.end());
    return {*high - *low, 0.0};
  }
};

/// An upper bound of a polytomous item's information from `from` on over one bin, from its values between pieces of it.
double polytomous_bound(const Item& item, double from) {
  constexpr std::size_t pieces = 8;
  constexpr double half = 0.5 * bin_width / pieces;
  const auto slope = std::visit(SlopeBoundOf{}, item);
  double most = 0.0;
  for (std::size_t i = 0; i <= pieces; ++i)
    most = std::max(most, item_information(item, from + 2.0 * half * static_cast<double>(i)));
  return most * math::detail::exp(slope.relative * half) + slope.absolute * half;
}

}  // namespace

BinBounds::BinBounds(const ItemBank& bank)
    : bank_(bank),
      peak_(bank.size(), std::numeric_limits<double>::quiet_NaN()),
      peak_information_(peak_),
      left_(bank.size()),
      right_(bank.size()),
      bounds_(bank.size()) {
  for (ItemIndex index = 0; index < bank.size(); ++index) {
    const Item& item = bank.item(index);
    if (!std::holds_alternative<LogisticItem>(item)) continue;
    peak_[index] = maximum_information_theta(item);
    peak_information_[index] = item_information(item, peak_[index]);
  }
  information_row(bank_, 0, bin_edge(0), right_);
}

std::span<const double> BinBounds::next() {
  std::swap(left_, right_);
  information_row(bank_, 0, bin_edge(bin_ + 1), right_);
  bound_logistic();
  bound_polytomous();
  ++bin_;
  return bounds_;
}

/// The information of a logistic item has one peak: the larger end, or the peak if it is near.
void BinBounds::bound_logistic() {
  const double from = bin_edge(bin_) - bin_width, to = bin_edge(bin_ + 1) + bin_width;
  for (std::size_t item = 0; item < bounds_.size(); ++item) {
    const bool peak_inside = peak_[item] > from && peak_[item] < to;
    bounds_[item] = rounding_margin * (peak_inside ? peak_information_[item] : std::max(left_[item], right_[item]));
  }
}

void BinBounds::bound_polytomous() {
  for (const ItemIndex item : bank_.polytomous())
    bounds_[item] = rounding_margin * polytomous_bound(bank_.item(item), bin_edge(bin_));
}

std::optional<std::size_t> BinBounds::bin_of(double theta) noexcept {
  const double position = (theta - index_min) / bin_width;
  if (!(position >= 0.0 && position < static_cast<double>(bin_count))) return std::nullopt;
  return static_cast<std::size_t>(position);
}

}  // namespace haven::irt
