#pragma once

#include <set>
#include <string_view>
#include <vector>

namespace haven::anki {

/// A piece of a text with deletions.
struct ClozePiece {
  enum class Kind {
    text,
    opening,  ///< "{{c1::" or "{{c1,2::"
    hint,     ///< the "::" after which the hint stands; at most one in a deletion
    closing,  ///< "}}"
  };
  Kind kind = Kind::text;
  std::string_view text;          ///< as it is written
  std::vector<int> numbers = {};  ///< of an opening, ascending

  /// Whether an opening is that of a deletion of this number.
  [[nodiscard]] bool has(int number) const;
};

/// What a text with deletions {{c1::text::hint}} is made of. Deletions may lie in deletions, 64 deep; deeper ones are
/// text. Every opening has its closing: a deletion that is never closed is none, and makes one of nothing behind it.
struct ClozeText {
  std::vector<ClozePiece> pieces;
  std::string_view unclosed = {};  ///< from the first deletion on that is never closed
};

/// The pieces refer to the text. Linear. The one grammar of deletions there is.
[[nodiscard]] ClozeText parse_cloze(std::string_view text);

inline constexpr int cloze_number_at_most = 500;

/// The numbers of the deletions that make cards: without 0, those above 500 and those within hints.
[[nodiscard]] std::set<int> cloze_numbers(const ClozeText& text);

}  // namespace haven::anki
