#pragma once

#include <optional>
#include <vector>

#include "haven/anki/package.hpp"
#include "haven/model/flashcard.hpp"

namespace haven {

/// The note types that our kinds of notes become in a package, with three fields: both texts, and what else there is to
/// a note (PortableNote::data), which no template shows. Their ids and names stay the same, so that Anki takes those of
/// all our packages for one.
[[nodiscard]] const std::vector<anki::NoteType>& own_note_types();
[[nodiscard]] const anki::NoteType& own_note_type(CardKind kind);

/// The kind of notes of a type with these fields, image notes being basic; nullopt for any other type.
[[nodiscard]] std::optional<CardKind> own_kind(const anki::NoteType& type);

}  // namespace haven
