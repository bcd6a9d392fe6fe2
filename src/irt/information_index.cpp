#include "haven/irt/information_index.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>

#include "haven/irt/information.hpp"

#include "irt/information_bounds.hpp"
#include "irt/information_row.hpp"
#include "irt/logistic_kernel.hpp"

namespace haven::irt {
namespace {

constexpr std::size_t list_length = 512;

/// The best item met so far: RankedItems for one.
class Champion {
 public:
  explicit Champion(std::uint64_t tie_seed) : tie_seed_(tie_seed) {}

  void add(ItemIndex item, double information) {
    if (item_ && information < information_) return;
    if (item_ && information == information_ && rank(item) > rank(*item_)) return;
    item_ = item;
    information_ = information;
  }
  [[nodiscard]] bool is_closed_to(double bound) const { return item_ && information_ > bound; }
  [[nodiscard]] double bar() const { return information_; }
  [[nodiscard]] std::optional<ItemIndex> item() const { return item_; }

 private:
  [[nodiscard]] std::uint64_t rank(ItemIndex item) const { return RankedItems::tie_rank(tie_seed_, item); }

  std::uint64_t tie_seed_;
  std::optional<ItemIndex> item_;
  double information_ = 0.0;
};

double information_at(const ItemBank& bank, const ItemBank::Columns& columns, ItemIndex item, double theta) {
  const double a = columns.discrimination[item];
  if (a != a) return item_information(bank.item(item), theta);  // not a logistic item
  return kernel::information(a, columns.difficulty[item], columns.pseudo_guessing[item], columns.upper_asymptote[item],
                             theta);
}

/// Calls meet(item, information), which returns the value to reach from then on, for the items of the bank that reach
/// it. Eight are compared at once, since nearly all fail.
template <class Meet>
void scan(const ItemBank& bank, double theta, Meet meet) {
  std::array<double, 512> row;
  double bar = 0.0;
  for (ItemIndex first = 0; first < bank.size(); first += row.size()) {
    const std::size_t size = std::min(row.size(), bank.size() - first);
    information_row(bank, first, theta, {row.data(), size});
    std::fill(row.begin() + static_cast<std::ptrdiff_t>(size), row.end(), std::numeric_limits<double>::quiet_NaN());
    for (std::size_t i = 0; i < size; i += 8) {
      int passed = 0;
      for (std::size_t k = i; k < i + 8; ++k) passed |= static_cast<int>(row[k] >= bar);
      if (passed == 0) continue;
      for (std::size_t k = i; k < i + 8; ++k)
        if (row[k] >= bar) bar = meet(first + static_cast<ItemIndex>(k), row[k]);
    }
  }
}

}  // namespace

class InformationIndex::Bound {
 public:
  static std::uint64_t pack(double bound, ItemIndex item) {
    auto rounded = static_cast<float>(bound);
    if (rounded < bound) rounded = std::nextafter(rounded, std::numeric_limits<float>::infinity());
    return (std::uint64_t{std::bit_cast<std::uint32_t>(rounded)} << 32U) | (~item & 0xFFFFFFFFU);
  }
  explicit Bound(std::uint64_t word) : word_(word) {}
  [[nodiscard]] double information() const {
    return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(word_ >> 32U)));
  }
  [[nodiscard]] ItemIndex item() const { return ~static_cast<ItemIndex>(word_); }

 private:
  std::uint64_t word_;
};

InformationIndex::InformationIndex(const ItemBank& bank)
    : length_(std::min(list_length, bank.size())), bank_size_(bank.size()) {
  lists_.reserve(BinBounds::bin_count * length_);
  BinBounds bounds(bank);
  std::vector<std::uint64_t> words(bank.size());
  const auto end = words.begin() + static_cast<std::ptrdiff_t>(length_);
  for (std::size_t bin = 0; bin < BinBounds::bin_count; ++bin) {
    const auto most = bounds.next();
    for (ItemIndex item = 0; item < bank.size(); ++item) words[item] = Bound::pack(most[item], item);
    if (end != words.end()) std::nth_element(words.begin(), end, words.end(), std::greater<>());
    std::sort(words.begin(), end, std::greater<>());
    lists_.insert(lists_.end(), words.begin(), end);
  }
}

/// The list of the bin that holds theta; empty outside the bins.
std::span<const std::uint64_t> InformationIndex::list_at(double theta) const {
  const auto bin = BinBounds::bin_of(theta);
  if (!bin) return {};
  return std::span(lists_).subspan(*bin * length_, length_);
}

std::optional<ItemIndex> InformationIndex::best(const ItemBank& bank, double theta, const ItemSet& excluded,
                                                std::uint64_t tie_seed) const {
  const auto columns = bank.columns();
  Champion champion(tie_seed);
  double last = std::numeric_limits<double>::infinity();
  const auto list = list_at(theta);
  for (const std::uint64_t word : list) {
    const Bound bound(word);
    last = bound.information();
    if (champion.is_closed_to(last)) return champion.item();
    if (!excluded.contains(bound.item()))
      champion.add(bound.item(), information_at(bank, columns, bound.item(), theta));
  }
  // Every item of the list was looked at. If that is the whole bank, or no item beyond it can win, the answer is exact.
  if (list.size() == bank_size_ || champion.is_closed_to(last)) return champion.item();
  return best_by_scan(bank, theta, excluded, tie_seed);
}

void InformationIndex::find(const ItemBank& bank, double theta, ItemWeight weight, RankedItems& best) const {
  const auto columns = bank.columns();
  double last = std::numeric_limits<double>::infinity();
  const auto list = list_at(theta);
  for (const std::uint64_t word : list) {
    const Bound bound(word);
    last = bound.information();
    if (best.is_closed_to(last)) return;
    if (const double part = weight(bound.item()); part > 0.0)
      best.add(bound.item(), part * information_at(bank, columns, bound.item(), theta));
  }
  if (list.size() == bank_size_ || best.is_closed_to(last)) return;
  best.clear();
  find_by_scan(bank, theta, weight, best);
}

void InformationIndex::k_best(const ItemBank& bank, double theta, const ItemSet& excluded, std::size_t count,
                              std::uint64_t tie_seed, RankedItems& best) const {
  best.start(count, tie_seed);
  find(
      bank, theta, [&](ItemIndex item) { return excluded.contains(item) ? 0.0 : 1.0; }, best);
}

std::optional<ItemIndex> best_by_scan(const ItemBank& bank, double theta, const ItemSet& excluded,
                                      std::uint64_t tie_seed) {
  Champion champion(tie_seed);
  scan(bank, theta, [&](ItemIndex item, double information) {
    if (!excluded.contains(item)) champion.add(item, information);
    return champion.bar();
  });
  return champion.item();
}

void find_by_scan(const ItemBank& bank, double theta, ItemWeight weight, RankedItems& best) {
  scan(bank, theta, [&](ItemIndex item, double information) {
    if (const double part = weight(item); part > 0.0) best.add(item, part * information);
    return best.bar();
  });
}

}  // namespace haven::irt
