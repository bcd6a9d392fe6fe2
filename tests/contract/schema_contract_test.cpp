// One bad row for every rule of the schema: it must be refused, with its reason, on every engine.
#include <string>
#include <vector>

#include "haven/storage/migrate.hpp"

#include "contract/engines.hpp"
#include "storage/sql.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

constexpr const char* good_rows[] = {
    "INSERT INTO users (id, email, email_norm, display_name, created_at, updated_at) VALUES "
    "(X'01000000000000000000000000000001', 'Ann@x.org', 'ann@x.org', 'Ann', 1, 1), "
    "(X'01000000000000000000000000000002', 'bob@x.org', 'bob@x.org', 'Bob', 1, 1)",
    "INSERT INTO sessions (id, user_id, refresh_hash, created_at, expires_at, idle_expires_at) VALUES "
    "(X'02000000000000000000000000000001', X'01000000000000000000000000000001', "
    "X'0000000000000000000000000000000000000000000000000000000000000001', 1, 9, 5), "
    "(X'02000000000000000000000000000002', X'01000000000000000000000000000001', "
    "X'0000000000000000000000000000000000000000000000000000000000000002', 1, 9, 5)",
    "INSERT INTO questions (id, code, category_id, status, body, answer_key, rationale, discrimination, difficulty, "
    "pseudo_guessing, upper_asymptote, calibration, created_at, updated_at) VALUES "
    "(X'03000000000000000000000000000001', 'q1', X'01941F297C0070008000000000000001', 'live', '{}', '{}', '', 1, 0, "
    "0.2, 1, 'provisional', 1, 1), "
    "(X'03000000000000000000000000000002', 'q2', X'01941F297C0070008000000000000001', 'live', '{}', '{}', '', 1, 0, "
    "0.2, 1, 'provisional', 1, 1)",
    "INSERT INTO question_versions (question_id, version, category_id, type, body, answer_key, rationale, created_at) "
    "SELECT id, version, category_id, type, body, answer_key, rationale, created_at FROM questions",
    "INSERT INTO item_banks (fingerprint, n_items, created_at) VALUES (-7, 2, 1)",
    "INSERT INTO item_bank_items (bank_fingerprint, position, question_id, question_version) VALUES "
    "(-7, 0, X'03000000000000000000000000000001', 1)",
    "INSERT INTO quiz_sessions (id, user_id, mode, blueprint, bank_fingerprint, seed, algo_version, started_at, "
    "created_at, updated_at) VALUES "
    "(X'04000000000000000000000000000001', X'01000000000000000000000000000001', 'cat', '{}', -7, -1, '1', 1, 1, 1)",
    "INSERT INTO quiz_sessions (id, user_id, mode, status, blueprint, bank_fingerprint, seed, algo_version, "
    "started_at, finished_at, created_at, updated_at) VALUES "
    "(X'04000000000000000000000000000002', X'01000000000000000000000000000001', 'cat', 'finished', '{}', -7, -1, '1', "
    "1, 2, 1, 1)",
    "INSERT INTO quiz_answers (session_id, position, question_id, question_version, response, score, correct, time_ms, "
    "client_token, created_at) VALUES (X'04000000000000000000000000000001', 1, X'03000000000000000000000000000001', 1, "
    "'{}', 1, 1, 5, 'token', 2)",
    "INSERT INTO quiz_results (session_id, user_id, decision, stop_reason, n_answered, n_correct, outcome, "
    "per_category, frozen_at) VALUES (X'04000000000000000000000000000002', X'01000000000000000000000000000001', "
    "'pass', 'maximum_length', 1, 1, '{}', '[]', 2)",
    "INSERT INTO audit_logs (seq, created_at, actor_id, action, prev_hash, hash) VALUES "
    "(1, 1, X'01000000000000000000000000000002', 'login', "
    "X'0000000000000000000000000000000000000000000000000000000000000000', "
    "X'0000000000000000000000000000000000000000000000000000000000000001')",
};

