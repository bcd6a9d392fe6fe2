#pragma once

// What criterion() and select() share. Private.

#include <cstddef>
#include <cstdint>
#include <span>

#include "haven/cat/criterion.hpp"

namespace haven::cat {

[[nodiscard]] inline std::size_t candidate_count(const SelectionContext& context) {
  return context.candidates ? context.candidates->size() : context.bank.size();
}
[[nodiscard]] inline irt::ItemIndex candidate(const SelectionContext& context, std::size_t place) {
  return context.candidates ? (*context.candidates)[place] : static_cast<irt::ItemIndex>(place);
}
[[nodiscard]] inline int items_given(const SelectionContext& context) {
  return context.given ? *context.given : static_cast<int>(context.responses.size());
}

/// The items answered. Throws Error(invalid_argument) for one that is not in the bank.
[[nodiscard]] irt::ItemSet items_of(const irt::ItemBank& bank, std::span<const irt::ItemResponse> responses);

/// Throws Error(invalid_argument) when the bank has a polytomous item.
void require_dichotomous(const irt::ItemBank& bank, SelectionRule rule);

/// The stratum from which a_stratified takes its next item: that of the test's stage; when it is used up, the next one
/// above that is not, and after the last the nearest below.
[[nodiscard]] int stratum_in_use(const SelectionContext& context, std::span<const std::uint8_t> strata);

}  // namespace haven::cat
