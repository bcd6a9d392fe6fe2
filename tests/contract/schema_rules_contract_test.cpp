// Every rule of the schema, found in the schema itself, refuses a row that breaks it, on every engine.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "contract/engines.hpp"
#include "contract/schema/filled.hpp"
#include "contract/schema/model.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

/// Refusing triggers come before the rules that are to be tried; they have a test of their own.
void drop_triggers(Database& database, const Schema& schema) {
  for (const Table& table : schema) {
    for (const Trigger& trigger : table.triggers) execute(database, "DROP TRIGGER " + trigger.name);
  }
}

/// Table and rule: the reason that breaking it is refused with.
using Rules = std::map<std::pair<std::string, std::string>, std::string>;

Rules rules_of(const Schema& schema) {
  Rules rules;
  for (const Table& table : schema) {
    rules[{table.name, "PRIMARY"}] = "unique";
    for (const Key& key : table.unique_keys) rules[{table.name, key.name}] = "unique";
    for (const ForeignKey& key : table.foreign_keys) rules[{table.name, key.name}] = "foreign_key";
    for (const Check& check : table.checks) rules[{table.name, check.name}] = "check";
  }
  return rules;
}

/// One character or byte more than fits, or nothing for a type without a length.
std::string too_long(const std::string& type) {
  const std::size_t colon = type.find(':');
  if (type == "bytes") return "X'" + std::string(66, 'f') + "'";
  if (colon == std::string::npos) return "";
  const auto length = static_cast<std::size_t>(std::stoi(type.substr(colon + 1))) + 1;
  if (type.starts_with("bytes")) return "X'" + std::string(2 * length, 'f') + "'";
  return "'" + std::string(length, 'x') + "'";
}

/// SQLite takes NULL for its row number as one of the wrong type.
bool is_row_number(const Table& table, const Column& column) {
  return table.primary_key == std::vector{column.name} && column.type == "integer";
}

std::string message_of(Database& database, const std::string& sql) {
  try {
    execute(database, sql);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

/// MariaDB names the rule that was broken, SQLite the named checks alone. Each id being unique, so is each pair of an
/// id and a post, and the id is what MariaDB names.
bool is_named_by(Database& database, const Refusal& bad, const std::string& reason) {
  if (bad.rule == "forum_replies_place") return false;
  return database.engine() == "mariadb" || (reason == "check" && bad.rule.starts_with(bad.table));
}

}  // namespace

TEST_CASE_TEMPLATE("schema: every table has rows to try its rules on", Engine, HAVEN_ENGINES) {
  Filled<Engine> filled;
  for (const Table& table : read_schema(filled.database())) {
    CAPTURE(table.name);
    CHECK(filled.count(table.name) >= 2);
  }
}

TEST_CASE_TEMPLATE("schema: every CHECK, UNIQUE, PRIMARY and FOREIGN KEY refuses a row that breaks it", Engine,
                   HAVEN_ENGINES) {
  Filled<Engine> filled;
  const Schema schema = read_schema(filled.database());
  const Rules rules = rules_of(schema);
  drop_triggers(filled.database(), schema);
  std::set<std::pair<std::string, std::string>> tried;
  for (const Refusal& bad : read_refusals()) {
    CAPTURE(bad.rule);
    CAPTURE(bad.sql);
    const auto rule = rules.find({bad.table, bad.rule});
    REQUIRE(rule != rules.end());
    CHECK(filled.refusal(bad.sql) == "conflict " + rule->second);
    if (is_named_by(filled.database(), bad, rule->second)) {
      CHECK(message_of(filled.database(), bad.sql).find(bad.rule) != std::string::npos);
    }
    tried.insert(rule->first);
  }
  for (const auto& rule : rules) {
    CAPTURE(rule.first.first);
    CAPTURE(rule.first.second);
    CHECK(tried.contains(rule.first));
  }
}

TEST_CASE_TEMPLATE("schema: every column that must not be NULL refuses it", Engine, HAVEN_ENGINES) {
  Filled<Engine> filled;
  const Schema schema = read_schema(filled.database());
  drop_triggers(filled.database(), schema);
  for (const Table& table : schema) {
    for (const Column& column : table.columns) {
      if (column.nullable) continue;
      const std::string sql = "UPDATE " + table.name + " SET " + column.name + " = NULL";
      CAPTURE(sql);
      const bool mistyped = filled.database().engine() == "sqlite" && is_row_number(table, column);
      CHECK(filled.refusal(sql) == (mistyped ? "invalid_argument" : "conflict not_null"));
    }
  }
}

TEST_CASE_TEMPLATE("schema: every text and every bytes with a length refuses a longer one", Engine, HAVEN_ENGINES) {
  Filled<Engine> filled;
  const Schema schema = read_schema(filled.database());
  drop_triggers(filled.database(), schema);
  for (const Table& table : schema) {
    for (const Column& column : table.columns) {
      const bool limited = column.type.find(':') != std::string::npos;
      if (!limited || !column.generated.empty()) continue;
      const std::string sql = "UPDATE " + table.name + " SET " + column.name + " = " + too_long(column.type);
      CAPTURE(sql);
      CHECK(filled.refusal(sql) == "conflict check");
    }
  }
}

TEST_CASE_TEMPLATE("schema: a row that never changes refuses to, one that may not go stays", Engine, HAVEN_ENGINES) {
  Filled<Engine> filled;
  const std::vector<std::string> never_changed = {
      "audit_logs",        "question_versions",      "quiz_answers", "quiz_results",    "scheduler_configs",
      "flashcard_reviews", "flashcard_review_undos", "consents",     "analytics_events"};
  for (const Table& table : read_schema(filled.database())) {
    CAPTURE(table.name);
    const bool frozen = std::ranges::count(never_changed, table.name) > 0;
    const bool guarded = std::ranges::count(table.triggers, "before update", &Trigger::event) > 0;
    CHECK(guarded == frozen);
    if (!frozen) continue;
    const std::string column = table.columns.back().name;
    CHECK(filled.refusal("UPDATE " + table.name + " SET " + column + " = " + column) == "conflict immutable");
  }
  CHECK(filled.refusal("DELETE FROM audit_logs") == "conflict immutable");
  CHECK(
      filled.refusal("REPLACE INTO audit_logs (seq, created_at, action, prev_hash, hash) SELECT 1, 2, 'x', hash, hash "
                     "FROM audit_logs") == "conflict immutable");
}
