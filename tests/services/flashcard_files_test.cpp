#include "haven/services/flashcard_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "services/fixture.hpp"
#include "services/text_source.hpp"
#include "storage/temporary_folder.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

constexpr Timestamp created{1'789'963'200'000'000};  // the start of a day, four months before the fixture's clock

std::string text_of(anki::ByteSource& source) {
  std::string text;
  std::uint8_t piece[100];
  while (const std::size_t count = source.read(piece)) text.append(piece, piece + count);
  return text;
}

anki::Card card(std::int64_t id, std::int64_t note, int ordinal, std::int64_t deck) {
  anki::Card result;
  result.id = id;
  result.note = note;
  result.ordinal = ordinal;
  result.deck = deck;
  return result;
}

/// Three notes in two decks: basic, reversed and cloze; one card answered twice, suspended and flagged.
void write_package(const std::string& path, const std::string& extra_front = {}, int first_rating = 3) {
  anki::PackageWriter writer(path, {.scratch_folder = {}, .created = created});
  writer.add(anki::Deck{2, "NCLEX::Cardiac", "", false});
  writer.add(anki::Deck{3, "NCLEX::Renal", "", false});
  const std::string answer = "{{FrontSide}}\n\n<hr id=answer>\n\n";
  writer.add(
      anki::NoteType{1, "Basic", anki::NoteKind::basic, {"F", "B"}, {{"Card 1", "{{F}}", answer + "{{B}}"}}, ""});
  writer.add(anki::NoteType{2,
                            "Both",
                            anki::NoteKind::basic,
                            {"F", "B"},
                            {{"Card 1", "{{F}}", answer + "{{B}}"}, {"Card 2", "{{B}}", answer + "{{F}}"}},
                            ""});
  writer.add(anki::NoteType{
      3, "Cloze", anki::NoteKind::cloze, {"T", "X"}, {{"Cloze", "{{cloze:T}}", "{{cloze:T}}<br>\n{{X}}"}}, ""});
  writer.add(anki::Note{10, "g1", 1, created, {"What is <b>HR</b>? <img src=\"a.png\">", "60–100"}, {"vital", "a::b"}});
  writer.add(anki::Note{11, "g2", 2, created, {"K+", "potassium"}, {}});
  writer.add(anki::Note{12, "g3", 3, created, {"The {{c1::kidney::organ}} filters {{c2::blood}}", "more"}, {}});
  anki::Card answered = card(20, 10, 0, 2);
  answered.type = anki::CardType::review;
  answered.queue = anki::CardQueue::suspended;
  answered.due = 40;
  answered.interval = 30;
  answered.flag = 3;
  writer.add(answered);
  for (const int ordinal : {0, 1}) writer.add(card(21 + ordinal, 11, ordinal, 2));
  for (const int ordinal : {0, 1}) writer.add(card(23 + ordinal, 12, ordinal, 3));
  const Timestamp first = created + Duration::hours(8);
  writer.add({first, 20, first_rating, anki::ReviewKind::learning, 10, 0, 2500, Duration::seconds(7)});
  writer.add({first + Duration::days(10), 20, 4, anki::ReviewKind::review, 30, 10, 2500, Duration::seconds(5)});
  writer.add({first + Duration::days(11), 20, 0, anki::ReviewKind::rescheduled, 30, 30, 2500, {}});
  if (!extra_front.empty()) {
    writer.add(anki::Note{13, "g4", 1, created, {extra_front, "b"}, {}});
    writer.add(card(25, 13, 0, 3));
  }
  for (const char* name : {"a.png", "unused.png"}) {
    TextSource content(std::string("content of ") + name);
    writer.add_media(name, content);
  }
  writer.finish();
}

std::vector<Flashcard> cards_of(Fixture& fixture, const Caller& caller, Id<FlashcardSet> set) {
  return fixture.flashcards().cards(caller, {.set = set, .limit = 200}).cards;
}

std::vector<FlashcardSet> sets_of(Fixture& fixture, const Caller& caller) {
  return fixture.flashcards().sets(caller, {.own = true}).sets;
}

/// What a card says, by its guid.
std::map<std::string, std::vector<std::string>> says(const std::vector<Flashcard>& cards) {
  std::map<std::string, std::vector<std::string>> all;
  for (const Flashcard& each : cards) {
    all[each.guid] = {std::string(to_string(each.kind)), each.front, each.back, each.source};
    all[each.guid].insert(all[each.guid].end(), each.tags.begin(), each.tags.end());
    all[each.guid].insert(all[each.guid].end(), each.media.begin(), each.media.end());
  }
  return all;
}

}  // namespace

