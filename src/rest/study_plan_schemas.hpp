#pragma once

#include <nlohmann/json.hpp>

namespace haven::rest {

/// Adds the named schemas of study plans.
void add_study_plan_schemas(nlohmann::json& all);

}  // namespace haven::rest
