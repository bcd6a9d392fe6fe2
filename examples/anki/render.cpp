#include <cstdint>
#include <cstdio>
#include <map>

#include "haven/anki/reader.hpp"
#include "haven/anki/template.hpp"

#include "commands.hpp"

#include <nlohmann/json.hpp>

namespace example {
namespace {

using namespace haven;

class Sides final : public anki::PackageSink {
 public:
  void on_deck(anki::Deck&& deck) override { decks_[deck.id] = deck.name; }
  void on_note_type(anki::NoteType&& type) override { types_[type.id] = type; }
  void on_note(anki::Note&& note) override {
    note_ = note;
    ordinals_ = anki::card_ordinals(types_.at(note_.note_type), note_);
  }

  void on_card(anki::Card&& card) override {
    const anki::CardPlace place{.deck = decks_.at(card.deck), .flag = card.flag, .card = card.id};
    const auto text = anki::render(types_.at(note_.note_type), note_, card.ordinal, place);
    const nlohmann::ordered_json json = {
        {"card", card.id}, {"question", text.question}, {"answer", text.answer}, {"of", ordinals_}};
    std::fputs((json.dump() + '\n').c_str(), stdout);
  }

 private:
  std::map<std::int64_t, std::string> decks_;
  std::map<std::int64_t, anki::NoteType> types_;
  anki::Note note_;
  std::vector<int> ordinals_;
};

}  // namespace

void render(const std::string& package) {
  Sides sink;
  anki::read_package(package, sink);
}

}  // namespace example
