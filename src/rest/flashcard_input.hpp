#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "haven/services/flashcard_service.hpp"

#include <nlohmann/json.hpp>

/// The commands of the flashcard service from bodies that fit their schemas. What a schema cannot say is refused with
/// ApiError VAL_001 that names the field.
namespace haven::rest {

[[nodiscard]] CreateSet new_set(const nlohmann::json& body);
[[nodiscard]] UpdateSet set_change(Id<FlashcardSet> set, const nlohmann::json& body, std::int64_t row_version);
[[nodiscard]] AddNotes new_notes(Id<FlashcardSet> set, const nlohmann::json& body);
[[nodiscard]] UpdateCard card_change(Id<Flashcard> card, const nlohmann::json& body, std::int64_t row_version);
[[nodiscard]] CardFromQuestion missed_question(const nlohmann::json& body);
[[nodiscard]] std::vector<SubmitReview> submitted_reviews(const nlohmann::json& body);
[[nodiscard]] UndoReview undo_of(const nlohmann::json& body);
[[nodiscard]] MarkCards marks(const nlohmann::json& body);
[[nodiscard]] SyncFlashcards sync_of(const nlohmann::json& body);
[[nodiscard]] ApplySchedule schedule_plan(const nlohmann::json& body);
/// What is left out has the value of a new preset, also within "scheduler".
[[nodiscard]] StudyPreset study_preset(const nlohmann::json& body);

/// A field that is a UUID by its schema.
[[nodiscard]] Uuid uuid_in(const nlohmann::json& body, const char* name);

}  // namespace haven::rest
