#pragma once

#include <optional>
#include <string>
#include <vector>

#include "haven/services/flashcard_service.hpp"

namespace haven {

/// A note as a file has it: two fields, tags without spaces, and what these cannot say (see codec::NoteData).
struct PortableNote {
  std::string front;  ///< with the media that the texts do not show at its end, so that other programs show them
  std::string back;
  std::vector<std::string> tags;
  std::string data;  ///< JSON, or nothing
};

[[nodiscard]] PortableNote to_portable(const NoteDraft& note);

/// Takes what a file says of a note beyond the fields and tags that the draft has from it; of `nullopt`, a file that
/// says nothing of the kind, a partial draft remains. Throws Error(invalid_argument) for what is no such data.
void take_data(const std::optional<std::string>& data, NoteDraft& note);

/// The media that the note's texts do not show.
[[nodiscard]] std::vector<std::string> unseen_media(const NoteDraft& note);

}  // namespace haven
