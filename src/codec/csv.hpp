#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace haven::codec {

/// One record of a CSV file.
struct CsvRecord {
  int line = 0;  ///< 1-based: where it begins
  std::vector<std::string> fields;
};

/// What may differ from RFC 4180.
struct CsvDialect {
  char separator = ',';
  bool quotes_within = false;  ///< a quote inside a plain field is text
  std::size_t most_records = std::numeric_limits<std::size_t>::max();
  std::size_t most_fields = std::numeric_limits<std::size_t>::max();  ///< of one record
};

/// Splits RFC 4180 text into records: fields separated by commas, quoted with " where needed ("" stands for "), records
/// ended by LF or CRLF. A byte-order mark and empty lines are skipped. Throws SyntaxError(invalid_argument) for
/// a quote inside a plain field, text after a closing quote, a quote that is never closed, a lone CR, and more records
/// or fields than the dialect allows.
[[nodiscard]] std::vector<CsvRecord> parse_csv(std::string_view text, CsvDialect dialect = {});

}  // namespace haven::codec