TEST_CASE("import_package: decks become sets, notes what they are, the log the learner's own") {
  Fixture fixture;
  const TemporaryFolder folder;
  const Caller learner = fixture.caller();
  write_package(folder.path("a.apkg"));
  const FlashcardImportReport report = import_package(fixture.flashcards(), learner, folder.path("a.apkg"));
  CHECK(report.notes == 3);
  CHECK(report.inserted == 5);
  CHECK(report.reviews == 3);  // two answers and the due day
  CHECK(report.skipped_reviews == 1);
  CHECK(report.problems.empty());

  const auto sets = sets_of(fixture, learner);
  REQUIRE(sets.size() == 2);
  CHECK(sets[0].title == "NCLEX::Cardiac");
  CHECK(sets[1].title == "NCLEX::Renal");
  const auto cardiac = cards_of(fixture, learner, sets[0].id);
  CHECK(says(cardiac) ==
        std::map<std::string, std::vector<std::string>>{
            {"g1", {"basic", "What is <b>HR</b>? <img src=\"a.png\">", "60–100", "", "vital", "a::b", "a.png"}},
            {"g2", {"reversed", "K+", "potassium", ""}},
            {"g2#1", {"reversed", "potassium", "K+", ""}}});
  const auto renal = cards_of(fixture, learner, sets[1].id);
  REQUIRE(renal.size() == 2);
  CHECK(renal[0].kind == CardKind::cloze);
  CHECK(renal[0].front == "The [organ] filters blood");
  CHECK(renal[1].front == "The kidney filters [...]");

  const CardProgress progress = fixture.flashcards().progress(learner, cardiac[0].id);
  CHECK(progress.schedule.due == created + Duration::days(40));
  CHECK(progress.schedule.reviews == 2);
  CHECK(progress.suspension == Suspension::learner);
  CHECK(progress.flag == 3);
  const auto log = fixture.flashcards().history(learner, cardiac[0].id);
  REQUIRE(log.size() == 4);
  CHECK(log[0].at == created + Duration::hours(8));
  CHECK(log[0].rating == srs::Rating::good);
  CHECK(log[0].duration == Duration::seconds(7));
  CHECK(log[1].rating == srs::Rating::easy);
  CHECK(log[2].due == progress.schedule.due);
  CHECK(log[3].mark == CardMark{.suspended = true, .flag = 3});
  CHECK(fixture.flashcards().progress(learner, cardiac[1].id).schedule.is_new());
}

TEST_CASE("import_package: again, it changes nothing") {
  Fixture fixture;
  const TemporaryFolder folder;
  const Caller learner = fixture.caller();
  write_package(folder.path("a.apkg"));
  const FlashcardImportReport first = import_package(fixture.flashcards(), learner, folder.path("a.apkg"));
  const FlashcardImportReport again = import_package(fixture.flashcards(), learner, folder.path("a.apkg"));
  CHECK(again.inserted + again.updated + again.removed == 0);
  CHECK(again.unchanged == 5);
  CHECK(again.reviews == 0);
  CHECK(again.known_reviews == 3);
  CHECK(again.sets == first.sets);
  const auto sets = sets_of(fixture, learner);
  REQUIRE(sets.size() == 2);
  const Id<Flashcard> marked = cards_of(fixture, learner, sets[0].id)[0].id;
  CHECK(fixture.flashcards().history(learner, marked).size() == 4);  // two answers, the due day, what was said of it
}

TEST_CASE("import_package: answers are known under another scheduler too, but not with another rating") {
  Fixture fixture;
  const TemporaryFolder folder;
  const Caller learner = fixture.caller();
  write_package(folder.path("a.apkg"));
  static_cast<void>(import_package(fixture.flashcards(), learner, folder.path("a.apkg")));
  StudyPreset preset;
  preset.scheduler.desired_retention = 0.8;
  static_cast<void>(fixture.flashcards().set_preset(learner, {std::nullopt, preset}));
  CHECK(import_package(fixture.flashcards(), learner, folder.path("a.apkg")).known_reviews == 3);
  write_package(folder.path("b.apkg"), {}, 2);
  const FlashcardImportReport other = import_package(fixture.flashcards(), learner, folder.path("b.apkg"));
  CHECK(other.known_reviews == 2);
  CHECK(other.skipped_reviews == 2);  // the due day set by hand, and the answer that differs
}

