#pragma once

#include <cstddef>
#include <vector>

#include "haven/core/random.hpp"
#include "haven/irt/item_bank.hpp"
#include "haven/irt/response.hpp"

namespace haven::irt {

/// Items as banks have them: a in [0.5, 2.5], b in [-3, 3], c in [0, 0.35], and d in [0.85, 1] when `four_parameters`.
[[nodiscard]] std::vector<LogisticItem> random_items(std::size_t count, bool four_parameters, Rng& rng);

/// A coin toss for every item of the bank.
[[nodiscard]] std::vector<ItemResponse> random_responses(const ItemBank& bank, Rng& rng);

}  // namespace haven::irt
