#include "anki/cloze_text.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace haven;
using Kind = anki::ClozePiece::Kind;

namespace {

/// The pieces, each with a letter for its kind.
std::string pieces(std::string_view text) {
  std::string all;
  for (const anki::ClozePiece& piece : anki::parse_cloze(text).pieces) {
    constexpr std::string_view letters = "toh/";
    if (!all.empty()) all += '|';
    all += letters[static_cast<std::size_t>(piece.kind)];
    if (piece.kind == Kind::text) all += std::string(piece.text);
    for (const int number : piece.numbers) all += std::to_string(number) + ",";
  }
  return all;
}

std::set<int> numbers(std::string_view text) { return anki::cloze_numbers(anki::parse_cloze(text)); }

}  // namespace

// Which deletions a text has is Anki's: with_anki.py compares their cards with its own.
TEST_CASE("cloze text: deletions, hints and what lies between them") {
  CHECK(pieces("a {{c1::b::h}} c") == "ta |o1,|tb|h|th|/|t c");
  CHECK(pieces("{{c2,1::b}}") == "o1,2,|tb|/");
  CHECK(pieces("{{c1::a {{c2::b}} c}}") == "o1,|ta |o2,|tb|/|t c|/");
  CHECK(pieces("{{c1::x::y::z}}") == "o1,|tx|h|ty::z|/");
  CHECK(pieces("x}} :: {{c:: {{c1:y}} {{x}} {c1::z}") == "tx}} :: {{c:: {{c1:y}} {{x}} {c1::z}");
  CHECK(pieces("") == "");
}

TEST_CASE("cloze text: what is never closed is no deletion, with all that it holds") {
  CHECK(pieces("{{c1::x}} {{c2::abc {{c3::d}}") == "o1,|tx|/|t ");
  CHECK(anki::parse_cloze("{{c1::x}} {{c2::abc {{c3::d}}").unclosed == "{{c2::abc {{c3::d}}");
  CHECK(numbers("{{c1::x}} {{c2::abc {{c3::d}}") == std::set{1});
}

TEST_CASE("cloze text: numbers that make cards") {
  CHECK(numbers("{{c3::x}} {{c1,2::y}} {{c0::z}} {{c500::z}} {{c501::z}}") == std::set{1, 2, 3, 500});
  CHECK(numbers("{{c1::a::{{c2::hint}}}} {{c1::a::h}} {{c3::b}}") == std::set{1, 3});
  CHECK(numbers("{{c99999999999::x}} {{c-1::x}}").empty());
}

TEST_CASE("cloze text: linear, whatever is open") {
  for (const char* piece : {"{{c1::", "{{c1,2,3::a::", "{{c", "}}", "{{c1::x}}", "::"}) {
    std::string text;
    while (text.size() < 4'000'000) text += piece;
    const anki::ClozeText parsed = anki::parse_cloze(text);
    std::size_t bytes = parsed.unclosed.size();
    for (const anki::ClozePiece& each : parsed.pieces) bytes += each.text.size();
    CHECK(bytes == text.size());
  }
}
