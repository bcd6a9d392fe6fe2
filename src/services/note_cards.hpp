#pragma once

#include <string>
#include <vector>

#include "haven/services/flashcard_service.hpp"

namespace haven {

/// One card that a note makes, before it has an identity.
struct RenderedCard {
  int ordinal = 0;
  std::string front;
  std::string back;
  std::string source;
};

/// The cards of a note, by ordinal. In a cloze card's front its own gaps read "[...]" or "[hint]", other gaps are
/// filled; gaps may lie in gaps, ten deep. Throws Error(invalid_argument) for a note that gives no card.
[[nodiscard]] std::vector<RenderedCard> render(const NoteDraft& note);

/// The note that a card was made from, as its author wrote it.
[[nodiscard]] NoteDraft draft_of(const Flashcard& card);

}  // namespace haven
