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
/// All of catR's banks that its estimation and selection tables use.
inline const std::vector<std::string> all_models = {"1PL", "2PL", "3PL", "4PL", "GRM", "GPCM", "PCM", "NRM"};

/// A bank of items.json, from catR's parametrisation.
[[nodiscard]] haven::irt::ItemBank load_bank(const std::string& name);

}  // namespace reference
