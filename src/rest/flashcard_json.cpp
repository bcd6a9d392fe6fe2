#include "rest/flashcard_json.hpp"

#include "codec/srs_json.hpp"
#include "codec/strict_json.hpp"
#include "codec/time_text.hpp"
#include "rest/errors.hpp"
#include "rest/optional_json.hpp"

namespace haven::rest {
namespace {

using codec::time_text;
using nlohmann::json;

template <class Record>
json id_or_null(const std::optional<Record>& id) {
  return or_null(id, [](const Record& value) { return to_string(value); });
}

json extra_json(const std::string& text) { return codec::parse_strict(text, ErrorCode::corrupt_data); }

json number_or_null(std::optional<std::int64_t> number) {
  return or_null(number, [](std::int64_t value) { return json(value); });
}

json microseconds_or_null(const std::optional<Timestamp>& time) {
  return or_null(time, [](Timestamp value) { return json(value.microseconds); });
}

json real_number(double value) { return value; }

json leech_rule_json(const LeechRule& rule) {
  return {{"threshold", rule.threshold}, {"unlikely", rule.unlikely}, {"action", to_string(rule.action)}};
}

json mark_json(const CardMark& mark) {
  const auto same = [](auto value) { return json(value); };
  return {{"suspended", or_null(mark.suspended, same)},
          {"buried_until_microseconds", microseconds_or_null(mark.buried_until)},
          {"flag", or_null(mark.flag, same)},
          {"leech", or_null(mark.leech, same)},
          {"desired_retention", or_null(mark.desired_retention, same)}};
}

json error_json(const ItemError& error) {
  return {{"code", api_code(error.code, error.reason)}, {"reason", error.reason}, {"message", error.message}};
}

json reason_word(srs::GradingReason reason) { return srs::to_string(reason); }

json grading_json(const AnswerGrading& grading) {
  return {{"score", grading.score},
          {"confidence", or_null(grading.confidence, real_number)},
          {"reason", reason_word(grading.reason)}};
}

json receipt_json(const ReviewReceipt& receipt) {
  return {{"id", to_string(receipt.id)},
          {"card_id", to_string(receipt.card)},
          {"rating", to_string(receipt.rating)},
          {"grading", or_null(receipt.grading, reason_word)},
          {"due_at", time_text(receipt.schedule.due)},
          {"schedule", codec::card_to_json(receipt.schedule)},
          {"why", codec::explanation_to_json(receipt.why)},
          {"leech", receipt.leech},
          {"sequence", receipt.sequence}};
}

/// An answer's outcome without its reasons.
json next_due_json(srs::Rating rating, const srs::Card& card) {
  const Duration interval = card.due - card.last_review.value_or(card.due);
  return {{"rating", to_string(rating)}, {"due_at", time_text(card.due)}, {"interval_seconds", interval.in_seconds()}};
}

json answers_json(const std::vector<AnswerPreview>& answers) {
  json list = json::array();
  for (const AnswerPreview& answer : answers) list.push_back(next_due_json(answer.rating, answer.outcome.card));
  return list;
}

json answer_json(const DueReason::Answer& answer) {
  return {{"review_id", to_string(answer.review)},
          {"at", time_text(answer.at)},
          {"rating", to_string(answer.rating)},
          {"why", codec::explanation_to_json(answer.why)},
          {"due_at", time_text(answer.due)}};
}

std::string_view section_word(QueueSection section) {
  switch (section) {
    case QueueSection::learning:
      return "learning";
    case QueueSection::review:
      return "review";
    case QueueSection::new_card:
      return "new";
    case QueueSection::learn_ahead:
      return "learn_ahead";
  }
  return "";
}

json to_json(const QueuedCard& queued) {
  return {{"card", rest::to_json(queued.card)},
          {"progress", rest::to_json(queued.progress)},
          {"section", section_word(queued.section)},
          {"retrievability", queued.retrievability},
          {"answers", answers_json(queued.answers)}};
}

std::string_view outcome_word(SyncOutcome outcome) {
  switch (outcome) {
    case SyncOutcome::accepted:
      return "accepted";
    case SyncOutcome::known:
      return "known";
    case SyncOutcome::refused:
      return "refused";
  }
  return "";
}

json to_json(const srs::CalibrationBin& bin) {
  return {{"low", bin.low},
          {"high", bin.high},
          {"predicted", bin.predicted},
          {"recalled", bin.recalled},
          {"answers", bin.count}};
}

json to_json(const ForecastDay& day) {
  return {{"day", day.day}, {"reviews", day.reviews}, {"learning", day.learning}};
}

/// list_json() finds only what was declared before it.
template <class Value>
json list_of(const std::vector<Value>& values) {
  json list = json::array();
  for (const Value& value : values) list.push_back(to_json(value));
  return list;
}

}  // namespace

json to_json(const FlashcardSet& set) {
  return {{"id", to_string(set.id)},
          {"owner_id", id_or_null(set.owner)},
          {"title", set.title},
          {"description", set.description},
          {"visibility", to_string(set.visibility)},
          {"cohort_id", id_or_null(set.cohort)},
          {"tier_required", to_string(set.tier_required)},
          {"cards", set.cards},
          {"created_at", time_text(set.created_at)},
          {"updated_at", time_text(set.updated_at)},
          {"row_version", set.row_version}};
}

json to_json(const Flashcard& card) {
  return {{"id", to_string(card.id)},
          {"set_id", to_string(card.set)},
          {"guid", card.guid},
          {"note_guid", card.note_guid},
          {"kind", to_string(card.kind)},
          {"ordinal", card.ordinal},
          {"front", card.front},
          {"back", card.back},
          {"source", card.source},
          {"extra", extra_json(card.extra)},
          {"tags", card.tags},
          {"question_id", id_or_null(card.question)},
          {"media", card.media},
          {"position", card.position},
          {"created_at", time_text(card.created_at)},
          {"updated_at", time_text(card.updated_at)},
          {"row_version", card.row_version}};
}

json to_json(const CardPage& page) {
  return {{"cards", list_json(page.cards)}, {"next", number_or_null(page.next)}, {"total", page.total}};
}

json to_json(const AddedNotes& added) {
  return {{"cards", list_json(added.cards)},
          {"inserted", added.inserted},
          {"updated", added.updated},
          {"unchanged", added.unchanged},
          {"removed", added.removed}};
}

json to_json(const CardProgress& progress) {
  return {{"card_id", to_string(progress.card)},
          {"set_id", to_string(progress.set)},
          {"due_at", time_text(progress.schedule.due)},
          {"schedule", codec::card_to_json(progress.schedule)},
          {"config", to_string(progress.config)},
          {"suspension", to_string(progress.suspension)},
          {"buried_until", or_null(progress.buried_until, time_text)},
          {"flag", progress.flag},
          {"leech", progress.leech},
          {"desired_retention", or_null(progress.desired_retention, real_number)},
          {"sequence", progress.sequence},
          {"row_version", progress.row_version}};
}

json to_json(const AnswerPreview& preview) {
  const srs::Outcome& outcome = preview.outcome;
  json form = next_due_json(preview.rating, outcome.card);
  form["schedule"] = codec::card_to_json(outcome.card);
  form["why"] = codec::explanation_to_json(outcome.why);
  return form;
}

json to_json(const DueReason& reason) {
  return {{"due_at", time_text(reason.due)},
          {"answer", or_null(reason.answer, answer_json)},
          {"plan_id", id_or_null(reason.plan)},
          {"moved_microseconds", reason.moved.microseconds}};
}

json to_json(const UnlikelyCard& card) {
  return {{"card_id", to_string(card.card)},
          {"reviews", card.reviews},
          {"lapses", card.lapses},
          {"expected_lapses", card.expected},
          {"p_value", card.p_value}};
}

json to_json(const QueuePage& page) {
  return {{"cards", list_of(page.cards)},       {"next", page.next.empty() ? json() : json(page.next)},
          {"at", time_text(page.at)},           {"day", page.day},
          {"new_left", page.new_left},          {"reviews_left", page.reviews_left},
          {"learning_left", page.learning_left}};
}

json to_json(const ReviewResult& result) {
  return {{"id", to_string(result.id)},
          {"receipt", or_null(result.receipt, receipt_json)},
          {"error", or_null(result.error, error_json)}};
}

json to_json(const FlashcardReview& row) {
  return {{"id", to_string(row.id)},
          {"card_id", to_string(row.card)},
          {"kind", to_string(row.kind)},
          {"rating", or_null(row.rating, [](srs::Rating rating) { return json(to_string(rating)); })},
          {"at_microseconds", row.at.microseconds},
          {"day", row.day},
          {"zone", row.zone},
          {"config", to_string(row.config)},
          {"balanced", row.balanced},
          {"duration_microseconds", row.duration.microseconds},
          {"device", row.device},
          {"due_microseconds", microseconds_or_null(row.due)},
          {"grading", or_null(row.grading, grading_json)},
          {"leech_rule", or_null(row.leech_rule, leech_rule_json)},
          {"mark", or_null(row.mark, mark_json)},
          {"sequence", row.sequence}};
}

json to_json(const FlashcardUndo& row) {
  return {{"id", to_string(row.id)},
          {"review_id", to_string(row.review)},
          {"at_microseconds", row.at.microseconds},
          {"sequence", row.sequence}};
}

json to_json(const UndoReceipt& receipt) {
  return {{"id", to_string(receipt.id)}, {"review", to_json(receipt.review)}, {"progress", to_json(receipt.progress)}};
}

json to_json(const SyncItem& item) {
  return {
      {"id", to_string(item.id)}, {"outcome", outcome_word(item.outcome)}, {"error", or_null(item.error, error_json)}};
}

json to_json(const CardCounts& counts) {
  return {{"new_cards", counts.new_cards}, {"learning", counts.learning}, {"relearning", counts.relearning},
          {"young", counts.young},         {"mature", counts.mature},     {"suspended", counts.suspended},
          {"buried", counts.buried},       {"leeches", counts.leeches},   {"due", counts.due}};
}

json to_json(const TrueRetention& retention) {
  return {{"young_passed", retention.young_passed},
          {"young_failed", retention.young_failed},
          {"mature_passed", retention.mature_passed},
          {"mature_failed", retention.mature_failed}};
}

json to_json(const MemoryCalibration& calibration) {
  return {{"bins", list_of(calibration.bins)},
          {"answers", calibration.answers},
          {"log_loss", calibration.log_loss},
          {"rmse_bins", calibration.rmse_bins}};
}

json to_json(const DailyCount& count) {
  return {{"set_id", to_string(count.set)}, {"day", count.day},
          {"new_cards", count.new_cards},   {"reviews", count.reviews},
          {"answers", count.answers},       {"duration_ms", count.duration.microseconds / 1'000}};
}

json to_json(const Forecast& forecast) { return {{"overdue", forecast.overdue}, {"days", list_of(forecast.days)}}; }

json to_json(const TagKnowledge& knowledge) {
  return {{"tag", knowledge.tag},
          {"retrievability", knowledge.retrievability},
          {"answered", knowledge.answered},
          {"cards", knowledge.cards}};
}

json to_json(const StudyPreset& preset) {
  const auto limit = [](int value) { return json(value); };
  return {{"scheduler", codec::options_to_json(preset.scheduler)},
          {"zone", preset.calendar.zone},
          {"rollover_microseconds", preset.calendar.rollover.microseconds},
          {"new_per_day", or_null(preset.new_per_day, limit)},
          {"reviews_per_day", or_null(preset.reviews_per_day, limit)},
          {"learn_ahead_microseconds", preset.learn_ahead.microseconds},
          {"days", codec::preferences_to_json(preset.days)},
          {"balance_load", preset.balance_load},
          {"two_buttons", preset.two_buttons},
          {"bury_new_siblings", preset.bury_new_siblings},
          {"bury_review_siblings", preset.bury_review_siblings},
          {"bury_learning_siblings", preset.bury_learning_siblings},
          {"leech_rule", leech_rule_json(preset.leech_rule)}};
}

json to_json(const RebuildReport& report) {
  return {{"cards", report.cards},
          {"different_cards", report.different_cards},
          {"different_counts", report.different_counts},
          {"different_pages", report.different_pages}};
}

}  // namespace haven::rest
