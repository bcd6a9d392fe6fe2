#pragma once

#include <string>
#include <string_view>

#include "haven/anki/package.hpp"

namespace haven::anki {

/// Reads column `data` of a card: a JSON object that newer versions of Anki keep FSRS's memory in. Whatever else stands
/// there is passed over: older versions left the column to anyone.
void read_card_data(std::string_view data, Card& card);
/// What the other reads.
[[nodiscard]] std::string card_data_of(const Card& card);

}  // namespace haven::anki
