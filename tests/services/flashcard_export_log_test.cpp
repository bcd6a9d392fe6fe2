#include <map>
#include <vector>

#include "haven/services/flashcard_files.hpp"

#include "services/flashcard_deck.hpp"
#include "storage/temporary_folder.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

/// The log and the cards of a package, by the position that each card has in its deck.
class Logs final : public anki::PackageSink {
 public:
  std::map<std::size_t, std::vector<anki::ReviewLogEntry>> entries;
  std::map<std::size_t, anki::Card> cards;

 private:
  void on_note(anki::Note&& note) override { guid_ = std::move(note.guid); }
  void on_card(anki::Card&& card) override { cards[place()] = std::move(card); }
  void on_review(const anki::ReviewLogEntry& entry) override { entries[place()].push_back(entry); }
  [[nodiscard]] std::size_t place() const { return std::stoul(guid_.substr(1)); }

  std::string guid_;
};

Logs exported(Deck& deck) {
  const TemporaryFolder folder;
  export_package(deck.service(), deck.learner, deck.set.id, folder.path("a.apkg"));
  Logs logs;
  anki::read_package(folder.path("a.apkg"), logs);
  return logs;
}

StudyPreset without_steps(double retention, const std::string& zone) {
  StudyPreset preset;
  preset.scheduler.learning_steps = preset.scheduler.relearning_steps = {};
  preset.scheduler.desired_retention = retention;
  preset.calendar.zone = zone;
  preset.balance_load = true;
  return preset;
}

}  // namespace

TEST_CASE("export_package: the log has the days that were given, balanced, abroad and under an earlier scheduler") {
  Fixture fixture;
  Deck deck(fixture, 25);
  Rng rng(3);
  std::map<std::size_t, std::vector<int>> given;
  int balanced = 0;
  for (int round = 0; round < 6; ++round) {
    const bool abroad = round >= 3;
    deck.service().set_preset(
        deck.learner, {{}, without_steps(abroad ? 0.8 : 0.9, abroad ? "Pacific/Auckland" : "America/New_York")});
    for (std::size_t card = 0; card < deck.cards.size(); ++card) {
      const ReviewReceipt receipt = deck.answer(card, static_cast<srs::Rating>(1 + rng.below(4)));
      given[card].push_back(receipt.why.days());
      balanced += receipt.why.balanced == 0 ? 0 : 1;
      fixture.clock.advance(Duration::minutes(1));
    }
    fixture.clock.advance(Duration::hours(9 * 24 + 7));
  }
  REQUIRE(balanced > 10);
  const Logs logs = exported(deck);
  for (const auto& [id, days] : given) {
    const std::size_t card = id;
    CAPTURE(card);
    const auto& entries = logs.entries.at(card);
    REQUIRE(entries.size() == days.size());
    for (std::size_t i = 0; i < days.size(); ++i) {
      CHECK(entries[i].interval == days[i]);
      CHECK(entries[i].last_interval == (i == 0 ? 0 : days[i - 1]));
    }
    CHECK(logs.cards.at(card).interval == days.back());
  }
}

TEST_CASE("export_package: a card made new again keeps its log, a day laid down is the interval in force") {
  Fixture fixture;
  Deck deck(fixture, 2);
  deck.service().set_preset(deck.learner, {{}, without_steps(0.9, "UTC")});
  const int first = deck.answer(0).why.days();
  fixture.clock.advance(Duration::days(3));
  static_cast<void>(deck.service().reset(deck.learner, numbered(1'000), deck.cards[0].id));
  deck.answer(1);
  fixture.clock.advance(Duration::hours(1));
  const Timestamp due = fixture.clock.now() + Duration::days(11);
  deck.service().apply_schedule(deck.learner, {.batch = numbered(2'000), .plan = {{deck.cards[1].id, due}}});
  fixture.clock.advance(Duration::days(11));
  deck.answer(1);
  const Logs logs = exported(deck);
  const auto& again = logs.entries.at(0);
  REQUIRE(again.size() == 2);
  CHECK(again[0].interval == first);
  CHECK(again[1].rating == 0);
  CHECK(again[1].kind == anki::ReviewKind::manual);
  CHECK(logs.cards.at(0).type == anki::CardType::fresh);
  CHECK(logs.entries.at(1).at(1).last_interval == 11);
}