template <class Engine>
struct Filled : Engine {
  Filled() {
    migrate(this->database());
    for (const char* sql : good_rows) execute(this->database(), sql);
  }
  std::string refusal(const std::string& sql) {
    return error_of([&] { execute(this->database(), sql); });
  }
};

struct BadChange {
  const char* table;
  const char* change;  ///< of the first row
  const char* reason;
};

// Tables whose rows may change: one UPDATE breaks one rule.
const std::vector<BadChange> bad_changes = {
    {"users", "id = X'01'", "check"},
    {"users", "id = NULL", "not_null"},
    {"users", "email_norm = 'bob@x.org'", "unique"},
    {"users", "email_norm = ''", "check"},
    {"users", "role = 'root'", "check"},
    {"users", "status = 'gone'", "check"},
    {"users", "mfa_enabled = 2", "check"},
    {"users", "failed_logins = -1", "check"},
    {"users", "token_epoch = -1", "check"},
    {"users", "row_version = 0", "check"},
    {"users", "display_name = NULL", "not_null"},
    {"sessions", "id = X'02'", "check"},
    {"sessions", "user_id = X'01000000000000000000000000000009'", "foreign_key"},
    {"sessions", "refresh_hash = X'01'", "check"},
    {"sessions", "refresh_prev_hash = X'01'", "check"},
    {"sessions", "refresh_hash = X'0000000000000000000000000000000000000000000000000000000000000002'", "unique"},
    {"sessions", "refresh_counter = -1", "check"},
    {"sessions", "aal = 4", "check"},
    {"sessions", "expires_at = created_at", "check"},
    {"sessions", "revoke_reason = 'logout'", "check"},
    {"nclex_categories", "id = X'01'", "check"},
    {"nclex_categories", "parent_id = X'01941F297C0070008000000000000099'", "foreign_key"},
    {"nclex_categories", "exam = ''", "check"},
    {"nclex_categories", "code = ''", "check"},
    {"nclex_categories", "code = 'basic_care_and_comfort'", "unique"},
    {"nclex_categories", "weight_min = -0.1", "check"},
    {"nclex_categories", "weight_max = 1.1", "check"},
    {"nclex_categories", "weight_min = 0.5, weight_max = 0.4", "check"},
    {"questions", "id = X'03'", "check"},
    {"questions", "code = ''", "check"},
    {"questions", "code = 'q2'", "unique"},
    {"questions", "category_id = X'01941F297C0070008000000000000099'", "foreign_key"},
    {"questions", "author_id = X'01000000000000000000000000000009'", "foreign_key"},
    {"questions", "type = 'riddle'", "check"},
    {"questions", "version = 0", "check"},
    {"questions", "status = 'published'", "check"},
    {"questions", "body = '{'", "check"},
    {"questions", "answer_key = '{'", "check"},
    {"questions", "tags = '{'", "check"},
    {"questions", "model = '5pl'", "check"},
    {"questions", "discrimination = 0.49", "check"},
    {"questions", "discrimination = 2.51", "check"},
    {"questions", "difficulty = -3.01", "check"},
    {"questions", "difficulty = 3.01", "check"},
    {"questions", "pseudo_guessing = -0.01", "check"},
    {"questions", "pseudo_guessing = 0.36", "check"},
    {"questions", "upper_asymptote = 1.01", "check"},
    {"questions", "upper_asymptote = 0.2", "check"},
    {"questions", "calibration = 'guessed'", "check"},
    {"questions", "calibration = 'none'", "check"},
    {"questions", "status = 'draft', discrimination = NULL", "check"},
    {"questions", "status = 'draft', difficulty = NULL", "check"},
    {"questions", "status = 'draft', pseudo_guessing = NULL", "check"},
    {"questions", "status = 'draft', upper_asymptote = NULL", "check"},
    {"questions",
     "calibration = 'none', discrimination = NULL, difficulty = NULL, pseudo_guessing = NULL, upper_asymptote = NULL",
     "check"},
    {"questions", "exposure_max = 0", "check"},
    {"questions", "exposure_max = 1.01", "check"},
    {"item_banks", "n_items = 0", "check"},
    {"item_banks", "fingerprint = -8", "foreign_key"},
    {"item_bank_items", "position = -1", "check"},
    {"item_bank_items", "bank_fingerprint = -8", "foreign_key"},
    {"item_bank_items", "question_version = 2", "foreign_key"},
    {"quiz_sessions", "id = X'04'", "check"},
    {"quiz_sessions", "user_id = X'01000000000000000000000000000009'", "foreign_key"},
    {"quiz_sessions", "mode = 'exam'", "check"},
    {"quiz_sessions", "status = 'open'", "check"},
    {"quiz_sessions", "blueprint = ''", "check"},
    {"quiz_sessions", "bank_fingerprint = -8", "foreign_key"},
    {"quiz_sessions", "bank_fingerprint = NULL", "check"},
    {"quiz_sessions", "standard_error = -0.1", "check"},
    {"quiz_sessions", "n_answered = -1", "check"},
    {"quiz_sessions", "current_question_id = X'03000000000000000000000000000009', current_presented_at = 1",
     "foreign_key"},
    {"quiz_sessions", "current_question_id = X'03000000000000000000000000000001'", "check"},
    {"quiz_sessions", "current_presented_at = 1", "check"},
    {"quiz_sessions", "deadline_at = 1", "check"},
    {"quiz_sessions", "status = 'finished'", "check"},
    {"quiz_sessions", "finished_at = 5", "check"},
    {"quiz_sessions", "row_version = 0", "check"},
    {"quiz_sessions", "seed = NULL", "not_null"},
};

