#include "stores/flashcard_store.hpp"

#include <algorithm>

#include "crypto/bytes.hpp"
#include "stores/question_text.hpp"
#include "stores/sql.hpp"
#include "stores/stored_enum.hpp"

namespace haven {
namespace {

constexpr const char* columns =
    "SELECT id, set_id, guid, note_guid, kind, ordinal, front, back, source, extra, tags, question_id, media, "
    "position, created_at, updated_at, row_version, note_key, deleted_at FROM flashcards ";

Flashcard read_card(const Sql& row) {
  Flashcard card;
  card.id = row.id<Flashcard>(0);
  card.set = row.id<FlashcardSet>(1);
  card.guid = row.text(2);
  card.note_guid = row.text(3);
  card.kind = stored_enum(row.text(4), parse_card_kind);
  card.ordinal = row.small(5);
  card.front = row.text(6);
  card.back = row.text(7);
  card.source = row.text(8);
  card.extra = row.text(9);
  card.tags = tags_from_json(row.text(10));
  if (!row.is_null(11)) card.question = row.id<Question>(11);
  card.media = tags_from_json(row.text(12));
  card.position = row.integer(13);
  card.created_at = row.time(14);
  card.updated_at = row.time(15);
  card.row_version = row.integer(16);
  return card;
}

StoredCard read_stored(const Sql& row) { return {read_card(row), row.integer(17), !row.is_null(18)}; }

/// The tag as it stands in the JSON of the column: rows without it need not be read.
std::string quoted(const std::string& tag) {
  const std::string list = tags_to_json({tag});
  return list.substr(1, list.size() - 2);
}

bool contains(const std::vector<std::string>& tags, const std::string& tag) {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

constexpr const char* tagged = "WHERE set_id = ? AND position > ? AND deleted_at IS NULL AND instr(tags, ?) > 0 ";

}  // namespace

std::int64_t note_key(Id<FlashcardSet> set, const std::string& note_guid) {
  return crypto::leading_word(crypto::sha256(to_string(set) + note_guid));
}

std::optional<StoredCard> FlashcardStore::find(Id<Flashcard> id) {
  Sql sql(tx_, std::string(columns) + "WHERE id = ?");
  if (!sql.with(id).next()) return std::nullopt;
  return read_stored(sql);
}

std::vector<StoredCard> FlashcardStore::note(Id<FlashcardSet> set, const std::string& note_guid) {
  Sql sql(tx_, std::string(columns) + "WHERE set_id = ? AND note_guid = ? ORDER BY ordinal");
  sql.with(set, note_guid);
  std::vector<StoredCard> cards;
  while (sql.next()) cards.push_back(read_stored(sql));
  return cards;
}

std::optional<Flashcard> FlashcardStore::find_by_question(Id<FlashcardSet> set, Id<Question> question) {
  Sql sql(tx_, std::string(columns) +
                   "WHERE question_id = ? AND set_id = ? AND deleted_at IS NULL ORDER BY position LIMIT 1");
  if (!sql.with(question, set).next()) return std::nullopt;
  return read_card(sql);
}

std::vector<Flashcard> FlashcardStore::list(Id<FlashcardSet> set, const std::string& tag, std::int64_t after,
                                            int limit) {
  Sql sql(tx_, std::string(columns) + tagged + "ORDER BY position LIMIT ?");
  const std::string wanted = tag.empty() ? "[" : quoted(tag);
  std::vector<Flashcard> cards;
  for (bool more = true; more && static_cast<int>(cards.size()) < limit;) {
    more = false;
    for (sql.with(set, after, wanted, limit); static_cast<int>(cards.size()) < limit && sql.next(); more = true) {
      Flashcard card = read_card(sql);
      after = card.position;
      if (tag.empty() || contains(card.tags, tag)) cards.push_back(std::move(card));
    }
  }
  return cards;
}

std::int64_t FlashcardStore::count(Id<FlashcardSet> set, const std::string& tag) {
  Sql sql(tx_, std::string("SELECT tags FROM flashcards ") + tagged);
  sql.with(set, -1, quoted(tag));
  std::int64_t count = 0;
  while (sql.next()) count += contains(tags_from_json(sql.text(0)), tag) ? 1 : 0;
  return count;
}

void FlashcardStore::each_tagged(Id<FlashcardSet> set,
                                 const std::function<void(Id<Flashcard>, const std::vector<std::string>&)>& visit) {
  Sql sql(tx_, "SELECT id, tags FROM flashcards WHERE set_id = ? AND deleted_at IS NULL AND tags <> '[]'");
  sql.with(set);
  while (sql.next()) visit(sql.id<Flashcard>(0), tags_from_json(sql.text(1)));
}

void FlashcardStore::insert(const Flashcard& card) {
  Sql sql(tx_,
          "INSERT INTO flashcards (id, set_id, guid, note_guid, note_key, kind, ordinal, front, back, source, extra, "
          "tags, question_id, media, position, created_at, updated_at) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  sql.with(card.id, card.set, card.guid, card.note_guid, note_key(card.set, card.note_guid), to_string(card.kind),
           card.ordinal, card.front, card.back, card.source, card.extra, tags_to_json(card.tags), card.question,
           tags_to_json(card.media), card.position, card.created_at, card.updated_at)
      .run();
}

void FlashcardStore::update(Flashcard& card, Timestamp now) {
  Sql sql(tx_,
          "UPDATE flashcards SET kind = ?, front = ?, back = ?, source = ?, extra = ?, tags = ?, question_id = ?, "
          "media = ?, deleted_at = NULL, updated_at = ?, row_version = row_version + 1 "
          "WHERE id = ? AND row_version = ?");
  sql.with(to_string(card.kind), card.front, card.back, card.source, card.extra, tags_to_json(card.tags), card.question,
           tags_to_json(card.media), now, card.id, card.row_version);
  if (sql.run() != 1) throw lost_race("card");
  card.updated_at = now;
  ++card.row_version;
}

void FlashcardStore::remove(Id<Flashcard> id, Timestamp now) {
  Sql sql(tx_, "UPDATE flashcards SET deleted_at = ?, updated_at = ?, row_version = row_version + 1 WHERE id = ?");
  sql.with(now, now, id).run();
}

}  // namespace haven
