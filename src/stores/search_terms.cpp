#include "stores/search_terms.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utf8proc.h>

#include "haven/core/error.hpp"

namespace haven {
namespace {

using Character = utf8proc_int32_t;

/// `text` without case, marks and compatibility forms.
std::vector<Character> folded(std::string_view text) {
  constexpr auto folding =
      static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK);
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto size = static_cast<utf8proc_ssize_t>(text.size());
  std::vector<Character> characters(text.size() + 16);
  for (;;) {
    const auto room = static_cast<utf8proc_ssize_t>(characters.size());
    const utf8proc_ssize_t length = utf8proc_decompose(bytes, size, characters.data(), room, folding);
    if (length < 0) throw Error(ErrorCode::invalid_argument, "search: the text is not UTF-8", "text");
    characters.resize(static_cast<std::size_t>(length));
    if (length <= room) return characters;
  }
}

bool is_word_character(Character character) {
  switch (utf8proc_category(character)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return true;
    default:
      return false;
  }
}

/// Written without spaces between words: kana and Chinese characters (after folding).
bool stands_alone(Character character) {
  struct Range {
    Character first, last;
  };
  constexpr std::array ranges = {Range{0x3040, 0x30FF}, Range{0x3400, 0x4DBF}, Range{0x4E00, 0x9FFF},
                                 Range{0x20000, 0x3FFFF}};
  return std::ranges::any_of(ranges, [&](Range r) { return character >= r.first && character <= r.last; });
}

/// Collects characters to words.
class Words {
 public:
  void add(Character character) {
    if (stands_alone(character)) end();
    if (length_ < longest_term) append(character);
    if (stands_alone(character)) end();
  }
  void end() {
    if (length_ > 0) words_.push_back(std::move(word_));
    word_.clear();
    length_ = 0;
  }
  [[nodiscard]] std::vector<std::string> take() {
    end();
    return std::move(words_);
  }

 private:
  void append(Character character) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto size = static_cast<std::size_t>(utf8proc_encode_char(character, bytes.data()));
    word_.append(reinterpret_cast<const char*>(bytes.data()), size);
    ++length_;
  }

  std::vector<std::string> words_;
  std::string word_;
  std::size_t length_ = 0;  ///< of word_, in characters
};

/// Half of the full weight is reached by `half` occurrences, and by one more for each 128 words of the document.
std::int64_t weight_of(std::int64_t occurrences, std::int64_t words) {
  constexpr std::int64_t full = 1000, half = 2, words_for_one_more = 128;
  return std::max<std::int64_t>(1, full * occurrences / (occurrences + half + words / words_for_one_more));
}

}  // namespace

std::vector<std::string> search_words(std::string_view text) {
  Words words;
  for (const Character character : folded(text)) {
    if (is_word_character(character)) {
      words.add(character);
    } else {
      words.end();
    }
  }
  return words.take();
}

std::vector<SearchTerm> search_terms(std::span<const SearchField> fields) {
  std::map<std::string, std::int64_t> occurrences;
  std::int64_t words = 0;
  for (const SearchField& field : fields) {
    for (std::string& word : search_words(field.text)) {
      occurrences[std::move(word)] += field.importance;
      ++words;
    }
  }
  std::vector<SearchTerm> terms;
  for (auto& [word, count] : occurrences) terms.push_back({word, weight_of(count, words)});
  return terms;
}

}  // namespace haven
