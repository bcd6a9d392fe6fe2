#include "codec/csv.hpp"

#include "codec/syntax_error.hpp"

#include <doctest/doctest.h>

using haven::codec::parse_csv;
using haven::codec::SyntaxError;
using Fields = std::vector<std::string>;

namespace {

int error_line(std::string_view text) {
  try {
    static_cast<void>(parse_csv(text));
  } catch (const SyntaxError& error) {
    return error.line();
  }
  return 0;
}

}  // namespace

TEST_CASE("parse_csv: quoted fields keep commas, quotes and line breaks") {
  const auto records = parse_csv("a,\"b,\"\"c\"\"\",\"d\r\ne\"\r\nf,,g\n");
  REQUIRE(records.size() == 2);
  CHECK(records[0].fields == Fields{"a", "b,\"c\"", "d\r\ne"});
  CHECK(records[1].fields == Fields{"f", "", "g"});
}

TEST_CASE("parse_csv: a record knows the line on which it begins") {
  const auto records = parse_csv("\"a\nb\",c\n\nd,e");
  REQUIRE(records.size() == 2);
  CHECK(records[0].line == 1);
  CHECK(records[1].line == 4);
}

TEST_CASE("parse_csv: a byte-order mark is skipped, the last line needs no end") {
  const auto records = parse_csv(
      "\xEF\xBB\xBF"
      "code,stem");
  REQUIRE(records.size() == 1);
  CHECK(records[0].fields == Fields{"code", "stem"});
}

TEST_CASE("parse_csv: broken quoting and a lone CR are refused with their line") {
  CHECK(error_line("a\nb\"c\n") == 2);
  CHECK(error_line("a\n\"b\"c\n") == 2);
  CHECK(error_line("a\nb\n\"c\nd") == 3);
  CHECK(error_line("a\rb\n") == 1);
}
