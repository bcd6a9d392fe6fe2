#include <charconv>
#include <string>

#include "haven/codec/utf8.hpp"

#include "anki/catalogue.hpp"
#include "anki/refusal.hpp"
#include "codec/strict_json.hpp"

#include <nlohmann/json.hpp>

// Schema 11 keeps decks and note types as JSON objects by id, each with many more fields than are of use here.
namespace haven::anki {
namespace {

using nlohmann::json;

json read_object(const CollectionFile& file, const std::string& column) {
  Rows rows = file.rows("SELECT " + column + " FROM col");
  if (!rows.next()) refuse("the database is empty");
  json object = codec::parse_strict(rows.text(0), ErrorCode::corrupt_data, 32);
  if (!object.is_object()) refuse(column + " is no JSON object");
  return object;
}

/// Field `name`, which must be there.
const json& field(const json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  if (!object.is_object() || found == object.end()) refuse(std::string("JSON field missing: ") + name);
  return *found;
}

std::string text(const json& object, const char* name) {
  const json& value = field(object, name);
  const bool good = value.is_string() && value.get_ref<const std::string&>().find('\0') == std::string::npos;
  if (!good) refuse(std::string("JSON field must be text: ") + name);
  return value.get<std::string>();
}

std::string text_or_nothing(const json& object, const char* name) {
  return object.is_object() && object.contains(name) ? text(object, name) : std::string();
}

/// 1, and also true, as old versions had it.
bool is_set(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) return false;
  return found->is_boolean() ? found->get<bool>() : *found == 1;
}

std::int64_t id_of(const std::string& key) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
  if (error != std::errc() || end != key.data() + key.size()) refuse("JSON: no id: " + codec::excerpt(key));
  return id;
}

const json& list(const json& object, const char* name) {
  const json& value = field(object, name);
  if (!value.is_array()) refuse(std::string("JSON field must be a list: ") + name);
  return value;
}

NoteType read_note_type(const std::string& key, const json& object) {
  NoteType type;
  type.id = id_of(key);
  type.name = text(object, "name");
  type.kind = is_set(object, "type") ? NoteKind::cloze : NoteKind::basic;
  type.css = text_or_nothing(object, "css");
  for (const json& item : list(object, "flds")) type.fields.push_back(text(item, "name"));
  for (const json& item : list(object, "tmpls")) {
    type.templates.push_back({text(item, "name"), text(item, "qfmt"), text(item, "afmt")});
  }
  return type;
}

}  // namespace

void read_catalogue_11(const CollectionFile& file, Catalogue& catalogue) {
  const json decks = read_object(file, "decks");
  for (const auto& [key, object] : decks.items()) {
    catalogue.decks.push_back(
        {id_of(key), text(object, "name"), text_or_nothing(object, "desc"), is_set(object, "dyn")});
  }
  const json models = read_object(file, "models");
  for (const auto& [key, object] : models.items()) catalogue.note_types.push_back(read_note_type(key, object));
}

}  // namespace haven::anki
