// What the schema promises beyond the single rule, on every engine.
#include <algorithm>
#include <string>

#include "contract/engines.hpp"
#include "contract/schema/filled.hpp"
#include "contract/schema/model.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

/// True when the columns are the first ones of a key or an index, in any order.
bool begins_with(const std::vector<std::string>& key, const std::vector<std::string>& columns) {
  return key.size() >= columns.size() &&
         std::is_permutation(columns.begin(), columns.end(), key.begin(), key.begin() + std::ssize(columns));
}

bool has_index(const Table& table, const std::vector<std::string>& columns) {
  const auto serves = [&](const Key& key) { return begins_with(key.columns, columns); };
  return begins_with(table.primary_key, columns) || std::ranges::any_of(table.unique_keys, serves) ||
         std::ranges::any_of(table.indexes, serves);
}

std::string start_quiz(const std::string& id, const std::string& user, const std::string& mode,
                       const std::string& status) {
  return "INSERT INTO quiz_sessions (id, user_id, mode, status, blueprint, bank_fingerprint, seed, algo_version, "
         "started_at, created_at, updated_at) VALUES (" +
         id + ", " + user + ", '" + mode + "', '" + status + "', '{}', -7, 0, '1', 1, 1, 1)";
}

}  // namespace

TEST_CASE_TEMPLATE("schema: the twenty-five tables of the original design are there", Engine, HAVEN_ENGINES) {
  Filled<Engine> filled;
  const Schema schema = read_schema(filled.database());
  for (const char* name : {"users",
                           "sessions",
                           "password_resets",
                           "audit_logs",
                           "subscriptions",
                           "payment_transactions",
                           "payment_methods",
                           "nclex_categories",
                           "questions",
                           "quiz_sessions",
                           "quiz_answers",
                           "quiz_results",
                           "user_performance",
                           "flashcards",
                           "flashcard_sets",
                           "user_flashcard_progress",
                           "books",
                           "book_chapters",
                           "user_book_progress",
                           "highlights_bookmarks",
                           "forum_categories",
                           "forum_posts",
                           "forum_replies",
                           "ai_chat_sessions",
                           "analytics_events"}) {
    CAPTURE(name);
    CHECK(std::ranges::count(schema, name, &Table::name) == 1);
  }
}

TEST_CASE_TEMPLATE("schema: every foreign key has an index", Engine, HAVEN_ENGINES) {
  Filled<Engine> filled;
  for (const Table& table : read_schema(filled.database())) {
    for (const ForeignKey& key : table.foreign_keys) {
      CAPTURE(table.name);
      CAPTURE(key.name);
      CHECK(has_index(table, key.columns));
    }
  }
}

TEST_CASE_TEMPLATE("schema: one open adaptive sitting for each user, any number of others", Engine, HAVEN_ENGINES) {
  Filled<Engine> filled;
  CHECK(filled.refusal(start_quiz("#5a", "#11", "cat", "in_progress")) == "conflict unique");
  CHECK(filled.refusal(start_quiz("#5a", "#11", "cat", "paused")) == "conflict unique");
  CHECK(filled.refusal(start_quiz("#5a", "#11", "practice", "in_progress")) == "");
  CHECK(filled.refusal(start_quiz("#5b", "#13", "cat", "in_progress")) == "");
}

TEST_CASE_TEMPLATE("schema: text is unequal in case and by trailing spaces, and keeps all of Unicode", Engine,
                   HAVEN_ENGINES) {
  Filled<Engine> filled;
  const auto rename = [](const std::string& code) {
    return "UPDATE questions SET code = '" + code + "' WHERE id = #44";
  };
  CHECK(filled.refusal(rename("q1")) == "conflict unique");
  for (const char* code : {"Q1", "q1 ", "q\xCC\x81", "q\xF0\x9F\xA9\xBA"}) {
    CAPTURE(code);
    CHECK(filled.refusal(rename(code)) == "");
    CHECK(filled.count(std::string("questions WHERE code = '") + code + "'") == 1);
  }
}

TEST_CASE_TEMPLATE("schema: what others point at cannot be removed", Engine, HAVEN_ENGINES) {
  Filled<Engine> filled;
  for (const char* row :
       {"nclex_categories WHERE id = #31", "questions WHERE id = #41", "item_banks WHERE fingerprint = -7",
        "scheduler_configs WHERE id = -5", "users WHERE id = #13", "users WHERE id = #11", "cohorts WHERE id = #61",
        "plans WHERE code = 'pro-month'", "subscriptions WHERE id = #f1", "payment_transactions WHERE id = #111",
        "books WHERE id = #c1", "book_chapters WHERE id = #d1", "forum_categories WHERE id = #191"}) {
    CAPTURE(row);
    CHECK(filled.refusal(std::string("DELETE FROM ") + row) == "conflict foreign_key");
  }
}