struct BadCopy {
  const char* column;
  const char* value;
  const char* reason;
};

// Tables whose rows never change: a copy of the first row, made distinct, in which one column is bad.
struct FrozenTable {
  const char* table;
  std::vector<BadCopy> columns;  ///< every column; a value makes the copy distinct where reason is empty
  std::vector<BadCopy> bad;
};

const std::vector<FrozenTable> frozen_tables = {
    {"question_versions",
     {{"question_id", nullptr, ""},
      {"version", "2", ""},
      {"category_id", nullptr, ""},
      {"type", nullptr, ""},
      {"body", nullptr, ""},
      {"answer_key", nullptr, ""},
      {"rationale", nullptr, ""},
      {"model", nullptr, ""},
      {"discrimination", nullptr, ""},
      {"difficulty", nullptr, ""},
      {"pseudo_guessing", nullptr, ""},
      {"upper_asymptote", nullptr, ""},
      {"calibration", nullptr, ""},
      {"tags", nullptr, ""},
      {"created_at", nullptr, ""}},
     {{"version", "1", "unique"},
      {"version", "0", "check"},
      {"question_id", "X'03000000000000000000000000000009'", "foreign_key"},
      {"category_id", "X'03000000000000000000000000000009'", "foreign_key"},
      {"body", "'{'", "check"},
      {"answer_key", "'{'", "check"},
      {"tags", "'{'", "check"},
      {"model", "'5pl'", "check"},
      {"discrimination", "0.4", "check"},
      {"difficulty", "3.5", "check"},
      {"pseudo_guessing", "0.4", "check"},
      {"upper_asymptote", "1.5", "check"},
      {"calibration", "'guessed'", "check"}}},
    {"quiz_answers",
     {{"session_id", nullptr, ""},
      {"position", "2", ""},
      {"question_id", "X'03000000000000000000000000000002'", ""},
      {"question_version", nullptr, ""},
      {"response", nullptr, ""},
      {"score", nullptr, ""},
      {"max_score", nullptr, ""},
      {"correct", nullptr, ""},
      {"time_ms", nullptr, ""},
      {"standard_error_after", nullptr, ""},
      {"estimate", nullptr, ""},
      {"client_token", "'other'", ""},
      {"created_at", nullptr, ""}},
     {{"position", "1", "unique"},
      {"position", "0", "check"},
      {"question_id", "X'03000000000000000000000000000001'", "unique"},
      {"client_token", "'token'", "unique"},
      {"session_id", "X'04000000000000000000000000000009'", "foreign_key"},
      {"question_version", "2", "foreign_key"},
      {"response", "'{'", "check"},
      {"score", "-0.1", "check"},
      {"score", "1.1", "check"},
      {"max_score", "0", "check"},
      {"correct", "2", "check"},
      {"time_ms", "-1", "check"},
      {"standard_error_after", "-1", "check"},
      {"estimate", "'{'", "check"}}},
    {"quiz_results",
     {{"session_id", "X'04000000000000000000000000000001'", ""},
      {"user_id", nullptr, ""},
      {"decision", nullptr, ""},
      {"stop_reason", nullptr, ""},
      {"n_answered", nullptr, ""},
      {"n_correct", nullptr, ""},
      {"score", nullptr, ""},
      {"standard_error", nullptr, ""},
      {"outcome", nullptr, ""},
      {"per_category", nullptr, ""},
      {"frozen_at", nullptr, ""}},
     {{"session_id", "X'04000000000000000000000000000002'", "unique"},
      {"session_id", "X'04000000000000000000000000000009'", "foreign_key"},
      {"user_id", "X'01000000000000000000000000000009'", "foreign_key"},
      {"decision", "'maybe'", "check"},
      {"stop_reason", "'bored'", "check"},
      {"n_answered", "-1", "check"},
      {"n_correct", "-1", "check"},
      {"n_correct", "2", "check"},
      {"score", "1.1", "check"},
      {"standard_error", "-1", "check"},
      {"outcome", "'{'", "check"},
      {"per_category", "'{'", "check"}}},
    {"audit_logs",
     {{"seq", "2", ""},
      {"created_at", nullptr, ""},
      {"actor_id", nullptr, ""},
      {"action", nullptr, ""},
      {"object_id", nullptr, ""},
      {"detail", nullptr, ""},
      {"prev_hash", nullptr, ""},
      {"hash", nullptr, ""}},
     {{"seq", "1", "unique"},
      {"seq", "0", "check"},
      {"actor_id", "X'01000000000000000000000000000009'", "foreign_key"},
      {"action", "''", "check"},
      {"object_id", "X'01'", "check"},
      {"detail", "'{'", "check"},
      {"prev_hash", "X'01'", "check"},
      {"hash", "X'01'", "check"}}},
};

