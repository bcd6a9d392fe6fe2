#include <map>
#include <string>
#include <vector>

#include "haven/services/flashcard_files.hpp"

#include "codec/note_data.hpp"
#include "services/flashcard_deck.hpp"
#include "storage/temporary_folder.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

using Texts = std::vector<std::string>;

Id<Question> first_question(Fixture& fixture) {
  return fixture.questions().list(fixture.caller(), {}).questions.at(0).id;
}

/// One note of every kind, with all that a note can have.
std::vector<NoteDraft> every_kind(Id<Question> question) {
  return {
      {.kind = CardKind::basic, .front = " <br>front ", .back = "<br>back\n", .tags = {"a b", "c_d"}, .guid = "basic"},
      {.kind = CardKind::reversed, .front = "K+", .back = "potassium", .media = {"k.png"}, .guid = "reversed"},
      {.kind = CardKind::cloze,
       .front = "{{c1::x}} <img src=\"z.png\"> {{c2::y}}",
       .back = "more",
       .media = {"hidden \"1\" & 2.png", "z.png"},
       .extra = R"({ "b": 1.0, "a": "<ü>" })",
       .guid = "cloze"},
      {.kind = CardKind::image, .front = "Name it", .back = "heart", .media = {"heart.png"}, .guid = "image"},
      {.kind = CardKind::image, .front = "", .media = {"https://example.org/h.png", "b.png"}, .guid = "bare image"},
      {.front = "stem<br><img src=\"a.png\">",
       .back = "B",
       .media = {"a.png", "b.png"},
       .question = question,
       .guid = "q"},
      {.front = "written as {{c1::x}}", .back = "no gap", .guid = "no cloze"},
      {.front = "shows <img src=\"a.png\">, has none", .back = "", .guid = "none"},
  };
}

/// All that cards say, by guid.
std::map<std::string, Texts> all_of(const std::vector<Flashcard>& cards) {
  std::map<std::string, Texts> all;
  for (const Flashcard& each : cards) {
    Texts& texts = all[each.guid];
    texts = {std::string(to_string(each.kind)), each.front, each.back, each.source, each.extra};
    if (each.question) texts.push_back(to_string(*each.question));
    for (const auto* list : {&each.tags, &each.media}) {
      texts.push_back("--");
      texts.insert(texts.end(), list->begin(), list->end());
    }
  }
  return all;
}

/// A set with every kind of note, as a file of each format.
struct World {
  World() {
    fixture.questions().import({{"items", ImportFormat::json, questions_json(3)}});
    set = fixture.flashcards().create_set(author, {.title = "Every kind"});
    static_cast<void>(
        fixture.flashcards().add_notes(author, {.set = set.id, .notes = every_kind(first_question(fixture))}));
  }

  [[nodiscard]] std::map<std::string, Texts> cards(const Caller& caller, Id<FlashcardSet> id) {
    return all_of(fixture.flashcards().cards(caller, {.set = id, .limit = 200}).cards);
  }
  FlashcardImportReport back(const std::string& format, const Caller& caller, Id<FlashcardSet> into) {
    const FlashcardImportOptions options{.set = into};
    FlashcardService& service = fixture.flashcards();
    if (format == "csv") return import_text(service, caller, export_text(service, author, set.id), "", options);
    if (format == "tsv") {
      const std::string text = export_text(service, author, set.id, anki::TextLayout::anki_tabs);
      return import_text(service, caller, text, "", options);
    }
    export_package(service, author, set.id, folder.path("a.apkg"));
    return import_package(service, caller, folder.path("a.apkg"), options);
  }

  Fixture fixture;
  TemporaryFolder folder;
  Caller author = fixture.caller();
  FlashcardSet set;
};

constexpr std::array formats = {"apkg", "csv", "tsv"};

}  // namespace

TEST_CASE("round trip: every kind of card comes back as it was, into the same set and into another") {
  World world;
  const auto before = world.cards(world.author, world.set.id);
  REQUIRE(before.size() == 10);
  for (const std::string format : formats) {
    CAPTURE(format);
    const FlashcardImportReport same = world.back(format, world.author, world.set.id);
    CHECK(same.problems.empty());
    CHECK(same.unchanged == 10);
    CHECK(same.inserted + same.updated + same.removed == 0);
    CHECK(world.cards(world.author, world.set.id) == before);
    const Caller other = world.fixture.caller();
    const auto target = world.fixture.flashcards().create_set(other, {.title = "Other"});
    CHECK(world.back(format, other, target.id).inserted == 10);
    CHECK(world.cards(other, target.id) == before);
  }
}

