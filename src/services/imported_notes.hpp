#pragma once

#include <string>
#include <vector>

#include "haven/anki/template.hpp"
#include "haven/services/flashcard_service.hpp"

namespace haven {

/// An Anki card with its log, as it comes out of a package.
struct PackagedCard {
  anki::Card card;
  std::vector<anki::ReviewLogEntry> reviews;
};

/// A note for the service, and which of a package's cards its cards stand for.
struct ImportedNote {
  NoteDraft draft;
  struct Part {
    int ordinal = 0;       ///< of the service's card
    std::size_t card = 0;  ///< among those given
  };
  std::vector<Part> parts;
};

/// The notes that an Anki note becomes. Throws Error(invalid_argument) for a template that cannot be rendered.
[[nodiscard]] std::vector<ImportedNote> imported_notes(const anki::NoteType& type, const anki::Note& note,
                                                       const std::vector<PackagedCard>& cards, const std::string& deck);

/// Bytes of the cards that a note makes. Throws Error(invalid_argument) for what the service would refuse in it.
[[nodiscard]] std::size_t check_imported(const NoteDraft& draft);

}  // namespace haven
