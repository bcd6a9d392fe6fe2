#include "haven/anki/text_file.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "haven/codec/utf8.hpp"
#include "haven/core/error.hpp"

#include "anki/text_headers.hpp"
#include "codec/csv.hpp"
#include "codec/syntax_error.hpp"

namespace haven::anki {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// What each column is for.
struct Columns {
  std::optional<std::size_t> guid, note_type, deck, tags, data;
  std::vector<std::size_t> fields;
  std::size_t count = 0;
};

char guess_separator(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  const std::size_t found = line.find_first_of("\t;,");
  return found == std::string_view::npos ? '\t' : line[found];
}

constexpr std::size_t most_columns = 1'000;

std::vector<codec::CsvRecord> parse(std::string_view text, char separator, int lines_before, std::size_t most_records) {
  try {
    auto records = codec::parse_csv(
        text,
        {.separator = separator, .quotes_within = true, .most_records = most_records, .most_fields = most_columns});
    for (auto& record : records) record.line += lines_before;
    return records;
  } catch (const codec::SyntaxError& error) {
    refuse_line(error.line() + lines_before, error.problem());
  }
}

/// The columns by the names in a first line; nullopt if that line is a note like the others.
std::optional<Columns> named_columns(const codec::CsvRecord& names) {
  Columns columns;
  columns.count = names.fields.size();
  std::map<std::string_view, std::size_t> fields;
  std::map<std::string_view, std::optional<std::size_t>*> others = {{"guid", &columns.guid},
                                                                    {"note_type", &columns.note_type},
                                                                    {"deck", &columns.deck},
                                                                    {"tags", &columns.tags},
                                                                    {"haven", &columns.data}};
  std::set<std::string_view> seen;
  std::optional<std::string> repeated;
  for (std::size_t i = 0; i < names.fields.size(); ++i) {
    const std::string& name = names.fields[i];
    if (!seen.insert(name).second) repeated = name;
    const auto other = others.find(name);
    if (other != others.end()) {
      *other->second = i;
    } else if (name == "front" || name == "back" || name == "extra") {
      fields.emplace(name, i);
    } else {
      return std::nullopt;
    }
  }
  if (!fields.contains("front")) return std::nullopt;
  if (repeated) refuse_line(names.line, "two columns are named " + *repeated);
  for (const char* name : {"front", "back", "extra"}) {
    if (fields.contains(name)) columns.fields.push_back(fields[name]);
  }
  return columns;
}

Columns columns_by(const TextHeaders& headers, std::size_t count, int line) {
  Columns columns{headers.guid_column,
                  headers.note_type_column,
                  headers.deck_column,
                  headers.tags_column,
                  headers.data_column,
                  {},
                  count};
  for (std::size_t i = 0; i < count; ++i) {
    const bool claimed =
        i == columns.guid || i == columns.note_type || i == columns.deck || i == columns.tags || i == columns.data;
    if (!claimed) columns.fields.push_back(i);
  }
  if (columns.fields.empty()) refuse_line(line, "has no fields");
  return columns;
}

std::string as_html(const std::string& text) {
  std::string html;
  for (const char c : text) {
    if (c == '&') {
      html += "&amp;";
    } else if (c == '<') {
      html += "&lt;";
    } else if (c == '>') {
      html += "&gt;";
    } else if (c == '\n') {
      html += "<br>";
    } else if (c != '\r') {
      html += c;
    }
  }
  return html;
}

TextNote read_note(codec::CsvRecord&& record, const Columns& columns, const TextHeaders& headers) {
  if (record.fields.size() > columns.count) {
    refuse_line(record.line,
                "has " + std::to_string(record.fields.size()) + " columns, the first " + std::to_string(columns.count));
  }
  const auto value = [&](std::optional<std::size_t> column) {
    return column && *column < record.fields.size() ? record.fields[*column] : std::string();
  };
  TextNote note{.line = record.line,
                .guid = value(columns.guid),
                .note_type = value(columns.note_type),
                .deck = value(columns.deck),
                .fields = {},
                .tags = words_of(value(columns.tags))};
  if (columns.data) note.data = value(columns.data);
  if (note.note_type.empty()) note.note_type = headers.note_type;
  if (note.deck.empty()) note.deck = headers.deck;
  for (const std::string& tag : headers.tags) {
    if (std::find(note.tags.begin(), note.tags.end(), tag) == note.tags.end()) note.tags.push_back(tag);
  }
  for (const std::size_t column : columns.fields) {
    if (column >= record.fields.size()) break;
    note.fields.push_back(headers.html ? record.fields[column] : as_html(record.fields[column]));
  }
  return note;
}

void require_text(std::string_view content) {
  const std::size_t nul = content.find('\0');
  if (codec::is_utf8(content) && nul == std::string_view::npos) return;
  int line = 1;
  for (std::size_t start = 0; start < content.size(); ++line) {
    const std::size_t end = std::min(content.find('\n', start), content.size());
    const std::string_view text = content.substr(start, end - start);
    if (!codec::is_utf8(text) || text.find('\0') != std::string_view::npos) break;
    start = end + 1;
  }
  refuse_line(line, "must be UTF-8 without NUL");
}

}  // namespace

std::vector<TextNote> notes_from_text(std::string_view content, std::size_t most_notes) {
  if (content.starts_with(byte_order_mark)) content.remove_prefix(byte_order_mark.size());
  require_text(content);
  const TextHeaders headers = read_headers(content);
  const std::string_view body = content.substr(headers.bytes);
  const char separator = headers.separator.value_or(guess_separator(headers.columns.empty() ? body : headers.columns));
  auto records = parse(body, separator, headers.lines, most_notes);
  if (records.empty()) return {};
  const auto named = headers.lines == 0 ? named_columns(records[0]) : std::nullopt;
  std::size_t count = records[0].fields.size();
  if (const auto names = parse(headers.columns, separator, 0, 1); !names.empty()) count = names[0].fields.size();
  const Columns columns = named ? *named : columns_by(headers, count, records[0].line);
  std::vector<TextNote> notes;
  for (std::size_t i = named ? 1 : 0; i < records.size(); ++i) {
    notes.push_back(read_note(std::move(records[i]), columns, headers));
  }
  return notes;
}

}  // namespace haven::anki
