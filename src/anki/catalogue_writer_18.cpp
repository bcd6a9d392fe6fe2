#include <array>
#include <string>

#include "anki/collection_writer.hpp"
#include "anki/layout_18.hpp"
#include "anki/refusal.hpp"

#include <protozero/pbf_builder.hpp>

namespace haven::anki {
namespace {

constexpr const char* tables_sql = R"(
CREATE TABLE deck_config (
  id integer PRIMARY KEY NOT NULL, name text NOT NULL COLLATE unicase, mtime_secs integer NOT NULL,
  usn integer NOT NULL, config blob NOT NULL);
CREATE TABLE config (
  KEY text NOT NULL PRIMARY KEY, usn integer NOT NULL, mtime_secs integer NOT NULL, val blob NOT NULL) without rowid;
CREATE TABLE fields (
  ntid integer NOT NULL, ord integer NOT NULL, name text NOT NULL COLLATE unicase, config blob NOT NULL,
  PRIMARY KEY (ntid, ord)) without rowid;
CREATE UNIQUE INDEX idx_fields_name_ntid ON fields (name, ntid);
CREATE TABLE templates (
  ntid integer NOT NULL, ord integer NOT NULL, name text NOT NULL COLLATE unicase, mtime_secs integer NOT NULL,
  usn integer NOT NULL, config blob NOT NULL, PRIMARY KEY (ntid, ord)) without rowid;
CREATE UNIQUE INDEX idx_templates_name_ntid ON templates (name, ntid);
CREATE INDEX idx_templates_usn ON templates (usn);
CREATE TABLE notetypes (
  id integer NOT NULL PRIMARY KEY, name text NOT NULL COLLATE unicase, mtime_secs integer NOT NULL,
  usn integer NOT NULL, config blob NOT NULL);
CREATE UNIQUE INDEX idx_notetypes_name ON notetypes (name);
CREATE INDEX idx_notetypes_usn ON notetypes (usn);
CREATE TABLE decks (
  id integer PRIMARY KEY NOT NULL, name text NOT NULL COLLATE unicase, mtime_secs integer NOT NULL,
  usn integer NOT NULL, common blob NOT NULL, kind blob NOT NULL);
CREATE UNIQUE INDEX idx_decks_name ON decks (name);
CREATE INDEX idx_notes_mid ON notes (mid);
CREATE INDEX idx_cards_odid ON cards (odid) WHERE odid != 0;
CREATE TABLE tags (
  tag text NOT NULL PRIMARY KEY COLLATE unicase, usn integer NOT NULL, collapsed boolean NOT NULL,
  config blob NULL) without rowid;
CREATE TABLE graves (
  oid integer NOT NULL, type integer NOT NULL, usn integer NOT NULL, PRIMARY KEY (oid, type)) without rowid;
CREATE INDEX idx_graves_pending ON graves (usn);
)";

constexpr std::int64_t not_synchronised = -1;

std::string with_separators(std::string_view name) {
  std::string text;
  for (std::size_t at = 0; at < name.size();) {
    const bool border = name.substr(at, 2) == "::";
    text += border ? layout::separator : name[at];
    at += border ? 2 : 1;
  }
  return text;
}

std::string deck_kind(const Deck& deck) {
  std::string bytes;
  protozero::pbf_builder<layout::DeckKind> kind(bytes);
  protozero::pbf_builder<layout::NormalDeck> normal(kind, layout::DeckKind::normal);
  normal.add_int64(layout::NormalDeck::preset, 1);
  if (!deck.description.empty()) normal.add_string(layout::NormalDeck::description, deck.description);
  return bytes;
}

void write_decks(NewDatabase& database, const NewCatalogue& catalogue) {
  Insertion decks(database, "decks", 6);
  for (const Deck& deck : catalogue.decks) {
    decks.add(deck.id).add(with_separators(deck.name)).add(catalogue.modified_seconds).add(not_synchronised);
    decks.add_blob("").add_blob(deck_kind(deck));
    decks.insert("deck " + deck.name);
  }
}

std::string config_of(const NoteType& type) {
  std::string bytes;
  protozero::pbf_builder<layout::NoteTypeConfig> config(bytes);
  if (type.kind == NoteKind::cloze) config.add_enum(layout::NoteTypeConfig::kind, 1);
  config.add_string(layout::NoteTypeConfig::css, type.css);
  return bytes;
}

std::string config_of(const Template& each) {
  std::string bytes;
  protozero::pbf_builder<layout::TemplateConfig> config(bytes);
  config.add_string(layout::TemplateConfig::question, each.question);
  config.add_string(layout::TemplateConfig::answer, each.answer);
  return bytes;
}

std::string field_config() {
  std::string bytes;
  protozero::pbf_builder<layout::FieldConfig> config(bytes);
  config.add_string(layout::FieldConfig::font, "Arial");
  config.add_uint32(layout::FieldConfig::font_size, 20);
  return bytes;
}

void write_parts(NewDatabase& database, const NoteType& type, std::int64_t modified) {
  Insertion fields(database, "fields", 4);
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    fields.add(type.id).add(static_cast<std::int64_t>(i)).add(type.fields[i]).add_blob(field_config());
    fields.insert("field " + type.fields[i]);
  }
  Insertion templates(database, "templates", 6);
  for (std::size_t i = 0; i < type.templates.size(); ++i) {
    templates.add(type.id).add(static_cast<std::int64_t>(i)).add(type.templates[i].name).add(modified);
    templates.add(not_synchronised).add_blob(config_of(type.templates[i]));
    templates.insert("template " + type.templates[i].name);
  }
}

void write_note_types(NewDatabase& database, const NewCatalogue& catalogue) {
  Insertion types(database, "notetypes", 5);
  for (const NoteType& type : catalogue.note_types) {
    types.add(type.id).add(type.name).add(catalogue.modified_seconds).add(not_synchronised).add_blob(config_of(type));
    types.insert("note type " + type.name);
    write_parts(database, type, catalogue.modified_seconds);
  }
}

void write_settings(NewDatabase& database, const NewCatalogue& catalogue) {
  const std::array<std::pair<const char*, std::string>, 6> settings = {
      {{"activeDecks", "[1]"},
       {"curDeck", "1"},
       {"creationOffset", "0"},
       {"sched2021", "true"},
       {"schedVer", "2"},
       {"nextPos", std::to_string(catalogue.next_position)}}};
  Insertion config(database, "config", 4);
  for (const auto& [key, value] : settings) {
    config.add(key).add(0).add(catalogue.modified_seconds).add_blob(value);
    config.insert(key);
  }
}

}  // namespace

void write_catalogue_18(NewDatabase& database, const NewCatalogue& catalogue) {
  database.run(tables_sql);
  const std::int64_t modified = catalogue.modified_seconds * 1000;
  Insertion col(database, "col", 13);
  col.add(1).add(catalogue.created.microseconds / 1'000'000).add(modified).add(modified).add(18).add(0).add(0).add(0);
  for (int i = 0; i < 5; ++i) col.add("");  // what schema 11 kept as JSON
  col.insert("collection");
  write_settings(database, catalogue);
  write_decks(database, catalogue);
  write_note_types(database, catalogue);
}

}  // namespace haven::anki
