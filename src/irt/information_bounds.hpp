#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "haven/irt/item_bank.hpp"

namespace haven::irt {

/// Upper bounds of the information that the items of a bank reach inside each of `bin_count` bins of the ability range.
/// The bins come one after the other, so that the bounds of one take memory at a time.
class BinBounds {
 public:
  static constexpr std::size_t bin_count = 120;

  explicit BinBounds(const ItemBank& bank);

  /// The bounds of the first bin, then of the next; one for each item, valid until the next call.
  [[nodiscard]] std::span<const double> next();

  /// The bin that holds theta, or nullopt outside all.
  [[nodiscard]] static std::optional<std::size_t> bin_of(double theta) noexcept;

 private:
  void bound_logistic();
  void bound_polytomous();

  ItemBank bank_;
  std::size_t bin_ = 0;
  std::vector<double> peak_, peak_information_;  ///< where an item informs most, and how much; NaN if polytomous
  std::vector<double> left_, right_, bounds_;    ///< information at the ends of the bin
};

}  // namespace haven::irt
