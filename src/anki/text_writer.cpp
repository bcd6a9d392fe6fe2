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

std::string joined(const std::vector<std::string>& tags) {
  std::string text;
  for (const std::string& tag : tags) {
    const bool good = !tag.empty() && tag.find(' ') == std::string::npos;
    if (!good) refuse_value("a tag is empty or has a space");
    text += (text.empty() ? "" : " ") + tag;
  }
  return text;
}

std::size_t most_fields(std::span<const TextNote> notes) {
  std::size_t most = 1;
  for (const TextNote& note : notes) most = std::max(most, note.fields.size());
  return most;
}

/// The guid comes first: a # at its beginning would make a header of the line, a byte-order mark would be passed over.
bool needs_quotes(const std::string& guid) { return guid.starts_with('#') || guid.starts_with("\xEF\xBB\xBF"); }

void write_note(const TextNote& note, std::size_t fields, codec::CsvWriter& writer) {
  const std::string tags = joined(note.tags);
  for (const std::string* text : {&note.guid, &note.note_type, &note.deck, &tags}) require_text(*text);
  (needs_quotes(note.guid) ? writer.quoted(note.guid) : writer.text(note.guid)).text(note.note_type).text(note.deck);
  for (std::size_t i = 0; i < fields; ++i) {
    const std::string field = i < note.fields.size() ? note.fields[i] : std::string();
    require_text(field);
    writer.text(field);
  }
  writer.text(tags).end_record();
}

std::string write(std::span<const TextNote> notes, std::size_t fields, codec::CsvWriter writer) {
  for (const TextNote& note : notes) write_note(note, fields, writer);
  return writer.take();
}

std::string names(std::size_t fields) {
  std::string line = "guid,note_type,deck";
  for (std::size_t i = 0; i < fields; ++i) line += std::string(",") + field_names[i];
  return line + ",tags\n";
}

}  // namespace

std::string notes_to_text(std::span<const TextNote> notes, TextLayout layout) {
  const std::size_t fields = most_fields(notes);
  if (layout == TextLayout::csv_names) {
    if (fields > field_names.size()) refuse_value("a CSV file of named columns holds three fields at most");
    return names(fields) + write(notes, fields, codec::CsvWriter());
  }
  return "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:" +
         std::to_string(fields + 4) + "\n" + write(notes, fields, codec::CsvWriter('\t'));
}

}  // namespace haven::anki
