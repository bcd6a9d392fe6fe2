#include "services/flashcard_checks.hpp"

#include <algorithm>
#include <array>

#include "haven/codec/utf8.hpp"
#include "haven/core/error.hpp"

#include "codec/strict_json.hpp"

namespace haven {
namespace {

constexpr int most_a_day = 9'999, most_lapses = 1'000;
constexpr std::size_t most_days_off = 1'000, longest_zone = 64;

[[noreturn]] void refuse(const std::string& field, const std::string& message) {
  throw Error(ErrorCode::invalid_argument, field + ": " + message, field);
}

void check_list(const std::vector<std::string>& list, std::size_t most, std::size_t longest, const std::string& field) {
  if (list.size() > most) refuse(field, "at most " + std::to_string(most) + ", got " + std::to_string(list.size()));
  for (const std::string& text : list) {
    check_text(text, longest, field);
    if (text.empty() || codec::has_control_characters(text))
      refuse(field, "must not be empty or hold control characters");
  }
}

}  // namespace

void check_text(const std::string& text, std::size_t most, const std::string& field) {
  if (text.size() > most) {
    refuse(field, "at most " + std::to_string(most) + " bytes, got " + std::to_string(text.size()));
  }
  if (!codec::is_utf8(text)) refuse(field, "must be UTF-8");
}

void check_title(const std::string& title) {
  check_text(title, FlashcardLimits::title, "title");
  if (title.find_first_not_of(" \t\n") == std::string::npos) refuse("title", "must not be empty");
}

void check_range(long long value, long long least, long long most, const std::string& field) {
  if (value >= least && value <= most) return;
  refuse(field, "must be " + std::to_string(least) + " to " + std::to_string(most) + ", got " + std::to_string(value));
}

void check_flag(int flag) { check_range(flag, 0, 7, "flag"); }

void check_retention(double retention) {
  if (retention >= 0.0 && retention < 1.0) return;
  refuse("desired_retention", "must be 0 or between 0 and 1, got " + std::to_string(retention));
}

void check_shares(double score, std::optional<double> confidence) {
  if (!(score >= 0.0 && score <= 1.0)) refuse("score", "must be 0 to 1, got " + std::to_string(score));
  if (!confidence || (*confidence >= 0.0 && *confidence <= 1.0)) return;
  refuse("confidence", "must be 0 to 1, got " + std::to_string(*confidence));
}

void check_leech_rule(const LeechRule& rule) { check_range(rule.threshold, 0, most_lapses, "leech_rule.threshold"); }

void check_note(const NoteDraft& note) {
  check_text(note.front, FlashcardLimits::text, "front");
  check_text(note.back, FlashcardLimits::text, "back");
  check_text(note.extra, FlashcardLimits::text, "extra");
  check_text(note.guid, FlashcardLimits::guid, "guid");
  check_list(note.tags, FlashcardLimits::tags, FlashcardLimits::tag, "tags");
  check_list(note.media, FlashcardLimits::media, FlashcardLimits::medium, "media");
  if (!codec::is_json_object(note.extra)) refuse("extra", "must be a JSON object");
}

void check_preset(const StudyPreset& preset) {
  if (preset.new_per_day) check_range(*preset.new_per_day, 0, most_a_day, "new_per_day");
  if (preset.reviews_per_day) check_range(*preset.reviews_per_day, 0, most_a_day, "reviews_per_day");
  check_range(preset.learn_ahead.microseconds, 0, Duration::days(1).microseconds, "learn_ahead");
  check_leech_rule(preset.leech_rule);
  check_text(preset.calendar.zone, longest_zone, "zone");
  if (preset.days.days_off.size() > most_days_off) refuse("days_off", "at most 1000 days");
  static_cast<void>(srs::DayCounter(preset.calendar));
  static_cast<void>(srs::Scheduler(preset.scheduler));
}

ItemError refusal(const Error& error) {
  constexpr std::array of_the_database = {"unique",      "check",     "not_null",
                                          "foreign_key", "immutable", "statement_in_use"};
  const bool ours = error.code() == ErrorCode::invalid_argument || error.code() == ErrorCode::not_found ||
                    error.code() == ErrorCode::conflict;
  const auto* const end = of_the_database.end();
  if (!ours || std::find(of_the_database.begin(), end, error.reason()) != end) throw error;
  return {error.code(), error.reason(), error.what()};
}

void check_due(Timestamp due, Timestamp at, const std::string& field) {
  const Duration most = Duration::days(FlashcardLimits::due_days);
  if (due >= at - most && due <= at + most) return;
  refuse(field, "at most " + std::to_string(FlashcardLimits::due_days) + " days from the time it was laid down");
}

void check_submission(const Uuid& id, Duration duration, const std::string& device) {
  if (id.is_nil()) refuse("id", "must be given");
  check_range(duration.microseconds, 0, Duration::days(1).microseconds, "duration");
  check_text(device, 100, "device");
}

}  // namespace haven
