#include "stores/flashcard_set_store.hpp"

#include <string>

#include "stores/sql.hpp"
#include "stores/stored_enum.hpp"

namespace haven {
namespace {

constexpr const char* columns =
    "SELECT id, owner_id, title, description, visibility, cohort_id, tier_required, n_cards, created_at, updated_at, "
    "row_version FROM flashcard_sets ";

constexpr const char* filtered =
    "WHERE deleted_at IS NULL AND (? IS NULL OR cohort_id = ?) AND (owner_id = ? OR (? = 0 AND (? = 0 OR tier_required "
    "= 'free') AND (visibility = 'public' OR cohort_id IN (SELECT id FROM cohorts WHERE owner_id = ?) OR cohort_id IN "
    "(SELECT cohort_id FROM cohort_members WHERE user_id = ?)))) ";

FlashcardSet read_set(const Sql& row) {
  FlashcardSet set;
  set.id = row.id<FlashcardSet>(0);
  if (!row.is_null(1)) set.owner = row.id<User>(1);
  set.title = row.text(2);
  set.description = row.text(3);
  set.visibility = stored_enum(row.text(4), parse_visibility);
  if (!row.is_null(5)) set.cohort = row.uuid(5);
  set.tier_required = stored_enum(row.text(6), parse_tier);
  set.cards = row.small(7);
  set.created_at = row.time(8);
  set.updated_at = row.time(9);
  set.row_version = row.integer(10);
  return set;
}

std::vector<FlashcardSet> read_sets(Sql& sql) {
  std::vector<FlashcardSet> sets;
  while (sql.next()) sets.push_back(read_set(sql));
  return sets;
}

}  // namespace

std::optional<FlashcardSet> FlashcardSetStore::find(Id<FlashcardSet> id) {
  Sql sql(tx_, std::string(columns) + "WHERE id = ? AND deleted_at IS NULL");
  if (!sql.with(id).next()) return std::nullopt;
  return read_set(sql);
}

std::optional<FlashcardSet> FlashcardSetStore::find_by_title(Id<User> owner, const std::string& title) {
  Sql sql(tx_, std::string(columns) + "WHERE owner_id = ? AND title = ? AND deleted_at IS NULL ORDER BY id LIMIT 1");
  if (!sql.with(owner, title).next()) return std::nullopt;
  return read_set(sql);
}

std::vector<FlashcardSet> FlashcardSetStore::list(const SetFilter& filter, const SetPlace& after, int limit,
                                                  int offset) {
  Sql sql(tx_, std::string(columns) + filtered +
                   "AND (title > ? OR (title = ? AND id > ?)) ORDER BY title, id LIMIT ? OFFSET ?");
  sql.with(filter.cohort, filter.cohort, filter.reader, filter.own, filter.free_only, filter.reader, filter.reader,
           after.title, after.title, after.id, limit, offset);
  return read_sets(sql);
}

std::int64_t FlashcardSetStore::count(const SetFilter& filter, std::int64_t most) {
  Sql sql(tx_, std::string("SELECT COUNT(*) FROM (SELECT 1 FROM flashcard_sets ") + filtered + "LIMIT ?) AS counted");
  sql.with(filter.cohort, filter.cohort, filter.reader, filter.own, filter.free_only, filter.reader, filter.reader,
           most)
      .next();
  return sql.integer(0);
}

std::vector<FlashcardSet> FlashcardSetStore::owned(Id<User> owner) {
  Sql sql(tx_, std::string(columns) + "WHERE owner_id = ? AND deleted_at IS NULL ORDER BY title, id");
  sql.with(owner);
  return read_sets(sql);
}

void FlashcardSetStore::insert(const FlashcardSet& set) {
  Sql sql(tx_,
          "INSERT INTO flashcard_sets (id, owner_id, title, description, visibility, cohort_id, tier_required, "
          "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  sql.with(set.id, set.owner, set.title, set.description, to_string(set.visibility), set.cohort,
           to_string(set.tier_required), set.created_at, set.updated_at)
      .run();
}

void FlashcardSetStore::update(FlashcardSet& set, Timestamp now) {
  Sql sql(tx_,
          "UPDATE flashcard_sets SET title = ?, description = ?, visibility = ?, cohort_id = ?, tier_required = ?, "
          "updated_at = ?, row_version = row_version + 1 WHERE id = ? AND row_version = ?");
  sql.with(set.title, set.description, to_string(set.visibility), set.cohort, to_string(set.tier_required), now, set.id,
           set.row_version);
  if (sql.run() != 1) throw lost_race("set");
  set.updated_at = now;
  ++set.row_version;
}

void FlashcardSetStore::remove(Id<FlashcardSet> id, Timestamp now) {
  Sql sql(tx_, "UPDATE flashcard_sets SET deleted_at = ?, updated_at = ?, row_version = row_version + 1 WHERE id = ?");
  sql.with(now, now, id).run();
}

std::int64_t FlashcardSetStore::take_positions(Id<FlashcardSet> id, std::int64_t count) {
  Sql take(tx_, "UPDATE flashcard_sets SET next_position = next_position + ? WHERE id = ?");
  take.with(count, id).run();
  Sql sql(tx_, "SELECT next_position FROM flashcard_sets WHERE id = ?");
  sql.with(id).next();
  return sql.integer(0) - count;
}

void FlashcardSetStore::recount(Id<FlashcardSet> id) {
  Sql sql(tx_,
          "UPDATE flashcard_sets SET n_cards = (SELECT COUNT(*) FROM flashcards WHERE set_id = ? AND deleted_at IS "
          "NULL) WHERE id = ?");
  sql.with(id, id).run();
}

}  // namespace haven