TEST_CASE("round trip: a question that has been retired since stays linked where it was, and is no link elsewhere") {
  World world;
  const auto before = world.cards(world.author, world.set.id);
  transact(world.fixture.database(),
           [](Transaction& tx) { tx.prepare("UPDATE questions SET status = 'retired'")->step(); });
  for (const std::string format : formats) {
    CAPTURE(format);
    CHECK(world.back(format, world.author, world.set.id).unchanged == 10);
    const Caller other = world.fixture.caller();
    const auto target = world.fixture.flashcards().create_set(other, {.title = "Other"});
    CHECK(world.back(format, other, target.id).inserted == 10);
    auto expected = before;
    expected["q"].erase(expected["q"].begin() + 5);
    CHECK(world.cards(other, target.id) == expected);
  }
}

TEST_CASE("import_text: a file that says nothing of question, extra and image leaves them as they are") {
  World world;
  auto expected = world.cards(world.author, world.set.id);
  const std::string text =
      "guid,front,back\nimage,Name this,heart\nq,\"stem<br><img src=\"\"a.png\"\">\",C\n"
      "none,shows <b>nothing</b>,\n";
  const FlashcardImportReport report =
      import_text(world.fixture.flashcards(), world.author, text, "", {.set = world.set.id});
  CHECK(report.updated == 3);
  expected["image"][1] = "Name this";
  expected["q"][2] = "C";
  expected["none"][1] = "shows <b>nothing</b>";
  CHECK(world.cards(world.author, world.set.id) == expected);
}

TEST_CASE("import_text: notes without guids are known again by their set, kind and front") {
  Fixture fixture;
  const Caller learner = fixture.caller();
  const std::string text = "front,back\nWhat is K+?,potassium\nWhat is this?,one\nWhat is this?,two\n";
  CHECK(import_text(fixture.flashcards(), learner, text, "Drugs").inserted == 3);
  const FlashcardImportReport again = import_text(fixture.flashcards(), learner, text, "Drugs");
  CHECK(again.unchanged == 3);
  CHECK(again.inserted + again.updated + again.removed == 0);
  const FlashcardImportReport changed =
      import_text(fixture.flashcards(), learner, "What is this?\tone\nWhat is this?\t2\nNew\tx\n", "Drugs");
  CHECK(changed.inserted == 1);
  CHECK(changed.updated == 1);
  CHECK(changed.unchanged == 1);
  CHECK(import_text(fixture.flashcards(), learner, text, "Others").inserted == 3);
}

TEST_CASE("import_text: data of a note that is none is a problem of its line") {
  Fixture fixture;
  const FlashcardImportReport report =
      import_text(fixture.flashcards(), fixture.caller(),
                  "front,haven\na,nothing\nb,{}\nc,\"{\"\"kind\"\":\"\"other\"\"}\"\n", "T");
  CHECK(report.notes == 1);
  REQUIRE(report.problems.size() == 2);
  CHECK(report.problems[0].note == "line 2");
  CHECK(report.problems[1].message == "haven.kind: an unknown word");
}

TEST_CASE("note data: written as ASCII without markup, read again the same, strictly") {
  codec::NoteData data{.image = true, .question = Id<Question>{numbered(7)}, .media = Texts{"ü <&>.png"}};
  data.added = {"ü <&>.png"};
  data.tags = Texts{"a b"};
  data.extra = R"({"a": "<ü>"})";
  const std::string json = codec::note_data_to_json(data);
  CHECK(json.find_first_of("<>&\n\t") == std::string::npos);
  for (const char c : json) CHECK(static_cast<unsigned char>(c) < 0x80);
  CHECK(codec::note_data_from_json(json) == data);
  CHECK(codec::note_data_to_json({}).empty());
  CHECK(codec::note_data_from_json("") == codec::NoteData{});
  for (const char* bad : {"x", "[]", R"({"kind":"basic"})", R"({"question":"x"})", R"({"media":"a"})",
                          R"({"tags":[1]})", R"({"extra":{}})", R"({"other":1})"}) {
    CHECK(error_of([&] { static_cast<void>(codec::note_data_from_json(bad)); }) == "invalid_argument/");
  }
}
