#include "anki/catalogue.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "anki/refusal.hpp"

namespace haven::anki {
namespace {

constexpr std::int64_t default_deck = 1;

Collection read_collection(const CollectionFile& file) {
  file.check_table("col");
  Rows rows = file.rows("SELECT ver, crt FROM col");
  if (!rows.next()) refuse("the database is empty");
  Collection collection{rows.small(0), Timestamp{} + Duration::seconds(rows.integer(1, 0, latest_second))};
  const bool known = collection.schema == 11 || collection.schema == 18;
  if (!known) refuse("the database has schema " + std::to_string(collection.schema) + ", known are 11 and 18");
  return collection;
}

void put_default_deck_first(std::vector<Deck>& decks) {
  const auto found = std::find_if(decks.begin(), decks.end(), [](const Deck& deck) { return deck.id == default_deck; });
  if (found != decks.end()) {
    std::rotate(decks.begin(), found, found + 1);
  } else {
    decks.insert(decks.begin(), Deck{.id = default_deck, .name = "Default", .description = {}});
  }
}

void check_note_type(const NoteType& type) {
  if (type.fields.empty() || type.templates.empty()) refuse("note type " + type.name + " has no fields or templates");
  const std::set<std::string> names(type.fields.begin(), type.fields.end());
  if (names.size() != type.fields.size()) refuse("note type " + type.name + " has two fields of one name");
}

template <class Record>
void check_ids(const std::vector<Record>& records, const char* what) {
  std::set<std::int64_t> ids;
  for (const Record& record : records) {
    if (!ids.insert(record.id).second) refuse(std::string("two ") + what + " have id " + std::to_string(record.id));
  }
}

}  // namespace

Catalogue read_catalogue(const CollectionFile& file) {
  Catalogue catalogue;
  catalogue.collection = read_collection(file);
  if (catalogue.collection.schema == 11) read_catalogue_11(file, catalogue);
  if (catalogue.collection.schema == 18) read_catalogue_18(file, catalogue);
  put_default_deck_first(catalogue.decks);
  check_ids(catalogue.decks, "decks");
  check_ids(catalogue.note_types, "note types");
  for (const NoteType& type : catalogue.note_types) check_note_type(type);
  return catalogue;
}

}  // namespace haven::anki
