#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace haven::anki {

/// A note as a text file has it.
struct TextNote {
  int line = 0;           ///< where it begins in the file, from 1; not written
  std::string guid;       ///< empty: none
  std::string note_type;  ///< its name; empty: none
  std::string deck;       ///< its name; empty: none
  std::vector<std::string> fields;
  std::vector<std::string> tags;
  /// What the program that wrote the file keeps with the note: the column "haven". nullopt: the file has none.
  std::optional<std::string> data = std::nullopt;

  bool operator==(const TextNote&) const = default;
};

/// Reads a text file of notes: CSV (RFC 4180) or values separated by tabs, semicolons, pipes or other characters.
///
/// The file may begin with Anki's headers: #separator, #html, #tags (for all notes), #columns (names), #notetype,
/// #deck, #notetype column, #deck column, #tags column, #guid column, and ours, #haven column; others beginning with #
/// are comments. Columns that no header claims are the fields, in their order. Without headers the separator is the
/// first tab, semicolon or comma of the first line; and if that line names a column "front" and only front, back,
/// extra, tags, deck, guid, note_type and haven, it is taken for names, and the columns for what they say.
///
/// A record shorter than the first has fewer fields. Fields are HTML, kept as they are, unless #html is false: then
/// they are text, and made HTML (&, <, > and line breaks). What a spreadsheet would take for a formula (=, +, -, @ at
/// the beginning) is content like any other and is kept: whoever opens such files in a spreadsheet must know that.
///
/// Throws Error(invalid_argument), naming the line: text that is not UTF-8 or has NUL, quotes that are not closed, a
/// record longer than the first or than 1,000 columns, more than `most_notes` records, a header that cannot be meant,
/// no fields. Pure; O(content).
[[nodiscard]] std::vector<TextNote> notes_from_text(std::string_view content,
                                                    std::size_t most_notes = std::numeric_limits<std::size_t>::max());

/// How notes are written.
enum class TextLayout {
  anki_tabs,  ///< separated by tabs, with Anki's headers: Anki imports it as it stands
  csv_names,  ///< CSV whose first line names the columns: guid, note_type, deck, front, back, extra, tags, haven
};

/// What notes_from_text() reads again. Shorter notes get empty fields up to the longest; there is a column "haven" when
/// one of them has data. Throws Error(invalid_argument)
/// for more than three fields under csv_names, a tag with a space, and text that is not UTF-8 or has NUL.
[[nodiscard]] std::string notes_to_text(std::span<const TextNote> notes, TextLayout layout = TextLayout::anki_tabs);

}  // namespace haven::anki