std::string copy_first_row(const FrozenTable& frozen, const BadCopy* bad) {
  std::string columns, values;
  for (const BadCopy& column : frozen.columns) {
    const bool is_bad = bad != nullptr && std::string_view(bad->column) == column.column;
    const char* value = is_bad ? bad->value : column.value;
    columns += std::string(columns.empty() ? "" : ", ") + column.column;
    values += std::string(values.empty() ? "" : ", ") + (value != nullptr ? value : column.column);
  }
  return std::string("INSERT INTO ") + frozen.table + " (" + columns + ") SELECT " + values + " FROM " + frozen.table +
         " LIMIT 1";
}

}  // namespace

TEST_CASE_TEMPLATE("schema: every rule refuses a row that breaks it", Engine, HAVEN_ENGINES) {
  Filled<Engine> filled;
  for (const BadChange& bad : bad_changes) {
    const std::string table = bad.table;
    const std::string first = table == "users"              ? " WHERE email_norm = 'ann@x.org'"
                              : table == "sessions"         ? " WHERE id = X'02000000000000000000000000000001'"
                              : table == "nclex_categories" ? " WHERE sort = 1"
                              : table == "questions"        ? " WHERE code = 'q1'"
                              : table == "quiz_sessions"    ? " WHERE status = 'in_progress'"
                                                            : "";
    const std::string sql = "UPDATE " + table + " SET " + bad.change + first;
    CAPTURE(sql);
    CHECK(filled.refusal(sql) == std::string("conflict ") + bad.reason);
  }
}

