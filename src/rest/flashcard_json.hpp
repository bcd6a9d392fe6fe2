#pragma once

#include <vector>

#include "haven/services/flashcard_service.hpp"

#include <nlohmann/json.hpp>

/// The JSON form of what the flashcard service returns, as the named schemas say.
namespace haven::rest {

[[nodiscard]] nlohmann::json to_json(const FlashcardSet& set);
[[nodiscard]] nlohmann::json to_json(const Flashcard& card);
[[nodiscard]] nlohmann::json to_json(const CardPage& page);
[[nodiscard]] nlohmann::json to_json(const AddedNotes& added);
[[nodiscard]] nlohmann::json to_json(const CardProgress& progress);
[[nodiscard]] nlohmann::json to_json(const QueuePage& page);
[[nodiscard]] nlohmann::json to_json(const ReviewResult& result);
[[nodiscard]] nlohmann::json to_json(const FlashcardReview& row);
[[nodiscard]] nlohmann::json to_json(const FlashcardUndo& row);
[[nodiscard]] nlohmann::json to_json(const UndoReceipt& receipt);
[[nodiscard]] nlohmann::json to_json(const SyncItem& item);
[[nodiscard]] nlohmann::json to_json(const AnswerPreview& preview);
[[nodiscard]] nlohmann::json to_json(const DueReason& reason);
[[nodiscard]] nlohmann::json to_json(const UnlikelyCard& card);
[[nodiscard]] nlohmann::json to_json(const CardCounts& counts);
[[nodiscard]] nlohmann::json to_json(const TrueRetention& retention);
[[nodiscard]] nlohmann::json to_json(const MemoryCalibration& calibration);
[[nodiscard]] nlohmann::json to_json(const DailyCount& count);
[[nodiscard]] nlohmann::json to_json(const Forecast& forecast);
[[nodiscard]] nlohmann::json to_json(const TagKnowledge& knowledge);
[[nodiscard]] nlohmann::json to_json(const StudyPreset& preset);
[[nodiscard]] nlohmann::json to_json(const RebuildReport& report);

template <class Value>
[[nodiscard]] nlohmann::json list_json(const std::vector<Value>& values) {
  nlohmann::json list = nlohmann::json::array();
  for (const Value& value : values) list.push_back(to_json(value));
  return list;
}

}  // namespace haven::rest
