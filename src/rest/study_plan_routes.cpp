#include "rest/study_plan_routes.hpp"

#include <cmath>
#include <string>

#include "haven/services/study_plan_service.hpp"

#include "codec/time_text.hpp"
#include "rest/flashcard_input.hpp"
#include "rest/flashcard_json.hpp"
#include "rest/flashcard_routes.hpp"
#include "rest/optional_json.hpp"
#include "rest/parameters.hpp"
#include "rest/reply.hpp"

namespace haven::rest {
namespace {

using codec::parse_time_text;
using codec::time_text;
using nlohmann::json;

StudyPlanService& plans(Host& host) { return host.platform().study_plans(); }

std::optional<Id<FlashcardSet>> set_in(const json& body) {
  if (!is_given(body, "set_id")) return std::nullopt;
  return Id<FlashcardSet>{uuid_in(body, "set_id")};
}

RescheduleQuery reschedule_query(const json& body) {
  RescheduleQuery query;
  query.set = set_in(body);
  const std::string kind = body.value("kind", "replay");
  if (kind == "spread") query.kind = RescheduleKind::spread;
  if (kind == "advance") query.kind = RescheduleKind::advance;
  if (is_given(body, "cards_per_day")) query.cards_per_day = body["cards_per_day"].get<int>();
  if (is_given(body, "minutes_per_day")) query.minutes_per_day = body["minutes_per_day"].get<double>();
  query.longest_delay = body.value("longest_delay", query.longest_delay);
  query.count = body.value("count", query.count);
  return query;
}

/// What is not known is no number, and null in JSON.
json known(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

json metrics_json(const srs::Metrics& metrics) {
  return {{"log_loss", known(metrics.log_loss)}, {"rmse_bins", known(metrics.rmse_bins)}, {"auc", known(metrics.auc)}};
}

json estimate_json(const srs::Estimate& estimate) {
  return {{"mean", estimate.mean}, {"standard_error", estimate.standard_error}};
}

json task_json(const Flashcard& card, const srs::ExamCard& why) {
  return {{"card", rest::to_json(card)},
          {"advice", to_string(why.advice)},
          {"recall_now", why.recall_now},
          {"recall_if_left", why.recall_if_left},
          {"worth_if_met", why.worth_if_met},
          {"worth_if_not", why.worth_if_not},
          {"seconds", why.seconds},
          {"gain_per_minute", why.gain_per_minute()},
          {"next_day", or_null(why.next_day, [](std::int64_t day) { return json(day); })}};
}

json day_json(const srs::ExamDay& day) {
  return {
      {"day", day.day}, {"minutes", day.minutes}, {"planned", day.planned}, {"worth_per_minute", day.worth_per_minute}};
}

json outlook_json(const srs::ExamOutlook& outlook) {
  return {{"known", outlook.known},
          {"known_if_left", outlook.known_if_left},
          {"known_at_most", outlook.known_at_most},
          {"new_learned", outlook.new_learned},
          {"reaches_target", outlook.reaches_target},
          {"minutes_needed", outlook.minutes_needed ? json(*outlook.minutes_needed) : json(nullptr)}};
}

json steps_json(const std::optional<std::vector<Duration>>& steps) {
  if (!steps) return nullptr;
  json seconds = json::array();
  for (const Duration step : *steps) seconds.push_back(step.in_seconds());
  return seconds;
}

json statistics_json(const srs::StepStatistics& statistics) {
  return {{"answers", statistics.count},
          {"recall", known(statistics.recall)},
          {"median_wait_seconds", statistics.median_wait.in_seconds()},
          {"stability_seconds", statistics.stability ? json(statistics.stability->in_seconds()) : json(nullptr)}};
}

}  // namespace

Response fit_memory(Host& host, const Call& call) {
  const MemoryFit fit = plans(host).fit_memory(*call.caller, {set_in(call.body), call.body.value("apply", false)});
  const auto weights = srs::weights_of(fit.result.parameters);
  return ok({{"verdict", to_string(fit.result.verdict)},
             {"applied", fit.applied},
             {"share", fit.result.share},
             {"predictions", fit.predictions},
             {"weights", json(std::vector<double>(weights.begin(), weights.end()))},
             {"before", metrics_json(fit.result.before)},
             {"after", metrics_json(fit.result.after)},
             {"held_out_before", metrics_json(fit.result.held_out_before)},
             {"held_out_after", metrics_json(fit.result.held_out_after)}});
}

Response plan_exam(Host& host, const Call& call) {
  ExamQuery query;
  query.set = set_in(call.body);
  query.exam = *parse_time_text(call.body.at("exam_at").get_ref<const std::string&>());
  query.minutes_per_day = call.body.at("minutes_per_day").get<double>();
  if (is_given(call.body, "minutes_today")) query.minutes_today = call.body["minutes_today"].get<double>();
  if (is_given(call.body, "minutes_in_all")) query.minutes_in_all = call.body["minutes_in_all"].get<double>();
  query.target = call.body.value("target", query.target);
  query.new_cards = call.body.value("new_cards", query.new_cards);
  query.limit = call.body.value("limit", query.limit);
  const ExamStudyPlan plan = flashcards(host).plan_for_exam(*call.caller, query);
  json today = json::array(), days = json::array();
  for (const ExamQueueCard& task : plan.today) today.push_back(task_json(task.card, task.why));
  for (const srs::ExamDay& day : plan.days) days.push_back(day_json(day));
  return ok({{"today", today},
             {"worth_today", plan.worth_today},
             {"fitting", plan.fitting},
             {"cards", plan.cards},
             {"days", days},
             {"outlook", outlook_json(plan.outlook)}});
}

Response reschedule_cards(Host& host, const Call& call) {
  const RescheduleDryRun plan = flashcards(host).plan_reschedule(*call.caller, reschedule_query(call.body));
  json moves = json::array(), days = json::array();
  for (const RescheduleDryRun::Move& move : plan.moves) {
    moves.push_back({{"card_id", to_string(move.to.card)},
                     {"due_before", time_text(move.from)},
                     {"due_after", time_text(move.to.due)}});
  }
  for (const srs::DayChange& day : plan.days)
    days.push_back({{"day", day.day}, {"before", day.before}, {"after", day.after}});
  return ok({{"moves", moves},
             {"days", days},
             {"earlier", plan.earlier},
             {"later", plan.later},
             {"above_limit", plan.above_limit},
             {"recall_lost", plan.recall_lost}});
}

Response get_hard_use(Host& host, const Call& call) {
  const srs::HardUse use = plans(host).hard_use(*call.caller, {id_parameter<FlashcardSet>(call, "set")});
  return ok({{"verdict", to_string(use.verdict)},
             {"after_hard", use.after_hard},
             {"recalled", use.recalled},
             {"expected_recalled", use.expected},
             {"p_value", use.p_value}});
}

Response get_retention_advice(Host& host, const Call& call) {
  const RetentionAdvice advice = plans(host).advise_retention(*call.caller, {id_parameter<FlashcardSet>(call, "set")});
  json curve = json::array();
  for (const srs::WorkloadPoint& point : advice.recommended.curve) {
    curve.push_back({{"desired_retention", point.desired_retention},
                     {"minutes_per_day", estimate_json(point.minutes_per_day)},
                     {"reviews_per_day", estimate_json(point.reviews_per_day)},
                     {"known", estimate_json(point.known)},
                     {"minutes_per_known", estimate_json(point.minutes_per_known)}});
  }
  return ok({{"present", advice.present},
             {"recommended", estimate_json(advice.recommended.desired_retention)},
             {"at_edge", advice.recommended.at_edge},
             {"curve", curve}});
}

Response get_step_advice(Host& host, const Call& call) {
  const srs::StepAdvice advice = plans(host).advise_steps(*call.caller, {id_parameter<FlashcardSet>(call, "set")});
  return ok({{"learning_steps_seconds", steps_json(advice.learning_steps)},
             {"relearning_steps_seconds", steps_json(advice.relearning_steps)},
             {"after_again", statistics_json(advice.after_again)},
             {"after_good", statistics_json(advice.after_good)},
             {"after_again_good", statistics_json(advice.after_again_good)},
             {"after_lapse", statistics_json(advice.after_lapse)}});
}

}  // namespace haven::rest