TEST_CASE_TEMPLATE("schema: every rule of a frozen table refuses a row that breaks it", Engine, HAVEN_ENGINES) {
  Filled<Engine> filled;
  for (const FrozenTable& frozen : frozen_tables) {
    for (const BadCopy& bad : frozen.bad) {
      const std::string sql = copy_first_row(frozen, &bad);
      CAPTURE(sql);
      CHECK(filled.refusal(sql) == std::string("conflict ") + bad.reason);
    }
    const std::string good = copy_first_row(frozen, nullptr);
    CAPTURE(good);
    CHECK(filled.refusal(good) == "");
  }
}

TEST_CASE_TEMPLATE("schema: rows that never change refuse to", Engine, HAVEN_ENGINES) {
  Filled<Engine> filled;
  for (const char* sql :
       {"UPDATE audit_logs SET action = 'other'", "DELETE FROM audit_logs",
        "REPLACE INTO audit_logs (seq, created_at, action, prev_hash, hash) SELECT 1, 2, 'x', hash, hash FROM "
        "audit_logs",
        "UPDATE question_versions SET rationale = 'other'", "UPDATE quiz_answers SET correct = 0",
        "UPDATE quiz_results SET decision = 'fail'"}) {
    CAPTURE(sql);
    CHECK(filled.refusal(sql) == "conflict immutable");
  }
}

TEST_CASE_TEMPLATE("schema: one open adaptive sitting for each user, any number of others", Engine, HAVEN_ENGINES) {
  Filled<Engine> filled;
  const auto start = [&](const char* id, const char* user, const char* mode, const char* status) {
    return filled.refusal(
        std::string("INSERT INTO quiz_sessions (id, user_id, mode, status, blueprint, bank_fingerprint, seed, "
                    "algo_version, started_at, created_at, updated_at) VALUES (X'") +
        id + "', X'" + user + "', '" + mode + "', '" + status + "', '{}', -7, 0, '1', 1, 1, 1)");
  };
  const auto* const ann = "01000000000000000000000000000001";
  const auto* const bob = "01000000000000000000000000000002";
  CHECK(start("04000000000000000000000000000003", ann, "cat", "in_progress") == "conflict unique");
  CHECK(start("04000000000000000000000000000003", ann, "cat", "paused") == "conflict unique");
  CHECK(start("04000000000000000000000000000003", ann, "practice", "in_progress") == "");
  CHECK(start("04000000000000000000000000000004", bob, "cat", "in_progress") == "");
}

TEST_CASE_TEMPLATE("schema: what others point at cannot be removed, what belongs to a user goes with it", Engine,
                   HAVEN_ENGINES) {
  Filled<Engine> filled;
  CHECK(filled.refusal("DELETE FROM nclex_categories WHERE sort = 1") == "conflict foreign_key");
  CHECK(filled.refusal("DELETE FROM questions WHERE code = 'q1'") == "conflict foreign_key");
  CHECK(filled.refusal("DELETE FROM item_banks") == "conflict foreign_key");
  CHECK(filled.refusal("DELETE FROM users WHERE email_norm = 'bob@x.org'") == "conflict foreign_key");
  CHECK(filled.refusal("DELETE FROM users WHERE email_norm = 'ann@x.org'") == "");
  CHECK(integer(filled.database(), "SELECT count(*) FROM sessions") == 0);
  CHECK(integer(filled.database(), "SELECT count(*) FROM quiz_answers") == 0);
  CHECK(integer(filled.database(), "SELECT count(*) FROM quiz_results") == 0);
}

TEST_CASE_TEMPLATE("schema: the eight Client Needs can fill a test", Engine, HAVEN_ENGINES) {
  Filled<Engine> filled;
  CHECK(integer(filled.database(), "SELECT count(*) FROM nclex_categories WHERE exam = 'nclex-rn'") == 8);
  CHECK(integer(filled.database(), "SELECT sum(weight_min) < 1 AND sum(weight_max) > 1 FROM nclex_categories") == 1);
}
