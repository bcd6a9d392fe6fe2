#include <string>
#include <utility>
#include <vector>

#include "haven/anki/template.hpp"
#include "haven/anki/text_file.hpp"

#include "bind_anki.hpp"
#include "enumeration_names.hpp"
#include "exam_values.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;
using anki::TextNote;

constexpr Names<anki::TextLayout, 2> layouts = {
    {{{anki::TextLayout::anki_tabs, "anki_tabs"}, {anki::TextLayout::csv_names, "csv_names"}}}};

py::tuple render(const anki::NoteType& type, const anki::Note& note, int ordinal, std::string deck, int flag,
                 std::int64_t card) {
  auto text = anki::render(type, note, ordinal, {std::move(deck), flag, card});
  return py::make_tuple(text.question, text.answer);
}

void bind_rendering(py::module_& module) {
  module.def("render", &render, "note_type"_a, "note"_a, "ordinal"_a, py::kw_only(), "deck"_a = "", "flag"_a = 0,
             "card"_a = 0, R"(
The two sides of a card as Anki makes them of its note type's template, (question, answer), in HTML.

ordinal: of the template; of a cloze note the number of the deletion, less one. deck, flag, card: what templates may say
of the card beside its note. HTML of fields is passed on as it is: making it harmless is the part of whoever shows it.

Raises InvalidArgument for an ordinal that the note type does not have, a wrong number of fields, or a broken template.
)");
  module.def("card_ordinals", &anki::card_ordinals, "note_type"_a, "note"_a,
             "The ordinals of the cards that a note makes, ascending. Raises InvalidArgument as render() does.");
  module.def("media_names", &anki::media_names, "html"_a,
             "The media that HTML refers to, each once: src of tags, [sound:...]; none with a scheme (\"https:\").");
}

void bind_text_files(py::module_& module) {
  py::class_<TextNote> note(module, "TextNote", py::is_final(), "A note as a text file has it. Immutable.");
  note.def(py::init([](std::vector<std::string> fields, std::vector<std::string> tags, std::string guid,
                       std::string note_type, std::string deck) {
             return TextNote{
                 0, std::move(guid), std::move(note_type), std::move(deck), std::move(fields), std::move(tags)};
           }),
           "fields"_a, "tags"_a = std::vector<std::string>(), py::kw_only(), "guid"_a = "", "note_type"_a = "",
           "deck"_a = "", "fields: HTML. guid, note_type, deck: empty for none; the latter two are names.");
  note.def_readonly("line", &TextNote::line, "Where it begins in the file, from 1; 0 of one that was not read.");
  note.def_readonly("fields", &TextNote::fields, "HTML.");
  note.def_readonly("tags", &TextNote::tags, "No spaces within.");
  note.def_readonly("guid", &TextNote::guid, "Empty: none.");
  note.def_readonly("note_type", &TextNote::note_type, "Its name; empty: none.");
  note.def_readonly("deck", &TextNote::deck, "Its name; empty: none.");
  def_equal(note);
  note.def("__repr__", [](const py::object& self) { return describe(self, {"fields", "tags"}); });

  module.def(
      "notes_from_text",
      [](const std::string& content) {
        const py::gil_scoped_release release;
        return anki::notes_from_text(content);
      },
      "content"_a, R"(
The TextNotes of a text file: CSV, or values separated by tabs, semicolons, pipes or other characters, with Anki's
headers (#separator, #columns, #tags column, ...) or a first line that names the columns front, back, extra, tags, deck,
guid, note_type. Runs without the GIL. Raises InvalidArgument, naming the line.
)");
  module.def(
      "notes_to_text",
      [](const std::vector<TextNote>& notes, const std::string& layout) {
        const anki::TextLayout chosen = layouts.parse(layout, "layout");
        const py::gil_scoped_release release;
        return anki::notes_to_text(notes, chosen);
      },
      "notes"_a, "layout"_a = "anki_tabs", R"(
What notes_from_text() reads again: "anki_tabs", separated by tabs, with Anki's headers; or "csv_names", CSV whose first
line names the columns. Runs without the GIL. Raises InvalidArgument.
)");
}

}  // namespace

void bind_anki_text(py::module_& module) {
  bind_rendering(module);
  bind_text_files(module);
}

}  // namespace haven::python