TEST_CASE_TEMPLATE("schema: what belongs to a user goes with the user, once no books of account name them", Engine,
                   HAVEN_ENGINES) {
  Filled<Engine> filled;
  for (const char* sql :
       {"DELETE FROM entitlements", "DELETE FROM payment_transactions WHERE kind = 'refund'",
        "DELETE FROM payment_transactions", "DELETE FROM subscriptions", "DELETE FROM users WHERE id = #11"}) {
    CAPTURE(sql);
    REQUIRE(filled.refusal(sql) == "");
  }
  for (const char* table : {"sessions",
                            "password_resets",
                            "one_time_tokens",
                            "mfa_factors",
                            "recovery_codes",
                            "consents",
                            "payment_methods",
                            "quiz_answers",
                            "quiz_results",
                            "user_performance",
                            "flashcards",
                            "flashcard_presets",
                            "flashcard_reviews",
                            "flashcard_review_undos",
                            "user_flashcard_progress",
                            "flashcard_queue_pages",
                            "flashcard_studies",
                            "flashcard_daily_counts",
                            "highlights_bookmarks",
                            "ai_chat_sessions",
                            "ai_chat_messages",
                            "ai_usage_daily",
                            "export_jobs",
                            "notifications"}) {
    CAPTURE(table);
    CHECK(filled.count(table) == 0);
  }
  CHECK(filled.count("quiz_sessions") == 1);
  CHECK(filled.count("forum_posts WHERE author_id IS NULL") == 2);
  CHECK(filled.count("forum_replies WHERE author_id IS NULL") == 2);
}

TEST_CASE_TEMPLATE("schema: an event loses its user but nothing else", Engine, HAVEN_ENGINES) {
  Filled<Engine> filled;
  CHECK(filled.refusal("UPDATE analytics_events SET name = 'x' WHERE id = #241") == "conflict immutable");
  CHECK(filled.refusal("UPDATE analytics_events SET user_id = #12 WHERE id = #242") == "conflict immutable");
  CHECK(filled.refusal("UPDATE analytics_events SET user_id = NULL, name = 'x' WHERE id = #241") ==
        "conflict immutable");
  CHECK(filled.refusal("UPDATE analytics_events SET user_id = NULL, anon_id = 'x' WHERE id = #241") ==
        "conflict immutable");
  CHECK(filled.refusal("UPDATE analytics_events SET user_id = NULL, anon_id = '' WHERE id = #241") == "");
  CHECK(filled.refusal("INSERT INTO analytics_events (id, occurred_at, received_at, user_id, name) VALUES (#243, 1, 1, "
                       "#14, 'quiz.end')") == "");
  CHECK(filled.refusal("DELETE FROM users WHERE id = #14") == "");
  CHECK(filled.count("analytics_events WHERE user_id IS NULL") == 3);
  CHECK(filled.refusal("DELETE FROM analytics_events WHERE occurred_at < 5") == "");
}

TEST_CASE_TEMPLATE("schema: a thread goes with its post, however deep", Engine, HAVEN_ENGINES) {
  Filled<Engine> filled;
  std::string parent = "NULL";
  for (int depth = 0; depth <= 7; ++depth) {
    const std::string id = "#f0" + std::to_string(depth);
    REQUIRE(filled.refusal("INSERT INTO forum_replies (id, post_id, parent_id, depth, body_md, created_at, updated_at) "
                           "VALUES (" +
                           id + ", #1a2, " + parent + ", " + std::to_string(depth) + ", '', 1, 1)") == "");
    parent = id;
  }
  CHECK(filled.refusal("UPDATE forum_replies SET post_id = #1a1 WHERE id = #f07") == "conflict foreign_key");
  CHECK(filled.refusal("DELETE FROM forum_posts WHERE id = #1a2") == "");
  CHECK(filled.count("forum_replies WHERE post_id = #1a2") == 0);
}

TEST_CASE_TEMPLATE("schema: the eight Client Needs of each exam can fill a test", Engine, HAVEN_ENGINES) {
  Filled<Engine> filled;
  for (const std::string exam : {"'nclex-rn'", "'nclex-pn'"}) {
    const std::string areas = " FROM nclex_categories WHERE exam = " + exam;
    CHECK(integer(filled.database(), "SELECT count(*)" + areas) == 8);
    CHECK(integer(filled.database(), "SELECT sum(weight_min) < 1 AND sum(weight_max) > 1" + areas) == 1);
  }
}
