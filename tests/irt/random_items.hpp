#pragma once

#include <cstddef>
#include <vector>

#include "haven/core/random.hpp"
#include "haven/irt/item_bank.hpp"
#include "haven/irt/response.hpp"

namespace haven::irt {

/// Items as banks have them: a in [0.5, 2.5], b in [-3, 3], c in [0, 0.35], and d in [0.85, 1] when `four_parameters`.
[[nodiscard]] std::vector<LogisticItem> random_items(std::size_t count, bool four_parameters, Rng& rng);

/// Items of every model in turn: 3PL, 4PL, GRM, GPCM and NRM, the last three with 2 to 6 scores.
[[nodiscard]] std::vector<Item> mixed_items(std::size_t count, Rng& rng);
[[nodiscard]] ItemBank mixed_bank(std::size_t count, Rng& rng);

/// A score drawn evenly for every item of the bank.
[[nodiscard]] std::vector<ItemResponse> random_responses(const ItemBank& bank, Rng& rng);

}  // namespace haven::irt
