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

  [[nodiscard]] std::size_t size() const noexcept { return front.size() + back.size() + source.size(); }
};

/// The cards of a note, by ordinal. In a cloze card's front its own gaps read "[...]" or "[hint]", other gaps are
/// filled; gaps are what Anki takes for deletions (see anki::parse_cloze()), one that is never closed stays text.
/// Throws Error(invalid_argument) for a note that gives no card, or more than FlashcardLimits allow.
/// O(text x cards).
[[nodiscard]] std::vector<RenderedCard> render(const NoteDraft& note);
/// Bytes of their texts.
[[nodiscard]] std::size_t size_of(const std::vector<RenderedCard>& cards) noexcept;

/// The note that a card was made from, as its author wrote it.
[[nodiscard]] NoteDraft draft_of(const Flashcard& card);

}  // namespace haven
