#include "anki/plain_text.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace haven::anki;

// Columns sfld and csum of notes that Anki 26.9.3 made.
TEST_CASE("plain_text: the sort field and checksum that Anki gives a note") {
  CHECK(plain_text("What is <b>HR</b>?") == "What is HR?");
  CHECK(field_checksum("What is HR?") == 191368167U);
  CHECK(field_checksum("K+") == 3479054816U);
  const std::string cloze = "The {{c1::kidney::organ}} filters {{c2::blood}}. {{c1::Two}}";
  CHECK(plain_text(cloze) == cloze);
  CHECK(field_checksum(cloze) == 3895565155U);
}

TEST_CASE("plain_text: media leave their names, styles and comments nothing") {
  CHECK(plain_text("a<img class=\"x\" src=\"p q.png\">b") == "a p q.png b");
  CHECK(plain_text("a<IMG src=p.png width=3>b") == "a p.png b");
  CHECK(plain_text("<style>.x{}</style>a<!-- > -->b<SCRIPT>c</script>d") == "abd");
  CHECK(without_html("a<img src=\"p.png\">b &amp;lt;") == "ab &lt;");
  CHECK(without_tags("a<br>b &lt; c") == "ab &lt; c");
}

TEST_CASE("plain_text: what is no tag stays") {
  CHECK(plain_text("1 < 2 & 3") == "1 < 2 & 3");
  CHECK(plain_text("<style>a") == "a");
  CHECK(plain_text("<") == "<");
  CHECK(plain_text("").empty());
}

TEST_CASE("plain_text: opened and never closed, in linear time") {
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += "<style<!--";
  CHECK(plain_text(text) == text);
}
