#pragma once

#include <nlohmann/json.hpp>

namespace haven::rest {

/// Adds the named schemas of flashcards and their study.
void add_flashcard_schemas(nlohmann::json& all);
/// Those of progress and the log.
void add_flashcard_log_schemas(nlohmann::json& all);

}  // namespace haven::rest
