#pragma once

#include <string>
#include <vector>

#include "haven/core/random.hpp"

#include "services/fixture.hpp"

namespace haven::test {

/// A UUID that is the same for the same number.
Uuid numbered(std::uint64_t number);

/// A learner with a set of cards.
class Deck {
 public:
  explicit Deck(Fixture& fixture, int cards, CardKind kind = CardKind::basic);

  [[nodiscard]] FlashcardService& service() { return fixture.flashcards(); }
  /// How many answers of a card count.
  [[nodiscard]] int reviews(std::size_t card);
  /// Answers now, with an id of its own.
  ReviewReceipt answer(std::size_t card, srs::Rating rating = srs::Rating::good);
  /// The progress of all cards, but for the numbers that say when it was stored.
  [[nodiscard]] std::vector<CardProgress> standings();
  [[nodiscard]] std::vector<DailyCount> counts() { return service().daily_counts(learner, {}); }

  Fixture& fixture;
  Caller learner;
  FlashcardSet set;
  std::vector<Flashcard> cards;
  std::uint64_t next_id = 1;
};

}  // namespace haven::test
