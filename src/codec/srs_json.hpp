#pragma once

// Spaced repetition as JSON values: what scheduler_json.hpp writes as text. Private.

#include <string>

#include "haven/srs/card.hpp"
#include "haven/srs/history.hpp"
#include "haven/srs/scheduler.hpp"
#include "haven/srs/workload.hpp"

#include "codec/blueprint_json.hpp"

#include <nlohmann/json.hpp>

namespace haven::codec {

[[nodiscard]] nlohmann::json options_to_json(const srs::SchedulerOptions& options);
[[nodiscard]] nlohmann::json memory_to_json(const srs::MemoryState& memory);
[[nodiscard]] nlohmann::json card_to_json(const srs::Card& card);
[[nodiscard]] nlohmann::json review_to_json(const srs::Review& review);
[[nodiscard]] nlohmann::json explanation_to_json(const srs::Explanation& why);
/// {"weekdays": ["normal", ...], "days_off": [...]}, weekdays from Sunday.
[[nodiscard]] nlohmann::json preferences_to_json(const srs::DayPreferences& preferences);

/// Checks with srs::Scheduler that the options are possible.
[[nodiscard]] srs::SchedulerOptions read_options(const nlohmann::json& value, const std::string& where, Mode mode);
[[nodiscard]] srs::DayRule read_day_rule(const nlohmann::json& value, const std::string& where, Mode mode);
[[nodiscard]] srs::Card read_card(const nlohmann::json& value, const std::string& where, Mode mode);
[[nodiscard]] srs::Review read_review(const nlohmann::json& value, const std::string& where, Mode mode);

/// Days off may come in any order, and repeated.
[[nodiscard]] srs::DayPreferences read_preferences(const nlohmann::json& value, const std::string& where, Mode mode);

}  // namespace haven::codec