TEST_CASE("import_package: media of a set that the caller may not change stay as they are") {
  Fixture fixture;
  const TemporaryFolder folder;
  const Caller owner = fixture.caller(Role::instructor);
  const Caller other = fixture.caller();
  const auto media = open_media_folder(folder.path("media"), {.free_bytes = 0});
  write_package(folder.path("a.apkg"));
  for (const Visibility visibility : {Visibility::private_set, Visibility::public_set}) {
    const auto set = fixture.flashcards().create_set(owner, {.title = "Mine", .visibility = visibility});
    TextSource own("the owner's");
    media->put(set.id, "a.png", own);
    const std::string expected = visibility == Visibility::private_set ? "not_found/" : "forbidden/not_owner";
    CHECK(error_of([&] {
            import_package(fixture.flashcards(), other, folder.path("a.apkg"), {.set = set.id, .media = media.get()});
          }) == expected);
    CHECK(text_of(*media->open(set.id, "a.png")) == "the owner's");
  }
}

TEST_CASE("import_package: into one set, and without study") {
  Fixture fixture;
  const TemporaryFolder folder;
  const Caller learner = fixture.caller();
  write_package(folder.path("a.apkg"));
  const auto set = fixture.flashcards().create_set(learner, {.title = "Mine"});
  const FlashcardImportReport report =
      import_package(fixture.flashcards(), learner, folder.path("a.apkg"), {.set = set.id, .study = false});
  CHECK(report.sets == std::vector{set.id});
  CHECK(report.reviews == 0);
  for (const Flashcard& each : cards_of(fixture, learner, set.id)) {
    CHECK(fixture.flashcards().progress(learner, each.id).schedule.is_new());
  }
}

TEST_CASE("import_package: a broken package, or a cancelled import, keeps nothing") {
  Fixture fixture;
  const TemporaryFolder folder;
  const Caller learner = fixture.caller();
  write_package(folder.path("a.apkg"));
  const auto size = std::filesystem::file_size(folder.path("a.apkg"));
  std::filesystem::copy(folder.path("a.apkg"), folder.path("cut.apkg"));
  std::filesystem::resize_file(folder.path("cut.apkg"), size - 100);
  CHECK(error_of([&] { import_package(fixture.flashcards(), learner, folder.path("cut.apkg")); }) == "corrupt_data/");
  CHECK(sets_of(fixture, learner).empty());

  int passes = 0;
  const auto media = open_media_folder(folder.path("media"), {.free_bytes = 0});
  FlashcardImportOptions options{.media = media.get()};
  options.read.progress = [&](const anki::ReadProgress& progress) {
    if (progress.stage == anki::ReadStage::media) ++passes;
    return passes <= 2;  // two files in the check, then the first of the import
  };
  CHECK(error_of([&] { import_package(fixture.flashcards(), learner, folder.path("a.apkg"), options); }) ==
        "unavailable/cancelled");
  CHECK(sets_of(fixture, learner).empty());
}

TEST_CASE("import_package: notes that the service would refuse are named, the others come") {
  Fixture fixture;
  const TemporaryFolder folder;
  const Caller learner = fixture.caller();
  write_package(folder.path("a.apkg"), std::string(FlashcardLimits::text + 1, 'x'));
  const FlashcardImportReport report = import_package(fixture.flashcards(), learner, folder.path("a.apkg"));
  CHECK(report.notes == 3);
  CHECK(report.skipped_notes == 1);
  REQUIRE(report.problems.size() == 1);
  CHECK(report.problems[0].note == "g4");
  CHECK(report.problems[0].message == "front: at most 65536 bytes, got 65537");
}

TEST_CASE("export_package: imported by another learner it is the same, study and media too") {
  Fixture fixture;
  const TemporaryFolder folder;
  const Caller learner = fixture.caller();
  const Caller other = fixture.caller();
  const auto media = open_media_folder(folder.path("media"), {.free_bytes = 0});
  write_package(folder.path("a.apkg"));
  const FlashcardImportReport imported =
      import_package(fixture.flashcards(), learner, folder.path("a.apkg"), {.media = media.get()});
  CHECK(imported.media == 1);
  for (const Id<FlashcardSet>& set : imported.sets) {
    const FlashcardExportReport report = export_package(fixture.flashcards(), learner, set, folder.path("b.apkg"),
                                                        {.format = anki::PackageFormat::anki21b, .media = media.get()});
    const FlashcardImportReport again =
        import_package(fixture.flashcards(), other, folder.path("b.apkg"), {.media = media.get()});
    REQUIRE(again.sets.size() == 1);
    const auto before = cards_of(fixture, learner, set);
    const auto after = cards_of(fixture, other, again.sets[0]);
    CHECK(says(before) == says(after));
    CHECK(report.cards == static_cast<int>(after.size()));
    CHECK(report.missing_media == 0);
    for (std::size_t i = 0; i < before.size(); ++i) {
      const CardProgress a = fixture.flashcards().progress(learner, before[i].id);
      const CardProgress b = fixture.flashcards().progress(other, after[i].id);
      CHECK(a.schedule.memory == b.schedule.memory);
      CHECK(a.suspension == b.suspension);
      CHECK(a.flag == b.flag);
      if (!a.schedule.is_new()) CHECK(a.schedule.due == b.schedule.due);
      const auto log = fixture.flashcards().history(learner, before[i].id);
      CHECK(log.size() == fixture.flashcards().history(other, after[i].id).size());
    }
    for (const Flashcard& each : after) {
      for (const std::string& name : each.media) {
        const auto content = media->open(again.sets[0], name);
        REQUIRE(content);
        CHECK(text_of(*content) == "content of " + name);
      }
    }
  }
}

