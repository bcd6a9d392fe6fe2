#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "haven/storage/database.hpp"

#include "stores/search_store.hpp"
#include "stores/search_terms.hpp"

namespace haven {

/// Where the words of a kind of document are, and where the documents.
struct SearchIndex {
  std::string_view name;       ///< in search_stale
  std::string_view terms;      ///< table of words
  std::string_view id;         ///< its column with the document's id
  bool owned;                  ///< it begins with user_id
  std::string_view documents;  ///< "JOIN ..." of the document as d, and what it depends on, to candidates c
  std::string_view visible;    ///< condition on them
  std::string_view within;     ///< column of SearchQuery::within
};
[[nodiscard]] const SearchIndex& search_index(SearchKind kind);
[[nodiscard]] std::optional<SearchKind> parse_search_kind(std::string_view name);

/// What a document says.
struct SearchDocument {
  std::vector<SearchTerm> terms;
  std::optional<Uuid> owner;  ///< of a note
};
/// nullopt when there is no such document.
[[nodiscard]] std::optional<SearchDocument> read_search_document(Transaction& tx, SearchKind kind, const Uuid& id);

}  // namespace haven
