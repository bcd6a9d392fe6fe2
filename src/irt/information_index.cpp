#include "haven/irt/information_index.hpp"

#include <algorithm>
#include <cmath>

#include "haven/core/random.hpp"
#include "haven/irt/information.hpp"

#include "irt/logistic_kernel.hpp"

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

double information_at(const ItemBank::Columns& columns, ItemIndex item, double theta) {
  return kernel::evaluate(columns.discrimination[item], columns.difficulty[item], columns.pseudo_guessing[item],
                          columns.upper_asymptote[item], theta)
      .information();
}

}  // namespace

InformationIndex::InformationIndex(const ItemBank& bank) : bins_(bin_count), bank_size_(bank.size()) {
  const auto columns = bank.columns();
  std::vector<double> peak(bank.size()), peak_information(bank.size()), left(bank.size());
  for (ItemIndex item = 0; item < bank.size(); ++item) {
    peak[item] = maximum_information_theta(bank.item(item));
    peak_information[item] = information_at(columns, item, peak[item]);
    left[item] = information_at(columns, item, bin_edge(0));
  }
  const std::size_t length = std::min(bin_length, bank.size());
  std::vector<Bound> bounds(bank.size());
  for (std::size_t bin = 0; bin < bin_count; ++bin) {
    for (ItemIndex item = 0; item < bank.size(); ++item) {
      const double right = information_at(columns, item, bin_edge(bin + 1));
      const bool peak_inside = peak[item] > bin_edge(bin) - bin_width && peak[item] < bin_edge(bin + 1) + bin_width;
      const double most = peak_inside ? peak_information[item] : std::max(left[item], right);
      bounds[item] = {most * rounding_margin, item};
      left[item] = right;
    }
    const auto higher = [](const Bound& x, const Bound& y) {
      return x.information != y.information ? x.information > y.information : x.item < y.item;
    };
    const auto middle = bounds.begin() + static_cast<std::ptrdiff_t>(length);
    std::partial_sort(bounds.begin(), middle, bounds.end(), higher);
    bins_[bin].assign(bounds.begin(), middle);
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
    if (!excluded.contains(item)) champion.challenge(item, information_at(columns, item, theta));
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
    if (!excluded.contains(item)) champion.challenge(item, information_at(columns, item, theta));
  return champion.item();
}

}  // namespace haven::irt
