#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "haven/core/clock.hpp"
#include "haven/srs/memory_model.hpp"

namespace haven::srs {

/// Where a card is on its way. A new card is learning and has no memory yet.
enum class CardState { learning = 1, review = 2, relearning = 3 };

/// "learning", "review", "relearning".
[[nodiscard]] std::string_view to_string(CardState state) noexcept;
[[nodiscard]] std::optional<CardState> parse_card_state(std::string_view text) noexcept;

/// The schedule of one card of one learner: what its reviews have come to. A value; see Scheduler::review().
struct Card {
  std::uint64_t key = 0;  ///< seeds the fuzz; any number that stays with the card
  CardState state = CardState::learning;
  std::optional<int> step = 0;        ///< place among the learning or relearning steps; absent in review
  std::optional<MemoryState> memory;  ///< absent until the first answer
  std::uint64_t model = 0;            ///< fingerprint of the model that `memory` belongs to
  Timestamp due;                      ///< of a new card: when it was made
  std::optional<Timestamp> last_review;
  std::optional<std::int64_t> last_day;  ///< local day of the last answer: as noted then, or by the calendar rule
  int reviews = 0;
  int lapses = 0;  ///< answers of Again in review

  [[nodiscard]] bool is_new() const noexcept { return !memory; }
  bool operator==(const Card&) const = default;
};

/// A card that was never answered, due at once.
[[nodiscard]] inline Card new_card(std::uint64_t key, Timestamp created) {
  Card card;
  card.key = key;
  card.due = created;
  return card;
}

}  // namespace haven::srs
