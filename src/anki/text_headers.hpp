#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haven::anki {

/// What the headers of a text file say. Columns count from 0.
struct TextHeaders {
  std::optional<char> separator;
  bool html = true;
  std::vector<std::string> tags;  ///< of all notes
  std::string note_type, deck;    ///< of all notes
  std::string columns;            ///< names of the columns, with separators between them
  std::optional<std::size_t> guid_column, note_type_column, deck_column, tags_column, data_column;
  std::size_t bytes = 0;  ///< that the headers take
  int lines = 0;
};

/// Reads the lines that begin with # at the start of a text. Throws Error(invalid_argument), naming the line.
[[nodiscard]] TextHeaders read_headers(std::string_view text);

/// The words of a text, separated by spaces.
[[nodiscard]] std::vector<std::string> words_of(std::string_view text);

/// Throws Error(invalid_argument): "line 3: what".
[[noreturn]] void refuse_line(int line, const std::string& what);

}  // namespace haven::anki
