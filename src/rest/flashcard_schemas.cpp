#include "rest/flashcard_schemas.hpp"

#include <cstdint>

#include "rest/flashcard_schema_parts.hpp"
#include "rest/schema.hpp"

// Sets and cards, queues, statistics, presets; flashcard_log_schemas.cpp has the log. Moments are RFC 3339 text. Rows
// of the log, schedules and settings hold whole microseconds instead, as the codec writes them, so that another device
// replays a log to the same bit.

namespace haven::rest {
namespace {

using nlohmann::json;
using namespace schema_parts;

constexpr int longest_text = FlashcardLimits::text;
constexpr std::int64_t longest_interval = 36'500 * day_microseconds;

json short_text(int maximum) { return {{"type", "string"}, {"maxLength", maximum}}; }
json any_object() { return {{"type", "object"}}; }
json kind() { return one_of({"basic", "reversed", "cloze", "image"}); }
json visibility() { return one_of({"private", "cohort", "public"}); }
json tier() { return one_of({"free", "pro", "premium"}); }
json steps() { return list(long_integer(1, longest_interval), 0, 100); }
json tags() { return list(line(FlashcardLimits::tag), 0, FlashcardLimits::tags); }
json media() { return list(line(FlashcardLimits::medium), 0, FlashcardLimits::media); }

void add_sets(json& all) {
  const json title = line(FlashcardLimits::title), description = short_text(FlashcardLimits::description);
  all["NewFlashcardSet"] = object({{"title", title},
                                   {"description", description},
                                   {"visibility", visibility()},
                                   {"cohort_id", or_null(uuid())},
                                   {"tier_required", tier()}},
                                  {"description", "visibility", "cohort_id", "tier_required"});
  all["FlashcardSetChange"] = partial({{"title", title},
                                       {"description", description},
                                       {"visibility", visibility()},
                                       {"cohort_id", uuid()},
                                       {"tier_required", tier()}});
  all["FlashcardSet"] = object({{"id", uuid()},
                                {"owner_id", or_null(uuid())},
                                {"title", free_text()},
                                {"description", free_text()},
                                {"visibility", visibility()},
                                {"cohort_id", or_null(uuid())},
                                {"tier_required", tier()},
                                {"cards", count()},
                                {"created_at", time()},
                                {"updated_at", time()},
                                {"row_version", count(1)}});
  all["FlashcardSets"] = list(schema_ref("FlashcardSet"));
}

void add_notes(json& all) {
  const json text = short_text(longest_text);
  all["Note"] = object({{"kind", kind()},
                        {"front", text},
                        {"back", text},
                        {"tags", tags()},
                        {"media", media()},
                        {"extra", any_object()},
                        {"question_id", or_null(uuid())},
                        {"guid", short_text(FlashcardLimits::guid)}},
                       {"kind", "back", "tags", "media", "extra", "question_id", "guid"});
  all["Notes"] = object({{"notes", list(schema_ref("Note"), 1, FlashcardLimits::notes)}});
  all["NoteChange"] =
      partial({{"front", text}, {"back", text}, {"tags", tags()}, {"media", media()}, {"extra", any_object()}});
  all["AddedNotes"] = object({{"cards", list(schema_ref("Flashcard"))},
                              {"inserted", count()},
                              {"updated", count()},
                              {"unchanged", count()},
                              {"removed", count()}});
  all["MissedQuestion"] =
      object({{"session_id", uuid()}, {"position", integer(1, 10'000)}, {"set_id", or_null(uuid())}}, {"set_id"});
}

void add_cards(json& all) {
  all["Flashcard"] = object({{"id", uuid()},
                             {"set_id", uuid()},
                             {"guid", free_text()},
                             {"note_guid", free_text()},
                             {"kind", kind()},
                             {"ordinal", count()},
                             {"front", free_text()},
                             {"back", free_text()},
                             {"source", free_text()},
                             {"extra", any_object()},
                             {"tags", list(free_text())},
                             {"question_id", or_null(uuid())},
                             {"media", list(free_text())},
                             {"position", whole()},
                             {"created_at", time()},
                             {"updated_at", time()},
                             {"row_version", count(1)}});
  all["Flashcards"] = list(schema_ref("Flashcard"));
  all["FlashcardPage"] = object({{"cards", schema_ref("Flashcards")}, {"next", or_null(whole())}, {"total", count()}});
}

/// The forms of codec/scheduler_json.hpp. An algorithm has only some of the fields.
void add_schedules(json& all) {
  const json algorithm = one_of({"fsrs-6", "fsrs-7", "sm-2"});
  const json day_rule = object({{"rule", one_of({"24h", "calendar", "fractional"})},
                                {"zone", line(100)},
                                {"rollover_microseconds", long_integer(0, day_microseconds)}},
                               {"zone", "rollover_microseconds"});
  all["Scheduler"] = partial({{"algorithm", algorithm},
                              {"weights", list(number(), 0, 64)},
                              {"rules", one_of({"current", "legacy_6_3_1"})},
                              {"initial_ease", number()},
                              {"desired_retention", number()},
                              {"learning_steps_microseconds", steps()},
                              {"relearning_steps_microseconds", steps()},
                              {"maximum_interval", integer(1, 36'500)},
                              {"fuzz", flag()},
                              {"ordered_answers", flag()},
                              {"day_rule", {{"anyOf", {day_rule, {{"type", "null"}}}}}}});
  all["Memory"] = object({{"algorithm", algorithm},
                          {"stability", number()},
                          {"stability_fast", number()},
                          {"difficulty", number()},
                          {"ease", number()},
                          {"interval", number()},
                          {"repetitions", count()}},
                         {"stability", "stability_fast", "difficulty", "ease", "interval", "repetitions"});
  all["Schedule"] = object({{"key", free_text()},
                            {"state", one_of({"learning", "review", "relearning"})},
                            {"step", or_null(count())},
                            {"memory", or_null(schema_ref("Memory"))},
                            {"model", free_text()},
                            {"due_microseconds", whole()},
                            {"last_review_microseconds", or_null(whole())},
                            {"last_day", or_null(whole())},
                            {"reviews", count()},
                            {"lapses", count()}});
  all["Explanation"] = object({{"elapsed_days", number()},
                               {"retrievability", or_null(number())},
                               {"before", or_null(schema_ref("Memory"))},
                               {"after", schema_ref("Memory")},
                               {"desired_retention", number()},
                               {"step_microseconds", or_null(whole())},
                               {"interval", number()},
                               {"rounded", whole()},
                               {"ordered", whole()},
                               {"capped", whole()},
                               {"fuzzed", whole()},
                               {"balanced", whole()},
                               {"earliest", whole()},
                               {"latest", whole()}});
}

void add_queue(json& all) {
  all["NextDue"] = object({{"rating", rating()}, {"due_at", time()}, {"interval_seconds", number()}});
  all["AnswerPreview"] = object({{"rating", rating()},
                                 {"due_at", time()},
                                 {"interval_seconds", number()},
                                 {"schedule", schema_ref("Schedule")},
                                 {"why", schema_ref("Explanation")}});
  all["AnswerPreviews"] = list(schema_ref("AnswerPreview"));
  const json last_answer = object({{"review_id", uuid()},
                                   {"at", time()},
                                   {"rating", rating()},
                                   {"why", schema_ref("Explanation")},
                                   {"due_at", time()}});
  all["DueReason"] = object({{"due_at", time()},
                             {"answer", or_null(last_answer)},
                             {"plan_id", or_null(uuid())},
                             {"moved_microseconds", whole()}});
  all["QueuedCard"] = object({{"card", schema_ref("Flashcard")},
                              {"progress", schema_ref("CardProgress")},
                              {"section", one_of({"learning", "review", "new", "learn_ahead"})},
                              {"retrievability", number()},
                              {"answers", list(schema_ref("NextDue"))}});
  all["Queue"] = object({{"cards", list(schema_ref("QueuedCard"))},
                         {"next", or_null(free_text())},
                         {"at", time()},
                         {"day", whole()},
                         {"new_left", count()},
                         {"reviews_left", count()},
                         {"learning_left", count()}});
}

void add_statistics(json& all) {
  all["CardCounts"] = object({{"new_cards", count()},
                              {"learning", count()},
                              {"relearning", count()},
                              {"young", count()},
                              {"mature", count()},
                              {"suspended", count()},
                              {"buried", count()},
                              {"leeches", count()},
                              {"due", count()}});
  all["TrueRetention"] = object(
      {{"young_passed", count()}, {"young_failed", count()}, {"mature_passed", count()}, {"mature_failed", count()}});
  all["CalibrationBin"] = object(
      {{"low", number()}, {"high", number()}, {"predicted", number()}, {"recalled", number()}, {"answers", count()}});
  all["Calibration"] = object({{"bins", list(schema_ref("CalibrationBin"))},
                               {"answers", count()},
                               {"log_loss", number()},
                               {"rmse_bins", number()}});
  all["DailyCount"] = object({{"set_id", uuid()},
                              {"day", whole()},
                              {"new_cards", count()},
                              {"reviews", count()},
                              {"answers", count()},
                              {"duration_ms", count()}});
  all["FlashcardStats"] = object({{"counts", schema_ref("CardCounts")},
                                  {"true_retention", schema_ref("TrueRetention")},
                                  {"calibration", schema_ref("Calibration")},
                                  {"daily", list(schema_ref("DailyCount"))}});
  all["ForecastDay"] = object({{"day", whole()}, {"reviews", count()}, {"learning", count()}});
  all["Forecast"] = object({{"overdue", count()}, {"days", list(schema_ref("ForecastDay"))}});
  all["TagKnowledge"] =
      object({{"tag", free_text()}, {"retrievability", number()}, {"answered", count()}, {"cards", count()}});
  all["Knowledge"] = list(schema_ref("TagKnowledge"));
  all["UnlikelyCard"] = object({{"card_id", uuid()},
                                {"reviews", count()},
                                {"lapses", count()},
                                {"expected_lapses", number()},
                                {"p_value", share()}});
  all["UnlikelyCards"] = list(schema_ref("UnlikelyCard"));
}

void add_import(json& all) {
  all["ImportProblem"] = object({{"note", free_text()}, {"message", free_text()}});
  all["ImportReport"] = object({{"sets", list(uuid())},
                                {"notes", count()},
                                {"inserted", count()},
                                {"updated", count()},
                                {"unchanged", count()},
                                {"removed", count()},
                                {"reviews", count()},
                                {"known_reviews", count()},
                                {"media", count()},
                                {"skipped_media", count()},
                                {"skipped_notes", count()},
                                {"skipped_schedules", count()},
                                {"skipped_reviews", count()},
                                {"problems", list(schema_ref("ImportProblem"))}});
  all["Medium"] = object({{"name", free_text()}, {"content_type", free_text()}, {"bytes", count()}});
}

void add_presets(json& all) {
  const json days = partial({{"weekdays", list(one_of({"normal", "reduced", "minimum"}), 7, 7)},
                             {"days_off", list(integer(-1'000'000, 1'000'000), 0, 1'000)}});
  const json preset = {{"scheduler", schema_ref("Scheduler")},
                       {"zone", line(100)},
                       {"rollover_microseconds", long_integer(0, day_microseconds)},
                       {"new_per_day", or_null(integer(0, 9'999))},
                       {"reviews_per_day", or_null(integer(0, 9'999))},
                       {"learn_ahead_microseconds", long_integer(0, day_microseconds)},
                       {"days", days},
                       {"balance_load", flag()},
                       {"two_buttons", flag()},
                       {"bury_new_siblings", flag()},
                       {"bury_review_siblings", flag()},
                       {"bury_learning_siblings", flag()},
                       {"leech_rule", schema_ref("LeechRule")}};
  all["StudyPreset"] = object(preset);
  json input = preset;
  input["leech_rule"] = schema_ref("LeechRuleInput");
  all["StudyPresetInput"] = partial(input);
}

}  // namespace

void add_flashcard_schemas(json& all) {
  add_sets(all);
  add_notes(all);
  add_cards(all);
  add_schedules(all);
  add_queue(all);
  add_statistics(all);
  add_import(all);
  add_presets(all);
}

}  // namespace haven::rest
