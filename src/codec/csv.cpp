#include "codec/csv.hpp"

#include <utility>

#include "codec/syntax_error.hpp"

namespace haven::codec {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

class CsvParser {
 public:
  CsvParser(std::string_view text, CsvDialect dialect) : text_(text), dialect_(dialect) {
    if (text_.substr(0, byte_order_mark.size()) == byte_order_mark) at_ = byte_order_mark.size();
  }

  std::vector<CsvRecord> run() {
    while (at_ < text_.size()) read_record();
    return std::move(records_);
  }

 private:
  void read_record() {
    CsvRecord record{line_, {}};
    do {
      if (record.fields.size() == dialect_.most_fields) refuse_more(dialect_.most_fields, "fields");
      record.fields.push_back(read_field());
    } while (skip(dialect_.separator));
    end_record();
    const bool empty = record.fields.size() == 1 && record.fields[0].empty();
    if (empty) return;
    if (records_.size() == dialect_.most_records) refuse_more(dialect_.most_records, "records");
    records_.push_back(std::move(record));
  }

  std::string read_field() { return skip('"') ? read_quoted() : read_plain(); }

  std::string read_plain() {
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != dialect_.separator && text_[at_] != '\n' && text_[at_] != '\r') {
      if (text_[at_] == '"' && !dialect_.quotes_within) refuse("a quote inside a field that does not begin with one");
      ++at_;
    }
    return std::string(text_.substr(start, at_ - start));
  }

  std::string read_quoted() {
    const int opened = line_;
    std::string field;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"' && !skip('"')) return field;
      if (c == '\n') ++line_;
      field += c;
    }
    line_ = opened;
    refuse("a quote that is never closed");
  }

  void end_record() {
    if (at_ == text_.size()) return;
    skip('\r');
    if (!skip('\n')) refuse("a separator or the end of the line must follow");
    ++line_;
  }

  bool skip(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  [[noreturn]] void refuse(const std::string& what) const {
    throw SyntaxError(ErrorCode::invalid_argument, line_, what);
  }

  [[noreturn]] void refuse_more(std::size_t most, const std::string& what) const {
    refuse("more than " + std::to_string(most) + " " + what);
  }

  std::string_view text_;
  CsvDialect dialect_;
  std::size_t at_ = 0;
  int line_ = 1;
  std::vector<CsvRecord> records_;
};

}  // namespace

std::vector<CsvRecord> parse_csv(std::string_view text, CsvDialect dialect) { return CsvParser(text, dialect).run(); }

}  // namespace haven::codec
