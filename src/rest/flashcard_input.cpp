#include "rest/flashcard_input.hpp"

#include <string>
#include <utility>

#include "haven/codec/scheduler_json.hpp"
#include "haven/core/error.hpp"

#include "codec/srs_json.hpp"
#include "codec/time_text.hpp"
#include "rest/errors.hpp"
#include "rest/optional_json.hpp"

namespace haven::rest {
namespace {

using codec::parse_time_text;
using nlohmann::json;

[[noreturn]] void refuse(const std::string& field, const std::string& message) {
  throw ApiError("VAL_001", field + ": " + message, {{"fields", {{{"field", field}, {"message", message}}}}});
}

/// What was left out, or null, is absent.
template <class Value>
std::optional<Value> maybe(const json& body, const char* name) {
  if (!is_given(body, name)) return std::nullopt;
  return body[name].get<Value>();
}

/// What was left out keeps its default.
template <class Value>
void read(const json& body, const char* name, Value& value) {
  if (is_given(body, name)) value = body[name].get<Value>();
}

void read(const json& body, const char* name, Duration& value) { read(body, name, value.microseconds); }

/// A word that its schema lists.
template <class Enum, class Parse>
void read(const json& body, const char* name, Enum& value, Parse parse) {
  if (is_given(body, name)) value = *parse(body[name].get_ref<const std::string&>());
}

template <class Enum, class Parse>
std::optional<Enum> maybe(const json& body, const char* name, Parse parse) {
  if (!is_given(body, name)) return std::nullopt;
  return parse(body[name].get_ref<const std::string&>());
}

std::optional<Uuid> maybe_uuid(const json& body, const char* name) { return maybe<Uuid>(body, name, parse_uuid); }

template <class Record>
std::optional<Id<Record>> maybe_id(const json& body, const char* name) {
  return maybe<Id<Record>>(body, name, parse_id<Record>);
}

template <class Record>
Id<Record> id_in(const json& body, const char* name) {
  return {uuid_in(body, name)};
}

Timestamp moment(const json& text) { return *parse_time_text(text.get_ref<const std::string&>()); }

std::optional<std::string> maybe_extra(const json& body) {
  if (!is_given(body, "extra")) return std::nullopt;
  return body["extra"].dump();
}

NoteDraft note(const json& body) {
  NoteDraft draft;
  draft.front = body.at("front").get<std::string>();
  draft.question = maybe_id<Question>(body, "question_id");
  draft.extra = maybe_extra(body).value_or(draft.extra);
  read(body, "kind", draft.kind, parse_card_kind);
  read(body, "back", draft.back);
  read(body, "tags", draft.tags);
  read(body, "media", draft.media);
  read(body, "guid", draft.guid);
  return draft;
}

/// An answer has a rating, or what one follows from.
std::optional<ReviewEvidence> evidence(const json& body, const std::string& place) {
  if (is_given(body, "rating") == is_given(body, "score")) refuse(place + ".rating", "either it or a score is needed");
  if (is_given(body, "score")) return ReviewEvidence{body["score"].get<double>(), maybe<double>(body, "confidence")};
  if (is_given(body, "confidence")) refuse(place + ".confidence", "goes with a score");
  return std::nullopt;
}

SubmitReview review(const json& body, const std::string& place) {
  SubmitReview command;
  command.id = uuid_in(body, "id");
  command.card = id_in<Flashcard>(body, "card_id");
  command.expected_reviews = maybe<int>(body, "expected_reviews");
  if (is_given(body, "at")) command.at = moment(body["at"]);
  command.duration.microseconds = maybe<std::int64_t>(body, "duration_ms").value_or(0) * 1'000;
  command.evidence = evidence(body, place);
  read(body, "rating", command.rating, srs::parse_rating);
  read(body, "device", command.device);
  return command;
}

/// Left out: that of the scheduler in force.
ConfigHash config_in(const json& body, const std::string& place) {
  if (!is_given(body, "config")) return {};
  const auto hash = parse_config_hash(body.at("config").get_ref<const std::string&>());
  if (!hash) refuse(place + ".config", "must be 64 lower-case hexadecimal digits");
  return *hash;
}

std::optional<Timestamp> maybe_microseconds(const json& body, const char* name) {
  if (!is_given(body, name)) return std::nullopt;
  return Timestamp{body[name].get<std::int64_t>()};
}

AnswerGrading grading(const json& body) {
  AnswerGrading grading{body.at("score").get<double>(), maybe<double>(body, "confidence")};
  read(body, "reason", grading.reason, parse_grading_reason);
  return grading;
}

/// What is left out is as in a new preset.
LeechRule leech_rule(const json& body) {
  LeechRule rule;
  read(body, "threshold", rule.threshold);
  read(body, "unlikely", rule.unlikely);
  read(body, "action", rule.action, parse_leech_action);
  return rule;
}

CardMark card_mark(const json& body) {
  return {.suspended = maybe<bool>(body, "suspended"),
          .buried_until = maybe_microseconds(body, "buried_until_microseconds"),
          .flag = maybe<int>(body, "flag"),
          .leech = maybe<bool>(body, "leech"),
          .desired_retention = maybe<double>(body, "desired_retention")};
}

FlashcardReview log_row(const json& body, const std::string& place) {
  FlashcardReview row;
  row.id = uuid_in(body, "id");
  row.card = id_in<Flashcard>(body, "card_id");
  row.rating = maybe<srs::Rating>(body, "rating", srs::parse_rating);
  row.at.microseconds = body.at("at_microseconds").get<std::int64_t>();
  row.day = body.at("day").get<std::int64_t>();
  row.zone = body.at("zone").get<std::string>();
  row.config = config_in(body, place);
  row.due = maybe_microseconds(body, "due_microseconds");
  if (is_given(body, "grading")) row.grading = grading(body["grading"]);
  if (is_given(body, "leech_rule")) row.leech_rule = leech_rule(body["leech_rule"]);
  if (is_given(body, "mark")) row.mark = card_mark(body["mark"]);
  read(body, "kind", row.kind, parse_review_kind);
  read(body, "balanced", row.balanced);
  read(body, "duration_microseconds", row.duration);
  read(body, "device", row.device);
  return row;
}

FlashcardUndo undo_row(const json& body) {
  return {uuid_in(body, "id"), uuid_in(body, "review_id"), {body.at("at_microseconds").get<std::int64_t>()}, 0};
}

srs::SchedulerOptions scheduler(const json& body, const std::string& place) {
  try {
    return codec::scheduler_options_from_json(body.dump());
  } catch (const Error& error) {
    refuse(place, error.what());
  }
}

/// A scheduler as a preset means it: another algorithm brings its own weights.
json whole_scheduler(const json& given) {
  json whole = codec::options_to_json(StudyPreset().scheduler);
  for (const char* name : {"algorithm", "weights", "rules", "initial_ease"}) whole.erase(name);
  whole.update(given);
  return whole;
}

srs::DayPreferences day_preferences(const json& body) {
  return codec::read_preferences(body, "days", {ErrorCode::invalid_argument, codec::Missing::keeps_default});
}

/// An amount of things per day: null is no limit.
void read_limit(const json& body, const char* name, std::optional<int>& limit) {
  if (body.contains(name)) limit = maybe<int>(body, name);
}

}  // namespace

Uuid uuid_in(const json& body, const char* name) { return *parse_uuid(body.at(name).get_ref<const std::string&>()); }

CreateSet new_set(const json& body) {
  CreateSet command;
  command.title = body.at("title").get<std::string>();
  command.cohort = maybe_uuid(body, "cohort_id");
  read(body, "description", command.description);
  read(body, "visibility", command.visibility, parse_visibility);
  read(body, "tier_required", command.tier_required, parse_tier);
  return command;
}

UpdateSet set_change(Id<FlashcardSet> set, const json& body, std::int64_t row_version) {
  return {.set = set,
          .title = maybe<std::string>(body, "title"),
          .description = maybe<std::string>(body, "description"),
          .visibility = maybe<Visibility>(body, "visibility", parse_visibility),
          .cohort = maybe_uuid(body, "cohort_id"),
          .tier_required = maybe<Tier>(body, "tier_required", parse_tier),
          .row_version = row_version};
}

AddNotes new_notes(Id<FlashcardSet> set, const json& body) {
  AddNotes command{set, {}};
  for (const json& entry : body.at("notes")) command.notes.push_back(note(entry));
  return command;
}

UpdateCard card_change(Id<Flashcard> card, const json& body, std::int64_t row_version) {
  return {.card = card,
          .front = maybe<std::string>(body, "front"),
          .back = maybe<std::string>(body, "back"),
          .extra = maybe_extra(body),
          .tags = maybe<std::vector<std::string>>(body, "tags"),
          .media = maybe<std::vector<std::string>>(body, "media"),
          .row_version = row_version};
}

CardFromQuestion missed_question(const json& body) {
  return {.session = id_in<QuizSession>(body, "session_id"),
          .position = body.at("position").get<int>(),
          .set = maybe_id<FlashcardSet>(body, "set_id")};
}

std::vector<SubmitReview> submitted_reviews(const json& body) {
  std::vector<SubmitReview> commands;
  for (const json& entry : body.at("reviews"))
    commands.push_back(review(entry, "reviews." + std::to_string(commands.size())));
  return commands;
}

UndoReview undo_of(const json& body) { return {.id = uuid_in(body, "id"), .review = maybe_uuid(body, "review_id")}; }

MarkCards marks(const json& body) {
  MarkCards command;
  for (const json& id : body.at("card_ids"))
    command.cards.push_back(*parse_id<Flashcard>(id.get_ref<const std::string&>()));
  command.suspended = maybe<bool>(body, "suspended");
  command.buried = maybe<bool>(body, "buried");
  command.flag = maybe<int>(body, "flag");
  command.leech = maybe<bool>(body, "leech");
  command.desired_retention = maybe<double>(body, "desired_retention");
  command.id = maybe_uuid(body, "id");
  return command;
}

SyncFlashcards sync_of(const json& body) {
  static const json none = json::array();
  const auto list = [&](const char* name) -> const json& { return body.contains(name) ? body[name] : none; };
  SyncFlashcards command;
  for (const json& entry : list("configs"))
    command.configs.push_back(scheduler(entry, "configs." + std::to_string(command.configs.size())));
  for (const json& entry : list("reviews"))
    command.reviews.push_back(log_row(entry, "reviews." + std::to_string(command.reviews.size())));
  for (const json& entry : list("undos")) command.undos.push_back(undo_row(entry));
  read(body, "cursor", command.cursor);
  read(body, "limit", command.limit);
  return command;
}

ApplySchedule schedule_plan(const json& body) {
  ApplySchedule command{uuid_in(body, "batch"), {}};
  for (const json& entry : body.at("plan"))
    command.plan.push_back({id_in<Flashcard>(entry, "card_id"), moment(entry.at("due_at"))});
  return command;
}

StudyPreset study_preset(const json& body) {
  StudyPreset preset;
  if (body.contains("scheduler")) preset.scheduler = scheduler(whole_scheduler(body["scheduler"]), "scheduler");
  if (body.contains("days")) preset.days = day_preferences(body["days"]);
  read(body, "zone", preset.calendar.zone);
  read(body, "rollover_microseconds", preset.calendar.rollover);
  read_limit(body, "new_per_day", preset.new_per_day);
  read_limit(body, "reviews_per_day", preset.reviews_per_day);
  read(body, "learn_ahead_microseconds", preset.learn_ahead);
  read(body, "balance_load", preset.balance_load);
  read(body, "two_buttons", preset.two_buttons);
  read(body, "bury_new_siblings", preset.bury_new_siblings);
  read(body, "bury_review_siblings", preset.bury_review_siblings);
  read(body, "bury_learning_siblings", preset.bury_learning_siblings);
  if (is_given(body, "leech_rule")) preset.leech_rule = leech_rule(body["leech_rule"]);
  return preset;
}

}  // namespace haven::rest
