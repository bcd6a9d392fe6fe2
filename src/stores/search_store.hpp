#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "haven/core/id.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// What can be searched: live questions (stem, options, code and tags; never key or rationale), chapters of published
/// books, visible posts and replies, and one user's own notes.
enum class SearchKind { question, chapter, post, reply, note };

struct SearchQuery {
  SearchKind kind = SearchKind::question;
  std::string text;                ///< every word of it must be there; anything else than words only parts them
  bool last_is_beginning = false;  ///< the last word, of at least 3 characters, may go on: for searching while typing
  std::vector<Uuid> within{};      ///< categories of questions, posts and replies, books, chapters of notes; empty: all
  std::optional<Uuid> owner{};     ///< of notes, which need it
  bool all_states = false;         ///< also what is no longer or not yet to be seen
};

struct SearchHit {
  Uuid id;
  std::int64_t score = 0;  ///< the same on every engine; compare only within one answer
};

struct SearchPage {
  std::vector<SearchHit> hits;
  std::int64_t total = 0;
  bool capped =
      false;  ///< there may be more: the rarest word is in so many documents that only the newest were looked at
};

/// Full-text search with equal answers on every engine: inverted indexes in tables of our own (ADR 6). Best score
/// first, then newest id. A search looks at no more than `most_candidates` documents, those with the newest ids that
/// have the rarest word.
class SearchStore {
 public:
  static constexpr int most_candidates = 10'000;
  static constexpr std::size_t most_words = 16;

  explicit SearchStore(Transaction& tx) : tx_(tx) {}

  /// A query without words finds nothing. Throws Error(invalid_argument) for text that is not UTF-8, for more than
  /// `most_words` different words, and for notes without an owner.
  [[nodiscard]] SearchPage search(const SearchQuery& query, int limit, int offset);

  /// Writes the words of one document, when it was written since they were. Stores call this after each write.
  void refresh(SearchKind kind, const Uuid& id);
  /// The same for up to `limit` documents that were written in another way; how many they were.
  int refresh_stale(int limit);

 private:
  void write_terms(SearchKind kind, const Uuid& id);

  Transaction& tx_;
};

}  // namespace haven
