#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "haven/codec/question_import.hpp"
#include "haven/codec/utf8.hpp"

#include "codec/csv.hpp"
#include "codec/question_rules.hpp"
#include "codec/syntax_error.hpp"

namespace haven::codec {
namespace {

constexpr std::array<std::string_view, 9> needed_columns{"code", "category",  "stem",           "option_a",  "option_b",
                                                         "key",  "rationale", "discrimination", "difficulty"};
constexpr std::array<std::string_view, 10> other_columns{
    "option_c",        "option_d",    "option_e", "option_f", "pseudo_guessing",
    "upper_asymptote", "calibration", "tags",     "author",   "license"};
constexpr std::string_view source_column = "source";
constexpr std::array<const char*, 6> option_columns{"option_a", "option_b", "option_c",
                                                    "option_d", "option_e", "option_f"};

bool is_column(std::string_view name) {
  const auto in = [name](const auto& names) { return std::find(names.begin(), names.end(), name) != names.end(); };
  return in(needed_columns) || in(other_columns) || name == source_column;
}

using Columns = std::map<std::string, std::size_t, std::less<>>;

/// The place of each column; what is wrong with the header is a problem of its line.
Columns read_header(const CsvRecord& header, ProblemList& problems) {
  Columns columns;
  for (std::size_t i = 0; i < header.fields.size(); ++i) {
    const std::string& name = header.fields[i];
    if (!is_column(name)) problems.add(header.line, "unknown column: " + (is_utf8(name) ? excerpt(name) : "?"));
    if (!columns.emplace(name, i).second) problems.add(header.line, "column repeated: " + excerpt(name));
  }
  for (const std::string_view name : needed_columns) {
    if (columns.find(name) == columns.end()) problems.add(header.line, "column missing: " + std::string(name));
  }
  return columns;
}

std::vector<std::string> split_tags(const std::string& text) {
  std::vector<std::string> tags;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find(';', start), text.size());
    tags.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return tags;
}

/// The fields of one record by the names of their columns.
class Row {
 public:
  Row(const Columns& columns, const CsvRecord& record) : columns_(columns), record_(record) {}

  [[nodiscard]] std::string text(std::string_view column) const {
    const auto found = columns_.find(column);
    return found == columns_.end() ? std::string() : record_.fields[found->second];
  }

  /// The number in a column; `if_empty` where nothing is written.
  [[nodiscard]] double number(const char* column, std::optional<double> if_empty = std::nullopt) const {
    const std::string digits = text(column);
    if (digits.empty() && if_empty) return *if_empty;
    double value = 0.0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool whole = error == std::errc() && end == digits.data() + digits.size() && std::isfinite(value);
    if (!whole) throw Error(ErrorCode::invalid_argument, std::string(column) + " must be a number");
    return value;
  }

  /// Options up to the last column that is filled, so that a gap is found by the rules and not passed over.
  [[nodiscard]] std::vector<Option> options() const {
    std::vector<Option> options;
    for (std::size_t i = 0; i < option_columns.size(); ++i) {
      options.push_back({std::string(1, static_cast<char>('A' + i)), text(option_columns[i])});
    }
    while (!options.empty() && options.back().text.empty()) options.pop_back();
    return options;
  }

 private:
  const Columns& columns_;
  const CsvRecord& record_;
};

Calibration read_calibration(const Row& row) {
  const std::string word = row.text("calibration");
  if (word.empty()) return Calibration::provisional;
  const auto calibration = parse_calibration(word);
  if (!calibration) throw Error(ErrorCode::invalid_argument, "calibration is an unknown word");
  return *calibration;
}

void read_texts(const Row& row, QuestionDraft& draft) {
  draft.category = row.text("category");
  draft.question.stem = row.text("stem");
  draft.question.key = row.text("key");
  draft.question.rationale = row.text("rationale");
  draft.question.author = row.text("author");
  draft.question.license = row.text("license");
  draft.question.source = row.text("source");
}

QuestionDraft read_draft(const Columns& columns, const CsvRecord& record) {
  if (record.fields.size() != columns.size()) {
    throw Error(ErrorCode::invalid_argument, "has " + std::to_string(record.fields.size()) + " fields, the header " +
                                                 std::to_string(columns.size()));
  }
  const Row row(columns, record);
  QuestionDraft draft;
  draft.line = record.line;
  draft.question.code = row.text("code");
  draft.question.status = QuestionStatus::live;
  read_texts(row, draft);
  draft.question.options = row.options();
  draft.question.item = irt::LogisticItem{row.number("discrimination"), row.number("difficulty"),
                                          row.number("pseudo_guessing", 0.0), row.number("upper_asymptote", 1.0)};
  draft.question.calibration = read_calibration(row);
  draft.question.tags = split_tags(row.text("tags"));
  return draft;
}

void read_record(const Columns& columns, const CsvRecord& record, QuestionFile& file, ProblemList& problems) {
  const std::size_t before = problems.size();
  try {
    QuestionDraft draft = read_draft(columns, record);
    check_question(draft, problems);
    if (problems.size() == before) file.questions.push_back(std::move(draft));
  } catch (const Error& error) {
    problems.add(record.line, std::string("question: ") + error.what());
  }
}

std::vector<CsvRecord> read_records(std::string_view content, ProblemList& problems) {
  try {
    std::vector<CsvRecord> records = parse_csv(content);
    if (records.empty()) problems.add(1, "the header row is missing");
    return records;
  } catch (const SyntaxError& error) {
    problems.add(error.line(), error.problem());
    return {};
  }
}

}  // namespace

QuestionFile questions_from_csv(std::string_view content) {
  QuestionFile file;
  ProblemList problems;
  const std::vector<CsvRecord> records = read_records(content, problems);
  const Columns columns = records.empty() ? Columns{} : read_header(records[0], problems);
  const bool readable = problems.size() == 0;
  for (std::size_t i = 1; readable && i < records.size() && !problems.full(); ++i) {
    read_record(columns, records[i], file, problems);
  }
  file.problems = problems.take();
  return file;
}

}  // namespace haven::codec
