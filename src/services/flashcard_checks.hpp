#pragma once

#include <optional>
#include <string>

#include "haven/services/flashcard_service.hpp"

// What may be said of sets, notes and presets. All throw Error(invalid_argument) with the field as reason.

namespace haven {

void check_text(const std::string& text, std::size_t most, const std::string& field);
void check_title(const std::string& title);
void check_note(const NoteDraft& note);
/// Throws for numbers out of range, and what srs::Scheduler and srs::DayCounter refuse.
void check_preset(const StudyPreset& preset);
void check_range(long long value, long long least, long long most, const std::string& field);
void check_flag(int flag);
/// Of a card: 0 or between 0 and 1.
void check_retention(double retention);
/// A score and, if there is one, a confidence: 0 to 1.
void check_shares(double score, std::optional<double> confidence);
void check_leech_rule(const LeechRule& rule);
/// What is said of an item that was refused before anything of it was stored. Throws the error again when it is the
/// database's: that ends the whole transaction, which may then run again.
[[nodiscard]] ItemError refusal(const Error& error);
/// Throws for a due time more than FlashcardLimits::due_days from the time of its row.
void check_due(Timestamp due, Timestamp at, const std::string& field);
void check_submission(const Uuid& id, Duration duration, const std::string& device);

}  // namespace haven
