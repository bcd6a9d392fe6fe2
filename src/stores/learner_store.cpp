#include "stores/learner_store.hpp"

#include <algorithm>
#include <string>

#include "stores/sql.hpp"

namespace haven {
namespace {

constexpr const char* no_progress =
    "FROM flashcards c WHERE c.set_id = ? AND c.position >= ? AND c.deleted_at IS NULL AND NOT EXISTS "
    "(SELECT 1 FROM user_flashcard_progress p WHERE p.user_id = ? AND p.card_id = c.id) ORDER BY c.position LIMIT ?";

}  // namespace

std::int64_t LearnerStore::sequence(Id<User> user) {
  Sql sql(tx_, "SELECT sequence FROM flashcard_learners WHERE user_id = ?");
  return sql.with(user).next() ? sql.integer(0) : 0;
}

std::int64_t LearnerStore::slots(Id<User> user) {
  Sql sql(tx_, "SELECT slots FROM flashcard_learners WHERE user_id = ?");
  return sql.with(user).next() ? sql.integer(0) : 0;
}

std::int64_t LearnerStore::next(Id<User> user, const char* counter) {
  const std::string name = counter;
  Sql count(tx_, "UPDATE flashcard_learners SET " + name + " = " + name + " + 1 WHERE user_id = ?");
  if (count.with(user).run() == 0) {
    Sql sql(tx_, "INSERT INTO flashcard_learners (user_id, " + name + ") VALUES (?, 1)");
    sql.with(user).run();
    return 1;
  }
  Sql sql(tx_, "SELECT " + name + " FROM flashcard_learners WHERE user_id = ?");
  sql.with(user).next();
  return sql.integer(0);
}

std::optional<Study> LearnerStore::find(Id<User> user, Id<FlashcardSet> set) {
  Sql sql(tx_, "SELECT set_id, number, new_from FROM flashcard_studies WHERE user_id = ? AND set_id = ?");
  if (!sql.with(user, set).next()) return std::nullopt;
  return Study{sql.id<FlashcardSet>(0), sql.integer(1), sql.integer(2)};
}

Study LearnerStore::begin(Id<User> user, Id<FlashcardSet> set) {
  if (const auto known = find(user, set)) return *known;
  const Study study{set, next(user, "studies") - 1, 0};
  Sql sql(tx_, "INSERT INTO flashcard_studies (user_id, set_id, number) VALUES (?, ?, ?)");
  sql.with(user, set, study.number).run();
  return study;
}

std::vector<Study> LearnerStore::studies(Id<User> user) {
  Sql sql(tx_, "SELECT set_id, number, new_from FROM flashcard_studies WHERE user_id = ? ORDER BY number");
  sql.with(user);
  std::vector<Study> studies;
  while (sql.next()) studies.push_back({sql.id<FlashcardSet>(0), sql.integer(1), sql.integer(2)});
  return studies;
}

void LearnerStore::advance(Id<User> user, const Study& study) {
  Sql first(tx_, std::string("SELECT c.position ") + no_progress);
  Sql end(tx_, "SELECT next_position FROM flashcard_sets WHERE id = ?");
  std::int64_t position = study.new_from;
  if (first.with(study.set, study.new_from, user, 1).next()) {
    position = first.integer(0);
  } else if (end.with(study.set).next()) {
    position = end.integer(0);
  }
  if (position == study.new_from) return;
  Sql sql(tx_, "UPDATE flashcard_studies SET new_from = ? WHERE user_id = ? AND set_id = ?");
  sql.with(position, user, study.set).run();
}

void LearnerStore::step_back(Id<FlashcardSet> set, std::int64_t position) {
  Sql sql(tx_, "UPDATE flashcard_studies SET new_from = ? WHERE set_id = ? AND new_from > ?");
  sql.with(position, set, position).run();
}

std::vector<LearnerStore::Untouched> LearnerStore::untouched(Id<User> user, Id<FlashcardSet> set, std::int64_t new_from,
                                                             std::int64_t after, std::int64_t limit) {
  Sql sql(tx_, std::string("SELECT c.id, c.position, c.note_key ") + no_progress);
  sql.with(set, std::max(new_from, after + 1), user, limit);
  std::vector<Untouched> cards;
  while (sql.next()) cards.push_back({sql.id<Flashcard>(0), sql.integer(1), sql.integer(2)});
  return cards;
}

}  // namespace haven
