#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "haven/anki/package.hpp"

namespace haven::anki {

/// The two sides of a card, as HTML. The style sheet is the note type's.
struct CardText {
  std::string question;
  std::string answer;

  bool operator==(const CardText&) const = default;
};

/// What templates may say of a card beside its note.
struct CardPlace {
  std::string deck;       ///< {{Deck}}, and its last part {{Subdeck}}
  int flag = 0;           ///< {{CardFlag}}
  std::int64_t card = 0;  ///< {{CardID}}
};

/// A card's text, by its note type's template, as Anki makes it of
/// - {{Field}}; {{FrontSide}} in answers; {{Tags}}, {{Type}}, {{Deck}}, {{Subdeck}}, {{Card}}, {{CardFlag}},
/// {{CardID}};
/// - {{#Field}}...{{/Field}} and {{^Field}}...{{/Field}}: whether there is more in it than white space, <br> and <div>;
///   and {{#c1}}: whether the card asks for that deletion;
/// - {{cloze:Field}}, with hints, deletions within deletions and several numbers (c1,2); {{cloze-only:Field}};
/// - {{text:Field}}: without HTML;
/// - {{type:Field}}, which stays "[[type:Field]]": the place where a host lets the learner type;
/// - {{hint:Field}}: here a <details class="hint"> that opens without a script.
/// Other filters pass the field through. Fields are put in as they are: HTML, [sound:...] and LaTeX are kept, and it is
/// the host's part to make HTML of strangers harmless. What stands in HTML comments is left alone.
///
/// Pure; O(template + fields). Throws Error(invalid_argument) for an ordinal that the note type does not have, fields
/// that are not as many as it has, and a template that names an unknown field or leaves a condition open.
[[nodiscard]] CardText render(const NoteType& type, const Note& note, int ordinal, const CardPlace& place = {});

/// Fields that may be put into one side of a card by the following two, in bytes.
inline constexpr std::size_t card_bytes_apart = 256 << 10;

/// The same for a host that shows the question beside the answer, and asks in its own way: the answer without
/// {{FrontSide}} and the line below it, and {{type:Field}} as nothing in the question and as the field in the answer.
[[nodiscard]] CardText render_apart(const NoteType& type, const Note& note, int ordinal, const CardPlace& place = {});

/// A cloze note for a host that makes the cards itself: the question with its deletions {{c1::...}} as the author wrote
/// them, and the answer without these fields. Throws as render() does.
[[nodiscard]] CardText cloze_source(const NoteType& type, const Note& note, const CardPlace& place = {});

/// The media that HTML refers to, each once, in their order: src of tags, [sound:...]. Addresses with a scheme
/// ("https:") are left out.
[[nodiscard]] std::vector<std::string> media_names(std::string_view html);

/// The cards that a note makes, ascending: one for each template whose question shows a filled field, or one for each
/// number of a cloze note's deletions, less one (up to c500). Throws as render() does.
[[nodiscard]] std::vector<int> card_ordinals(const NoteType& type, const Note& note);

}  // namespace haven::anki
