#include "rest/study_plan_schemas.hpp"

#include "rest/flashcard_schema_parts.hpp"
#include "rest/schema.hpp"

namespace haven::rest {
namespace {

using nlohmann::json;
using namespace schema_parts;

void add_fit(json& all) {
  all["MemoryFitInput"] = object({{"set_id", or_null(uuid())}, {"apply", flag()}}, {"set_id", "apply"});
  all["Metrics"] =
      object({{"log_loss", or_null(number())}, {"rmse_bins", or_null(number())}, {"auc", or_null(number())}});
  all["MemoryFit"] = object({{"verdict", one_of({"trained", "not_better", "too_few", "one_outcome", "cancelled"})},
                             {"applied", flag()},
                             {"share", share()},
                             {"predictions", count()},
                             {"weights", list(number())},
                             {"before", schema_ref("Metrics")},
                             {"after", schema_ref("Metrics")},
                             {"held_out_before", schema_ref("Metrics")},
                             {"held_out_after", schema_ref("Metrics")}});
}

void add_exam(json& all) {
  all["ExamPlanInput"] =
      object({{"set_id", or_null(uuid())},
              {"exam_at", time()},
              {"minutes_per_day", {{"type", "number"}, {"minimum", 0.1}, {"maximum", 1440}}},
              {"minutes_today", or_null({{"type", "number"}, {"minimum", 0}, {"maximum", 1440}})},
              {"minutes_in_all", or_null({{"type", "number"}, {"minimum", 0}, {"maximum", 600'000}})},
              {"target", share()},
              {"new_cards", integer(0, 5'000)},
              {"limit", integer(1, 200)}},
             {"set_id", "minutes_today", "minutes_in_all", "target", "new_cards", "limit"});
  all["ExamTask"] = object({{"card", schema_ref("Flashcard")},
                            {"advice", one_of({"finish", "study", "later", "leave"})},
                            {"recall_now", number()},
                            {"recall_if_left", number()},
                            {"worth_if_met", number()},
                            {"worth_if_not", number()},
                            {"seconds", number()},
                            {"gain_per_minute", number()},
                            {"next_day", or_null(whole())}});
  all["ExamDay"] =
      object({{"day", whole()}, {"minutes", number()}, {"planned", number()}, {"worth_per_minute", number()}});
  all["ExamOutlook"] = object({{"known", number()},
                               {"known_if_left", number()},
                               {"known_at_most", number()},
                               {"new_learned", number()},
                               {"reaches_target", flag()},
                               {"minutes_needed", or_null(number())}});
  all["ExamPlan"] = object({{"today", list(schema_ref("ExamTask"))},
                            {"worth_today", count()},
                            {"fitting", count()},
                            {"cards", count()},
                            {"days", list(schema_ref("ExamDay"))},
                            {"outlook", schema_ref("ExamOutlook")}});
}

void add_reschedule(json& all) {
  all["RescheduleInput"] =
      object({{"set_id", or_null(uuid())},
              {"kind", one_of({"replay", "spread", "advance"})},
              {"cards_per_day", or_null(integer(1, 100'000))},
              {"minutes_per_day", or_null({{"type", "number"}, {"minimum", 0.1}, {"maximum", 1440}})},
              {"longest_delay", integer(0, 3'650)},
              {"count", integer(0, 20'000)}},
             {"set_id", "kind", "cards_per_day", "minutes_per_day", "longest_delay", "count"});
  all["RescheduledCard"] = object({{"card_id", uuid()}, {"due_before", time()}, {"due_after", time()}});
  all["DayChange"] = object({{"day", whole()}, {"before", count()}, {"after", count()}});
  all["Reschedule"] = object({{"moves", list(schema_ref("RescheduledCard"))},
                              {"days", list(schema_ref("DayChange"))},
                              {"earlier", count()},
                              {"later", count()},
                              {"above_limit", count()},
                              {"recall_lost", number()}});
}

void add_advice(json& all) {
  all["HardUse"] = object({{"verdict", one_of({"too_few", "fine", "misused"})},
                           {"after_hard", count()},
                           {"recalled", count()},
                           {"expected_recalled", number()},
                           {"p_value", share()}});
  all["Estimate"] = object({{"mean", number()}, {"standard_error", number()}});
  all["WorkloadPoint"] = object({{"desired_retention", number()},
                                 {"minutes_per_day", schema_ref("Estimate")},
                                 {"reviews_per_day", schema_ref("Estimate")},
                                 {"known", schema_ref("Estimate")},
                                 {"minutes_per_known", schema_ref("Estimate")}});
  all["RetentionAdvice"] = object({{"present", number()},
                                   {"recommended", schema_ref("Estimate")},
                                   {"at_edge", flag()},
                                   {"curve", list(schema_ref("WorkloadPoint"))}});
  all["StepStatistics"] = object({{"answers", count()},
                                  {"recall", or_null(number())},
                                  {"median_wait_seconds", number()},
                                  {"stability_seconds", or_null(number())}});
  const json steps = {{"type", {"array", "null"}}, {"items", number()}};
  all["StepAdvice"] = object({{"learning_steps_seconds", steps},
                              {"relearning_steps_seconds", steps},
                              {"after_again", schema_ref("StepStatistics")},
                              {"after_good", schema_ref("StepStatistics")},
                              {"after_again_good", schema_ref("StepStatistics")},
                              {"after_lapse", schema_ref("StepStatistics")}});
}

}  // namespace

void add_study_plan_schemas(json& all) {
  add_fit(all);
  add_exam(all);
  add_reschedule(all);
  add_advice(all);
}

}  // namespace haven::rest
