#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "haven/scoring/item_key.hpp"

namespace haven::scoring {

/// Throws Error(invalid_argument): "<where>: <rule>, got <found>".
[[noreturn]] void refuse(const std::string& where, const std::string& rule, int found);

/// "bow_tie, part 1 (action)", or the type alone where the item is one part.
[[nodiscard]] std::string place(ItemType type, std::size_t index, PartKind kind);

/// Refuses a value that stands in `values` twice. `what` names the values: "correct option".
void check_distinct(const std::string& where, const std::string& what, std::vector<int> values);

/// Refuses a value that is no option of 0 to `options` - 1, or stands there twice.
void check_options(const std::string& where, const std::string& what, const std::vector<int>& values, int options);

/// The words of all gaps: dragged from one pool, none of them may stand in two gaps.
[[nodiscard]] std::vector<int> joined(const std::vector<std::vector<int>>& gaps);

}  // namespace haven::scoring
