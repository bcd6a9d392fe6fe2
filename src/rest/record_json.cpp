#include "rest/record_json.hpp"

#include "codec/time_text.hpp"
#include "rest/optional_json.hpp"

namespace haven::rest {
namespace {

using codec::time_text;
using nlohmann::json;

json options_json(const std::vector<Option>& options) {
  json list = json::array();
  for (const Option& option : options) list.push_back({{"id", option.id}, {"text", option.text}});
  return list;
}

json parameters_json(const irt::LogisticItem& item) {
  return {{"discrimination", item.discrimination},
          {"difficulty", item.difficulty},
          {"pseudo_guessing", item.pseudo_guessing},
          {"upper_asymptote", item.upper_asymptote}};
}

json choice_json(const std::string& option) { return {{"option", option}}; }

json question_json(const PresentedQuestion& question) { return to_json(question); }

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

json to_json(const PresentedQuestion& question) {
  return {{"position", question.position},
          {"id", to_string(question.question)},
          {"category", question.category},
          {"stem", question.stem},
          {"options", options_json(question.options)}};
}

json to_json(const QuizState& state) {
  const QuizSession& session = state.session;
  return {{"id", to_string(session.id)},
          {"mode", to_string(session.mode)},
          {"status", to_string(session.status)},
          {"answered", session.answered},
          {"minimum_items", session.blueprint.minimum_items},
          {"maximum_items", session.blueprint.maximum_items},
          {"time_limit_seconds", or_null(session.blueprint.time_limit, [](Duration d) { return d.in_seconds(); })},
          {"started_at", time_text(session.started_at)},
          {"deadline_at", or_null(session.deadline_at, time_text)},
          {"finished_at", or_null(session.finished_at, time_text)},
          {"current", or_null(state.current, question_json)}};
}

json to_json(const AnswerReceipt& receipt) {
  return {{"session_id", to_string(receipt.session)},
          {"position", receipt.position},
          {"status", to_string(receipt.finished ? QuizStatus::finished : QuizStatus::in_progress)},
          {"answered", receipt.position},
          {"next", or_null(receipt.next, question_json)}};
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

json to_json(const ReviewedAnswer& reviewed, const CategoryCodes& categories) {
  const auto& [answer, question] = reviewed;
  return {{"position", answer.position},
          {"question",
           {{"id", to_string(question.id)},
            {"category", code_of(question.category, categories)},
            {"stem", question.stem},
            {"options", options_json(question.options)}}},
          {"response", choice_json(answer.option)},
          {"key", choice_json(question.key)},
          {"correct", answer.correct},
          {"rationale", question.rationale},
          {"theta_after", answer.theta_after},
          {"standard_error_after", answer.standard_error_after},
          {"time_ms", answer.time_ms}};
}

json to_json(const Question& question, const CategoryCodes& categories, bool with_key) {
  json form = {{"id", to_string(question.id)},
               {"code", question.code},
               {"category", code_of(question.category, categories)},
               {"type", question.type},
               {"stem", question.stem},
               {"options", options_json(question.options)},
               {"status", to_string(question.status)},
               {"tags", question.tags},
               {"author", question.author},
               {"license", question.license},
               {"calibration", to_string(question.calibration)}};
  if (!with_key) return form;
  form["key"] = choice_json(question.key);
  form["rationale"] = question.rationale;
  form["parameters"] = or_null(question.item, parameters_json);
  return form;
}

}  // namespace haven::rest
