#include <string>
#include <utility>
#include <vector>

#include "arrays.hpp"
#include "bind_anki.hpp"
#include "enumeration_names.hpp"
#include "exam_values.hpp"
#include "srs_values.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;

constexpr Names<anki::NoteKind, 2> note_kinds = {
    {{{anki::NoteKind::basic, "basic"}, {anki::NoteKind::cloze, "cloze"}}}};
void bind_deck(py::module_& module) {
  py::class_<anki::Deck> deck(module, "Deck", py::is_final(), "A deck. Immutable.");
  deck.def(py::init([](std::int64_t id, std::string name, std::string description, bool filtered) {
             return anki::Deck{id, std::move(name), std::move(description), filtered};
           }),
           "id"_a, "name"_a, "description"_a = "", "filtered"_a = false,
           "name: with those of its parents, \"NCLEX::Cardiac\". filtered: made of a search.");
  deck.def_readonly("id", &anki::Deck::id, "Of the package.");
  deck.def_readonly("name", &anki::Deck::name, "With those of its parents.");
  deck.def_readonly("description", &anki::Deck::description, "HTML.");
  deck.def_readonly("filtered", &anki::Deck::filtered, "Made of a search.");
  def_equal(deck);
  deck.def("__repr__", [](const py::object& self) { return describe(self, {"id", "name"}); });
}

void bind_note_type(py::module_& module) {
  py::class_<anki::Template> form(module, "Template", py::is_final(), "How a card is made of a note. Immutable.");
  form.def(py::init([](std::string name, std::string question, std::string answer) {
             return anki::Template{std::move(name), std::move(question), std::move(answer)};
           }),
           "name"_a, "question"_a, "answer"_a, "HTML with {{Field}}.");
  form.def_readonly("name", &anki::Template::name, "Of the template.");
  form.def_readonly("question", &anki::Template::question, "HTML with {{Field}}.");
  form.def_readonly("answer", &anki::Template::answer, "HTML with {{Field}}.");
  def_equal(form);
  form.def("__repr__", [](const py::object& self) { return describe(self, {"name"}); });

  py::class_<anki::NoteType> type(module, "NoteType", py::is_final(), "What fields and cards notes have. Immutable.");
  type.def(py::init([](std::int64_t id, std::string name, std::vector<std::string> fields,
                       std::vector<anki::Template> templates, const std::string& kind, std::string css) {
             return anki::NoteType{id,
                                   std::move(name),
                                   note_kinds.parse(kind, "kind"),
                                   std::move(fields),
                                   std::move(templates),
                                   std::move(css)};
           }),
           "id"_a, "name"_a, "fields"_a, "templates"_a, "kind"_a = "basic", "css"_a = "",
           "fields: their names. kind: \"basic\", one card for each template, or \"cloze\".");
  type.def_readonly("id", &anki::NoteType::id, "Of the package.");
  type.def_readonly("name", &anki::NoteType::name, "Of the type.");
  type.def_readonly("fields", &anki::NoteType::fields, "Their names.");
  type.def_readonly("templates", &anki::NoteType::templates, "At least one Template.");
  type.def_property_readonly(
      "kind", [](const anki::NoteType& self) { return note_kinds.text(self.kind); }, "\"basic\" or \"cloze\".");
  type.def_readonly("css", &anki::NoteType::css, "The style sheet of its cards.");
  def_equal(type);
  type.def("__repr__", [](const py::object& self) { return describe(self, {"id", "name", "kind"}); });
}

