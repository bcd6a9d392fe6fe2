#include "haven/irt/information_index.hpp"

#include <algorithm>
#include <cmath>

#include "haven/core/random.hpp"
#include "haven/irt/information.hpp"

#include "irt/logistic_kernel.hpp"
#include "math/elementary.hpp"

namespace haven::irt {
namespace {

constexpr double index_min = -6.0;
constexpr double bin_width = 0.1;
constexpr std::size_t bin_count = 120;
constexpr std::size_t bin_length = 512;
// Bounds are raised by more than the rounding errors of an evaluation, so that a bound is never below the value it
// bounds.
constexpr double rounding_margin = 1.0 + 1e-12;

double bin_edge(std::size_t bin) { return index_min + bin_width * static_cast<double>(bin); }

/// The best item met so far, with ties ranked by hash.
class Champion {
 public:
  explicit Champion(std::uint64_t tie_seed) : tie_seed_(tie_seed) {}

  void challenge(ItemIndex item, double information) {
    if (item_ && information < information_) return;
    const bool tied = item_ && information == information_;
    if (tied && rank(item) > rank(*item_)) return;
    item_ = item;
    information_ = information;
  }
  [[nodiscard]] bool beats(double bound) const { return item_ && information_ > bound; }
  [[nodiscard]] std::optional<ItemIndex> item() const { return item_; }

 private:
  [[nodiscard]] std::uint64_t rank(ItemIndex item) const { return mix(tie_seed_ ^ mix(item + 1ULL)); }

  std::uint64_t tie_seed_;
  std::optional<ItemIndex> item_;
  double information_ = 0.0;
};

double information_at(const ItemBank& bank, const ItemBank::Columns& columns, ItemIndex item, double theta) {
  const double a = columns.discrimination[item];
  if (a != a) return item_information(bank.item(item), theta);  // not a logistic item
  return kernel::evaluate(a, columns.difficulty[item], columns.pseudo_guessing[item], columns.upper_asymptote[item],
                          theta)
      .information();
}

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

/// An upper bound of a polytomous item's information over each bin, from its values at pieces of the bins.
std::vector<double> polytomous_bounds(const Item& item) {
  constexpr std::size_t pieces = 8;
  constexpr double half = 0.5 * bin_width / pieces;
  const auto slope = std::visit(SlopeBoundOf{}, item);
  const double factor = math::detail::exp(slope.relative * half);
  std::vector<double> bounds(bin_count, 0.0);
  double left = item_information(item, bin_edge(0));
  for (std::size_t i = 0; i < bin_count * pieces; ++i) {
    const double right = item_information(item, index_min + 2.0 * half * static_cast<double>(i + 1));
    bounds[i / pieces] = std::max(bounds[i / pieces], std::max(left, right) * factor + slope.absolute * half);
    left = right;
  }
  return bounds;
}

/// The same for a logistic item, whose information has one peak: the larger end, or the peak if it is near.
std::vector<double> logistic_bounds(const Item& item) {
  const double peak = maximum_information_theta(item);
  const double peak_information = item_information(item, peak);
  std::vector<double> bounds(bin_count);
  double left = item_information(item, bin_edge(0));
  for (std::size_t bin = 0; bin < bin_count; ++bin) {
    const double right = item_information(item, bin_edge(bin + 1));
    const bool peak_inside = peak > bin_edge(bin) - bin_width && peak < bin_edge(bin + 1) + bin_width;
    bounds[bin] = peak_inside ? peak_information : std::max(left, right);
    left = right;
  }
  return bounds;
}

}  // namespace

InformationIndex::InformationIndex(const ItemBank& bank) : bins_(bin_count), bank_size_(bank.size()) {
  std::vector<std::vector<Bound>> bounds(bin_count);
  for (auto& bin : bounds) bin.reserve(bank.size());
  for (ItemIndex index = 0; index < bank.size(); ++index) {
    const Item& item = bank.item(index);
    const bool logistic = std::holds_alternative<LogisticItem>(item);
    const auto most = logistic ? logistic_bounds(item) : polytomous_bounds(item);
    for (std::size_t bin = 0; bin < bin_count; ++bin) bounds[bin].push_back({most[bin] * rounding_margin, index});
  }
  const auto length = static_cast<std::ptrdiff_t>(std::min(bin_length, bank.size()));
  const auto higher = [](const Bound& x, const Bound& y) {
    return x.information != y.information ? x.information > y.information : x.item < y.item;
  };
  for (std::size_t bin = 0; bin < bin_count; ++bin) {
    std::partial_sort(bounds[bin].begin(), bounds[bin].begin() + length, bounds[bin].end(), higher);
    bins_[bin].assign(bounds[bin].begin(), bounds[bin].begin() + length);
  }
}

std::optional<ItemIndex> InformationIndex::best(const ItemBank& bank, double theta, const ItemSet& excluded,
                                                std::uint64_t tie_seed) const {
  const double position = (theta - index_min) / bin_width;
  if (!(position >= 0.0 && position < static_cast<double>(bin_count)))
    return best_by_scan(bank, theta, excluded, tie_seed);
  const auto& bin = bins_[static_cast<std::size_t>(position)];
  const auto columns = bank.columns();
  Champion champion(tie_seed);
  for (const auto& [bound, item] : bin) {
    if (champion.beats(bound)) return champion.item();
    if (!excluded.contains(item)) champion.challenge(item, information_at(bank, columns, item, theta));
  }
  // Every item of the bin's list was looked at. If that is the whole bank, or no item beyond it can win, the answer is
  // exact.
  if (bin.size() == bank_size_ || champion.beats(bin.back().information)) return champion.item();
  return best_by_scan(bank, theta, excluded, tie_seed);
}

std::optional<ItemIndex> best_by_scan(const ItemBank& bank, double theta, const ItemSet& excluded,
                                      std::uint64_t tie_seed) {
  const auto columns = bank.columns();
  Champion champion(tie_seed);
  for (ItemIndex item = 0; item < bank.size(); ++item)
    if (!excluded.contains(item)) champion.challenge(item, information_at(bank, columns, item, theta));
  return champion.item();
}

}  // namespace haven::irt