TEST_CASE("text files: imported and exported again they say the same") {
  Fixture fixture;
  const Caller learner = fixture.caller();
  const std::string text =
      "guid,note_type,deck,front,back,tags\n"
      "g1,Basic,Cardiac,=1+1,\"a, \"\"b\"\"\nc\",x y::z\n"
      "g2,Cloze,Cardiac,{{c1::kidney}} and {{c2::heart}},extra,\n"
      "g3,Basic (and reversed card),Cardiac,K+,potassium,\n";
  const FlashcardImportReport report = import_text(fixture.flashcards(), learner, text, "Imported");
  CHECK(report.notes == 3);
  CHECK(report.inserted == 5);
  REQUIRE(report.sets.size() == 1);
  CHECK(export_text(fixture.flashcards(), learner, report.sets[0]) == text);
  const std::string tabs = export_text(fixture.flashcards(), learner, report.sets[0], anki::TextLayout::anki_tabs);
  const FlashcardImportReport again = import_text(fixture.flashcards(), learner, tabs, "Imported");
  CHECK(again.unchanged == 5);
  CHECK(again.inserted + again.updated + again.removed == 0);
}

TEST_CASE("text files: notes without a deck go to the set of the title; bad lines are named") {
  Fixture fixture;
  const Caller learner = fixture.caller();
  const FlashcardImportReport report =
      import_text(fixture.flashcards(), learner, "front\tback\tmore\n\tno front\nq\ta\n", "From a file");
  CHECK(report.notes == 2);
  REQUIRE(report.problems.size() == 1);
  CHECK(report.problems[0].note == "line 2");
  CHECK(sets_of(fixture, learner).at(0).title == "From a file");
  CHECK(cards_of(fixture, learner, report.sets.at(0)).at(0).back == "back<br>\nmore");
  CHECK(error_of([&] { import_text(fixture.flashcards(), learner, "a\n\"b\n", "Other"); }) == "invalid_argument/");
  CHECK(sets_of(fixture, learner).size() == 1);
}

TEST_CASE("import_package: media that the store does not take are told, the rest comes") {
  Fixture fixture;
  const TemporaryFolder folder;
  const Caller learner = fixture.caller();
  const auto media = open_media_folder(folder.path("media"), {.file_bytes = 10, .free_bytes = 0});
  write_package(folder.path("a.apkg"));
  const FlashcardImportReport report =
      import_package(fixture.flashcards(), learner, folder.path("a.apkg"), {.media = media.get()});
  CHECK(report.notes == 3);
  CHECK(report.media == 0);
  CHECK(report.skipped_media == 1);
  REQUIRE(report.problems.size() == 1);
  CHECK(report.problems[0].note == "a.png");
  CHECK(report.problems[0].message == "media: at most 10 bytes");
}

TEST_CASE("export_package: media beyond the limit are refused, and no package is there") {
  Fixture fixture;
  const TemporaryFolder folder;
  const Caller learner = fixture.caller();
  const auto media = open_media_folder(folder.path("media"), {.free_bytes = 0});
  write_package(folder.path("a.apkg"));
  const auto imported = import_package(fixture.flashcards(), learner, folder.path("a.apkg"), {.media = media.get()});
  CHECK(error_of([&] {
          export_package(fixture.flashcards(), learner, imported.sets.at(0), folder.path("b.apkg"),
                         {.media = media.get(), .media_bytes = 10});
        }) == "invalid_argument/too_large");
  CHECK_FALSE(std::filesystem::exists(folder.path("b.apkg")));
}
