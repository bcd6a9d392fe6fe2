#pragma once

#include <span>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/irt/item_bank.hpp"

namespace haven::cat {

/// How likely each item may be given at all in one exam, by the segment of the current ability: what Sympson-Hetter's
/// k values (one segment), a restricted maximum rate (0 or 1) and item eligibility (van der Linden & Veldkamp 2004)
/// have in common. The exam draws once, at its start; a refused item stays refused.
struct Eligibility {
  std::vector<double> segment_bounds;            ///< rising abilities; n of them cut the scale into n + 1 segments
  std::vector<std::vector<double>> probability;  ///< [segment][item], each in [0, 1]; empty: every item may be given

  bool operator==(const Eligibility&) const = default;
};

/// What an exam must know of the candidate and of the population before it starts.
struct Conditions {
  std::vector<irt::ItemIndex> seen;  ///< items of earlier attempts that count; see seen_since()
  Eligibility eligibility;

  bool operator==(const Conditions&) const = default;
};

/// One item that a candidate was given earlier.
struct SeenItem {
  irt::ItemIndex item = 0;
  Timestamp at;
};

/// The items of a candidate's history that were given at `since` or later, in rising order, each once.
[[nodiscard]] std::vector<irt::ItemIndex> seen_since(std::span<const SeenItem> history, Timestamp since);

}  // namespace haven::cat
