#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "haven/core/id.hpp"
#include "haven/model/question.hpp"

namespace haven::codec {

/// What a file of notes cannot say of one in its fields and tags.
struct NoteData {
  bool image = false;  ///< an image note
  std::optional<Id<Question>> question = std::nullopt;
  std::optional<std::vector<std::string>> media = std::nullopt;  ///< nullopt: those that its texts show
  std::vector<std::string> added = {};  ///< media shown at the end of its front in the file only
  std::optional<std::vector<std::string>> tags = std::nullopt;  ///< nullopt: as the file has them
  std::string extra = "{}";

  bool operator==(const NoteData&) const = default;
};

/// A JSON object of ASCII without <, > and &, so that no program takes it for HTML or another form of the same letters;
/// empty for a note of which there is nothing to say.
[[nodiscard]] std::string note_data_to_json(const NoteData& data);
/// Throws Error(invalid_argument) for what is no such object. Empty text gives what there is nothing to say of.
[[nodiscard]] NoteData note_data_from_json(std::string_view text);

}  // namespace haven::codec
