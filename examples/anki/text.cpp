#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "haven/anki/text_file.hpp"

#include "commands.hpp"

#include <nlohmann/json.hpp>

namespace example {
namespace {

using namespace haven;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string as_json(const std::vector<anki::TextNote>& notes) {
  std::string lines;
  for (const auto& note : notes) {
    lines += nlohmann::ordered_json({{"line", note.line},
                                     {"guid", note.guid},
                                     {"note_type", note.note_type},
                                     {"deck", note.deck},
                                     {"fields", note.fields},
                                     {"tags", note.tags}})
                 .dump() +
             '\n';
  }
  return lines;
}

}  // namespace

void text(const std::string& file, std::string_view layout) {
  const auto notes = anki::notes_from_text(read_file(file));
  const std::string result =
      layout == "json"
          ? as_json(notes)
          : anki::notes_to_text(notes, layout == "csv" ? anki::TextLayout::csv_names : anki::TextLayout::anki_tabs);
  std::fwrite(result.data(), 1, result.size(), stdout);
}

}  // namespace example
