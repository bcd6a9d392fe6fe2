#include <algorithm>
#include <array>
#include <string>

#include "haven/anki/text_file.hpp"
#include "haven/codec/utf8.hpp"

#include "anki/refusal.hpp"
#include "codec/csv_writer.hpp"

namespace haven::anki {
namespace {

constexpr std::array<const char*, 3> field_names = {"front", "back", "extra"};

void require_text(const std::string& text) {
  const bool good = codec::is_utf8(text) && text.find('\0') == std::string::npos;
  if (!good) refuse_value("text must be UTF-8 without NUL");
}

std::string checked_tags(const std::vector<std::string>& tags) {
  std::string text;
  for (const std::string& tag : tags) {
    const bool good = !tag.empty() && tag.find(' ') == std::string::npos;
    if (!good) refuse_value("a tag is empty or has a space");
    text += (text.empty() ? "" : " ") + tag;
  }
  return text;
}

/// The guid comes first: a # at its beginning would make a header of the line, a byte-order mark would be passed over.
bool needs_quotes(const std::string& guid) { return guid.starts_with('#') || guid.starts_with("\xEF\xBB\xBF"); }

/// The columns that are not always there.
struct Shape {
  std::size_t fields = 1;
  bool data = false;
};

Shape shape_of(std::span<const TextNote> notes) {
  Shape shape;
  for (const TextNote& note : notes) {
    shape.fields = std::max(shape.fields, note.fields.size());
    shape.data = shape.data || note.data;
  }
  return shape;
}

void write_note(const TextNote& note, const Shape& shape, codec::CsvWriter& writer) {
  const std::string tags = checked_tags(note.tags);
  const std::string data = note.data.value_or("");
  for (const std::string* text : {&note.guid, &note.note_type, &note.deck, &tags, &data}) require_text(*text);
  (needs_quotes(note.guid) ? writer.quoted(note.guid) : writer.text(note.guid)).text(note.note_type).text(note.deck);
  for (std::size_t i = 0; i < shape.fields; ++i) {
    const std::string field = i < note.fields.size() ? note.fields[i] : std::string();
    require_text(field);
    writer.text(field);
  }
  writer.text(tags);
  if (shape.data) writer.text(data);
  writer.end_record();
}

std::string write(std::span<const TextNote> notes, const Shape& shape, codec::CsvWriter writer) {
  for (const TextNote& note : notes) write_note(note, shape, writer);
  return writer.take();
}

std::string names(const Shape& shape) {
  std::string line = "guid,note_type,deck";
  for (std::size_t i = 0; i < shape.fields; ++i) line += std::string(",") + field_names[i];
  return line + (shape.data ? ",tags,haven\n" : ",tags\n");
}

std::string headers(const Shape& shape) {
  const std::size_t tags = shape.fields + 4;
  return "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:" +
         std::to_string(tags) + "\n" + (shape.data ? "#haven column:" + std::to_string(tags + 1) + "\n" : "");
}

}  // namespace

std::string notes_to_text(std::span<const TextNote> notes, TextLayout layout) {
  const Shape shape = shape_of(notes);
  if (layout == TextLayout::anki_tabs) return headers(shape) + write(notes, shape, codec::CsvWriter('\t'));
  if (shape.fields > field_names.size()) refuse_value("a CSV file of named columns holds three fields at most");
  return names(shape) + write(notes, shape, codec::CsvWriter());
}

}  // namespace haven::anki
