#include "rest/flashcard_schema_parts.hpp"
#include "rest/flashcard_schemas.hpp"
#include "rest/schema.hpp"

// Where learners are with their cards, what they say of them, and the log of it.

namespace haven::rest {
namespace {

using nlohmann::json;
using namespace schema_parts;

json suspension() { return one_of({"none", "learner", "leech"}); }
json grading_reason() { return one_of({"wrong", "guessed", "partial", "unsure", "slow", "plain", "fast"}); }
json device() { return {{"type", "string"}, {"maxLength", 100}, {"format", "single-line"}}; }

void add_progress(json& all) {
  all["CardProgress"] = object({{"card_id", uuid()},
                                {"set_id", uuid()},
                                {"due_at", time()},
                                {"schedule", schema_ref("Schedule")},
                                {"config", config_hash()},
                                {"suspension", suspension()},
                                {"buried_until", or_null(time())},
                                {"flag", integer(0, 7)},
                                {"leech", flag()},
                                {"desired_retention", or_null(share())},
                                {"sequence", count()},
                                {"row_version", count()}});
  all["CardProgresses"] = list(schema_ref("CardProgress"));
  all["Marks"] = object({{"card_ids", list(uuid(), 1, FlashcardLimits::batch)},
                         {"suspended", flag()},
                         {"buried", flag()},
                         {"flag", integer(0, 7)},
                         {"leech", flag()},
                         {"desired_retention", share()},
                         {"id", or_null(uuid())}},
                        {"suspended", "buried", "flag", "leech", "desired_retention", "id"});
  all["RequestId"] = object({{"id", uuid()}});
}

void add_reviews(json& all) {
  all["ReviewInput"] = object({{"id", uuid()},
                               {"card_id", uuid()},
                               {"rating", rating()},
                               {"score", share()},
                               {"confidence", or_null(share())},
                               {"expected_reviews", or_null(integer(0, 1'000'000'000))},
                               {"at", or_null(time())},
                               {"duration_ms", integer(0, 86'400'000)},
                               {"device", device()}},
                              {"rating", "score", "confidence", "expected_reviews", "at", "duration_ms", "device"});
  all["Reviews"] = object({{"reviews", list(schema_ref("ReviewInput"), 1, FlashcardLimits::batch)}});
  all["ItemError"] = object({{"code", free_text()}, {"reason", free_text()}, {"message", free_text()}});
  all["ReviewReceipt"] = object({{"id", uuid()},
                                 {"card_id", uuid()},
                                 {"rating", rating()},
                                 {"grading", or_null(grading_reason())},
                                 {"due_at", time()},
                                 {"schedule", schema_ref("Schedule")},
                                 {"why", schema_ref("Explanation")},
                                 {"leech", flag()},
                                 {"sequence", count()}});
  all["ReviewResult"] = object(
      {{"id", uuid()}, {"receipt", or_null(schema_ref("ReviewReceipt"))}, {"error", or_null(schema_ref("ItemError"))}});
  all["ReviewResults"] = list(schema_ref("ReviewResult"));
  all["Undo"] = object({{"id", uuid()}, {"review_id", or_null(uuid())}}, {"review_id"});
  all["UndoReceipt"] =
      object({{"id", uuid()}, {"review", schema_ref("LogRow")}, {"progress", schema_ref("CardProgress")}});
}

void add_parts_of_rows(json& all) {
  const json rule = {{"threshold", integer(0, 1'000)}, {"unlikely", flag()}, {"action", one_of({"tag", "suspend"})}};
  all["AnswerGrading"] =
      object({{"score", share()}, {"confidence", or_null(share())}, {"reason", grading_reason()}}, {"confidence"});
  all["LeechRule"] = object(rule);
  all["LeechRuleInput"] = partial(rule);
  const json mark = {{"suspended", or_null(flag())},
                     {"buried_until_microseconds", or_null(long_integer(0, end_of_time))},
                     {"flag", or_null(integer(0, 7))},
                     {"leech", or_null(flag())},
                     {"desired_retention", or_null(share())}};
  all["CardMark"] = object(mark);
  all["CardMarkInput"] = partial(mark);
}

void add_log(json& all) {
  const json row = {{"id", uuid()},
                    {"card_id", uuid()},
                    {"kind", one_of({"answer", "reset", "reschedule", "mark"})},
                    {"rating", or_null(rating())},
                    {"at_microseconds", long_integer(0, end_of_time)},
                    {"day", integer(-2, 3'000'000)},
                    {"zone", line(100)},
                    {"config", config_hash()},
                    {"balanced", integer(-36'500, 36'500)},
                    {"duration_microseconds", long_integer(0, day_microseconds)},
                    {"device", device()},
                    {"due_microseconds", or_null(long_integer(0, end_of_time))},
                    {"grading", or_null(schema_ref("AnswerGrading"))},
                    {"leech_rule", or_null(schema_ref("LeechRule"))},
                    {"mark", or_null(schema_ref("CardMark"))},
                    {"sequence", long_integer(0, largest_exact)}};
  const json undo = {{"id", uuid()},
                     {"review_id", uuid()},
                     {"at_microseconds", long_integer(0, end_of_time)},
                     {"sequence", long_integer(0, largest_exact)}};
  add_parts_of_rows(all);
  all["LogRow"] = object(row);
  all["LogRows"] = list(schema_ref("LogRow"));
  json input = row;
  input["leech_rule"] = or_null(schema_ref("LeechRuleInput"));
  input["mark"] = or_null(schema_ref("CardMarkInput"));
  all["LogRowInput"] = object(input, {"config", "kind", "rating", "balanced", "duration_microseconds", "device",
                                      "due_microseconds", "grading", "leech_rule", "mark", "sequence"});
  all["UndoRow"] = object(undo);
  all["UndoRowInput"] = object(undo, {"sequence"});
}

void add_sync(json& all) {
  constexpr int most = FlashcardLimits::sync;
  all["Sync"] = partial({{"configs", list(schema_ref("Scheduler"), 0, 100)},
                         {"reviews", list(schema_ref("LogRowInput"), 0, most)},
                         {"undos", list(schema_ref("UndoRowInput"), 0, most)},
                         {"cursor", long_integer(0, largest_exact)},
                         {"limit", integer(1, 10'000)}});
  all["SyncItem"] = object({{"id", uuid()},
                            {"outcome", one_of({"accepted", "known", "refused"})},
                            {"error", or_null(schema_ref("ItemError"))}});
  all["NamedScheduler"] = object({{"config", config_hash()}, {"scheduler", schema_ref("Scheduler")}});
  all["SyncResult"] = object({{"reviews", list(schema_ref("SyncItem"))},
                              {"undos", list(schema_ref("SyncItem"))},
                              {"new_reviews", schema_ref("LogRows")},
                              {"new_undos", list(schema_ref("UndoRow"))},
                              {"changed", schema_ref("CardProgresses")},
                              {"configs", list(schema_ref("NamedScheduler"))},
                              {"cursor", count()},
                              {"more", flag()}});
}

void add_plans(json& all) {
  all["PlannedDue"] = object({{"card_id", uuid()}, {"due_at", time()}});
  all["SchedulePlan"] = object({{"batch", uuid()}, {"plan", list(schema_ref("PlannedDue"), 1, FlashcardLimits::plan)}});
  all["ScheduleBatch"] = object({{"batch", uuid()}});
  all["Scheduled"] = object({{"scheduled", count()}});
  all["Undone"] = object({{"undone", count()}});
  all["Rebuild"] = object(
      {{"cards", count()}, {"different_cards", count()}, {"different_counts", count()}, {"different_pages", count()}});
}

}  // namespace

void add_flashcard_log_schemas(json& all) {
  add_progress(all);
  add_reviews(all);
  add_log(all);
  add_sync(all);
  add_plans(all);
}

}  // namespace haven::rest
