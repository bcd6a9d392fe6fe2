#include <algorithm>
#include <string>
#include <vector>

#include "haven/services/flashcard_files.hpp"

#include "services/fixture.hpp"
#include "services/spy_database.hpp"
#include "storage/temporary_folder.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

/// Another database, on which so many statements succeed.
class FailingDatabase final : public Database {
 public:
  FailingDatabase(Database& database, int statements) : database_(database), left_(statements) {}

  [[nodiscard]] std::unique_ptr<Transaction> begin(Access access) override {
    return std::make_unique<Failing>(database_.begin(access), left_);
  }
  [[nodiscard]] std::string_view engine() const noexcept override { return database_.engine(); }

 private:
  class Failing final : public Transaction {
   public:
    Failing(std::unique_ptr<Transaction> tx, int& left) : tx_(std::move(tx)), left_(left) {}
    [[nodiscard]] std::unique_ptr<Statement> prepare(std::string_view sql) override {
      if (--left_ < 0) throw Error(ErrorCode::unavailable, "the disk is full", "lost");
      return tx_->prepare(sql);
    }
    void commit() override { tx_->commit(); }

   private:
    std::unique_ptr<Transaction> tx_;
    int& left_;
  };

  Database& database_;
  int left_;
};

std::string guid(int number) { return "g" + std::to_string(number); }

std::string text_of(int notes) {
  std::string text = "guid,front,back\n";
  for (int i = 0; i < notes; ++i) text += guid(i) + ",new " + std::to_string(i) + ",back\n";
  return text;
}