void bind_note(py::module_& module) {
  py::class_<anki::Note> note(module, "Note", py::is_final(), "What cards are made of. Immutable.");
  note.def(
      py::init([](std::int64_t id, std::string guid, std::int64_t note_type, std::vector<std::string> fields,
                  std::vector<std::string> tags, const py::object& modified) {
        return anki::Note{
            id, std::move(guid), note_type, to_timestamp(modified, "modified"), std::move(fields), std::move(tags)};
      }),
      "id"_a, "guid"_a, "note_type"_a, "fields"_a, "tags"_a = std::vector<std::string>(), "modified"_a = 0,
      "guid: says which note it is, also in other collections. note_type: its id. fields: HTML.");
  note.def_readonly("id", &anki::Note::id, "Of the package.");
  note.def_readonly("guid", &anki::Note::guid, "Says which note it is, also in other collections.");
  note.def_readonly("note_type", &anki::Note::note_type, "The id of its NoteType.");
  note.def_readonly("fields", &anki::Note::fields, "HTML, as many as the note type has.");
  note.def_readonly("tags", &anki::Note::tags, "No spaces within.");
  note.def_property_readonly(
      "modified", [](const anki::Note& self) { return seconds_of(self.modified); }, "Seconds.");
  def_equal(note);
  note.def("__repr__", [](const py::object& self) { return describe(self, {"id", "guid", "fields"}); });
}

/// Its members as a tuple, each of the type.
template <class Value>
py::tuple members(const py::iterable& values, const std::string& argument) {
  py::list list;
  for (const auto& value : values) {
    if (!py::isinstance<Value>(value))
      refuse(argument, "got " + py::repr(value).cast<std::string>() + " at place " + std::to_string(list.size()));
    list.append(value);
  }
  return py::tuple(list);
}

void bind_package(py::module_& module) {
  py::class_<BoundPackage> package(module, "Package", py::is_final(), R"(
What an Anki package holds: tuples of Deck, NoteType, Note, Card and ReviewLogEntry, each after what it refers to.
Immutable.
)");
  package.def(py::init([](const py::iterable& decks, const py::iterable& note_types, const py::iterable& notes,
                          const py::iterable& cards, const py::iterable& reviews, const py::object& created) {
                BoundPackage made;
                made.collection.created = to_timestamp(created, "created");
                made.decks = members<anki::Deck>(decks, "decks");
                made.note_types = members<anki::NoteType>(note_types, "note_types");
                made.notes = members<anki::Note>(notes, "notes");
                made.cards = members<anki::Card>(cards, "cards");
                made.reviews = members<anki::ReviewLogEntry>(reviews, "reviews");
                return made;
              }),
              py::kw_only(), "decks"_a = py::tuple(), "note_types"_a = py::tuple(), "notes"_a = py::tuple(),
              "cards"_a = py::tuple(), "reviews"_a = py::tuple(), "created"_a = 0,
              "created: start of the day that due days are counted from.");
  package.def_property_readonly(
      "schema", [](const BoundPackage& self) { return self.collection.schema; }, "Of its database: 11 or 18.");
  package.def_property_readonly(
      "created", [](const BoundPackage& self) { return seconds_of(self.collection.created); },
      "Start of the day that due days are counted from, seconds.");
  package.def_readonly("decks", &BoundPackage::decks, "Of Deck.");
  package.def_readonly("note_types", &BoundPackage::note_types, "Of NoteType.");
  package.def_readonly("notes", &BoundPackage::notes, "Of Note.");
  package.def_readonly("cards", &BoundPackage::cards, "Of Card.");
  package.def_readonly("reviews", &BoundPackage::reviews, "Of ReviewLogEntry; those of a card by time.");
  package.def_readonly("media", &BoundPackage::media, "Names of the files read with it.");
  package.def_readonly("skipped_cards", &BoundPackage::skipped_cards, "Without a note or a template.");
  package.def_readonly("skipped_reviews", &BoundPackage::skipped_reviews, "Of cards that are gone.");
  package.def("__repr__", [](const BoundPackage& self) {
    return "<haven.anki.Package of " + std::to_string(self.notes.size()) + " notes, " +
           std::to_string(self.cards.size()) + " cards, " + std::to_string(self.reviews.size()) + " reviews>";
  });
  module.def(
      "due_at",
      [](const BoundPackage& from, const anki::Card& card) { return seconds_of(anki::due_at(from.collection, card)); },
      "package"_a, "card"_a, "When a card of the package falls due, seconds; None for a fresh one.");
}

}  // namespace

void bind_anki_values(py::module_& module) {
  bind_deck(module);
  bind_note_type(module);
  bind_note(module);
  bind_package(module);
}

}  // namespace haven::python
