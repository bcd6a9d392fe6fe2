#include "rest/flashcard_schemas.hpp"
#include "rest/schema.hpp"
#include "rest/schema_parts.hpp"
#include "rest/study_plan_schemas.hpp"

// Every body that comes in or goes out, by name. Objects are closed: what is not listed is refused on the way in and a
// failed test on the way out.

namespace haven::rest {
namespace {

using nlohmann::json;
using namespace schema_parts;

void add_accounts(json& all) {
  all["Registration"] = object({{"email", line(254)}, {"password", text(1024)}, {"display_name", line(100)}});
  all["Credentials"] = object({{"email", line(254)}, {"password", text(1024)}});
  all["RefreshToken"] = object({{"refresh_token", text(512)}});
  all["Message"] = object({{"message", free_text()}});
  const json role = one_of({"student", "instructor", "admin"});
  all["Person"] = object({{"id", uuid()}, {"email", free_text()}, {"display_name", free_text()}, {"role", role}});
  all["Me"] = object({{"id", uuid()},
                      {"email", free_text()},
                      {"display_name", free_text()},
                      {"role", role},
                      {"status", one_of({"active", "pending", "disabled", "erased"})},
                      {"created_at", time()}});
  all["Tokens"] = object({{"access_token", free_text()},
                          {"token_type", one_of({"Bearer"})},
                          {"expires_in", count()},
                          {"refresh_token", free_text()},
                          {"user", schema_ref("Person")}});
}

void add_sitting(json& all) {
  all["StartQuiz"] = object({{"mode", one_of({"cat"})}});
  all["Option"] = object({{"id", free_text()}, {"text", free_text()}});
  all["CurrentQuestion"] = object({{"position", count(1)},
                                   {"id", uuid()},
                                   {"category", free_text()},
                                   {"stem", free_text()},
                                   {"options", list(schema_ref("Option"))}});
  all["Session"] = object({{"id", uuid()},
                           {"mode", one_of({"practice", "cat", "timed", "readiness"})},
                           {"status", one_of({"in_progress", "paused", "overdue", "finished", "abandoned"})},
                           {"answered", count()},
                           {"minimum_items", count(1)},
                           {"maximum_items", count(1)},
                           {"time_limit_seconds", or_null(number())},
                           {"started_at", time()},
                           {"deadline_at", or_null(time())},
                           {"finished_at", or_null(time())},
                           {"current", or_null(schema_ref("CurrentQuestion"))}});
  all["OpenSession"] = object({{"open", or_null(schema_ref("Session"))}});
  all["Choice"] = object({{"option", line(8)}});
  all["Answer"] =
      object({{"position", integer(1, 10'000)}, {"question_id", uuid()}, {"response", schema_ref("Choice")}});
  all["Receipt"] = object({{"session_id", uuid()},
                           {"position", count(1)},
                           {"status", one_of({"in_progress", "finished"})},
                           {"answered", count(1)},
                           {"next", or_null(schema_ref("CurrentQuestion"))}});
}

void add_outcome(json& all) {
  all["Interval"] = object({{"lower", or_null(number())}, {"upper", or_null(number())}, {"z", number()}});
  all["CategoryScore"] =
      object({{"code", free_text()}, {"name", free_text()}, {"answered", count()}, {"correct", count()}});
  all["Result"] = object({{"session_id", uuid()},
                          {"decision", one_of({"pass", "fail", "none"})},
                          {"stop_reason", one_of({"confidence_interval", "standard_error", "maximum_length",
                                                  "time_limit", "minimum_not_met", "exhausted_bank"})},
                          {"theta", or_null(number())},
                          {"standard_error", or_null(number())},
                          {"estimator", one_of({"mle", "map", "eap", "wle"})},
                          {"confidence_interval", schema_ref("Interval")},
                          {"passing_standard", or_null(number())},
                          {"answered", count()},
                          {"correct", count()},
                          {"started_at", time()},
                          {"finished_at", time()},
                          {"elapsed_seconds", number()},
                          {"categories", list(schema_ref("CategoryScore"))}});
  all["ReviewedQuestion"] = object(
      {{"id", uuid()}, {"category", free_text()}, {"stem", free_text()}, {"options", list(schema_ref("Option"))}});
  all["ReviewedAnswer"] = object({{"position", count(1)},
                                  {"question", schema_ref("ReviewedQuestion")},
                                  {"response", schema_ref("Choice")},
                                  {"key", schema_ref("Choice")},
                                  {"correct", flag()},
                                  {"rationale", free_text()},
                                  {"theta_after", or_null(number())},
                                  {"standard_error_after", or_null(number())},
                                  {"time_ms", count()}});
  all["Review"] = object({{"items", list(schema_ref("ReviewedAnswer"))}});
}

void add_bank(json& all) {
  all["Category"] = object({{"code", free_text()},
                            {"name", free_text()},
                            {"exam", free_text()},
                            {"weight_min", number()},
                            {"weight_max", number()}});
  all["Categories"] = list(schema_ref("Category"));
  all["ItemParameters"] = object({{"discrimination", number()},
                                  {"difficulty", number()},
                                  {"pseudo_guessing", number()},
                                  {"upper_asymptote", number()}});
  all["Question"] = object({{"id", uuid()},
                            {"code", free_text()},
                            {"category", free_text()},
                            {"type", one_of({"multiple_choice"})},
                            {"stem", free_text()},
                            {"options", list(schema_ref("Option"))},
                            {"status", one_of({"draft", "pretest", "live", "retired"})},
                            {"tags", list(free_text())},
                            {"author", free_text()},
                            {"license", free_text()},
                            {"calibration", one_of({"none", "provisional", "calibrated"})},
                            {"key", schema_ref("Choice")},
                            {"rationale", free_text()},
                            {"parameters", or_null(schema_ref("ItemParameters"))}},
                           {"key", "rationale", "parameters"});
  all["Question"]["description"] = "key, rationale and parameters are there for instructors and administrators only";
  all["Questions"] = list(schema_ref("Question"));
}

void add_operation(json& all) {
  all["Liveness"] = object({{"status", one_of({"ok"})}});
  all["Readiness"] = object({{"status", one_of({"ok", "unavailable"})},
                             {"checks", object({{"database", one_of({"ok", "failed"})},
                                                {"schema", one_of({"ok", "behind", "newer", "unknown"})},
                                                {"server", one_of({"ok", "stopping"})}})}});
  all["FieldProblem"] = object({{"field", free_text()}, {"message", free_text()}});
  all["ErrorDetails"] =
      object({{"reason", free_text()}, {"request_id", free_text()}, {"fields", list(schema_ref("FieldProblem"))}},
             {"reason", "request_id", "fields"});
  all["Pagination"] = object({{"total", count()},
                              {"limit", count(1)},
                              {"offset", count()},
                              {"hasMore", flag()},
                              {"totalIsCapped", flag()},
                              {"next", free_text()}},
                             {"totalIsCapped", "next"});
}

json build_all() {
  json all = json::object();
  add_accounts(all);
  add_sitting(all);
  add_outcome(all);
  add_bank(all);
  add_operation(all);
  add_flashcard_schemas(all);
  add_flashcard_log_schemas(all);
  add_study_plan_schemas(all);
  return all;
}

}  // namespace

const json& named_schemas() {
  static const json all = build_all();
  return all;
}

}  // namespace haven::rest
