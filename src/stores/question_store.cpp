#include "stores/question_store.hpp"

#include <string>

#include "stores/question_text.hpp"
#include "stores/search_store.hpp"
#include "stores/sql.hpp"
#include "stores/stored_enum.hpp"

namespace haven {
namespace {

/// The columns of a question, `version` and content from the table named `content`, the rest from `questions q`.
std::string select(const std::string& content) {
  const std::string c = content + ".";
  return "SELECT q.id, q.code, q.status, " + c + "version, " + c + "category_id, " + c + "type, " + c + "body, " + c +
         "answer_key, " + c + "rationale, " + c + "calibration, " + c + "tags, " + c + "author, " + c + "license, " +
         c + "source, " + c + "discrimination, " + c + "difficulty, " + c + "pseudo_guessing, " + c +
         "upper_asymptote FROM questions q";
}

Question read_question(const Sql& row) {
  Question question;
  question.id = row.id<Question>(0);
  question.code = row.text(1);
  question.status = stored_enum(row.text(2), parse_question_status);
  question.version = row.small(3);
  question.category = row.id<Category>(4);
  question.type = row.text(5);
  body_from_json(row.text(6), question);
  question.key = choice_from_json(row.text(7));
  question.rationale = row.text(8);
  question.calibration = stored_enum(row.text(9), parse_calibration);
  question.tags = tags_from_json(row.text(10));
  question.author = row.text(11);
  question.license = row.text(12);
  question.source = row.text(13);
  if (!row.is_null(14)) question.item = irt::LogisticItem{row.real(14), row.real(15), row.real(16), row.real(17)};
  return question;
}

/// The smallest model of the family that the parameters belong to.
const char* model_of(const std::optional<irt::LogisticItem>& item) {
  if (!item) return "3pl";
  if (item->upper_asymptote < 1.0) return "4pl";
  return item->pseudo_guessing > 0.0 ? "3pl" : "2pl";
}

/// The four parameters as columns, all there or all null.
struct Parameters {
  explicit Parameters(const std::optional<irt::LogisticItem>& item) {
    if (!item) return;
    discrimination = item->discrimination;
    difficulty = item->difficulty;
    pseudo_guessing = item->pseudo_guessing;
    upper_asymptote = item->upper_asymptote;
  }
  std::optional<double> discrimination, difficulty, pseudo_guessing, upper_asymptote;
};

}  // namespace

std::optional<Question> QuestionStore::find(Id<Question> id) {
  Sql sql(tx_, select("q") + " WHERE q.id = ?");
  if (!sql.with(id).next()) return std::nullopt;
  return read_question(sql);
}

std::optional<Question> QuestionStore::find_by_code(std::string_view code) {
  Sql sql(tx_, select("q") + " WHERE q.code = ?");
  if (!sql.with(code).next()) return std::nullopt;
  return read_question(sql);
}

std::optional<Question> QuestionStore::find_version(Id<Question> id, int version) {
  Sql sql(tx_, select("v") + " JOIN question_versions v ON v.question_id = q.id WHERE q.id = ? AND v.version = ?");
  if (!sql.with(id, version).next()) return std::nullopt;
  return read_question(sql);
}

std::vector<ListedQuestion> QuestionStore::list(const QuestionFilter& filter, const std::string& after, int limit,
                                                int offset) {
  Sql sql(tx_,
          "SELECT id, version, status FROM questions WHERE code > ? AND (? IS NULL OR category_id = ?) "
          "AND (? = 0 OR status = 'live') ORDER BY code LIMIT ? OFFSET ?");
  sql.with(after, filter.category, filter.category, filter.live_only, limit, offset);
  std::vector<ListedQuestion> questions;
  while (sql.next()) {
    questions.push_back({{sql.id<Question>(0), sql.small(1)}, stored_enum(sql.text(2), parse_question_status)});
  }
  return questions;
}

/// In words that let an index count.
std::int64_t QuestionStore::count(const QuestionFilter& filter, std::int64_t most) {
  std::string where = filter.live_only ? "status = 'live'" : "1 = 1";
  if (filter.category) where += " AND category_id = ?";
  Sql sql(tx_, "SELECT COUNT(*) FROM (SELECT 1 FROM questions WHERE " + where + " LIMIT ?) AS counted");
  filter.category ? sql.with(*filter.category, most) : sql.with(most);
  sql.next();
  return sql.integer(0);
}

std::vector<BankQuestion> QuestionStore::live() {
  Sql sql(tx_,
          "SELECT id, version, code, discrimination, difficulty, pseudo_guessing, upper_asymptote FROM questions "
          "WHERE status = 'live' ORDER BY code");
  std::vector<BankQuestion> questions;
  while (sql.next()) {
    questions.push_back({sql.id<Question>(0), sql.small(1), sql.text(2),
                         irt::LogisticItem{sql.real(3), sql.real(4), sql.real(5), sql.real(6)}});
  }
  return questions;
}

std::vector<QuestionVersion> QuestionStore::live_versions() {
  Sql sql(tx_, "SELECT id, version FROM questions WHERE status = 'live'");
  std::vector<QuestionVersion> versions;
  while (sql.next()) versions.push_back({sql.id<Question>(0), sql.small(1)});
  return versions;
}

void QuestionStore::insert(const Question& question, Timestamp now) {
  const Parameters item(question.item);
  Sql sql(tx_,
          "INSERT INTO questions (id, code, category_id, type, version, status, body, answer_key, rationale, model, "
          "discrimination, difficulty, pseudo_guessing, upper_asymptote, calibration, tags, author, license, source, "
          "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  sql.with(question.id, question.code, question.category, question.type, question.version, to_string(question.status),
           body_to_json(question), choice_to_json(question.key), question.rationale, model_of(question.item),
           item.discrimination, item.difficulty, item.pseudo_guessing, item.upper_asymptote,
           to_string(question.calibration), tags_to_json(question.tags), question.author, question.license,
           question.source, now, now)
      .run();
  insert_version(question, now);
  SearchStore(tx_).refresh(SearchKind::question, question.id.uuid);
}

void QuestionStore::update(const Question& question, Timestamp now) {
  const Parameters item(question.item);
  Sql sql(tx_,
          "UPDATE questions SET category_id = ?, type = ?, version = ?, status = ?, body = ?, answer_key = ?, "
          "rationale = ?, model = ?, discrimination = ?, difficulty = ?, pseudo_guessing = ?, upper_asymptote = ?, "
          "calibration = ?, tags = ?, author = ?, license = ?, source = ?, updated_at = ?, "
          "row_version = row_version + 1 WHERE id = ?");
  sql.with(question.category, question.type, question.version, to_string(question.status), body_to_json(question),
           choice_to_json(question.key), question.rationale, model_of(question.item), item.discrimination,
           item.difficulty, item.pseudo_guessing, item.upper_asymptote, to_string(question.calibration),
           tags_to_json(question.tags), question.author, question.license, question.source, now, question.id)
      .run();
  insert_version(question, now);
  SearchStore(tx_).refresh(SearchKind::question, question.id.uuid);
}

void QuestionStore::update_status(Id<Question> id, QuestionStatus status, Timestamp now) {
  Sql sql(tx_, "UPDATE questions SET status = ?, updated_at = ?, row_version = row_version + 1 WHERE id = ?");
  sql.with(to_string(status), now, id).run();
}

void QuestionStore::insert_version(const Question& question, Timestamp now) {
  const Parameters item(question.item);
  Sql sql(tx_,
          "INSERT INTO question_versions (question_id, version, category_id, type, body, answer_key, rationale, model, "
          "discrimination, difficulty, pseudo_guessing, upper_asymptote, calibration, tags, author, license, source, "
          "created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  sql.with(question.id, question.version, question.category, question.type, body_to_json(question),
           choice_to_json(question.key), question.rationale, model_of(question.item), item.discrimination,
           item.difficulty, item.pseudo_guessing, item.upper_asymptote, to_string(question.calibration),
           tags_to_json(question.tags), question.author, question.license, question.source, now)
      .run();
}

}  // namespace haven
