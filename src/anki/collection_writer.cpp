#include "anki/collection_writer.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "haven/codec/utf8.hpp"

#include "anki/card_data.hpp"
#include "anki/layout_18.hpp"
#include "anki/plain_text.hpp"
#include "anki/refusal.hpp"
#include "anki/unicase.hpp"

namespace haven::anki {
namespace {

constexpr const char* tables_11_sql = R"(
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
BEGIN;
CREATE TABLE col (
  id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL, scm integer NOT NULL, ver integer NOT NULL,
  dty integer NOT NULL, usn integer NOT NULL, ls integer NOT NULL, conf text NOT NULL, models text NOT NULL,
  decks text NOT NULL, dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (
  id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL,
  tags text NOT NULL, flds text NOT NULL, sfld integer NOT NULL, csum integer NOT NULL, flags integer NOT NULL,
  data text NOT NULL);
CREATE TABLE cards (
  id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL, mod integer NOT NULL,
  usn integer NOT NULL, type integer NOT NULL, queue integer NOT NULL, due integer NOT NULL, ivl integer NOT NULL,
  factor integer NOT NULL, reps integer NOT NULL, lapses integer NOT NULL, left integer NOT NULL,
  odue integer NOT NULL, odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (
  id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL, ease integer NOT NULL, ivl integer NOT NULL,
  lastIvl integer NOT NULL, factor integer NOT NULL, time integer NOT NULL, type integer NOT NULL);
)";

constexpr const char* indexes_sql = R"(
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_notes_csum ON notes (csum);
)";

constexpr std::int64_t no_update_number = -1;  // not synchronised

void expect_ok(sqlite3* db, int result) {
  if (result != SQLITE_OK) fail(std::string("the database cannot be written: ") + sqlite3_errmsg(db));
}

std::int64_t seconds_of(Timestamp at) { return at.microseconds / 1'000'000; }
std::int64_t milliseconds_of(Timestamp at) { return at.microseconds / 1'000; }

void require_text(std::string_view text, const std::string& what) {
  const bool good = codec::is_utf8(text) && text.find('\0') == std::string_view::npos;
  if (!good) refuse_value(what + " must be UTF-8 without NUL");
}

void require_field(std::string_view field, const std::string& what) {
  require_text(field, what);
  if (field.find(layout::separator) != std::string_view::npos) refuse_value(what + " holds U+001F");
}

std::string joined_fields(const Note& note, const std::string& what) {
  std::string text;
  for (const std::string& field : note.fields) {
    require_field(field, what);
    if (&field != note.fields.data()) text += layout::separator;
    text += field;
  }
  return text;
}

std::string joined_tags(const Note& note, const std::string& what) {
  std::string text;
  for (const std::string& tag : note.tags) {
    require_field(tag, what);
    if (tag.empty() || tag.find(' ') != std::string::npos)
      refuse_value(what + " has a tag that is empty or has a space");
    text += ' ' + tag;
  }
  return text.empty() ? text : text + ' ';
}

template <class Record>
bool has_id(const std::vector<Record>& records, std::int64_t id) {
  return std::any_of(records.begin(), records.end(), [id](const Record& record) { return record.id == id; });
}

void require_note_type(const NoteType& type) {
  const std::string what = "note type " + std::to_string(type.id);
  if (type.fields.empty() || type.templates.empty()) refuse_value(what + " has no fields or no templates");
  if (std::set(type.fields.begin(), type.fields.end()).size() != type.fields.size()) {
    refuse_value(what + " has two fields of one name");
  }
  require_field(type.name, what);
  require_text(type.css, what);
  for (const std::string& field : type.fields) require_field(field, what);
  for (const Template& each : type.templates) {
    for (const std::string& text : {each.name, each.question, each.answer}) require_text(text, what);
  }
}

}  // namespace

NewDatabase::NewDatabase(const std::filesystem::path& file) {
  sqlite3* raw = nullptr;
  const int result = sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  db_.reset(raw);
  expect_ok(raw, result);
  register_unicase(raw);
  run(tables_11_sql);
}

void NewDatabase::run(const std::string& sql) {
  expect_ok(get(), sqlite3_exec(get(), sql.c_str(), nullptr, nullptr, nullptr));
}

Insertion::Insertion(NewDatabase& database, const std::string& table, int columns) : db_(database.get()) {
  std::string sql = "INSERT INTO " + table + " VALUES (?";
  for (int i = 1; i < columns; ++i) sql += ", ?";
  sqlite3_stmt* raw = nullptr;
  const int result = sqlite3_prepare_v2(db_, (sql + ")").c_str(), -1, &raw, nullptr);
  statement_.reset(raw);
  expect_ok(db_, result);
}

Insertion& Insertion::add(std::int64_t value) {
  expect_ok(db_, sqlite3_bind_int64(statement_.get(), ++bound_, value));
  return *this;
}

Insertion& Insertion::add(std::string_view text) {
  const char* data = text.empty() ? "" : text.data();  // a null pointer would mean NULL
  expect_ok(db_, sqlite3_bind_text64(statement_.get(), ++bound_, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

Insertion& Insertion::add_blob(std::string_view bytes) {
  const char* data = bytes.empty() ? "" : bytes.data();
  expect_ok(db_, sqlite3_bind_blob64(statement_.get(), ++bound_, data, bytes.size(), SQLITE_TRANSIENT));
  return *this;
}

void Insertion::insert(const std::string& what) {
  bound_ = 0;
  const int result = sqlite3_step(statement_.get());
  sqlite3_reset(statement_.get());
  if ((result & 0xFF) == SQLITE_CONSTRAINT) refuse_value(what + " is there already");
  if (result != SQLITE_DONE) expect_ok(db_, result);
}

CollectionWriter::CollectionWriter(const std::filesystem::path& file, int schema, Timestamp created)
    : schema_(schema),
      database_(file),
      catalogue_{.created = created, .modified_seconds = seconds_of(created), .decks = {}, .note_types = {}},
      notes_(database_, "notes", 11),
      cards_(database_, "cards", 18),
      reviews_(database_, "revlog", 9),
      find_note_(lookup("SELECT mid FROM notes WHERE id = ?")),
      find_card_(lookup("SELECT 1 FROM cards WHERE id = ?")) {
  catalogue_.decks.push_back({.id = 1, .name = "Default", .description = {}});
}

CollectionWriter::Lookup CollectionWriter::lookup(const char* sql) {
  sqlite3_stmt* raw = nullptr;
  const int result = sqlite3_prepare_v2(database_.get(), sql, -1, &raw, nullptr);
  Lookup statement(raw);
  expect_ok(database_.get(), result);
  return statement;
}

void CollectionWriter::require_row(sqlite3_stmt* lookup, std::int64_t id, const std::string& what) {
  expect_ok(database_.get(), sqlite3_bind_int64(lookup, 1, id));
  const int result = sqlite3_step(lookup);
  sqlite3_reset(lookup);
  if (result != SQLITE_ROW) refuse_value(what + ' ' + std::to_string(id) + " is not there");
}

void CollectionWriter::add(const Deck& deck) {
  const std::string what = "deck " + std::to_string(deck.id);
  require_field(deck.name, what);
  require_text(deck.description, what);
  if (deck.id == 1) {
    catalogue_.decks[0] = deck;
    return;
  }
  if (deck.name.empty() || has_id(catalogue_.decks, deck.id)) refuse_value(what + " is there already or has no name");
  catalogue_.decks.push_back(deck);
}

void CollectionWriter::add(const NoteType& type) {
  require_note_type(type);
  if (!field_counts_.emplace(type.id, type.fields.size()).second) {
    refuse_value("note type " + std::to_string(type.id) + " is there already");
  }
  catalogue_.note_types.push_back(type);
}

void CollectionWriter::add(const Note& note) {
  const std::string what = "note " + std::to_string(note.id);
  const auto type = field_counts_.find(note.note_type);
  if (type == field_counts_.end()) refuse_value(what + " has an unknown note type");
  if (type->second != note.fields.size()) refuse_value(what + " has not as many fields as its note type");
  require_text(note.guid, what);
  const std::string fields = joined_fields(note, what);
  const std::string tags = joined_tags(note, what);
  const std::string sort_field = plain_text(note.fields[0]);
  const std::int64_t modified = seconds_of(note.modified);
  catalogue_.modified_seconds = std::max(catalogue_.modified_seconds, modified);
  notes_.add(note.id).add(note.guid).add(note.note_type).add(modified).add(no_update_number).add(tags).add(fields);
  notes_.add(sort_field).add(std::int64_t{field_checksum(sort_field)}).add(0).add("");
  notes_.insert(what);
}

void CollectionWriter::add(const Card& card) {
  const std::string what = "card " + std::to_string(card.id);
  require_row(find_note_.get(), card.note, what + ": note");
  if (!has_id(catalogue_.decks, card.deck))
    refuse_value(what + ": deck " + std::to_string(card.deck) + " is not there");
  if (card.ordinal < 0 || card.flag < 0 || card.flag > 7) refuse_value(what + ": ordinal or flag out of range");
  require_text(card.custom_data, what);
  catalogue_.modified_seconds = std::max(catalogue_.modified_seconds, seconds_of(card.modified));
  if (card.type == CardType::fresh) catalogue_.next_position = std::max(catalogue_.next_position, card.due + 1);
  cards_.add(card.id).add(card.note).add(card.deck).add(card.ordinal);
  cards_.add(seconds_of(card.modified)).add(no_update_number);
  bind_schedule(card);
  cards_.insert(what);
}

void CollectionWriter::bind_schedule(const Card& card) {
  constexpr std::int64_t no_home_deck = 0;
  cards_.add(static_cast<int>(card.type)).add(static_cast<int>(card.queue)).add(card.due).add(card.interval);
  cards_.add(card.ease).add(card.reviews).add(card.lapses).add(card.steps_left);
  cards_.add(0).add(no_home_deck).add(card.flag).add(card_data_of(card));
}

void CollectionWriter::add(const ReviewLogEntry& review) {
  const std::string what = "review at " + std::to_string(milliseconds_of(review.at));
  require_row(find_card_.get(), review.card, what + ": card");
  if (review.rating < 0 || review.rating > 4) refuse_value(what + ": rating must be 0..4");
  reviews_.add(milliseconds_of(review.at)).add(review.card).add(no_update_number).add(review.rating);
  reviews_.add(review.interval).add(review.last_interval).add(review.ease);
  reviews_.add(review.duration.microseconds / 1'000).add(static_cast<int>(review.kind));
  reviews_.insert(what);
}

void CollectionWriter::finish() {
  if (schema_ == 11) write_catalogue_11(database_, catalogue_);
  if (schema_ == 18) write_catalogue_18(database_, catalogue_);
  database_.run(indexes_sql);
  database_.run("COMMIT");
}

}  // namespace haven::anki
