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
    "INSERT INTO flashcard_sets (id, owner_id, title, description, created_at, updated_at) VALUES "
    "(X'05000000000000000000000000000001', X'01000000000000000000000000000001', 'Set', '', 1, 1)",
    "INSERT INTO flashcards (id, set_id, guid, note_guid, note_key, kind, ordinal, position, front, back, source, "
    "created_at, updated_at) VALUES "
    "(X'06000000000000000000000000000001', X'05000000000000000000000000000001', 'g', 'g', 7, 'reversed', 0, 0, 'a', "
    "'b', '', 1, 1), "
    "(X'06000000000000000000000000000002', X'05000000000000000000000000000001', 'g#1', 'g', 7, 'reversed', 1, 1, 'b', "
    "'a', '', 1, 1)",
    "INSERT INTO scheduler_configs (id, hash, algorithm, model, options, created_at) VALUES "
    "(-5, X'0000000000000000000000000000000000000000000000000000000000000005', 'fsrs-6', -9, '{}', 1)",
    "INSERT INTO flashcard_presets (user_id, scope_id, scheduler, zone, rollover, learn_ahead, day_preferences, "
    "balance_load, bury_new, bury_reviews, bury_learning, leech_threshold, leech_action, created_at, updated_at) "
    "VALUES (X'01000000000000000000000000000001', X'00000000000000000000000000000000', '{}', 'UTC', 0, 0, '{}', 0, 1, "
    "1, 0, 8, 'tag', 1, 1)",
    "INSERT INTO flashcard_reviews (user_id, card_id, reviewed_at, id, sequence, kind, rating, local_day, zone, "
    "config_id, batch_id, recorded_at) VALUES (X'01000000000000000000000000000001', "
    "X'06000000000000000000000000000001', 5, X'07000000000000000000000000000001', 1, 'answer', 3, 0, 'UTC', -5, "
    "X'07000000000000000000000000000009', 5)",
    "INSERT INTO flashcard_review_undos (user_id, id, review_id, undone_at, sequence, recorded_at) VALUES "
    "(X'01000000000000000000000000000001', X'08000000000000000000000000000001', X'07000000000000000000000000000009', "
    "6, 2, 6)",
    "INSERT INTO flashcard_learners (user_id, sequence, slots, studies) VALUES "
    "(X'01000000000000000000000000000001', 2, 1, 1)",
    "INSERT INTO flashcard_studies (user_id, set_id, number) VALUES "
    "(X'01000000000000000000000000000001', X'05000000000000000000000000000001', 0)",
    "INSERT INTO user_flashcard_progress (user_id, card_id, set_id, slot, state, algorithm, stability, difficulty, "
    "config_id, due_at, last_review_at, sequence, updated_at) VALUES (X'01000000000000000000000000000001', "
    "X'06000000000000000000000000000001', X'05000000000000000000000000000001', 0, 'review', 'fsrs-6', 2.5, 5, -5, 9, "
    "5, 1, 5)",
    "INSERT INTO flashcard_queue_pages (user_id, page, cards) VALUES (X'01000000000000000000000000000001', 0, X'00')",
    "INSERT INTO flashcard_daily_counts (user_id, local_day, set_id, new_cards, reviews, answers, duration) VALUES "
    "(X'01000000000000000000000000000001', 0, X'05000000000000000000000000000001', 1, 0, 1, 0)",
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
    {"flashcard_sets", "id = X'05'", "check"},
    {"flashcard_sets", "owner_id = X'01000000000000000000000000000009'", "foreign_key"},
    {"flashcard_sets", "title = ''", "check"},
    {"flashcard_sets", "visibility = 'secret'", "check"},
    {"flashcard_sets", "cohort_id = X'01'", "check"},
    {"flashcard_sets", "cohort_id = X'01000000000000000000000000000009'", "check"},
    {"flashcard_sets", "tier_required = 'gold'", "check"},
    {"flashcard_sets", "n_cards = -1", "check"},
    {"flashcard_sets", "next_position = -1", "check"},
    {"flashcard_sets", "row_version = 0", "check"},
    {"flashcards", "id = X'06'", "check"},
    {"flashcards", "set_id = X'05000000000000000000000000000009'", "foreign_key"},
    {"flashcards", "guid = 'g#1'", "unique"},
    {"flashcards", "guid = ''", "check"},
    {"flashcards", "note_guid = ''", "check"},
    {"flashcards", "ordinal = 1", "unique"},
    {"flashcards", "ordinal = -1", "check"},
    {"flashcards", "position = 1", "unique"},
    {"flashcards", "position = -1", "check"},
    {"flashcards", "kind = 'riddle'", "check"},
    {"flashcards", "extra = '{'", "check"},
    {"flashcards", "tags = '{'", "check"},
    {"flashcards", "media = '{'", "check"},
    {"flashcards", "question_id = X'03000000000000000000000000000009'", "foreign_key"},
    {"flashcards", "row_version = 0", "check"},
    {"flashcard_presets", "user_id = X'01000000000000000000000000000009'", "foreign_key"},
    {"flashcard_presets", "scope_id = X'01'", "check"},
    {"flashcard_presets", "set_id = X'05000000000000000000000000000001'", "check"},
    {"flashcard_presets",
     "set_id = X'05000000000000000000000000000009', scope_id = X'05000000000000000000000000000009'", "foreign_key"},
    {"flashcard_presets", "scheduler = '{'", "check"},
    {"flashcard_presets", "rollover = -1", "check"},
    {"flashcard_presets", "rollover = 86400000000", "check"},
    {"flashcard_presets", "new_per_day = -1", "check"},
    {"flashcard_presets", "reviews_per_day = -1", "check"},
    {"flashcard_presets", "learn_ahead = -1", "check"},
    {"flashcard_presets", "day_preferences = '{'", "check"},
    {"flashcard_presets", "balance_load = 2", "check"},
    {"flashcard_presets", "bury_new = 2", "check"},
    {"flashcard_presets", "bury_reviews = 2", "check"},
    {"flashcard_presets", "bury_learning = 2", "check"},
    {"flashcard_presets", "leech_threshold = -1", "check"},
    {"flashcard_presets", "leech_action = 'burn'", "check"},
    {"flashcard_presets", "row_version = 0", "check"},
    {"flashcard_learners", "sequence = -1", "check"},
    {"flashcard_learners", "slots = -1", "check"},
    {"flashcard_learners", "studies = -1", "check"},
    {"flashcard_learners", "user_id = X'01000000000000000000000000000009'", "foreign_key"},
    {"flashcard_studies", "number = -1", "check"},
    {"flashcard_studies", "new_from = -1", "check"},
    {"flashcard_studies", "user_id = X'01000000000000000000000000000009'", "foreign_key"},
    {"flashcard_studies", "set_id = X'05000000000000000000000000000009'", "foreign_key"},
    {"user_flashcard_progress", "slot = -1", "check"},
    {"user_flashcard_progress", "state = 'forgotten'", "check"},
    {"user_flashcard_progress", "step = -1", "check"},
    {"user_flashcard_progress", "algorithm = 'fsrs-8'", "check"},
    {"user_flashcard_progress", "stability = 0", "check"},
    {"user_flashcard_progress", "stability = NULL", "check"},
    {"user_flashcard_progress", "difficulty = 10.1", "check"},
    {"user_flashcard_progress", "difficulty = NULL", "check"},
    {"user_flashcard_progress", "stability_fast = 1", "check"},
    {"user_flashcard_progress", "ease = 2.5", "check"},
    {"user_flashcard_progress", "interval_days = -1", "check"},
    {"user_flashcard_progress", "repetitions = -1", "check"},
    {"user_flashcard_progress", "algorithm = NULL", "check"},
    {"user_flashcard_progress", "config_id = NULL", "check"},
    {"user_flashcard_progress", "last_review_at = NULL", "check"},
    {"user_flashcard_progress", "reviews = -1", "check"},
    {"user_flashcard_progress", "lapses = -1", "check"},
    {"user_flashcard_progress", "suspension = 'other'", "check"},
    {"user_flashcard_progress", "flag = 8", "check"},
    {"user_flashcard_progress", "leech = 2", "check"},
    {"user_flashcard_progress", "sequence = -1", "check"},
    {"user_flashcard_progress", "row_version = 0", "check"},
    {"user_flashcard_progress", "user_id = X'01000000000000000000000000000009'", "foreign_key"},
    {"user_flashcard_progress", "card_id = X'06000000000000000000000000000009'", "foreign_key"},
    {"user_flashcard_progress", "config_id = -6", "foreign_key"},
    {"flashcard_queue_pages", "page = -1", "check"},
    {"flashcard_queue_pages", "cards = NULL", "not_null"},
    {"flashcard_queue_pages", "user_id = X'01000000000000000000000000000009'", "foreign_key"},
    {"flashcard_daily_counts", "new_cards = -1", "check"},
    {"flashcard_daily_counts", "reviews = -1", "check"},
    {"flashcard_daily_counts", "answers = -1", "check"},
    {"flashcard_daily_counts", "duration = -1", "check"},
    {"flashcard_daily_counts", "user_id = X'01000000000000000000000000000009'", "foreign_key"},
    {"flashcard_daily_counts", "set_id = X'05000000000000000000000000000009'", "foreign_key"},
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
    {"scheduler_configs",
     {{"id", "-6", ""},
      {"hash", "X'0000000000000000000000000000000000000000000000000000000000000006'", ""},
      {"algorithm", nullptr, ""},
      {"model", nullptr, ""},
      {"options", nullptr, ""},
      {"created_at", nullptr, ""}},
     {{"id", "-5", "unique"},
      {"hash", "X'0000000000000000000000000000000000000000000000000000000000000005'", "unique"},
      {"hash", "X'01'", "check"},
      {"algorithm", "'fsrs-8'", "check"},
      {"options", "'{'", "check"}}},
    {"flashcard_reviews",
     {{"user_id", nullptr, ""},
      {"card_id", nullptr, ""},
      {"reviewed_at", "6", ""},
      {"id", "X'07000000000000000000000000000002'", ""},
      {"sequence", "3", ""},
      {"kind", nullptr, ""},
      {"rating", nullptr, ""},
      {"local_day", nullptr, ""},
      {"zone", nullptr, ""},
      {"config_id", nullptr, ""},
      {"balanced", nullptr, ""},
      {"duration", nullptr, ""},
      {"device", nullptr, ""},
      {"due_at", nullptr, ""},
      {"batch_id", nullptr, ""},
      {"recorded_at", nullptr, ""}},
     {{"id", "X'07000000000000000000000000000001'", "unique"},
      {"id", "X'07'", "check"},
      {"sequence", "1", "unique"},
      {"sequence", "0", "check"},
      {"kind", "'dream'", "check"},
      {"rating", "5", "check"},
      {"rating", "0", "check"},
      {"rating", "NULL", "check"},
      {"due_at", "9", "check"},
      {"duration", "-1", "check"},
      {"config_id", "-7", "foreign_key"},
      {"user_id", "X'01000000000000000000000000000009'", "foreign_key"},
      {"card_id", "X'06000000000000000000000000000009'", "foreign_key"},
      {"batch_id", "X'07'", "check"}}},
    {"flashcard_review_undos",
     {{"user_id", nullptr, ""},
      {"id", "X'08000000000000000000000000000002'", ""},
      {"review_id", nullptr, ""},
      {"undone_at", nullptr, ""},
      {"sequence", "4", ""},
      {"recorded_at", nullptr, ""}},
     {{"id", "X'08000000000000000000000000000001'", "unique"},
      {"id", "X'08'", "check"},
      {"review_id", "X'07'", "check"},
      {"sequence", "2", "unique"},
      {"sequence", "0", "check"},
      {"user_id", "X'01000000000000000000000000000009'", "foreign_key"}}},
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
                              : table == "flashcards"       ? " WHERE ordinal = 0"
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
        "UPDATE quiz_results SET decision = 'fail'", "UPDATE scheduler_configs SET options = '[]'",
        "UPDATE flashcard_reviews SET rating = 1", "UPDATE flashcard_review_undos SET undone_at = 1"}) {
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
  CHECK(filled.refusal("DELETE FROM scheduler_configs") == "conflict foreign_key");
  CHECK(filled.refusal("DELETE FROM users WHERE email_norm = 'bob@x.org'") == "conflict foreign_key");
  CHECK(filled.refusal("DELETE FROM users WHERE email_norm = 'ann@x.org'") == "");
  CHECK(integer(filled.database(), "SELECT count(*) FROM sessions") == 0);
  CHECK(integer(filled.database(), "SELECT count(*) FROM quiz_answers") == 0);
  CHECK(integer(filled.database(), "SELECT count(*) FROM quiz_results") == 0);
  for (const char* table : {"flashcard_sets", "flashcards", "flashcard_presets", "flashcard_reviews",
                            "flashcard_review_undos", "user_flashcard_progress", "flashcard_daily_counts",
                            "flashcard_learners", "flashcard_studies", "flashcard_queue_pages"}) {
    CAPTURE(table);
    CHECK(integer(filled.database(), std::string("SELECT count(*) FROM ") + table) == 0);
  }
}

TEST_CASE_TEMPLATE("schema: the eight Client Needs can fill a test", Engine, HAVEN_ENGINES) {
  Filled<Engine> filled;
  CHECK(integer(filled.database(), "SELECT count(*) FROM nclex_categories WHERE exam = 'nclex-rn'") == 8);
  CHECK(integer(filled.database(), "SELECT sum(weight_min) < 1 AND sum(weight_max) > 1 FROM nclex_categories") == 1);
}
