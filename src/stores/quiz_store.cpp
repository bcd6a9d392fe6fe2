#include "stores/quiz_store.hpp"

#include <cmath>

#include "haven/codec/exam_json.hpp"
#include "haven/core/error.hpp"

#include "stores/question_text.hpp"
#include "stores/quiz_text.hpp"
#include "stores/sql.hpp"
#include "stores/stored_enum.hpp"

namespace haven {
namespace {

/// Names the arithmetic that made the estimates, should it ever change.
constexpr const char* algorithm_version = "cat-1";

constexpr const char* quiz_columns =
    "SELECT id, user_id, mode, status, blueprint, bank_fingerprint, seed, n_answered, current_question_id, "
    "current_presented_at, started_at, deadline_at, expired_at, finished_at, row_version FROM quiz_sessions ";

StoredQuiz read_quiz(const Sql& row) {
  StoredQuiz quiz;
  QuizSession& session = quiz.session;
  session.id = row.id<QuizSession>(0);
  session.user = row.id<User>(1);
  session.mode = stored_enum(row.text(2), parse_quiz_mode);
  session.status = stored_enum(row.text(3), parse_quiz_status);
  session.blueprint = codec::blueprint_from_json(row.text(4));
  session.bank_fingerprint = row.word(5);
  session.seed = row.word(6);
  session.answered = row.small(7);
  if (!row.is_null(8)) session.current_question = row.id<Question>(8);
  quiz.presented_at = row.maybe_time(9);
  session.started_at = row.time(10);
  session.deadline_at = row.maybe_time(11);
  quiz.expired_at = row.maybe_time(12);
  session.finished_at = row.maybe_time(13);
  session.row_version = row.integer(14);
  return quiz;
}

constexpr const char* answer_columns =
    "SELECT session_id, position, question_id, question_version, response, correct, time_ms, created_at, "
    "estimate FROM quiz_answers ";

/// All but the ability, which the step has.
QuizAnswer read_answer(const Sql& row) {
  QuizAnswer answer;
  answer.session = row.id<QuizSession>(0);
  answer.position = row.small(1);
  answer.question = row.id<Question>(2);
  answer.question_version = row.small(3);
  answer.option = choice_from_json(row.text(4));
  answer.correct = row.integer(5) == 1;
  answer.time_ms = row.integer(6);
  answer.created_at = row.time(7);
  return answer;
}

/// A column for queries; what is no finite number is null there, and exact in the JSON beside it.
std::optional<double> finite(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace

std::optional<StoredQuiz> QuizStore::find(Id<QuizSession> id) {
  Sql sql(tx_, std::string(quiz_columns) + "WHERE id = ?");
  if (!sql.with(id).next()) return std::nullopt;
  return read_quiz(sql);
}

std::optional<std::int64_t> QuizStore::row_version(Id<QuizSession> id) {
  Sql sql(tx_, "SELECT row_version FROM quiz_sessions WHERE id = ?");
  if (!sql.with(id).next()) return std::nullopt;
  return sql.integer(0);
}

std::optional<StoredQuiz> QuizStore::find_open(Id<User> user) {
  Sql sql(tx_, std::string(quiz_columns) + "WHERE open_cat_user_id = ?");
  if (!sql.with(user).next()) return std::nullopt;
  return read_quiz(sql);
}

void QuizStore::insert(const StoredQuiz& quiz) {
  const QuizSession& session = quiz.session;
  Sql sql(tx_,
          "INSERT INTO quiz_sessions (id, user_id, mode, status, blueprint, bank_fingerprint, seed, algo_version, "
          "current_question_id, current_presented_at, started_at, deadline_at, created_at, updated_at) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  sql.with(session.id, session.user, to_string(session.mode), to_string(session.status),
           codec::to_json(session.blueprint), session.bank_fingerprint, session.seed, algorithm_version,
           session.current_question, quiz.presented_at, session.started_at, session.deadline_at, session.started_at,
           session.started_at)
      .run();
}

/// A sitting that goes on keeps its status, and with it its place in most indexes.
bool QuizStore::update(const StoredQuiz& quiz, const irt::AbilityEstimate& ability, Timestamp now) {
  return quiz.session.finished_at ? close(quiz, ability, now) : advance(quiz, ability, now);
}

bool QuizStore::advance(const StoredQuiz& quiz, const irt::AbilityEstimate& ability, Timestamp now) {
  const QuizSession& session = quiz.session;
  Sql sql(tx_,
          "UPDATE quiz_sessions SET theta = ?, standard_error = ?, n_answered = ?, current_question_id = ?, "
          "current_presented_at = ?, updated_at = ?, row_version = ? WHERE id = ? AND row_version = ?");
  sql.with(finite(ability.theta), finite(ability.standard_error), session.answered, session.current_question,
           quiz.presented_at, now, session.row_version, session.id, session.row_version - 1);
  return sql.run() == 1;
}

bool QuizStore::close(const StoredQuiz& quiz, const irt::AbilityEstimate& ability, Timestamp now) {
  const QuizSession& session = quiz.session;
  Sql sql(tx_,
          "UPDATE quiz_sessions SET status = ?, theta = ?, standard_error = ?, n_answered = ?, "
          "current_question_id = NULL, current_presented_at = NULL, expired_at = ?, finished_at = ?, updated_at = ?, "
          "row_version = ? WHERE id = ? AND row_version = ?");
  sql.with(to_string(session.status), finite(ability.theta), finite(ability.standard_error), session.answered,
           quiz.expired_at, session.finished_at, now, session.row_version, session.id, session.row_version - 1);
  return sql.run() == 1;
}

void QuizStore::append(const StoredAnswer& stored) {
  const QuizAnswer& answer = stored.answer;
  Sql sql(tx_,
          "INSERT INTO quiz_answers (session_id, position, question_id, question_version, response, score, correct, "
          "time_ms, theta_after, standard_error_after, estimate, created_at) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  sql.with(answer.session, answer.position, answer.question, answer.question_version, choice_to_json(answer.option),
           answer.correct ? 1.0 : 0.0, answer.correct, answer.time_ms, finite(answer.theta_after),
           finite(answer.standard_error_after), codec::to_json(stored.step), answer.created_at)
      .run();
}

std::optional<QuizAnswer> QuizStore::find_answer(Id<QuizSession> id, int position) {
  Sql sql(tx_, std::string(answer_columns) + "WHERE session_id = ? AND position = ?");
  if (!sql.with(id, position).next()) return std::nullopt;
  return read_answer(sql);
}

std::vector<StoredAnswer> QuizStore::answers(Id<QuizSession> id) {
  Sql sql(tx_, std::string(answer_columns) + "WHERE session_id = ? ORDER BY position");
  sql.with(id);
  std::vector<StoredAnswer> answers;
  while (sql.next()) {
    StoredAnswer& stored = answers.emplace_back(StoredAnswer{read_answer(sql), codec::step_from_json(sql.text(8))});
    stored.answer.theta_after = stored.step.ability.theta;
    stored.answer.standard_error_after = stored.step.ability.standard_error;
  }
  return answers;
}

std::vector<CategoryScore> QuizStore::category_scores(Id<QuizSession> id) {
  Sql sql(tx_,
          "SELECT c.code, c.name, COUNT(*), COUNT(CASE WHEN a.correct = 1 THEN 1 END) FROM quiz_answers a "
          "JOIN question_versions v ON v.question_id = a.question_id AND v.version = a.question_version "
          "JOIN nclex_categories c ON c.id = v.category_id WHERE a.session_id = ? "
          "GROUP BY c.id, c.code, c.name, c.exam, c.sort ORDER BY c.exam, c.sort, c.code");
  sql.with(id);
  std::vector<CategoryScore> scores;
  while (sql.next()) scores.push_back({sql.text(0), sql.text(1), sql.small(2), sql.small(3)});
  return scores;
}

void QuizStore::insert_result(const QuizResult& result) {
  const cat::Outcome& outcome = result.outcome;
  const double score = result.answered == 0 ? 0.0 : static_cast<double>(result.correct) / result.answered;
  Sql sql(tx_,
          "INSERT INTO quiz_results (session_id, user_id, decision, stop_reason, n_answered, n_correct, score, theta, "
          "standard_error, passing_standard, outcome, per_category, frozen_at) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  sql.with(result.session, result.user, cat::to_string(outcome.decision), cat::to_string(outcome.reason),
           result.answered, result.correct, score, finite(outcome.ability.theta),
           finite(outcome.ability.standard_error), outcome.passing_standard, codec::to_json(outcome),
           scores_to_json(result.categories), result.frozen_at)
      .run();
}

std::optional<QuizResult> QuizStore::find_result(Id<QuizSession> id) {
  Sql sql(tx_,
          "SELECT session_id, user_id, n_answered, n_correct, outcome, per_category, frozen_at FROM quiz_results "
          "WHERE session_id = ?");
  if (!sql.with(id).next()) return std::nullopt;
  QuizResult result;
  result.session = sql.id<QuizSession>(0);
  result.user = sql.id<User>(1);
  result.answered = sql.small(2);
  result.correct = sql.small(3);
  result.outcome = codec::outcome_from_json(sql.text(4));
  result.categories = scores_from_json(sql.text(5));
  result.frozen_at = sql.time(6);
  return result;
}

}  // namespace haven
