#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Text as words to search by, the same for documents and queries and on every engine.
namespace haven {

/// Longer words are cut to this many characters, as the tables of words are.
inline constexpr std::size_t longest_term = 64;

/// The words of `text` in their order: runs of letters and digits, without case, marks (é is e) and forms (ﬁ is fi, ２
/// is 2); each Chinese character and each kana is a word of its own. Needs UTF-8, as all text of the platform is:
/// throws Error(invalid_argument) for other bytes. Unicode 14.
[[nodiscard]] std::vector<std::string> search_words(std::string_view text);

/// A part of a document; a word in it counts `importance` times.
struct SearchField {
  std::string_view text;
  int importance = 1;
};

/// A word and how much a document is about it, from 1 to 1000: it grows ever slower with the word's number and falls
/// with the document's length. A whole number, so that every engine orders alike.
struct SearchTerm {
  std::string word;
  std::int64_t weight = 1;
};

/// Each word of the fields once, in the order of bytes.
[[nodiscard]] std::vector<SearchTerm> search_terms(std::span<const SearchField> fields);

}  // namespace haven
