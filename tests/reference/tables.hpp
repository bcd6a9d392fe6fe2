#pragma once

#include <string>
#include <vector>

#include "haven/irt/item_bank.hpp"

#include <nlohmann/json.hpp>

namespace reference {

/// The banks that catR calls 1PL, 2PL, 3PL and 4PL.
inline const std::vector<std::string> dichotomous = {"1PL", "2PL", "3PL", "4PL"};

/// A table of this folder.
[[nodiscard]] nlohmann::json load(const std::string& file);
/// The entry of `table["banks"]` whose `key` is `name`.
[[nodiscard]] const nlohmann::json& bank_entry(const nlohmann::json& table, const std::string& key,
                                               const std::string& name);
/// A dichotomous bank of items.json.
[[nodiscard]] haven::irt::ItemBank load_bank(const std::string& name);

}  // namespace reference
