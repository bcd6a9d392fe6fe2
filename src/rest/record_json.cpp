#include "rest/record_json.hpp"

#include "codec/time_text.hpp"
#include "rest/optional_json.hpp"

namespace haven::rest {
namespace {

using codec::JsonWriter;
using codec::time_text;
using nlohmann::json;

void write_options(JsonWriter& out, const std::vector<Option>& options) {
  out.begin_array();
  for (const Option& option : options)
    out.begin_object().field("id", option.id).field("text", option.text).end_object();
  out.end_array();
}

void write_choice(JsonWriter& out, const std::string& option) {
  out.begin_object().field("option", option).end_object();
}

void write_parameters(JsonWriter& out, const std::optional<irt::LogisticItem>& item) {
  if (!item) return static_cast<void>(out.null());
  out.begin_object().field("discrimination", item->discrimination).field("difficulty", item->difficulty);
  out.field("pseudo_guessing", item->pseudo_guessing).field("upper_asymptote", item->upper_asymptote).end_object();
}

void write_next(JsonWriter& out, const std::optional<PresentedQuestion>& question) {
  question ? write(out, *question) : static_cast<void>(out.null());
}

std::optional<std::string> maybe_time(const std::optional<Timestamp>& time) {
  if (!time) return std::nullopt;
  return time_text(*time);
}

std::string code_of(Id<Category> category, const CategoryCodes& categories) {
  const auto found = categories.find(category);
  return found == categories.end() ? std::string() : found->second;
}

json scores_json(const std::vector<CategoryScore>& scores) {
  json list = json::array();
  for (const CategoryScore& score : scores)
    list.push_back(
        {{"code", score.code}, {"name", score.name}, {"answered", score.answered}, {"correct", score.correct}});
  return list;
}

}  // namespace

CategoryCodes category_codes(const std::vector<Category>& categories) {
  CategoryCodes codes;
  for (const Category& category : categories) codes[category.id] = category.code;
  return codes;
}

json to_json(const User& user) {
  return {{"id", to_string(user.id)},          {"email", user.email},
          {"display_name", user.display_name}, {"role", to_string(user.role)},
          {"status", to_string(user.status)},  {"created_at", time_text(user.created_at)}};
}

json to_json(const TokenPair& tokens) {
  json person = to_json(tokens.user);
  person.erase("status");
  person.erase("created_at");
  return {{"access_token", tokens.access_token},
          {"token_type", "Bearer"},
          {"expires_in", tokens.access_lifetime.microseconds / 1'000'000},
          {"refresh_token", tokens.refresh_token},
          {"user", std::move(person)}};
}

json to_json(const Category& category) {
  return {{"code", category.code},
          {"name", category.name},
          {"exam", category.exam},
          {"weight_min", category.weight_min},
          {"weight_max", category.weight_max}};
}

json to_json(const QuizResult& result, const QuizSession& session) {
  const cat::Outcome& outcome = result.outcome;
  const auto number = [](double value) { return json(value); };
  return {{"session_id", to_string(result.session)},
          {"decision", to_string(outcome.decision)},
          {"stop_reason", to_string(outcome.reason)},
          {"theta", outcome.ability.theta},
          {"standard_error", outcome.ability.standard_error},
          {"estimator", to_string(outcome.estimator)},
          {"confidence_interval",
           {{"lower", outcome.interval_lower}, {"upper", outcome.interval_upper}, {"z", outcome.confidence_z}}},
          {"passing_standard", or_null(outcome.passing_standard, number)},
          {"answered", result.answered},
          {"correct", result.correct},
          {"started_at", time_text(session.started_at)},
          {"finished_at", time_text(session.finished_at.value_or(result.frozen_at))},
          {"elapsed_seconds", outcome.elapsed.in_seconds()},
          {"categories", scores_json(result.categories)}};
}

void write(JsonWriter& out, const PresentedQuestion& question) {
  out.begin_object().field("position", question.position).field("id", to_string(question.question));
  out.field("category", question.category).field("stem", question.stem).name("options");
  write_options(out, question.options);
  out.end_object();
}

void write(JsonWriter& out, const QuizState& state) {
  const QuizSession& session = state.session;
  const cat::Blueprint& blueprint = session.blueprint;
  out.begin_object().field("id", to_string(session.id)).field("mode", to_string(session.mode));
  out.field("status", to_string(session.status)).field("answered", session.answered);
  out.field("minimum_items", blueprint.minimum_items).field("maximum_items", blueprint.maximum_items);
  out.name("time_limit_seconds");
  blueprint.time_limit ? out.value(blueprint.time_limit->in_seconds()) : out.null();
  out.field("started_at", time_text(session.started_at)).field("deadline_at", maybe_time(session.deadline_at));
  out.field("finished_at", maybe_time(session.finished_at)).name("current");
  write_next(out, state.current);
  out.end_object();
}

void write(JsonWriter& out, const AnswerReceipt& receipt) {
  out.begin_object().field("session_id", to_string(receipt.session)).field("position", receipt.position);
  out.field("status", to_string(receipt.finished ? QuizStatus::finished : QuizStatus::in_progress));
  out.field("answered", receipt.position).name("next");
  write_next(out, receipt.next);
  out.end_object();
}

void write(JsonWriter& out, const ReviewedAnswer& reviewed, const CategoryCodes& categories) {
  const auto& [answer, question] = reviewed;
  out.begin_object().field("position", answer.position).name("question").begin_object();
  out.field("id", to_string(question.id)).field("category", code_of(question.category, categories));
  out.field("stem", question.stem).name("options");
  write_options(out, question.options);
  write_choice(out.end_object().name("response"), answer.option);
  write_choice(out.name("key"), question.key);
  out.field("correct", answer.correct).field("rationale", question.rationale).field("theta_after", answer.theta_after);
  out.field("standard_error_after", answer.standard_error_after).field("time_ms", answer.time_ms).end_object();
}

void write(JsonWriter& out, const Question& question, const std::string& category, bool with_key) {
  out.begin_object().field("id", to_string(question.id)).field("code", question.code).field("category", category);
  out.field("type", question.type).field("stem", question.stem).name("options");
  write_options(out, question.options);
  out.field("status", to_string(question.status)).name("tags").begin_array();
  for (const std::string& tag : question.tags) out.value(tag);
  out.end_array().field("author", question.author).field("license", question.license);
  out.field("calibration", to_string(question.calibration));
  if (with_key) {
    write_choice(out.name("key"), question.key);
    out.field("rationale", question.rationale).name("parameters");
    write_parameters(out, question.item);
  }
  out.end_object();
}

}  // namespace haven::rest
