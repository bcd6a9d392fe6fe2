#include "services/flashcard_deck.hpp"

namespace haven::test {

Uuid numbered(std::uint64_t number) {
  Uuid id;
  for (std::size_t i = 0; i < 8; ++i) id.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return id;
}

Deck::Deck(Fixture& world, int count, CardKind kind) : fixture(world), learner(world.caller()) {
  set = service().create_set(learner, {.title = "Deck", .description = ""});
  AddNotes command{set.id, {}};
  for (int i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    command.notes.push_back({.kind = kind, .front = "front " + number, .back = "back " + number, .guid = "n" + number});
  }
  if (count > 0) cards = service().add_notes(learner, command).cards;
}

int Deck::reviews(std::size_t card) { return service().progress(learner, cards.at(card).id).schedule.reviews; }

ReviewReceipt Deck::answer(std::size_t card, srs::Rating rating) {
  return service().review(
      learner,
      {.id = numbered(next_id++), .card = cards.at(card).id, .rating = rating, .expected_reviews = reviews(card)});
}

std::vector<CardProgress> Deck::standings() {
  std::vector<CardProgress> all;
  for (const Flashcard& card : cards) {
    CardProgress& progress = all.emplace_back(service().progress(learner, card.id));
    progress.sequence = 0;
    progress.row_version = 0;
  }
  return all;
}

}  // namespace haven::test
