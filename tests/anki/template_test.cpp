#include "haven/anki/template.hpp"

#include <string>

#include "haven/core/error.hpp"

#include "anki/cloze.hpp"
#include "anki/cloze_text.hpp"

#include <doctest/doctest.h>

using namespace haven;
using anki::Side;

// with_anki.py compares many more templates and deletions with what Anki itself renders of them; the expected values
// here are from Anki 26.9.3 too.
namespace {

anki::NoteType basic(std::string question, std::string answer) {
  return {1, "Type", anki::NoteKind::basic, {"F", "G"}, {{"Card 1", std::move(question), std::move(answer)}}, ""};
}

anki::Note note(std::string f, std::string g) {
  return {1, "guid", 1, {}, {std::move(f), std::move(g)}, {"a", "b::c"}};
}

std::string question(const std::string& text, std::string f = "f", std::string g = "") {
  return anki::render(basic(text, ""), note(std::move(f), std::move(g)), 0).question;
}

}  // namespace

TEST_CASE("template: fields, conditions and filters") {
  CHECK(question("{{F}} {{ F }} {{{F}}} {{other:F}} {{text:F}}", "<i>x</i>") ==
        "<i>x</i> <i>x</i> <i>x</i>} <i>x</i> x");
  CHECK(question("{{#F}}has{{^G}}only{{/G}}{{/F}}{{#G}}not{{/G}}") == "hasonly");
  CHECK(question("{{#F}}x{{/F}}{{^F}}blank{{/F}}", " <br>\n<div></div>") == "blank");
  CHECK(question("{{#F}}x{{/F}}", "&nbsp;") == "x");
  CHECK(question("<!-- {{F}} {{Nothing}} --> {{F") == "<!-- {{F}} {{Nothing}} --> {{F");
  CHECK(question("{{type:nc:F}}") == "[[type:nc:F]]");
  CHECK(question("{{hint:F}}{{hint:G}}") == "<details class=\"hint\"><summary>F</summary>f</details>");
}

TEST_CASE("template: the answer knows the question, and both the card's place") {
  const auto type =
      basic("{{F}}?", "{{FrontSide}}|{{Tags}}|{{Type}}|{{Deck}}|{{Subdeck}}|{{Card}}|{{CardFlag}}|{{CardID}}");
  const auto text = anki::render(type, note("f", ""), 0, {.deck = "A::B", .flag = 3, .card = 9});
  CHECK(text.question == "f?");
  CHECK(text.answer == "f?|a b::c|Type|A::B|B|Card 1|flag3|9");
}

TEST_CASE("template: what is no template is refused") {
  CHECK_THROWS_WITH_AS(question("{{Nope}}"), "anki package: template: no field Nope", Error);
  CHECK_THROWS_WITH_AS(question("{{#Nope}}{{/Nope}}"), "anki package: template: no field Nope", Error);
  CHECK_THROWS_WITH_AS(question("{{#F}}"), "anki package: template: a condition is not closed: F", Error);
  CHECK_THROWS_WITH_AS(question("{{#F}}{{/G}}"), "anki package: template: no condition to close: G", Error);
  CHECK_THROWS_AS(question("{{/F}}"), Error);
  CHECK_THROWS_AS(question("{{}}"), Error);
  CHECK_THROWS_AS(anki::render(basic("{{F}}", ""), note("f", ""), 1), Error);
  CHECK_THROWS_AS(anki::render(basic("{{F}}", ""), note("f", ""), -1), Error);
  auto short_note = note("f", "");
  short_note.fields.pop_back();
  CHECK_THROWS_AS(anki::render(basic("{{F}}", ""), short_note, 0), Error);
}

TEST_CASE("template: a card that would be huge is refused") {
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "{{F}}";
  CHECK_THROWS_WITH_AS(question(many, std::string(1000, 'x')), "anki package: template: the card is too large", Error);
}

TEST_CASE("card_ordinals: a template makes a card when its question shows a filled field") {
  auto type = basic("{{F}}", "");
  type.templates.push_back({"Card 2", "{{#G}}{{F}}{{/G}}", ""});
  type.templates.push_back({"Card 3", "always {{Card}} {{Tags}}", ""});
  type.templates.push_back({"Card 4", "{{G}}", ""});
  CHECK(anki::card_ordinals(type, note("f", "g")) == std::vector{0, 1, 3});
  CHECK(anki::card_ordinals(type, note("f", "<br>")) == std::vector{0});
  CHECK(anki::card_ordinals(type, note("", "g")) == std::vector{3});
  anki::NoteType cloze = basic("{{cloze:F}}", "");
  cloze.kind = anki::NoteKind::cloze;
  CHECK(anki::card_ordinals(cloze, note("{{c3::x}} {{c1,2::y}} {{c0::z}} {{c501::z}}", "{{c9::x}}")) ==
        std::vector{0, 1, 2});
}

TEST_CASE("cloze: hidden in the question, marked in the answer") {
  const std::string text = "The {{c1::kidney::organ}} filters {{c2::blood}}.";
  CHECK(anki::reveal_cloze(text, 1, Side::question) ==
        "The <span class=\"cloze\" data-cloze=\"kidney\" data-ordinal=\"1\">[organ]</span> filters "
        "<span class=\"cloze-inactive\" data-ordinal=\"2\">blood</span>.");
  CHECK(anki::reveal_cloze(text, 2, Side::answer) ==
        "The <span class=\"cloze-inactive\" data-ordinal=\"1\">kidney</span> filters "
        "<span class=\"cloze\" data-ordinal=\"2\">blood</span>.");
  CHECK(anki::reveal_cloze(text, 3, Side::question).empty());
  CHECK(anki::only_cloze("{{c1::a}} {{c2::b}} {{c1::c::h}}", 1, Side::answer) == "a, c");
  CHECK(anki::only_cloze("{{c1::a}} {{c2::b}} {{c1::c::h}}", 1, Side::question) == "[...], [h]");
}

TEST_CASE("cloze: any depth in linear time, and no blow-up by escaping") {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "{{c1::<";
  for (int i = 0; i < 100'000; ++i) deep += "}}";
  CHECK(anki::reveal_cloze(deep, 1, Side::question).size() < 2'000'000);
  CHECK(anki::cloze_numbers(anki::parse_cloze(deep)).size() == 1);
}

TEST_CASE("render_apart: the answer stands alone, and nothing is typed") {
  const auto type = basic("{{F}} {{type:G}}", "{{FrontSide}}\n\n<hr id=answer>\n\n{{type:G}}!");
  const auto text = anki::render_apart(type, note("f", "g"), 0);
  CHECK(text.question == "f ");
  CHECK(text.answer == "g!");
}

TEST_CASE("cloze_source: the deletions as they were written") {
  anki::NoteType type = basic("{{cloze:F}}", "{{cloze:F}}<br>\n{{G}}");
  type.kind = anki::NoteKind::cloze;
  const auto text = anki::cloze_source(type, note("a {{c1::b::h}}", "more"));
  CHECK(text.question == "a {{c1::b::h}}");
  CHECK(text.answer == "more");
}

TEST_CASE("media_names: what HTML refers to, each once") {
  using Names = std::vector<std::string>;
  CHECK(anki::media_names("<img src=\"a b.png\"> [sound:x.mp3]<img src='c&amp;d.png'><img src=e.png width=1>"
                          "<img src=\"a b.png\"><img src=\"&quot;&amp;quot;\">") ==
        Names{"a b.png", "x.mp3", "c&d.png", "e.png", "\"&quot;"});
  CHECK(anki::media_names("<img src=\"https://example.org/a.png\"><img src=\"\">[sound:").empty());
}
