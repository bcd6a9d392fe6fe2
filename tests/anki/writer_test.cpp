#include "haven/anki/writer.hpp"

#include <functional>
#include <string>

#include "haven/core/error.hpp"

#include "packages.hpp"

#include <doctest/doctest.h>

using namespace haven;

namespace {

/// Writes the sample after a change and says why that was refused.
std::string refusal(const std::function<void(test::Contents&)>& change) {
  const test::Folder folder;
  test::Contents all = test::sample();
  change(all);
  try {
    test::write(all, folder / "a.apkg");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    CHECK(folder.files() == 0);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("writer: what a reader would refuse is refused") {
  using Contents = test::Contents;
  CHECK(refusal([](Contents&) {}).empty());
  CHECK(refusal([](Contents& c) { c.notes[1].id = 40; }) == "anki package: note 40 is there already");
  CHECK(refusal([](Contents& c) { c.notes[0].note_type = 9; }) == "anki package: note 40 has an unknown note type");
  CHECK(refusal([](Contents& c) { c.notes[0].fields.pop_back(); }) ==
        "anki package: note 40 has not as many fields as its note type");
  CHECK(refusal([](Contents& c) { c.notes[0].fields[0] = "\xff"; }) ==
        "anki package: note 40 must be UTF-8 without NUL");
  CHECK(refusal([](Contents& c) { c.notes[0].fields[0] = std::string(1, '\0'); }) ==
        "anki package: note 40 must be UTF-8 without NUL");
  CHECK(refusal([](Contents& c) { c.notes[0].fields[0] = "a\x1f"; }) == "anki package: note 40 holds U+001F");
  CHECK(refusal([](Contents& c) { c.notes[0].tags[0] = "a b"; }) ==
        "anki package: note 40 has a tag that is empty or has a space");
  CHECK(refusal([](Contents& c) { c.cards[0].note = 9; }) == "anki package: card 50: note 9 is not there");
  CHECK(refusal([](Contents& c) { c.cards[0].deck = 9; }) == "anki package: card 50: deck 9 is not there");
  CHECK(refusal([](Contents& c) { c.cards[0].flag = 8; }) == "anki package: card 50: ordinal or flag out of range");
  CHECK(refusal([](Contents& c) { c.cards[1].id = 50; }) == "anki package: card 50 is there already");
  CHECK(refusal([](Contents& c) { c.reviews[0].rating = 5; }).ends_with("rating must be 0..4"));
  CHECK(refusal([](Contents& c) { c.reviews[0].card = 9; }).ends_with("card 9 is not there"));
  CHECK(refusal([](Contents& c) { c.reviews[1].at = c.reviews[0].at; }).ends_with("is there already"));
  CHECK(refusal([](Contents& c) { c.note_types[0].fields[1] = "Front"; }) ==
        "anki package: note type 30 has two fields of one name");
  CHECK(refusal([](Contents& c) { c.note_types[1].id = 30; }) == "anki package: note type 30 is there already");
  CHECK(refusal([](Contents& c) { c.decks[2].id = 20; }) == "anki package: deck 20 is there already or has no name");
  CHECK(refusal([](Contents& c) { c.media["../x"] = ""; }) == "anki package: not a name for media: ../x");
  CHECK(refusal([](Contents& c) { c.media["a\\b"] = ""; }) == "anki package: not a name for media: a\\b");
}

TEST_CASE("writer: an older package stays until the new one is complete") {
  const test::Folder folder;
  test::write(test::sample(), folder / "a.apkg");
  const std::string before = test::read_file(folder / "a.apkg");
  {
    anki::PackageWriter writer(folder / "a.apkg");
    writer.add(test::sample().decks[1]);
  }
  CHECK(test::read_file(folder / "a.apkg") == before);
  anki::PackageWriter writer(folder / "a.apkg");
  writer.finish();
  CHECK(test::read_file(folder / "a.apkg").size() < before.size());
  CHECK_THROWS_AS(writer.finish(), Error);
  CHECK(folder.files() == 1);
}

TEST_CASE("writer: the same contents give the same collection") {
  for (const int schema : {11, 18}) CHECK(test::collection(schema) == test::collection(schema));
}
