#include <map>
#include <string>

#include "anki/catalogue.hpp"
#include "anki/layout_18.hpp"
#include "anki/refusal.hpp"
#include "anki/wire.hpp"

namespace haven::anki {
namespace {

std::string with_colons(std::string_view name) {
  std::string text;
  for (const char c : name) text += c == layout::separator ? std::string("::") : std::string(1, c);
  return text;
}

void read_deck_kind(std::string_view kind, Deck& deck) {
  read_message<layout::DeckKind>(kind, [&](auto& message) {
    deck.filtered = message.tag() == layout::DeckKind::filtered;
    if (message.tag() != layout::DeckKind::normal) return message.skip();
    read_message<layout::NormalDeck>(bytes_of(message), [&](auto& normal) {
      if (normal.tag() != layout::NormalDeck::description) return normal.skip();
      deck.description = text_of(normal);
    });
  });
}

void read_decks(const CollectionFile& file, Catalogue& catalogue) {
  file.check_table("decks");
  for (Rows rows = file.rows("SELECT id, name, kind FROM decks ORDER BY id"); rows.next();) {
    Deck deck{.id = rows.integer(0), .name = with_colons(rows.text(1)), .description = {}};
    read_deck_kind(rows.bytes(2), deck);
    catalogue.decks.push_back(std::move(deck));
  }
}

void read_config(std::string_view config, NoteType& type) {
  read_message<layout::NoteTypeConfig>(config, [&](auto& message) {
    if (message.tag() == layout::NoteTypeConfig::kind) {
      type.kind = number_of(message) == 1 ? NoteKind::cloze : NoteKind::basic;
    } else if (message.tag() == layout::NoteTypeConfig::css) {
      type.css = text_of(message);
    } else {
      message.skip();
    }
  });
}

Template read_template(std::string_view name, std::string_view config) {
  Template result{std::string(name), {}, {}};
  read_message<layout::TemplateConfig>(config, [&](auto& message) {
    if (message.tag() == layout::TemplateConfig::question) {
      result.question = text_of(message);
    } else if (message.tag() == layout::TemplateConfig::answer) {
      result.answer = text_of(message);
    } else {
      message.skip();
    }
  });
  return result;
}

using TypesById = std::map<std::int64_t, NoteType*>;

/// Calls `take(type, rows)` for every row, whose first column says the note type. Anki's own packages have parts of
/// note types that are not there.
template <class Take>
void read_parts(const CollectionFile& file, const TypesById& types, const std::string& table, const char* sql,
                Take take) {
  file.check_table(table);
  for (Rows rows = file.rows(sql); rows.next();) {
    const auto type = types.find(rows.integer(0));
    if (type != types.end()) take(*type->second, rows);
  }
}

void read_fields(const CollectionFile& file, const TypesById& types) {
  read_parts(file, types, "fields", "SELECT ntid, name FROM fields ORDER BY ntid, ord",
             [](NoteType& type, const Rows& rows) { type.fields.emplace_back(rows.text(1)); });
}

void read_templates(const CollectionFile& file, const TypesById& types) {
  read_parts(
      file, types, "templates", "SELECT ntid, name, config FROM templates ORDER BY ntid, ord",
      [](NoteType& type, const Rows& rows) { type.templates.push_back(read_template(rows.text(1), rows.bytes(2))); });
}

}  // namespace

void read_catalogue_18(const CollectionFile& file, Catalogue& catalogue) {
  read_decks(file, catalogue);
  file.check_table("notetypes");
  for (Rows rows = file.rows("SELECT id, name, config FROM notetypes ORDER BY id"); rows.next();) {
    NoteType type;
    type.id = rows.integer(0);
    type.name = rows.text(1);
    read_config(rows.bytes(2), type);
    catalogue.note_types.push_back(std::move(type));
  }
  TypesById types;
  for (NoteType& type : catalogue.note_types) types.emplace(type.id, &type);
  read_fields(file, types);
  read_templates(file, types);
}

}  // namespace haven::anki