/// Basic notes, of which each was answered once.
void write_package(const std::string& path, int notes) {
  constexpr Timestamp created{1'789'963'200'000'000};
  anki::PackageWriter writer(path, {.scratch_folder = {}, .created = created});
  writer.add(anki::Deck{2, "Deck", "", false});
  writer.add(anki::NoteType{1, "Basic", anki::NoteKind::basic, {"F", "B"}, {{"Card 1", "{{F}}", "{{B}}"}}, ""});
  for (int i = 0; i < notes; ++i) {
    writer.add(anki::Note{10'000 + i, guid(i), 1, created, {"new " + std::to_string(i), "back"}, {}});
    anki::Card card;
    card.id = 20'000 + i;
    card.note = 10'000 + i;
    card.deck = 2;
    card.type = anki::CardType::review;
    card.queue = anki::CardQueue::review;
    card.due = 40;
    writer.add(card);
    const Timestamp at = created + Duration::hours(8) + Duration{i * 1'000};
    writer.add(anki::ReviewLogEntry{at, card.id, 3, anki::ReviewKind::learning, 10, 0, 2500, {}});
  }
  writer.finish();
}

/// A learner's set with three of the notes that the files bring, in an older form.
struct World {
  World() {
    AddNotes command{.set = set.id};
    for (int i = 0; i < 3; ++i) command.notes.push_back({.front = "old", .back = "back", .guid = guid(i)});
    static_cast<void>(fixture.flashcards().add_notes(learner, command));
    write_package(package, 600);
  }
  /// All that the learner has.
  std::vector<std::string> contents() {
    std::vector<std::string> all;
    for (const FlashcardSet& each : fixture.flashcards().sets(learner, {.own = true}).sets) {
      all.push_back(each.title);
      for (const Flashcard& card : fixture.flashcards().cards(learner, {.set = each.id, .limit = 200}).cards)
        all.push_back(card.guid + ": " + card.front);
    }
    return all;
  }

  Fixture fixture;
  TemporaryFolder folder;
  std::string package = folder.path("a.apkg");
  Caller learner = fixture.caller();
  FlashcardSet set = fixture.flashcards().create_set(learner, {.title = "Mine"});
};

}  // namespace

TEST_CASE("import: whatever fails before the notes are stored, nothing is") {
  World world;
  const auto before = world.contents();
  for (const int statements : {0, 3, 50, 700, 1'200}) {
    CAPTURE(statements);
    for (const auto& set : {std::optional(world.set.id), std::optional<Id<FlashcardSet>>()}) {
      const FlashcardImportOptions options{.set = set};
      FailingDatabase text_database(world.fixture.database(), statements);
      const auto text_service = make_flashcard_service(text_database, world.fixture.clock);
      CHECK(error_of([&] { import_text(*text_service, world.learner, text_of(600), "New", options); }) ==
            "unavailable/lost");
      FailingDatabase database(world.fixture.database(), statements);
      const auto service = make_flashcard_service(database, world.fixture.clock);
      CHECK(error_of([&] { import_package(*service, world.learner, world.package, options); }) == "unavailable/lost");
      CHECK(world.contents() == before);
    }
  }
}

TEST_CASE("import: what fails with the log leaves no new set, and no card with half of its answers") {
  World world;
  SpyDatabase database(world.fixture.database());
  int writes = 0;
  database.before_write = [&] {
    if (++writes == 2) throw Error(ErrorCode::unavailable, "the disk is full", "lost");
  };
  const auto service = make_flashcard_service(database, world.fixture.clock);
  const auto before = world.contents();
  CHECK(error_of([&] { import_package(*service, world.learner, world.package); }) == "unavailable/lost");
  CHECK(world.contents() == before);
  writes = 0;
  CHECK(error_of([&] { import_package(*service, world.learner, world.package, {.set = world.set.id}); }) ==
        "unavailable/lost");
  CHECK(world.fixture.flashcards().set(world.learner, world.set.id).cards == 600);
  // The same file again brings what is missing.
  const auto report = import_package(world.fixture.flashcards(), world.learner, world.package, {.set = world.set.id});
  CHECK(report.unchanged == 600);
  CHECK(report.reviews == 1'200);  // an answer and a due day each
}

TEST_CASE("import: the notes of a file are one transaction, cancelled in it they are not there") {
  World world;
  SpyDatabase database(world.fixture.database());
  const auto service = make_flashcard_service(database, world.fixture.clock);
  const auto before = world.contents();
  FlashcardImportOptions options{.set = world.set.id};
  int imported = 0;
  options.read.progress = [&](const anki::ReadProgress& progress) {
    imported += progress.stage == anki::ReadStage::notes && progress.done == 512 ? 1 : 0;
    return imported < 2;  // the first time is the check
  };
  CHECK(error_of([&] { import_package(*service, world.learner, world.package, options); }) == "unavailable/cancelled");
  CHECK(world.contents() == before);
  database.writes = 0;
  CHECK(import_text(*service, world.learner, text_of(600), "New").inserted == 600);
  CHECK(database.writes == 1);
}

TEST_CASE("import: files with more notes or answers than asked for are refused") {
  World world;
  FlashcardService& service = world.fixture.flashcards();
  const auto before = world.contents();
  CHECK(error_of([&] { import_package(service, world.learner, world.package, {.most = {.notes = 599}}); }) ==
        "invalid_argument/too_large");
  CHECK(error_of([&] { import_package(service, world.learner, world.package, {.most = {.reviews = 599}}); }) ==
        "invalid_argument/too_large");
  CHECK(error_of([&] { import_package(service, world.learner, world.package, {.most = {.cards = 599}}); }) ==
        "invalid_argument/too_large");
  for (const std::size_t bytes : {100U, 5'000U}) {  // 600 notes of ten bytes or so, counted as made and as stored
    CHECK(error_of([&] { import_package(service, world.learner, world.package, {.most = {.text_bytes = bytes}}); }) ==
          "invalid_argument/too_large");
    CHECK(error_of([&] {
            import_text(service, world.learner, text_of(600), "New", {.most = {.text_bytes = bytes}});
          }) == "invalid_argument/too_large");
  }
  CHECK(error_of([&] { import_text(service, world.learner, text_of(600), "New", {.most = {.notes = 600}}); }) ==
        "invalid_argument/");  // the line with names counts
  CHECK(world.contents() == before);
  CHECK(import_text(service, world.learner, text_of(600), "New", {.most = {.notes = 601}}).notes == 600);
}

TEST_CASE("together: what a part throws undoes the whole, also when it was caught") {
  World world;
  FlashcardService& service = world.fixture.flashcards();
  const auto before = world.contents();
  const auto add = [&](FlashcardService& part, const std::string& title) {
    static_cast<void>(part.create_set(world.learner, {.title = title}));
  };
  CHECK(error_of([&] {
          service.together([&](FlashcardService& whole) {
            add(whole, "New");
            add(whole, "");
          });
        }) == "invalid_argument/title");
  CHECK(world.contents() == before);
  CHECK(error_of([&] {
          service.together([&](FlashcardService& whole) {
            add(whole, "New");
            CHECK(error_of([&] { whole.remove_set(world.learner, Id<FlashcardSet>{}); }) == "not_found/");
          });
        }) == "conflict/part_failed");
  CHECK(world.contents() == before);
  service.together([&](FlashcardService& whole) {
    whole.together([&](FlashcardService& part) { add(part, "New"); });
    CHECK(whole.sets(world.learner, {.own = true}).total == 2);
  });
  CHECK(world.contents().size() == before.size() + 1);
}
