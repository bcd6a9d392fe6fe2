#include "haven/anki/text_file.hpp"

#include <string>
#include <vector>

#include "haven/core/error.hpp"

#include <doctest/doctest.h>

using namespace haven;
using anki::TextNote;

namespace {

std::vector<TextNote> notes() {
  return {{0, "#a\"b", "Basic", "A::B", {"front, with comma", "two\nlines\tand a tab"}, {"x", "y::z"}},
          {0, "", "", "", {"=1+1", "say \"hi\""}, {}},
          {0, "g", "Cloze", "D;e", {"{{c1::日本}}", ""}, {"t"}}};
}

std::vector<TextNote> without_lines(std::vector<TextNote> read) {
  for (TextNote& note : read) note.line = 0;
  return read;
}

std::string refusal(const std::string& text) {
  try {
    static_cast<void>(anki::notes_from_text(text));
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("text files: what is written is read again") {
  for (const auto layout : {anki::TextLayout::anki_tabs, anki::TextLayout::csv_names}) {
    CHECK(without_lines(anki::notes_from_text(anki::notes_to_text(notes(), layout))) == notes());
  }
  CHECK(anki::notes_from_text(anki::notes_to_text({})).empty());
  const std::vector<TextNote> marked = {{0, "\xEF\xBB\xBFg", "", "", {"f"}, {}}};  // a byte-order mark that is content
  CHECK(without_lines(anki::notes_from_text(anki::notes_to_text(marked))) == marked);
}

TEST_CASE("text files: data kept with the notes come back, where one has some") {
  std::vector<TextNote> kept = notes();
  for (TextNote& note : kept) note.data = "";
  kept[1].data = R"({"a":"x, y"})";
  for (const auto layout : {anki::TextLayout::anki_tabs, anki::TextLayout::csv_names}) {
    CHECK(without_lines(anki::notes_from_text(anki::notes_to_text(kept, layout))) == kept);
  }
  CHECK(anki::notes_from_text("haven,front\n1,Front\n")[0].data == "1");
  CHECK(anki::notes_from_text("#separator:tab\n#haven column:1\n1\tFront\n")[0].data == "1");
  CHECK_FALSE(anki::notes_from_text("front\nFront\n")[0].data);
}

TEST_CASE("text files: names in the first line say what the columns are") {
  const auto read = anki::notes_from_text("tags,back,front\r\na b,Back,Front\r\n,\"x\"\"y\",z\r\n");
  REQUIRE(read.size() == 2);
  CHECK(read[0] == TextNote{2, "", "", "", {"Front", "Back"}, {"a", "b"}});
  CHECK(read[1] == TextNote{3, "", "", "", {"z", "x\"y"}, {}});
  CHECK(anki::notes_from_text("front,other\na,b\n").size() == 2);  // then it is a note
}

TEST_CASE("text files: without names or headers all columns are fields, the separator is the first that comes") {
  CHECK(anki::notes_from_text("apple;banana, or two;grape\n")[0].fields ==
        std::vector<std::string>{"apple", "banana, or two", "grape"});
  CHECK(anki::notes_from_text("\xEF\xBB\xBFq\t5\" tall\nonly one\n")[0].fields ==
        std::vector<std::string>{"q", "5\" tall"});
  CHECK(anki::notes_from_text("q\ta\n\nonly one\n")[1] == TextNote{3, "", "", "", {"only one"}, {}});
}

TEST_CASE("text files: Anki's headers") {
  const auto read = anki::notes_from_text(
      "#separator:Pipe\n#html:false\n#tags:a b\n#notetype:Basic\n#deck column:2\n# a comment\n#columns:F|Deck|B\n"
      "1 < 2 & 3|D::E|\"x\ny\"\n#only|a|note\n");
  REQUIRE(read.size() == 2);
  CHECK(read[0] == TextNote{8, "", "Basic", "D::E", {"1 &lt; 2 &amp; 3", "x<br>y"}, {"a", "b"}});
  CHECK(read[1] == TextNote{10, "", "Basic", "a", {"#only", "note"}, {"a", "b"}});
}

TEST_CASE("text files: what cannot be meant is refused with its line") {
  CHECK(refusal("a\tb\nc\td\te\n") == "line 2: has 3 columns, the first 2");
  CHECK(refusal("a\n\"b\n") == "line 2: a quote that is never closed");
  CHECK(refusal("a\n\"b\"c\n") == "line 2: a separator or the end of the line must follow");
  CHECK(refusal("a\nb\xff\n") == "line 2: must be UTF-8 without NUL");
  CHECK(refusal(std::string("a\nb\n\0", 5)) == "line 3: must be UTF-8 without NUL");
  CHECK(refusal("#separator:x\na\n") == "line 1: unknown separator: x");
  CHECK(refusal("#html:maybe\na\n") == "line 1: must be true or false, got maybe");
  CHECK(refusal("#x\n#guid column:0\na\n") == "line 2: no column: 0");
  CHECK(refusal("#guid column:1\na\n") == "line 2: has no fields");
  CHECK(refusal("front,deck,deck\na,b,c\n") == "line 1: two columns are named deck");
  CHECK(refusal("#columns:\"\"\na\n").empty());
  CHECK(refusal("").empty());
  CHECK(refusal("#").empty());
}

TEST_CASE("text files: what could not be read again is not written") {
  const auto check = [](TextNote note) {
    CHECK_THROWS_AS(static_cast<void>(anki::notes_to_text(std::vector{note})), Error);
  };
  check({0, "", "", "", {"\xff"}, {}});
  check({0, "", "", "", {"a"}, {"b c"}});
  check({0, std::string(1, '\0'), "", "", {"a"}, {}});
  const std::vector<TextNote> four = {{0, "", "", "", {"1", "2", "3", "4"}, {}}};
  CHECK_THROWS_AS(static_cast<void>(anki::notes_to_text(four, anki::TextLayout::csv_names)), Error);
  CHECK(without_lines(anki::notes_from_text(anki::notes_to_text(four))) == four);
}
